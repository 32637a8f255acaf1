import { z } from "zod";
import type { AnswerAction } from "./answer.ts";
import { type Json, StoredJson } from "./json.ts";
import type { OperationPorts } from "./operation.ts";
import { StoredSentence } from "./plan.ts";
import { type Sentence, say } from "./sentence.ts";

declare module "./sentence.ts" {
  interface Sentences {
    "check.raised": { what: Sentence; why: Sentence; mend: Sentence };
    "check.cleared": { what: Sentence; lastedMs: number };
  }
}

/** What whoever looks at the world regularly may use of it, beyond what operations may. Each port for it adds itself here. */
export interface CheckPorts extends OperationPorts {
  /** Of the platform's repository, as configured. */
  readonly repository: string;
}

/** Something that is not as it should be: what, why that matters, and what mends it. */
export interface Finding {
  /** The same as long as it is the same thing: `main-key/binance`. At most 200 characters. */
  readonly about: string;
  /** `alarm`: the channel hears of it at once, and again when it is over. `warning`: in the weekly check. */
  readonly severity: "alarm" | "warning";
  readonly what: Sentence;
  readonly why: Sentence;
  /** What to type or do. */
  readonly mend: Sentence;
  /** The same with one press, where it is a command. */
  readonly action?: AnswerAction;
}

export interface CheckContext {
  readonly ports: CheckPorts;
  readonly nowMs: number;
  readonly signal: AbortSignal;
  /** What this check's last look asked to be remembered. */
  readonly remembered: Json | undefined;
}

export interface CheckResult {
  readonly findings: readonly Finding[];
  /** For the next look, such as how something was; never a value. */
  readonly remember?: Json;
}

/** One thing that is looked at regularly. It changes nothing. */
export interface Check {
  /** In lower case, with dashes. */
  readonly name: string;
  /** What is in order when nothing is found. */
  readonly title: Sentence;
  /** What it cannot see, and who can. */
  readonly limits?: Sentence;
  readonly everyMs: number;
  /** Throws an AppError when it cannot look; that is said, and what was found before still stands. */
  run(context: CheckContext): Promise<CheckResult>;
}

const StoredFinding = z
  .object({
    about: z.string(),
    severity: z.enum(["alarm", "warning"]),
    what: StoredSentence,
    why: StoredSentence,
    mend: StoredSentence,
    action: z.object({ label: StoredSentence, command: z.string(), reason: StoredSentence.exactOptional() }).nullable(),
    sinceMs: z.number(),
    /** Whether the channel has heard of it. */
    isSaid: z.boolean(),
  })
  .readonly();
/** A finding with how long it has been true. */
export type OpenFinding = z.infer<typeof StoredFinding>;

/** What one check last found, as it is stored. */
export const CheckReport = z
  .object({
    findings: z.array(StoredFinding),
    /** Findings that are over and that the channel has not been told about. */
    over: z.array(StoredFinding),
    /** Why it could not look; `null` when it could. */
    failure: StoredSentence.nullable(),
    remembered: StoredJson.nullable(),
  })
  .readonly();
export type CheckReport = z.infer<typeof CheckReport>;

export const emptyCheckReport: CheckReport = { findings: [], over: [], failure: null, remembered: null };

/** Name under which a check's report is kept. */
export const checkReportName = (check: Pick<Check, "name">): string => `check/${check.name}`;

/**
 * The report after a look. What was found before keeps its beginning; an alarm that is over, and that was said, waits to be
 * said again. One that comes back before that is the same one still.
 */
export function reportAfter(before: CheckReport, { findings, remember }: CheckResult, nowMs: number): CheckReport {
  const known = new Map([...before.over, ...before.findings].map((finding) => [finding.about, finding]));
  const now = new Set(findings.map(({ about }) => about));
  return {
    findings: findings.map(({ action, ...finding }) => {
      const { sinceMs = nowMs, isSaid = false } = known.get(finding.about) ?? {};
      return { ...finding, action: action === undefined ? null : { ...action }, sinceMs, isSaid };
    }),
    over: [...known.values()].filter(({ about, severity, isSaid }) => severity === "alarm" && isSaid && !now.has(about)),
    failure: null,
    remembered: remember ?? null,
  };
}

/** The alarms that the channel has yet to hear of. */
export const unsaid = ({ findings }: CheckReport): readonly OpenFinding[] =>
  findings.filter(({ severity, isSaid }) => severity === "alarm" && !isSaid);

export const raised = ({ what, why, mend }: OpenFinding): Sentence => say("check.raised", { what, why, mend });
export const cleared = ({ what, sinceMs }: OpenFinding, nowMs: number): Sentence =>
  say("check.cleared", { what, lastedMs: nowMs - sinceMs });
