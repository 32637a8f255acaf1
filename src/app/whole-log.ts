import type { AuditEntry, TrailHead } from "../domain/audit.ts";
import { type ChainWalk, createChainWalk, type Loss, rowsOf } from "../domain/continuation.ts";
import { signersOf } from "../domain/log-writes.ts";
import { type Sentence, say } from "../domain/sentence.ts";
import type { AuditLog } from "../ports/audit-log.ts";
import type { LogSigning } from "../ports/log-signing.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "standing.broken": { because: Sentence };
    "standing.foreign": { seq: number };
  }
}

export interface WholeLogDeps {
  readonly audit: Pick<AuditLog, "entries">;
  readonly signing: Pick<LogSigning, "signerOf" | "from">;
  /** Whether somebody let the log go on although this entry is not as it was written. */
  readonly isExcused: (seq: number) => boolean;
  /** Entries that are read at most each time. */
  readonly entriesPerLook: number;
}

/** What is not as the bot wrote it, and the first such place. */
export interface Damage extends Pick<Required<Loss>, "lost" | "changed"> {
  readonly because: Sentence;
}

const page = 1_000;
/** Far more than one write has: what goes on unsigned for so long is signed by nobody. */
const mostUnsigned = 10_000;

/** Reads the log from one end to the other, again and again, some pages each time: what was true a while ago may be edited now. */
export function createWholeLog({ audit, signing, isExcused, entriesPerLook }: WholeLogDeps) {
  let walk: ChainWalk = createChainWalk();
  /** The newest that were read, and that no signature covers yet: it is in the last entry of a write. */
  let open: readonly AuditEntry[] = [];
  let foreign: readonly number[] = [];
  let damage: Damage | undefined;

  function beginAnew(): void {
    walk = createChainWalk();
    open = [];
    foreign = [];
  }

  async function takeSignatures(entries: readonly AuditEntry[]): Promise<void> {
    const signedFrom = signing.from();
    if (signedFrom === undefined) return;
    const read = [...open, ...entries.filter(({ seq }) => seq >= signedFrom)];
    const by = await signersOf(read, signing.signerOf);
    const covered = read.length > mostUnsigned ? read.length : 1 + read.findLastIndex(({ seq }) => by.has(seq));
    leave(read.slice(0, covered).filter(({ seq }) => !by.has(seq)));
    open = read.slice(covered);
  }

  function leave(unsigned: readonly AuditEntry[]): void {
    foreign = [...foreign, ...unsigned.map(({ seq }) => seq)];
  }

  function damageSoFar(): Damage | undefined {
    const breaks = walk.breaks().filter(({ seq }) => !isExcused(seq));
    const changed = [...new Set([...breaks.map(({ seq }) => seq), ...foreign.filter((seq) => !isExcused(seq))])].sort(
      (a, b) => a - b,
    );
    const [seq] = changed;
    if (seq === undefined) return undefined;
    const [found] = breaks;
    const because = found === undefined ? say("standing.foreign", { seq }) : say("standing.broken", { because: found.because });
    return { because, lost: { seq, hash: "" }, changed: rowsOf(changed) };
  }

  return {
    /** The next pages up to there; behind the end, from the beginning again. @returns what is wrong as far as it is known */
    async readOn(end: TrailHead): Promise<Damage | undefined> {
      for (let read = 0; read < entriesPerLook; read += page) {
        const entries = (await audit.entries(walk.head().seq + 1, page)).filter(({ seq }) => seq <= end.seq);
        walk.add(entries);
        await takeSignatures(entries);
        const isOver = entries.length < page || walk.head().seq >= end.seq;
        if (isOver) leave(open);
        const found = damageSoFar();
        damage = found ?? (isOver ? undefined : damage);
        if (!isOver) continue;
        beginAnew();
        break;
      }
      return damage;
    },
    forget(): void {
      beginAnew();
      damage = undefined;
    },
  };
}
