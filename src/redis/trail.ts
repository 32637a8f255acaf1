import { setTimeout as sleep } from "node:timers/promises";
import { type AuditEvent, chain, emptyTrail, type TrailHead } from "../domain/audit.ts";
import type { Saved } from "../ports/request-store.ts";
import { trailDamaged, unreachable } from "./failures.ts";
import type { Keys } from "./keys.ts";
import { trailEntryText, WriteReply } from "./wire.ts";

/** What a script needs to append. */
export interface Appending {
  /** Keys of the lists of the requests the entries are about, to be put after the script's own. */
  readonly lists: readonly string[];
  /** Expected seq, expected hash, new hash, number of entries. */
  readonly head: readonly (string | number)[];
  /** Per entry: seq, text, number of its list among the script's keys (0: none). */
  readonly entries: readonly (string | number)[];
}

export interface TrailWrite {
  readonly events: readonly AuditEvent[];
  /** How many keys the script has of its own. */
  readonly ownKeys: number;
  /** Runs the script; its answer is a `WriteReply`. */
  readonly send: (appending: Appending) => Promise<unknown>;
}

/** Everything that writes to the trail does it through here; share one per process. */
export interface Trail {
  /**
   * Chains events behind the newest entry and lets a script write them; again, behind the new head, when another process
   * was faster. Within a process one at a time, so that they do not outdate each other.
   * @throws UpstreamError (service "redis"); effect "none" when the trail is damaged, or its turn did not come in time
   */
  write(write: TrailWrite): Promise<Saved>;
}

export interface TrailOptions {
  readonly keys: Keys;
  /** The longest a write waits for those before it; default 2000. */
  readonly turnTimeoutMs?: number;
}

/** Far more than there can be processes: each of them may win once before we do. */
const attempts = 200;

export function createTrail({ keys, turnTimeoutMs = 2000 }: TrailOptions): Trail {
  let newest: TrailHead = emptyTrail;
  const inTurn = createTurns(turnTimeoutMs);

  const write = async ({ events, ownKeys, send }: TrailWrite): Promise<Saved> => {
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const entries = chain(newest, events);
      const requests = [...new Set(events.flatMap(({ request }) => request ?? []))];
      const head = entries.at(-1) ?? newest;
      const answer = WriteReply.parse(
        await send({
          lists: requests.map(keys.trailOf),
          head: [newest.seq, newest.hash, head.hash, entries.length],
          entries: entries.flatMap((entry) => [
            entry.seq,
            trailEntryText(entry),
            entry.request === null ? 0 : ownKeys + 1 + requests.indexOf(entry.request),
          ]),
        }),
      );
      switch (answer.outcome) {
        case "moved":
          newest = answer.head;
          await sleep(Math.random() * Math.min(2 * attempt, 20));
          break;
        case "saved":
          newest = { seq: head.seq, hash: head.hash };
          return { outcome: "saved", entries };
        case "damaged":
          throw trailDamaged(answer.at);
        default:
          return answer;
      }
    }
    throw unreachable();
  };
  return { write: (request) => inTurn(() => write(request)) };
}

/** Runs one at a time, in order; gives up waiting after a while, with nothing done. */
function createTurns(timeoutMs: number): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return async (work) => {
    const before = last;
    let done = (): void => {};
    const mine = new Promise<void>((resolve) => {
      done = resolve;
    });
    last = before.then(() => mine);
    try {
      const giveUp = new AbortController();
      const isMyTurn = await Promise.race([
        before.then(() => true),
        sleep(timeoutMs, false, { signal: giveUp.signal }).catch(() => false),
      ]);
      giveUp.abort();
      if (!isMyTurn) throw unreachable();
      return await work();
    } finally {
      done();
    }
  };
}
