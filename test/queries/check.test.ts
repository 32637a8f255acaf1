import { describe, expect, it } from "vitest";
import { checkReportName, emptyCheckReport, type OpenFinding } from "../../src/domain/check.ts";
import type { QueryPorts } from "../../src/domain/query.ts";
import { say } from "../../src/domain/sentence.ts";
import { check } from "../../src/queries/check.ts";
import { aBot } from "../app/a-bot.ts";
import { noon } from "../support/builders.ts";
import { aFakeOperation } from "../support/fake-operation.ts";
import { ask, keysOf } from "./asking.ts";

const sentence = say("help.summary", {});
const door = { name: "door", title: sentence };
const open: OpenFinding = {
  ...{ about: "door/open", severity: "alarm", what: sentence, why: sentence, mend: sentence },
  ...{ action: null, sinceMs: noon, isSaid: true },
};

/** A bot whose worker finds this many doors open when it is asked to look. */
function aHouse(doors: number, hasLooked = true) {
  const bot = aBot(aFakeOperation());
  let looks = 0;
  const refreshNow: QueryPorts["refreshNow"] = async () => {
    looks += 1;
    const findings = Array.from({ length: doors }, (_, at) => ({ ...open, about: `door/${at}` }));
    if (hasLooked)
      await bot.memory.reports.save(checkReportName(door), { atMs: noon, content: { ...emptyCheckReport, findings } });
    return hasLooked;
  };
  return { ask: (words = "") => ask(check, words, { checks: [door], refreshNow }, bot), looks: () => looks };
}

describe("check", () => {
  it("has a worker look first, and tells what it found", async () => {
    const house = aHouse(1);

    const answer = await house.ask();

    expect(answer.heading).toEqual(say("check.not-in-order", { alarms: 1, warnings: 0, blind: 0 }));
    expect(keysOf(answer)).toEqual(["check.looked", "check.alarm"]);
  });

  it("says when no worker looked", async () => {
    expect(keysOf(await aHouse(0, false).ask())).toEqual(["check.never-looked", "check.unseen"]);
  });

  it("shows further pages of the same look, and says which is the last", async () => {
    const house = aHouse(6);
    await house.ask();

    expect(keysOf(await house.ask("2"))).toEqual(["check.looked", "check.alarm"]);
    await expect(house.ask("3")).rejects.toMatchObject({ sentence: say("check.no-page", { pages: 2 }) });
    expect(house.looks()).toBe(1);
  });

  it.each(["0", "x", "1 2", "1000", "1 --all"])("says what to type instead of: %s", async (words) => {
    await expect(async () => aHouse(0).ask(words)).rejects.toMatchObject({ code: "command.input" });
  });
});
