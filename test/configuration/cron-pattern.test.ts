import { readFileSync } from "node:fs";
import { CronExpressionParser } from "cron-parser";
import { Cron } from "croner";
import { describe, expect, it } from "vitest";
import { CronPattern } from "../../src/configuration/cron-pattern.ts";
import { nextOccurrence } from "../../src/domain/cron-occurrences.ts";
import { wordsOf } from "./in-words.ts";

interface Day {
  readonly ofMonth: number;
  /** Days that the month still has. */
  readonly left: number;
  readonly ofWeek: number;
}

const [sunday, monday, friday, saturday] = [0, 1, 5, 6];
const isWorking = ({ ofWeek }: Day): boolean => ofWeek !== saturday && ofWeek !== sunday;

/** The words of the table, and which days they are. */
const meanings: { readonly [words: string]: (day: Day) => boolean } = {
  "every day": () => true,
  Mondays: ({ ofWeek }) => ofWeek === monday,
  Sundays: ({ ofWeek }) => ofWeek === sunday,
  "Fridays to Sundays": ({ ofWeek }) => [friday, saturday, sunday].includes(ofWeek),
  "Mondays to Fridays": isWorking,
  "odd weekdays and Sundays": ({ ofWeek }) => ofWeek % 2 === 1 || ofWeek === sunday,
  "odd days": ({ ofMonth }) => ofMonth % 2 === 1,
  "the 1st": ({ ofMonth }) => ofMonth === 1,
  "the 1st to 7th": ({ ofMonth }) => ofMonth <= 7,
  "the 9th": ({ ofMonth }) => ofMonth === 9,
  "the last day": ({ left }) => left === 0,
  "the first Monday": ({ ofMonth, ofWeek }) => ofWeek === monday && ofMonth <= 7,
  "the last Monday": ({ left, ofWeek }) => ofWeek === monday && left < 7,
  "Mondays that are the 1st": ({ ofMonth, ofWeek }) => ofWeek === monday && ofMonth === 1,
  "the working day next to the 1st": (day) =>
    isWorking(day) && (day.ofMonth === 1 || (day.ofWeek === monday && day.ofMonth <= 3)),
};

const dayMs = 24 * 3_600_000;
const [fromMs, toMs] = [Date.UTC(2026, 0, 1) - 1, Date.UTC(2027, 0, 1)];
const dateOf = (atMs: number): string => new Date(atMs).toISOString().slice(0, 10);
const year = Array.from({ length: 365 }, (_, at) => fromMs + 1 + at * dayMs);

function dayAt(atMs: number): Day {
  const date = new Date(atMs);
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  return { ofMonth: date.getUTCDate(), left: last - date.getUTCDate(), ofWeek: date.getUTCDay() };
}

function datesOf(words: string): readonly string[] | "refused" {
  if (words === "refused") return words;
  const [named = "", without] = words.split(", without ");
  if (without !== undefined) {
    const lost = dateOf(Date.parse(`${without} 2026 UTC`));
    return [...datesOf(named)].filter((date) => date !== lost);
  }
  const isMeant = words.includes(" and ") && !(words in meanings) ? words.split(" and ") : [words];
  const days = isMeant.map((each) => {
    const meaning = meanings[each];
    if (meaning === undefined) throw new Error(`the table says "${each}", and this test does not know when that is`);
    return meaning;
  });
  return year.filter((atMs) => days.some((isOne) => isOne(dayAt(atMs)))).map(dateOf);
}

/** The dates of a year at which a reader of patterns says that it is time. */
function readBy(next: (afterMs: number) => number | undefined): readonly string[] | "refused" {
  const dates = new Set<string>();
  try {
    for (let atMs = next(fromMs); atMs !== undefined && atMs < toMs; atMs = next(atMs)) dates.add(dateOf(atMs));
  } catch {
    return "refused";
  }
  return [...dates];
}

const readers: readonly ((pattern: string) => readonly string[] | "refused")[] = [
  (pattern) => {
    const read = CronPattern.safeParse(pattern);
    return read.success ? readBy((afterMs) => nextOccurrence({ pattern: read.data, timezone: "UTC" }, afterMs)) : "refused";
  },
  (pattern) =>
    readBy((afterMs) => new Cron(pattern, { paused: true, utcOffset: 0, mode: "5-part" }).nextRun(new Date(afterMs))?.getTime()),
  (pattern) =>
    readBy((afterMs) =>
      CronExpressionParser.parse(pattern, { currentDate: new Date(afterMs), tz: "UTC" })
        .next()
        .getTime(),
    ),
];

