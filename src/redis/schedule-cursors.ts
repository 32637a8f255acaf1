import { Signature } from "../domain/approval.ts";
import { measuredSkewMs } from "../domain/clock-skew.ts";
import { canonicalJson } from "../domain/json.ts";
import { scheduleCursorStatement } from "../domain/log-writes.ts";
import { ScheduleCursor } from "../domain/schedule.ts";
import type { LogSigning } from "../ports/log-signing.ts";
import type { ScheduleCursors } from "../ports/schedule-cursors.ts";
import type { RedisConnection } from "./connection.ts";
import { isWrongType, readOrNone } from "./failures.ts";
import type { Keys } from "./keys.ts";
import { parseText } from "./wire.ts";

export interface ScheduleCursorsOptions {
  readonly redis: RedisConnection;
  readonly keys: Keys;
  readonly signing: LogSigning;
  /** Told of a schedule whose mark is gone, or is not what the bot set, as far as this can be known. */
  readonly onNotOurs: (schedule: string) => void;
}

const StoredCursor = ScheduleCursor.unwrap().extend({ signature: Signature.exactOptional() });

/**
 * All in one hash, by schedule, each signed by the half of the bot that set it; as canonical text, so that a mark can be compared where it
 * lies. Where one is gone, put back or not the bot's, what this process knew last counts: nobody who writes to Redis can say that a slot was done.
 */
export function createScheduleCursors({ redis, keys, signing, onNotOurs }: ScheduleCursorsOptions): ScheduleCursors {
  /** While its key cannot be asked for, a mark is not taken for gone: a slot that is due would be passed over. */
  const isOurs = async (statement: string, signature: Signature): Promise<boolean> =>
    (await signing.signerOf(statement, signature)) !== undefined;
  const known = new Map<string, ScheduleCursor>();
  /** What lay there when a mark was read, or none was. */
  const textOf = new WeakMap<ScheduleCursor, string>();
  const textOfNone = new Map<string, string>();

  function none(schedule: string, text: string | null): ScheduleCursor | undefined {
    const last = known.get(schedule);
    if (last !== undefined || text !== null) onNotOurs(schedule);
    return last === undefined ? noneAt(schedule, text ?? "") : read({ ...last }, text ?? "");
  }

  function noneAt(schedule: string, text: string): undefined {
    textOfNone.set(schedule, text);
  }

  function read(mark: ScheduleCursor, text: string): ScheduleCursor {
    textOf.set(mark, text);
    return mark;
  }

  /** A mark of an earlier timetable would have the schedule begin anew with its next slot, and so skip one. */
  function isPutBack(schedule: string, { pattern, timezone, atMs }: ScheduleCursor): boolean {
    const last = known.get(schedule);
    if (last === undefined || (last.pattern === pattern && last.timezone === timezone)) return false;
    return atMs < last.atMs - measuredSkewMs;
  }

  async function signedText(schedule: string, mark: ScheduleCursor): Promise<string> {
    const signature = await signing.sign(scheduleCursorStatement(schedule, mark));
    return canonicalJson({ ...mark, signature: { ...signature } });
  }

  async function replace(schedule: string, expected: string, after: ScheduleCursor): Promise<boolean> {
    const wanted = await signedText(schedule, after);
    const isReplaced = (await redis.write((client) => client.profinautReplace(1, keys.slots, schedule, expected, wanted))) === 1;
    if (isReplaced) known.set(schedule, after);
    return isReplaced;
  }

  return {
    async read(schedule) {
      const text = await redis.read((client) => client.hget(keys.slots, schedule)).catch(noCursor);
      const stored = text === null ? undefined : parseText(StoredCursor, text);
      if (text === null || stored === undefined) return none(schedule, text);
      const { signature, ...mark } = stored;
      const isBelieved = async (): Promise<boolean> =>
        signature !== undefined &&
        (await isOurs(scheduleCursorStatement(schedule, mark), signature)) &&
        !isPutBack(schedule, mark);
      if (signing.from() !== undefined && !(await isBelieved())) return none(schedule, text);
      known.set(schedule, mark);
      return read(mark, text);
    },
    replace: (schedule, before, after) =>
      replace(schedule, (before === undefined ? textOfNone.get(schedule) : textOf.get(before)) ?? "", after),
    sign: async () => {
      const stored = (await readOrNone(redis.read((client) => client.hgetall(keys.slots)))) ?? {};
      for (const [schedule, text] of Object.entries(stored)) {
        const found = parseText(StoredCursor, text);
        if (found === undefined) continue;
        const { signature: _, ...mark } = found;
        const signed = await signedText(schedule, mark);
        await redis.write((client) => client.profinautReplace(1, keys.slots, schedule, text, signed));
      }
    },
  };
}

/** Where something of another type lies in the place of all of them, there is no mark, and it gives its place. */
function noCursor(error: unknown): string {
  if (isWrongType(error)) return "";
  throw error;
}
