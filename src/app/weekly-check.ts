import { z } from "zod";
import { checkAnswer, countOf, knownOf, type ToldCheck } from "../domain/check-answer.ts";
import type { AuditLog } from "../ports/audit-log.ts";
import type { Locks } from "../ports/locks.ts";
import type { Reports } from "../ports/reports.ts";
import type { RequestView } from "../ports/request-view.ts";
import type { CheckRunner } from "./check-runner.ts";
import { whileLocked } from "./while-locked.ts";

export interface WeeklyCheckDeps {
  readonly checks: readonly ToldCheck[];
  readonly runChecks: CheckRunner;
  readonly reports: Reports;
  readonly locks: Locks;
  readonly audit: Pick<AuditLog, "append">;
  readonly announce: RequestView["announce"];
  readonly now: () => number;
}

const name = "weekly-check";
const Posted = z.object({ slot: z.string() });

/**
 * Looks at everything and says in the channel what was found: once for each slot, in one line when all is in order. Called
 * again for the same slot it does nothing; a crash between saying and noting may say it twice, and never not at all.
 * @throws AppError when it could not be said; to be called again with the same slot
 */
export function createWeeklyCheck({ checks, runChecks, reports, locks, audit, announce, now }: WeeklyCheckDeps) {
  return async (slot: string, signal: AbortSignal): Promise<void> => {
    await whileLocked(locks, name, async (held) => {
      const posted = Posted.safeParse((await reports.read(name))?.content).data;
      if (posted?.slot === slot) return;
      await runChecks(AbortSignal.any([signal, held.lost]), { all: true });
      signal.throwIfAborted();
      held.lost.throwIfAborted();
      const known = await knownOf(checks, (report) => reports.read(report));
      const { alarms, warnings, blind } = countOf(known);
      const details = { slot, alarms, warnings, blind };
      await audit.append([{ atMs: now(), actor: "bot:worker", action: "weekly-check.posted", request: null, details }]);
      const answer = checkAnswer(known, { page: 1, nowMs: now(), hasLooked: true });
      // What is in order needs no list every week.
      const isQuiet = alarms + warnings + blind === 0;
      await announce(isQuiet ? { heading: answer.heading, sections: [] } : answer);
      await reports.save(name, { atMs: now(), content: { slot } });
    });
  };
}
