import { Signature } from "../domain/approval.ts";
import { canonicalJson } from "../domain/json.ts";
import { slotMarkStatement } from "../domain/log-writes.ts";
import { SlotMark } from "../domain/schedule.ts";
import type { LogSigning } from "../ports/log-signing.ts";
import type { SlotMarks } from "../ports/slot-marks.ts";
import type { RedisConnection } from "./connection.ts";
import type { Keys } from "./keys.ts";
import { parseText } from "./wire.ts";

export interface SlotMarksOptions {
  readonly redis: RedisConnection;
  readonly keys: Keys;
  readonly signing: LogSigning;
  /** Told of a schedule whose mark is gone, or is not what the bot set, as far as this can be known. */
  readonly onNotOurs: (schedule: string) => void;
}

const StoredMark = SlotMark.unwrap().extend({ signature: Signature.exactOptional() });

/**
 * All in one hash, by schedule, each signed by the half of the bot that set it; as canonical text, so that a mark can be compared where it
 * lies. Where one is gone or is not the bot's, what this process knew last counts: nobody who writes to Redis can say that a slot was done.
 */
export function createSlotMarks({ redis, keys, signing, onNotOurs }: SlotMarksOptions): SlotMarks {
  /** While its key cannot be asked for, a mark is not taken for gone: a slot that is due would be passed over. */
  const isOurs = async (statement: string, signature: Signature): Promise<boolean> =>
    (await signing.signerOf(statement, signature)) !== undefined;
  const known = new Map<string, SlotMark>();
  /** What lay there when a mark was read, or none was. */
  const textOf = new WeakMap<SlotMark, string>();
  const textOfNone = new Map<string, string>();

  function none(schedule: string, text: string): SlotMark | undefined {
    const last = known.get(schedule);
    if (last !== undefined || text !== "") onNotOurs(schedule);
    textOfNone.set(schedule, text);
    return last === undefined ? undefined : read({ ...last }, text);
  }

  function read(mark: SlotMark, text: string): SlotMark {
    textOf.set(mark, text);
    return mark;
  }

  /** What an older release set counts until signing begins, and is signed by then. */
  async function takenOver(
    schedule: string,
    mark: SlotMark,
    { text, isSigned }: { readonly text: string; readonly isSigned: boolean },
  ): Promise<SlotMark> {
    const signed = isSigned ? text : await signedText(schedule, mark);
    if (!isSigned) await redis.write((client) => client.profinautReplace(1, keys.slots, schedule, text, signed));
    known.set(schedule, mark);
    return read(mark, signed);
  }

  async function signedText(schedule: string, mark: SlotMark): Promise<string> {
    const signature = await signing.sign(slotMarkStatement(schedule, mark));
    return canonicalJson({ ...mark, signature: { ...signature } });
  }

  async function replace(schedule: string, expected: string, after: SlotMark): Promise<boolean> {
    const wanted = await signedText(schedule, after);
    const isReplaced = (await redis.write((client) => client.profinautReplace(1, keys.slots, schedule, expected, wanted))) === 1;
    if (isReplaced) known.set(schedule, after);
    return isReplaced;
  }

  return {
    async read(schedule) {
      const text = await redis.read((client) => client.hget(keys.slots, schedule));
      if (text === null) return none(schedule, "");
      const stored = parseText(StoredMark, text);
      if (stored === undefined) return none(schedule, text);
      const { signature, ...mark } = stored;
      if (signing.from() === undefined) return takenOver(schedule, mark, { text, isSigned: signature !== undefined });
      if (signature === undefined || !(await isOurs(slotMarkStatement(schedule, mark), signature))) return none(schedule, text);
      known.set(schedule, mark);
      return read(mark, text);
    },
    replace: (schedule, before, after) =>
      replace(schedule, (before === undefined ? textOfNone.get(schedule) : textOf.get(before)) ?? "", after),
  };
}
