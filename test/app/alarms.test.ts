import { describe, expect, it } from "vitest";
import { createAlarms } from "../../src/app/alarms.ts";
import { say } from "../../src/domain/sentence.ts";
import { hour } from "../support/builders.ts";
import { createMemoryView } from "../support/memory-view.ts";

const many = say("standing.records-lost", {});

function someAlarms() {
  let nowMs = 0;
  const now = (): number => nowMs;
  const [view, lines] = [createMemoryView(now), [] as object[]];
  const log = { info: () => {}, warn: () => {}, error: (fields: object) => void lines.push(fields) };
  const alarms = createAlarms({ view, log, now });
  const sayOf = async (from: number, to: number): Promise<void> => {
    for (let at = from; at < to; at += 1)
      await alarms.say({
        ...{ mark: `record/${at}`, everyMs: hour, sentence: say("standing.record-lost", { id: String(at) }) },
        crowd: { of: "requests", sentence: many },
      });
  };
  const passHour = (): void => {
    nowMs += hour;
  };
  /** From that alarm on. */
  const heard = (from = 0): readonly string[] =>
    view.alarms.slice(from).map(({ key, params }) => `${key} ${params["id"] ?? ""}`.trim());
  return { alarms, sayOf, heard, lines, passHour };
}

const alone = (...ids: readonly number[]): readonly string[] => ids.map((id) => `standing.record-lost ${id}`);

describe("T22 a crowd of alarms", () => {
  it("is told one by one up to five, and together beyond that; each further one is logged once", async () => {
    const { sayOf, heard, lines } = someAlarms();

    await sayOf(0, 300);
    await sayOf(0, 300);

    expect(heard()).toEqual([...alone(0, 1, 2, 3, 4), many.key]);
    expect(lines).toHaveLength(295);
  });

  it("is told again after an hour, and keeps no other alarm from being said", async () => {
    const { alarms, sayOf, heard, passHour } = someAlarms();
    await sayOf(0, 6);

    passHour();
    await sayOf(4, 7);
    await alarms.say({ mark: "another", everyMs: hour, sentence: say("standing.damaged", { seq: 3 }) });

    expect(heard(6)).toEqual([...alone(4, 5, 6), "standing.damaged"]);
  });
});
