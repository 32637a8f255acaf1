import { setImmediate as breath } from "node:timers/promises";
import type { AuditEntry, TrailHead } from "../domain/audit.ts";
import { createChainWalk } from "../domain/continuation.ts";
import { type CoveredEntry, signedWriteOf, signersOf } from "../domain/log-writes.ts";
import type { LogSigning } from "../ports/log-signing.ts";
import type { RedisConnection } from "./connection.ts";
import { trailDamaged } from "./failures.ts";
import type { Keys } from "./keys.ts";
import { createTrailRange, largestEntry, mostBytes } from "./trail-range.ts";
import { LoadReply, trailEntryOf } from "./wire.ts";

/** A record's text and what the log says of it, of one moment. */
export interface FoundRecord {
  readonly revision: string | null;
  readonly record: string | null;
  readonly history: readonly CoveredEntry[];
}

/** The log as this process has read and checked it; share one per process. */
export interface VerifiedLog {
  /**
   * Usually one round trip: only what is new is read, and each entry is checked once.
   * @throws UpstreamError (service "redis", code `trailDamage`) where entries are missing, changed, or not written by the bot
   */
  load(requestId: string): Promise<FoundRecord>;
  /** Reads on to the end. @returns where that is; `undefined`: there is nothing. Throws as `load`. */
  follow(): Promise<TrailHead | undefined>;
  /** The end as far as this process has checked it. */
  head(): TrailHead | undefined;
  /** What was read counts for nothing any more: the log goes on from another entry. */
  forget(): void;
}

export interface VerifiedLogOptions {
  readonly redis: RedisConnection;
  readonly keys: Keys;
  readonly signing: Pick<LogSigning, "signerOf" | "from">;
  /** Of how many requests the entries are kept in memory; default 2,000. Those of others are read again when they are asked for. */
  readonly keptAtMost?: number;
  /** Whether somebody let the log go on although this entry is not as it was written. */
  readonly isNamed?: (seq: number) => boolean;
}

const nothingNamed = (): boolean => false;
const pageSize = 2_000;
const checkedAtOnce = 100;

/** A piece of the chain without a gap, all of it checked, by what its entries are about. */
interface Piece {
  /** Its first entry, which may be in the middle of a write. */
  readonly fromSeq: number;
  readonly prevHash: string;
  /** The entry that holds the signature over its first one. */
  readonly signedAt: number;
  readonly head: TrailHead;
}

