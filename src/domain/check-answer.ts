import type { Answer, AnswerSection } from "./answer.ts";
import { type Check, CheckReport, checkReportName, type OpenFinding } from "./check.ts";
import { AppError } from "./errors.ts";
import type { Json } from "./json.ts";
import { type Sentence, say } from "./sentence.ts";

declare module "./sentence.ts" {
  interface Sentences {
    "check.all-in-order": { count: number };
    "check.not-in-order": { alarms: number; warnings: number; blind: number };
    "check.looked": { agoMs: number };
    "check.not-looked": { agoMs: number };
    "check.never-looked": NoParams;
    "check.alarm": { what: Sentence; why: Sentence; mend: Sentence; ageMs: number };
    "check.warning": { what: Sentence; why: Sentence; mend: Sentence; ageMs: number };
    "check.blind": { title: Sentence; because: Sentence };
    "check.unseen": { title: Sentence };
    "check.in-order": { title: Sentence };
    "check.limits": { title: Sentence; limits: Sentence };
    "check.others": NoParams;
    "check.beyond": NoParams;
    "check.page": { page: number; pages: number; next: string };
  }
}

/** A check as people are told of it. */
export type ToldCheck = Pick<Check, "name" | "title" | "limits">;

/** What is known of a check; `report` is `undefined` when nobody has looked. */
export interface Known {
  readonly check: ToldCheck;
  readonly atMs: number | undefined;
  readonly report: CheckReport | undefined;
  /** Why not even the report can be read. */
  readonly failure: Sentence | undefined;
}

/** Reads what was found last; a report that cannot be read hides no other. */
export async function knownOf(
  checks: readonly ToldCheck[],
  read: (name: string) => Promise<{ readonly atMs: number; readonly content: Json } | undefined>,
): Promise<readonly Known[]> {
  return Promise.all(
    checks.map(async (check): Promise<Known> => {
      try {
        const stored = await read(checkReportName(check));
        const report = CheckReport.safeParse(stored?.content).data;
        return { check, atMs: report && stored?.atMs, report, failure: undefined };
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        return { check, atMs: undefined, report: undefined, failure: error.sentence };
      }
    }),
  );
}

/** How many findings an answer has room for, each with its button. */
const perPage = 5;

export interface Counted {
  readonly alarms: number;
  readonly warnings: number;
  /** Checks that could not look, or that nobody has run. */
  readonly blind: number;
  readonly checks: number;
}

export const countOf = (known: readonly Known[]): Counted => {
  const findings = findingsIn(known);
  const alarms = findings.filter(({ severity }) => severity === "alarm").length;
  return { alarms, warnings: findings.length - alarms, blind: known.filter(isBlind).length, checks: known.length };
};

export const checkPages = (known: readonly Known[]): number => Math.max(1, Math.ceil(findingsIn(known).length / perPage));

/** One sentence over everything: all in order, or how much is not. */
export function verdictOf(known: readonly Known[]): Sentence {
  const { alarms, warnings, blind, checks } = countOf(known);
  if (alarms + warnings + blind === 0) return say("check.all-in-order", { count: checks });
  return say("check.not-in-order", { alarms, warnings, blind });
}

/** The worst first, the longest standing before the newer; who could not look and what is in order on the first page. */
export function checkAnswer(
  known: readonly Known[],
  { page, nowMs, hasLooked }: { readonly page: number; readonly nowMs: number; readonly hasLooked: boolean },
): Answer {
  const shown = findingsIn(known).slice((page - 1) * perPage, page * perPage);
  const pages = checkPages(known);
  const sections: readonly AnswerSection[] = [
    { lines: [ageOf(known, { nowMs, hasLooked })] },
    ...shown.map((finding) => ({ lines: [findingLine(finding, nowMs)] })),
    ...(page > 1 ? [] : others(known)),
    { lines: pages > page ? [say("check.page", { page, pages, next: `check ${page + 1}` })] : [] },
  ];
  return {
    heading: verdictOf(known),
    sections: sections.filter(({ lines }) => lines.length > 0),
    actions: shown.flatMap(({ action }) => action ?? []),
  };
}

const isBlind = ({ report, failure }: Known): boolean => report === undefined || report.failure !== null || failure !== undefined;

const findingsIn = (known: readonly Known[]): readonly OpenFinding[] =>
  known
    .flatMap(({ report }) => report?.findings ?? [])
    .sort((a, b) => Number(a.severity === "warning") - Number(b.severity === "warning") || a.sinceMs - b.sinceMs);

/** The oldest look says how old the whole is. */
function ageOf(known: readonly Known[], { nowMs, hasLooked }: { readonly nowMs: number; readonly hasLooked: boolean }): Sentence {
  const looks = known.flatMap(({ atMs }) => atMs ?? []);
  if (looks.length === 0) return say("check.never-looked", {});
  return say(hasLooked ? "check.looked" : "check.not-looked", { agoMs: Math.max(0, nowMs - Math.min(...looks)) });
}

const findingLine = ({ severity, what, why, mend, sinceMs }: OpenFinding, nowMs: number): Sentence =>
  say(severity === "alarm" ? "check.alarm" : "check.warning", { what, why, mend, ageMs: Math.max(0, nowMs - sinceMs) });

function others(known: readonly Known[]): readonly AnswerSection[] {
  const blind = known.filter(isBlind).map(({ check: { title }, report, failure }) => {
    const because = failure ?? report?.failure ?? undefined;
    return because === undefined ? say("check.unseen", { title }) : say("check.blind", { title, because });
  });
  const inOrder = known
    .filter((each) => !isBlind(each) && each.report?.findings.length === 0)
    .map(({ check: { title } }) => say("check.in-order", { title }));
  const limits = known.flatMap(({ check: { title, limits } }) =>
    limits === undefined ? [] : [say("check.limits", { title, limits })],
  );
  return [
    { lines: blind },
    { heading: say("check.others", {}), lines: inOrder },
    { heading: say("check.beyond", {}), lines: limits },
  ].filter(({ lines }) => lines.length > 0);
}
