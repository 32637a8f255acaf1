import type { CheckPorts } from "../domain/check.ts";
import { AppError } from "../domain/errors.ts";
import { boundedResult, ExpiryReport, type ExpirySource, expiryReportName, type SourceReport } from "../domain/expiry.ts";
import { say } from "../domain/sentence.ts";
import type { Locks } from "../ports/locks.ts";
import type { Log } from "../ports/log.ts";
import type { Reports } from "../ports/reports.ts";
import { whileHeld } from "./while-locked.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "expiry.unexpected": NoParams;
  }
}

export interface ExpiryScanDeps {
  readonly sources: readonly ExpirySource[];
  readonly ports: CheckPorts;
  readonly reports: Reports;
  readonly locks: Locks;
  readonly log: Log;
  readonly now: () => number;
  readonly pause: (ms: number) => Promise<unknown>;
}

/** Looks at every source when the last look is an hour ago; `all`: at once. */
export type ExpiryScan = (signal: AbortSignal, options?: { readonly all?: boolean }) => Promise<void>;

const everyMs = 3_600_000;
const sourceTimeoutMs = 60_000;
const turnEveryMs = 200;

/**
 * Keeps the report of what ends and when, by one process of all at a time. A source that fails says so in it, and what was found
 * before still stands.
 */
export function createExpiryScan({ sources, ports, reports, locks, log, now, pause }: ExpiryScanDeps): ExpiryScan {
  return async (signal, { all = false } = {}) => {
    const askedAtMs = now();
    let held = await locks.acquire(expiryReportName);
    // Whoever asks waits for the look that is under way, and is then told what it found.
    while (all && held === undefined && !signal.aborted) {
      await pause(turnEveryMs);
      held = await locks.acquire(expiryReportName);
    }
    if (held === undefined) return;
    await whileHeld(held, async ({ lost }) => {
      const stored = await reports.read(expiryReportName);
      // A look at a time that is to come was dated by a clock that was ahead.
      const lastAtMs = stored !== undefined && stored.atMs <= now() ? stored.atMs : Number.NEGATIVE_INFINITY;
      if (all ? lastAtMs > askedAtMs : now() < lastAtMs + everyMs) return;
      // A report of an older version begins anew.
      const before = ExpiryReport.safeParse(stored?.content).data;
      const atMs = now();
      const found = await Promise.all(
        sources.map((source) => {
          const known = before?.sources.find(({ name }) => name === source.name);
          return looked(source, known, { atMs, signal: AbortSignal.any([signal, lost]) });
        }),
      );
      lost.throwIfAborted();
      signal.throwIfAborted();
      const report: ExpiryReport = { sources: found };
      await reports.save(expiryReportName, { atMs, content: report });
    });
  };

  async function looked(
    { name, title, read }: ExpirySource,
    before: SourceReport | undefined,
    { atMs, signal }: { readonly atMs: number; readonly signal: AbortSignal },
  ): Promise<SourceReport> {
    try {
      const within = AbortSignal.any([signal, AbortSignal.timeout(sourceTimeoutMs)]);
      const result = await read({ ports, nowMs: atMs, signal: within });
      return { name, title, readAtMs: atMs, ...boundedResult(result), failure: null };
    } catch (error) {
      const isExpected = error instanceof AppError;
      const fields = isExpected ? { code: error.code } : error instanceof Error ? { err: error } : {};
      log.warn({ source: name, ...fields }, "a source of expiry could not be read");
      const failure = isExpected ? error.sentence : say("expiry.unexpected", {});
      return {
        name,
        title,
        readAtMs: before?.readAtMs ?? null,
        items: before?.items ?? [],
        failures: before?.failures ?? [],
        failure,
      };
    }
  }
}
