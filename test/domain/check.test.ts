import { describe, expect, it } from "vitest";
import { CheckReport, emptyCheckReport, type Finding, reportAfter, unsaid } from "../../src/domain/check.ts";
import { say } from "../../src/domain/sentence.ts";
import { hour, noon } from "../support/builders.ts";

const sentence = say("help.summary", {});
const finding = (about: string, changes: Partial<Finding> = {}): Finding => ({
  about,
  severity: "alarm",
  what: sentence,
  why: sentence,
  mend: sentence,
  ...changes,
});
const said = (report: CheckReport): CheckReport => ({
  ...report,
  findings: report.findings.map((each) => ({ ...each, isSaid: true })),
  over: [],
});

describe("the report of a check", () => {
  it("says since when something is true, and keeps it as long as it is", () => {
    const first = said(reportAfter(emptyCheckReport, { findings: [finding("a")] }, noon));

    const second = reportAfter(first, { findings: [finding("a"), finding("b")] }, noon + hour);

    expect(second.findings.map(({ about, sinceMs, isSaid }) => [about, sinceMs, isSaid])).toEqual([
      ["a", noon, true],
      ["b", noon + hour, false],
    ]);
    expect(unsaid(second).map(({ about }) => about)).toEqual(["b"]);
  });

  it("keeps an alarm that is over until that was said", () => {
    const first = said(reportAfter(emptyCheckReport, { findings: [finding("a")] }, noon));

    const over = reportAfter(first, { findings: [] }, noon + hour);
    const again = reportAfter(over, { findings: [] }, noon + 2 * hour);
    const back = reportAfter(again, { findings: [finding("a")] }, noon + 3 * hour);

    expect([over, again].map((report) => report.over.map(({ about }) => about))).toEqual([["a"], ["a"]]);
    expect(back).toMatchObject({ over: [], findings: [{ about: "a", sinceMs: noon, isSaid: true }] });
    expect(reportAfter(said(again), { findings: [] }, noon).over).toEqual([]);
  });

  it.each([
    ["a warning", said(reportAfter(emptyCheckReport, { findings: [finding("a", { severity: "warning" })] }, noon))],
    ["an alarm that nobody heard of", reportAfter(emptyCheckReport, { findings: [finding("a")] }, noon)],
  ])("says nothing of %s that is over", (_, before) => {
    expect(reportAfter(before, { findings: [] }, noon + hour).over).toEqual([]);
  });

  it("keeps the button with its reason, what is to be remembered, and never a warning as something to be said at once", () => {
    const action = { label: sentence, command: "rotate profinaut-db", reason: sentence };

    const report = reportAfter(
      { ...emptyCheckReport, failure: sentence },
      { findings: [finding("a", { severity: "warning", action })], remember: { seen: 1 } },
      noon,
    );

    expect(CheckReport.parse(report)).toMatchObject({ findings: [{ action }], remembered: { seen: 1 }, failure: null });
    expect(unsaid(report)).toEqual([]);
  });
});
