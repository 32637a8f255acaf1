import { describe, expect, it } from "vitest";
import { type CheckReport, emptyCheckReport, type OpenFinding } from "../../src/domain/check.ts";
import { checkAnswer, checkPages, countOf, type Known, knownOf, verdictOf } from "../../src/domain/check-answer.ts";
import { say } from "../../src/domain/sentence.ts";
import { upstream } from "../app/a-bot.ts";
import { hour, noon } from "../support/builders.ts";

const sentence = say("help.summary", {});
const finding = (about: string, changes: Partial<OpenFinding> = {}): OpenFinding => ({
  ...{ about, severity: "warning", what: say("list.noted", { name: about, text: "" }), why: sentence, mend: sentence },
  ...{ action: null, sinceMs: noon - hour, isSaid: false },
  ...changes,
});
const known = (name: string, changes: Partial<CheckReport> | null = {}, atMs: number | undefined = noon): Known => ({
  check: { name, title: say("list.folder-closed", { path: name, count: 0 }) },
  ...(changes === null ? { atMs: undefined, report: undefined } : { atMs, report: { ...emptyCheckReport, ...changes } }),
  failure: undefined,
});
const looked = { page: 1, nowMs: noon, hasLooked: true };
const keys = (each: readonly Known[], how = looked) =>
  checkAnswer(each, how).sections.map(({ lines }) => lines.map(({ key }) => key));

describe("what the checks found", () => {
  it("is one sentence and a list of titles when all is in order", () => {
    const all = [known("a"), known("b")];

    expect(verdictOf(all)).toEqual(say("check.all-in-order", { count: 2 }));
    expect(keys(all)).toEqual([["check.looked"], ["check.in-order", "check.in-order"]]);
    expect(checkAnswer(all, looked).actions).toEqual([]);
  });

  it("puts alarms before warnings, and what stands longest first, each with its button", () => {
    const action = { label: sentence, command: "rotate profinaut-db" };
    const all = [
      known("a", { findings: [finding("new", { sinceMs: noon }), finding("old", { action })] }),
      known("b", { findings: [finding("alarm", { severity: "alarm", sinceMs: noon - 1 })] }),
    ];

    const { heading, sections, actions } = checkAnswer(all, looked);

    expect(heading).toEqual(say("check.not-in-order", { alarms: 1, warnings: 2, blind: 0 }));
    expect(sections.slice(1, 4).map(({ lines: [line] }) => [line?.key, line?.params["ageMs"]])).toEqual([
      ["check.alarm", 1],
      ["check.warning", hour],
      ["check.warning", 0],
    ]);
    expect(actions).toEqual([action]);
  });

  it("never hides a check that could not look, nor what it found before, nor one that nobody ran", () => {
    const unreadable: Known = { ...known("c", null), failure: say("redis.unreadable", { what: "c" }) };
    const all = [known("a", { failure: say("vault.sealed", {}), findings: [finding("still")] }), known("b", null), unreadable];

    expect(keys(all)).toEqual([["check.looked"], ["check.warning"], ["check.blind", "check.unseen", "check.blind"]]);
    expect(countOf(all)).toEqual({ alarms: 0, warnings: 1, blind: 3, checks: 3 });
  });

  it("says what a check cannot see", () => {
    const limited: Known = { ...known("a"), check: { ...known("a").check, limits: sentence } };

    expect(keys([limited])).toEqual([["check.looked"], ["check.in-order"], ["check.limits"]]);
  });

  it("says how old what is known is, by its oldest look, when no worker looked", () => {
    const all = [known("a", {}, noon - hour), known("b")];

    const [age] = checkAnswer(all, { ...looked, hasLooked: false }).sections;

    expect(age?.lines).toEqual([say("check.not-looked", { agoMs: hour })]);
    expect(keys([known("a", null)], { ...looked, hasLooked: false })[0]).toEqual(["check.never-looked"]);
  });

  it("has pages of five findings, and the rest on the first", () => {
    const all = [
      known("a", { findings: Array.from({ length: 11 }, (_, at) => finding(`${at}`, { sinceMs: noon - 20 + at })) }),
      known("b"),
    ];

    expect(checkPages(all)).toBe(3);
    expect(keys(all).flat()).toEqual([
      "check.looked",
      ...Array.from({ length: 5 }, () => "check.warning"),
      "check.in-order",
      "check.page",
    ]);
    expect(keys(all, { ...looked, page: 3 })).toEqual([["check.looked"], ["check.warning"]]);
    expect(checkAnswer(all, looked).sections.at(-1)?.lines).toEqual([say("check.page", { page: 1, pages: 3, next: "check 2" })]);
  });
});

describe("what is known of the checks", () => {
  const check = known("a").check;

  it("is read from their reports", async () => {
    expect(await knownOf([check], async () => ({ atMs: noon, content: { ...emptyCheckReport } }))).toEqual([known("a")]);
    expect(await knownOf([check], async () => undefined)).toEqual([known("a", null)]);
  });

  it("is nothing where a report is of an older version", async () => {
    expect(await knownOf([check], async () => ({ atMs: noon, content: "old" }))).toEqual([known("a", null)]);
  });

  it("says why where one cannot be read, and takes no mistake for that", async () => {
    const error = upstream({ service: "redis" });

    expect(await knownOf([check], () => Promise.reject(error))).toMatchObject([{ failure: error.sentence }]);
    await expect(knownOf([check], () => Promise.reject(new TypeError("odd")))).rejects.toThrow("odd");
  });
});
