import { type Crowd, createAlarms } from "../app/alarms.ts";
import { createDocumentsKept } from "../app/documents-kept.ts";
import { createIdleRequests } from "../app/idle-requests.ts";
import { createGate } from "../app/read-only.ts";
import { createStanding, type StandingDeps } from "../app/standing.ts";
import { createStuck } from "../app/stuck.ts";
import { createTrailGaps } from "../app/trail-gaps.ts";
import { say } from "../domain/sentence.ts";
import type { Documents } from "../ports/documents.ts";
import type { Jobs } from "../ports/jobs.ts";
import type { Log } from "../ports/log.ts";
import type { LogSigning } from "../ports/log-signing.ts";
import type { RequestView } from "../ports/request-view.ts";
import type { DecisionVerifier } from "../ports/signing-keys.ts";
import type { Standing } from "../ports/standing.ts";
import type { RedisConnection } from "../redis/connection.ts";
import type { Keys } from "../redis/keys.ts";
import { createReports } from "../redis/reports.ts";

export interface BeliefDeps {
  /** Whether this process works on requests itself. */
  readonly isWorker: boolean;
  readonly audit: StandingDeps["audit"];
  readonly anchor: StandingDeps["anchor"];
  readonly jobs: Jobs;
  readonly redis: RedisConnection;
  readonly keys: Keys;
  readonly documents: Documents;
  readonly view: RequestView;
  readonly verifier: DecisionVerifier;
  readonly logSigning: LogSigning;
  readonly newReference: () => string;
  readonly log: Log;
  readonly now: () => number;
  readonly monotonicMs: () => number;
}

const witnessesReadAtMost = 100;
const reportSaidAgainMs = 3_600_000;
const reportsNotOurs: Crowd = { of: "reports", sentence: say("report.many-not-ours", {}) };

/** Whether what is stored can be believed, and how the channel hears of what cannot. */
export function createBelief({
  isWorker,
  audit,
  anchor,
  jobs,
  redis,
  keys,
  documents,
  view,
  verifier,
  logSigning,
  newReference,
  log,
  now,
  monotonicMs,
}: BeliefDeps) {
  const alarms = createAlarms({ view, log, now });
  const stuck = createStuck({ alarms, newReference, log, monotonicMs });
  const idle = createIdleRequests({ alarms, jobs, isWorker, monotonicMs });
  const kept = createDocumentsKept({ documents, alarms });
  const onNotOurs = (report: string): void => {
    log.error({ report }, "a report in Redis is gone, or is not the bot's");
    alarms
      .say({
        mark: `report/${report}`,
        everyMs: reportSaidAgainMs,
        sentence: say("report.not-ours", { report }),
        crowd: reportsNotOurs,
      })
      .catch(() => log.warn({ report }, "the channel could not be told of a report that is not the bot's"));
  };
  const reports = createReports({ redis, keys, signing: logSigning, onNotOurs });
  const witnessed = (): Promise<readonly string[]> => view.publishedCheckpoints(witnessesReadAtMost);
  const continuedAtMs = (): number | undefined => standing.continuations().at(-1)?.atMs;
  const trailGaps = createTrailGaps({ audit, verifier, witnessed, reports, continuedAtMs, log, now, monotonicMs });
  const standing: Standing = createStanding({
    ...{ audit, anchor, witnesses: trailGaps, verifier, signing: logSigning, log, monotonicMs },
  });
  return { alarms, stuck, idle, kept, onNotOurs, reports, witnessed, trailGaps, standing, gate: createGate(standing) };
}
