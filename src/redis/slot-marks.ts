import { canonicalJson } from "../domain/json.ts";
import { SlotMark } from "../domain/schedule.ts";
import type { SlotMarks } from "../ports/slot-marks.ts";
import type { RedisConnection } from "./connection.ts";
import { unreadable } from "./failures.ts";
import type { Keys } from "./keys.ts";
import { parseText } from "./wire.ts";

/** All in one hash, by schedule, as canonical text: so a mark can be compared where it lies. */
export const createSlotMarks = ({ redis, keys }: { readonly redis: RedisConnection; readonly keys: Keys }): SlotMarks => ({
  async read(schedule) {
    const text = await redis.read((client) => client.hget(keys.slots, schedule));
    if (text === null) return undefined;
    const mark = parseText(SlotMark, text);
    if (mark === undefined) throw unreadable(schedule);
    return mark;
  },
  async replace(schedule, before, after) {
    const [expected, wanted] = [before === undefined ? "" : canonicalJson({ ...before }), canonicalJson({ ...after })];
    return (await redis.write((client) => client.profinautReplace(1, keys.slots, schedule, expected, wanted))) === 1;
  },
});