describe("the table of cron patterns", () => {
  const docs = readFileSync(new URL("../../docs/operations.md", import.meta.url), "utf8");
  const [, table = ""] = /<!-- cron -->\n([\s\S]*?)<!-- \/cron -->/.exec(docs) ?? [];
  const [head = [], , ...rows] = table
    .trim()
    .split("\n")
    .map((row) =>
      row
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim().replaceAll("`", "")),
    );

  it("names the libraries that are installed, and is not empty", () => {
    const versionOf = (name: string): string =>
      JSON.parse(readFileSync(new URL(`../../node_modules/${name}/package.json`, import.meta.url), "utf8")).version;

    expect(head).toEqual(["pattern", "here", `croner ${versionOf("croner")}`, `cron-parser ${versionOf("cron-parser")}`]);
    expect(rows.length).toBeGreaterThan(30);
  });

  it.each(rows)("says how %s is read", (pattern = "", ...cells) => {
    expect(cells.map((_, at) => readers[at]?.(pattern))).toEqual(cells.map(datesOf));
  });
});

describe("a schedule", () => {
  it.each([
    ["0 9 ? * 1", "0 9 * * 1"],
    ["15 6 ?  *  TUE,THU", "15 6 *  *  TUE,THU"],
    ["30 4 15 * ?", "30 4 15 * *"],
    ["0 0 ? JAN ?", "0 0 * JAN *"],
    [" 5,35 22-23 1-15/7 */3 fri#2 ", " 5,35 22-23 1-15/7 */3 fri#2 "],
    ["0 9 1,15 * MON-WED", "0 9 1,15 * MON-WED"],
    ["0 9 31W * 7L", "0 9 31W * 7L"],
    ["@Weekly", "@Weekly"],
  ])("%s is read as %s", (pattern, read) => {
    expect(CronPattern.parse(pattern)).toBe(read);
  });

  it.each([
    ["", /too few fields/],
    ["every monday", /too few fields/],
    ["0 0 9 * * 1", /it has 6 fields: there is none for seconds/],
    ["0 9 * * 1 Asia/Tokyo", /`timezone` is the zone of all/],
    ["@reboot", /@reboot is none of @yearly/],
    ["@every 1h", /too few fields/],
    ["? 9 * * *", /not for any minute: put \*/],
    ["0 9 * ? *", /not for any month: put \*/],
    ["0 9 ?,15 * *", /"\?" is no day of the month/],
    ["60 9 * * *", /"60" is no minute: those are 0 to 59;/],
    ["0 24 * * *", /"24" is no hour: those are 0 to 23;/],
    ["0 9 0 * *", /"0" is no day of the month: those are 1 to 31;/],
    ["0 9 * tuesday *", /"tuesday" is no month: those are 1 to 12, or JAN, FEB/],
    ["0 9 * * 8", /"8" is no day of the week: those are 0 to 7, or SUN, MON/],
    ["0 22-2 * * *", /put "22-23,0-2"/],
    ["0 9 * * SAT-MON", /put "6-7,0-1"/],
    ["5/15 * * * *", /put "5-59\/15"/],
    ["*/0 * * * *", /steps of 1 to 59/],
    ["0 */25 * * *", /steps of 1 to 23/],
    ["0 9 * * 1,", /"" is no day of the week/],
    ["0 9 *-5 * *", /"\*-5" is no day of the month/],
    ["0 9 * * +1", /"\+1" is no day of the week/],
    ["0 9 * * MON#6", /"MON#6" is no day of the week/],
    ["0 9 L-3 * *", /"L-3" is no day of the month/],
    ["0 9 LW,15 * *", /its day never comes/],
    ["0 0 30 2 *", /its day never comes/],
    ["0 9 */2 * MON", /it would run on either: put \*/],
    ["0 9 1 * 1-7", /MON#1 for the first Monday/],
    ["0 9 1-15,16-31 * 5", /it would run on either/],
    ["0 9 10 * SUN-SAT", /it would run on either/],
    ["0 9 10 * MON-SUN", /it would run on either/],
    ["2027-01-01T00:00:00", /too few fields/],
  ])("%s is refused with what to write", (pattern, why) => {
    const issues = CronPattern.safeParse(pattern).error?.issues ?? [];
    const said = issues.map((issue) => wordsOf(issue.code === "custom" && issue.params?.["sentence"]));

    expect(said).toEqual([expect.stringMatching(why)]);
    expect(said[0]).toContain('write a cron pattern of five fields such as "0 9 * * 1" for Mondays at 09:00');
  });
});
