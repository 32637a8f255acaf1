import {
  type Check,
  type CheckPorts,
  CheckReport,
  checkReportName,
  cleared,
  emptyCheckReport,
  type OpenFinding,
  raised,
  reportAfter,
  unsaid,
} from "../domain/check.ts";
import { AppError } from "../domain/errors.ts";
import type { AuditLog } from "../ports/audit-log.ts";
import type { Locks } from "../ports/locks.ts";
import type { Log } from "../ports/log.ts";
import type { Reports } from "../ports/reports.ts";
import type { Alarms } from "./alarms.ts";
import { describedWith } from "./explain.ts";
import { isReadOnly } from "./read-only.ts";
import type { Stuck } from "./stuck.ts";
import { whileLocked } from "./while-locked.ts";

export interface CheckRunnerDeps {
  readonly checks: readonly Check[];
  readonly ports: CheckPorts;
  readonly reports: Reports;
  readonly audit: Pick<AuditLog, "append">;
  readonly locks: Locks;
  readonly alarms: Alarms;
  readonly stuck: Stuck;
  readonly log: Log;
  readonly now: () => number;
}

/** Looks at whatever is due; `all`: at everything, due or not. Never throws: a check that fails says so in its report. */
export type CheckRunner = (signal: AbortSignal, options?: { readonly all?: boolean }) => Promise<void>;

/**
 * Runs the checks, each as often as it wants, by one process of all at a time. What it finds is on the trail, then in the
 * channel, each alarm once when it begins and once when it is over; a crash in between may say it twice, and never not at all.
 */
export function createCheckRunner({
  checks,
  ports,
  reports,
  audit,
  locks,
  alarms,
  stuck,
  log,
  now,
}: CheckRunnerDeps): CheckRunner {
  /** When this process has to ask again whether a check is due; another one may have looked meanwhile. */
  const askAgainAtMs = new Map<string, number>();
  /** What this process has told the channel of, by the name of the check and what it is about, and that is not over. */
  const told = new Map<string, Map<string, OpenFinding>>();

  /** Nobody has looked at a time that is to come: a clock was ahead then, and what it said must not keep anybody from looking. */
  const isYetToCome = (dueAtMs: number | undefined, { everyMs }: Check): dueAtMs is number =>
    dueAtMs !== undefined && now() < dueAtMs && dueAtMs <= now() + everyMs;

  return async (signal, { all = false } = {}) => {
    for (const check of checks) {
      if (!all && isYetToCome(askAgainAtMs.get(check.name), check)) continue;
      try {
        await whileLocked(locks, checkReportName(check), async (held) => {
          const lost = AbortSignal.any([signal, held.lost]);
          await stuck.watched({ task: `check ${check.name}` }, () => lookIfDue(check, lost, all));
        });
      } catch (error) {
        log.warn(describedWith({ check: check.name }, error), "a check did not come to its end; it will be repeated");
      }
    }
  };

  async function lookIfDue(check: Check, signal: AbortSignal, isForced: boolean): Promise<void> {
    const name = checkReportName(check);
    const stored = await reports.read(name);
    const dueAtMs = stored === undefined ? undefined : stored.atMs + check.everyMs;
    if (!isForced && dueAtMs !== undefined && isYetToCome(dueAtMs, check)) return void askAgainAtMs.set(check.name, dueAtMs);
    // A report of an older version begins anew.
    const before = CheckReport.safeParse(stored?.content).data ?? emptyCheckReport;
    const atMs = now();
    const after = await looked(check, before, { atMs, signal });
    signal.throwIfAborted();
    const save = (content: CheckReport): Promise<void> => reports.save(name, { atMs, content });
    await save(after);
    askAgainAtMs.set(check.name, atMs + check.everyMs);
    await tell(check, after);
    if (unsaid(after).length + after.over.length > 0)
      await save({ ...after, findings: after.findings.map((finding) => ({ ...finding, isSaid: true })), over: [] });
  }

  async function looked(
    check: Check,
    before: CheckReport,
    { atMs, signal }: { readonly atMs: number; readonly signal: AbortSignal },
  ): Promise<CheckReport> {
    try {
      const result = await check.run({ ports, nowMs: atMs, signal, remembered: before.remembered ?? undefined });
      return reportAfter(before, result, atMs);
    } catch (error) {
      if (!(error instanceof AppError) || signal.aborted) throw error;
      log.warn({ check: check.name, code: error.code }, "a check could not look");
      return { ...before, failure: error.sentence };
    }
  }

  async function tell(check: Check, report: CheckReport): Promise<void> {
    const news = new Set(unsaid(report).map(({ about }) => about));
    for (const finding of report.findings.filter(({ severity }) => severity === "alarm")) {
      const mark = `finding/${check.name}/${finding.about}`;
      if (news.has(finding.about)) await record("finding.raised", check, finding.about);
      // What the report says of itself, anybody who writes to the store could have written there.
      await alarms.say({
        mark,
        isNew: news.has(finding.about),
        everyMs: Number.POSITIVE_INFINITY,
        sentence: raised(finding),
        action: finding.action ?? undefined,
      });
      toldOf(check).set(finding.about, finding);
    }
    for (const finding of report.over) {
      await record("finding.cleared", check, finding.about);
      await alarms.over(`finding/${check.name}/${finding.about}`, cleared(finding, now()), { always: true });
      toldOf(check).delete(finding.about);
    }
    if (report.failure === null) await endWhatIsGone(check, report);
  }

  /** Of what the report does not know: somebody put an older one in its place, or another process has said that it is over. */
  async function endWhatIsGone(check: Check, { findings }: CheckReport): Promise<void> {
    const found = new Set(findings.map(({ about }) => about));
    for (const [about, finding] of [...toldOf(check)].filter(([each]) => !found.has(each))) {
      await alarms.over(`finding/${check.name}/${about}`, cleared(finding, now()));
      toldOf(check).delete(about);
    }
  }

  function toldOf({ name }: Check): Map<string, OpenFinding> {
    const known = told.get(name) ?? new Map<string, OpenFinding>();
    told.set(name, known);
    return known;
  }

  async function record(action: "finding.raised" | "finding.cleared", { name }: Check, about: string): Promise<void> {
    await audit
      .append([{ atMs: now(), actor: "bot:worker", action, request: null, details: { check: name, about } }])
      .catch((error: unknown) => {
        // What is found has to be said also while nothing can be put on the log.
        if (!isReadOnly(error)) throw error;
        log.warn({ check: name, about, action }, "a finding is not on the log: it cannot be believed");
      });
  }
}