export function createVerifiedLog({
  redis,
  keys,
  signing,
  keptAtMost = 2_000,
  isNamed = nothingNamed,
}: VerifiedLogOptions): VerifiedLog {
  const range = createTrailRange({ redis, keys });
  let piece: Piece | undefined;
  /** Entries of the piece by request; those that were used longest ago first. */
  const byRequest = new Map<string, readonly CoveredEntry[]>();
  /** Requests whose entries were let go of. */
  const forgotten = new Set<string>();
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = turn.then(work);
    turn = mine.catch(() => undefined);
    return mine;
  };

  let asked = 0;
  /** Lets others have their turn while thousands of signatures are checked. */
  const signerOf: LogSigning["signerOf"] = async (statement, signature) => {
    asked += 1;
    if (asked % checkedAtOnce === 0) await breath();
    return signing.signerOf(statement, signature);
  };

  /** Checks entries that follow `from`, or that begin a piece of their own. */
  async function checked(from: TrailHead | undefined, entries: readonly AuditEntry[]): Promise<readonly CoveredEntry[]> {
    const [first] = entries;
    if (first === undefined) return [];
    const walk = createChainWalk(from ?? { seq: first.seq - 1, hash: first.prevHash });
    walk.add(entries);
    const broken = walk.breaks().find(({ seq }) => !isNamed(seq));
    if (broken !== undefined) throw trailDamaged(broken.seq);
    const by = await signersOf(entries, signerOf);
    const signedFrom = signing.from();
    const foreign = entries.find(({ seq }) => signedFrom !== undefined && seq >= signedFrom && !by.has(seq) && !isNamed(seq));
    if (foreign !== undefined) throw trailDamaged(foreign.seq);
    // Somebody let the log go on although these are not as they were written: nothing that they say is proved.
    const breaks = new Set(walk.breaks().map(({ seq }) => seq));
    const proved = breaks.size === 0 ? by : await signersOf(entries, signerOf, breaks);
    return entries.map((entry) => ({ entry, by: proved.get(entry.seq) }));
  }

  const ofRequest = (id: string, entries: readonly CoveredEntry[]): readonly CoveredEntry[] =>
    entries.filter(({ entry }) => entry.request === id);

  function remember(id: string, history: readonly CoveredEntry[]): void {
    byRequest.delete(id);
    byRequest.set(id, history);
    forgotten.delete(id);
    for (const oldest of byRequest.keys()) {
      if (byRequest.size <= keptAtMost) break;
      byRequest.delete(oldest);
      forgotten.add(oldest);
    }
  }

  const idsIn = (entries: readonly CoveredEntry[]): readonly string[] => [
    ...new Set(entries.flatMap(({ entry }) => entry.request ?? [])),
  ];

  async function append(entries: readonly AuditEntry[]): Promise<void> {
    const { head: before } = piece ?? {};
    const news = entries.filter(({ seq }) => before === undefined || seq > before.seq);
    const covered = await checked(piece?.head, news);
    const [first, last] = [news.at(0), news.at(-1)];
    if (first === undefined || last === undefined) return;
    for (const id of idsIn(covered))
      if (!forgotten.has(id)) remember(id, [...(byRequest.get(id) ?? []), ...ofRequest(id, covered)]);
    const head = { seq: last.seq, hash: last.hash };
    piece = piece === undefined ? { ...beginningOf(news, first), head } : { ...piece, head };
  }

  async function read(fromSeq: number, toSeq: number): Promise<readonly AuditEntry[]> {
    const found: AuditEntry[] = [];
    for (let seq = fromSeq; seq <= toSeq; seq = (found.at(-1)?.seq ?? toSeq) + 1) {
      const entries: AuditEntry[] = [];
      for await (const entry of range.from(seq, pageSize, toSeq)) entries.push(trailEntryOf(entry));
      if (entries.length === 0) throw trailDamaged(seq);
      found.push(...entries);
    }
    return found;
  }

  /** Takes in what comes before the piece, from that entry on. */
  async function prepend(fromSeq: number, before: Piece): Promise<void> {
    const entries = await read(fromSeq, before.signedAt);
    const [oldest] = entries;
    const newest = entries.findLast(({ seq }) => seq < before.fromSeq);
    if (oldest === undefined || newest === undefined) return;
    const older = (await checked(undefined, entries)).filter(({ entry }) => entry.seq < before.fromSeq);
    if (newest.hash !== before.prevHash && !isNamed(before.fromSeq)) throw trailDamaged(newest.seq);
    for (const id of idsIn(older)) if (!forgotten.has(id)) remember(id, [...ofRequest(id, older), ...(byRequest.get(id) ?? [])]);
    piece = { ...before, ...beginningOf(entries, oldest) };
  }

  async function historyOf(id: string, first: number | null): Promise<readonly CoveredEntry[]> {
    if (first === null || piece === undefined) return [];
    if (first < piece.fromSeq) await prepend(first, piece);
    if (!forgotten.has(id)) {
      const known = byRequest.get(id) ?? [];
      if (known.length > 0) remember(id, known);
      return known;
    }
    const again = ofRequest(id, await checked(undefined, await read(first, piece.head.seq)));
    remember(id, again);
    return again;
  }

  async function loadInTurn(requestId: string): Promise<FoundRecord> {
    for (;;) {
      const from = piece?.head.seq ?? "";
      const reply = await redis.read((client) =>
        client.profinautLoad(
          ...[3, keys.request(requestId), keys.trailOf(requestId), keys.trail],
          ...[String(from), pageSize, largestEntry, mostBytes],
        ),
      );
      const [revision, record, first, entries, more] = LoadReply.parse(reply);
      const page = entries.map(trailEntryOf);
      // What this process has seen must still be there.
      if (piece !== undefined && page[0]?.hash !== piece.head.hash) throw trailDamaged(piece.head.seq);
      const isAll = page.length < pageSize && more === "";
      const news = isAll ? page : whole(page);
      await append(news.length > 1 ? news : page);
      if (isAll) return { revision, record, history: await historyOf(requestId, first) };
    }
  }

  /** No request has this id: what is read is the log alone. */
  async function followInTurn(): Promise<TrailHead | undefined> {
    if (piece === undefined) {
      const newest: AuditEntry[] = [];
      for await (const entry of range.newest(pageSize)) newest.unshift(trailEntryOf(entry));
      await append(newest);
    }
    await loadInTurn("");
    return piece?.head;
  }

  return {
    load: (requestId) => inTurn(() => loadInTurn(requestId)),
    follow: () => inTurn(followInTurn),
    head: () => piece?.head,
    forget: () => {
      piece = undefined;
      byRequest.clear();
      forgotten.clear();
    },
  };
}

const beginningOf = (entries: readonly AuditEntry[], { seq, prevHash }: AuditEntry) => ({
  fromSeq: seq,
  prevHash,
  signedAt: entries.find((entry) => signedWriteOf(entry) !== undefined)?.seq ?? seq,
});

/** A page may end within a write, whose signature is on the next one. */
function whole(page: readonly AuditEntry[]): readonly AuditEntry[] {
  const last = page.findLastIndex((entry) => signedWriteOf(entry) !== undefined);
  return last === -1 ? page : page.slice(0, last + 1);
}
