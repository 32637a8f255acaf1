import { setTimeout as sleep } from "node:timers/promises";
import { type AuditEvent, emptyTrail, type TrailHead } from "../domain/audit.ts";
import { compareAndSet, moved } from "../domain/compare-and-set.ts";
import { type SignWrite, signedChain } from "../domain/log-writes.ts";
import type { Saved } from "../ports/request-store.ts";
import { busy, trailDamaged, unreachable } from "./failures.ts";
import type { Keys } from "./keys.ts";
import { largestEntry } from "./trail-range.ts";
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
  /** The next write learns anew where the trail ends. */
  forget(): void;
  /** The newest entry that this process has written, or was told of when it wrote; it may be behind. */
  seenHead(): TrailHead;
}

export interface TrailOptions {
  readonly keys: Keys;
  readonly sign: SignWrite;
  /** The longest a write waits while none of those before it is answered; default 2000. Five times as long in all. */
  readonly turnTimeoutMs?: number;
  /** Ends after so many milliseconds, or when nobody waits for it any more; a timer unless given. */
  readonly pause?: Pause;
}

type Pause = (ms: number, signal: AbortSignal) => Promise<void>;
const timer: Pause = (ms, signal) => sleep(ms, undefined, { signal });

/** Far more than there can be processes: each of them may win once before we do. */
const attempts = 200;

export function createTrail({ keys, sign, turnTimeoutMs = 2000, pause = timer }: TrailOptions): Trail {
  let newest: TrailHead = emptyTrail;
  const asked = { answers: 0, isWaiting: false };
  const inTurn = createTurns((signal) => pause(turnTimeoutMs, signal), asked);
  const answerTo = async (send: () => Promise<unknown>): Promise<unknown> => {
    asked.isWaiting = true;
    try {
      const answer = await send();
      asked.answers += 1;
      return answer;
    } finally {
      asked.isWaiting = false;
    }
  };

  const writeOnce = async ({ events, ownKeys, send }: TrailWrite, retries: number): Promise<Saved | typeof moved> => {
    const entries = await signedChain(newest, events, sign);
    const requests = [...new Set(events.flatMap(({ request }) => request ?? []))];
    const head = entries.at(-1) ?? newest;
    const texts = entries.map(trailEntryText);
    if (texts.some((text) => Buffer.byteLength(text) > largestEntry))
      throw new RangeError("an entry is too large to be read again");
    const answer = WriteReply.parse(
      await answerTo(() =>
        send({
          lists: requests.map(keys.trailOf),
          head: [newest.seq, newest.hash, head.hash, entries.length],
          entries: entries.flatMap((entry, at) => [
            entry.seq,
            texts[at] ?? "",
            entry.request === null ? 0 : ownKeys + 1 + requests.indexOf(entry.request),
          ]),
        }),
      ),
    );
    switch (answer.outcome) {
      case "moved":
        newest = answer.head;
        await sleep(Math.random() * Math.min(2 * retries, 20));
        return moved;
      case "saved":
        newest = { seq: head.seq, hash: head.hash };
        return { outcome: "saved", entries };
      case "damaged":
        throw trailDamaged(answer.at);
      default:
        return answer;
    }
  };
  const write = (request: TrailWrite): Promise<Saved> =>
    compareAndSet((retries) => writeOnce(request, retries), { attempts, otherwise: busy });
  return {
    write: (request) => inTurn(() => write(request)),
    forget: () => {
      newest = emptyTrail;
    },
    seenHead: () => newest,
  };
}

/** Of Redis: how often it has answered, and whether somebody waits for it (and not for a signature). */
interface Asked {
  readonly answers: number;
  readonly isWaiting: boolean;
}

/** Runs one at a time, in order. Whoever waits gives up, with nothing done: after a pause in which Redis did not answer, or five of them. */
function createTurns(pause: (signal: AbortSignal) => Promise<void>, asked: Asked): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();

  const comesUp = async (turn: Promise<unknown>): Promise<void> => {
    const giveUp = new AbortController();
    const mine = turn.then(() => true);
    try {
      for (let patience = 5; patience > 0; patience -= 1) {
        const before = asked.answers;
        const late = pause(giveUp.signal).then(
          () => false,
          () => false,
        );
        if (await Promise.race([mine, late])) return;
        if (asked.answers === before && asked.isWaiting) throw unreachable();
      }
      throw busy();
    } finally {
      giveUp.abort();
    }
  };

  return async (work) => {
    const before = last;
    let done = (): void => {};
    const mine = new Promise<void>((resolve) => {
      done = resolve;
    });
    last = before.then(() => mine);
    try {
      await comesUp(before);
      return await work();
    } finally {
      done();
    }
  };
}
