import {
  type Check,
  CheckReport,
  checkReportName,
  cleared,
  emptyCheckReport,
  raised,
  reportAfter,
  unsaid,
  type WatchPorts,
} from "../domain/check.ts";
import { AppError } from "../domain/errors.ts";
import type { AuditLog } from "../ports/audit-log.ts";
import type { Locks } from "../ports/locks.ts";
import type { Log } from "../ports/log.ts";
import type { Reports } from "../ports/reports.ts";
import type { RequestView } from "../ports/request-view.ts";
import { described } from "./explain.ts";

export interface WatchDeps {
  readonly checks: readonly Check[];
  readonly ports: WatchPorts;
  readonly reports: Reports;
  readonly audit: Pick<AuditLog, "append">;
  readonly locks: Locks;
  readonly alarm: RequestView["alarm"];
  readonly log: Log;
  readonly now: () => number;
}

/** Looks at whatever is due; `all`: at everything, due or not. Never throws: a check that fails says so in its report. */
export type Watch = (signal: AbortSignal, options?: { readonly all?: boolean }) => Promise<void>;

/**
 * Runs the checks, each as often as it wants, by one process of all at a time. What it finds is on the trail, then in the
 * channel, each alarm once when it begins and once when it is over; a crash in between may say it twice, and never not at all.
 */
export function createWatch({ checks, ports, reports, audit, locks, alarm, log, now }: WatchDeps): Watch {
  /** When this process has to ask again whether a check is due; another one may have looked meanwhile. */
  const askAgainAtMs = new Map<string, number>();

  return async (signal, { all = false } = {}) => {
    for (const check of checks) {
      if (!all && now() < (askAgainAtMs.get(check.name) ?? 0)) continue;
      try {
        const held = await locks.acquire(checkReportName(check));
        if (held === undefined) continue;
        try {
          await lookIfDue(check, AbortSignal.any([signal, held.lost]), all);
        } finally {
          await held.release().catch(() => undefined);
        }
      } catch (error) {
        log.warn({ check: check.name, ...described(error) }, "a check did not come to its end; it will be repeated");
      }
    }
  };

  async function lookIfDue(check: Check, signal: AbortSignal, isForced: boolean): Promise<void> {
    const name = checkReportName(check);
    const stored = await reports.read(name);
    const dueAtMs = (stored?.atMs ?? Number.NEGATIVE_INFINITY) + check.everyMs;
    if (!isForced && now() < dueAtMs) return void askAgainAtMs.set(check.name, dueAtMs);
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
      const result = await check.look({ ports, nowMs: atMs, signal, remembered: before.remembered ?? undefined });
      return reportAfter(before, result, atMs);
    } catch (error) {
      if (!(error instanceof AppError) || signal.aborted) throw error;
      log.warn({ check: check.name, code: error.code }, "a check could not look");
      return { ...before, failure: error.sentence };
    }
  }

  async function tell(check: Check, report: CheckReport): Promise<void> {
    for (const finding of unsaid(report)) {
      await record("finding.raised", check, finding.about);
      await alarm(raised(finding), finding.action ?? undefined);
    }
    for (const finding of report.over) {
      await record("finding.cleared", check, finding.about);
      await alarm(cleared(finding, now()));
    }
  }

  async function record(action: "finding.raised" | "finding.cleared", { name }: Check, about: string): Promise<void> {
    await audit.append([{ atMs: now(), actor: "bot:worker", action, request: null, details: { check: name, about } }]);
  }
}
