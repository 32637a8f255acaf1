import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import pMap from "p-map";
import { createApprovalCheck } from "./app/approval-check.ts";
import { standingOf } from "./app/approvers-left.ts";
import { withBackgroundJobs } from "./app/background-jobs.ts";
import { createBeginSigning } from "./app/begin-signing.ts";
import { type CheckRunner, createCheckRunner } from "./app/check-runner.ts";
import { createCollectOrphans } from "./app/collect-orphans.ts";
import { createExpiryScan } from "./app/expiry-scan.ts";
import { createLeftToOthers } from "./app/left-to-others.ts";
import { createNoteHead } from "./app/note-head.ts";
import { createCheckpointWatch } from "./app/other-half.ts";
import { createOwnLogins } from "./app/own-logins.ts";
import { createPlanner, createPrepare } from "./app/prepare.ts";
import { createRedaction } from "./app/redaction.ts";
import { createRefusedLogins } from "./app/refused-logins.ts";
import { createRetire } from "./app/retire.ts";
import { createRun } from "./app/run.ts";
import { createSchedules } from "./app/schedules.ts";
import { createSigningWord } from "./app/signing-word.ts";
import { createTakeUp } from "./app/take-up.ts";
import { createWeeklyCheck } from "./app/weekly-check.ts";
import { createWork } from "./app/work.ts";
import { checks } from "./checks/index.ts";
import type { CheckPorts } from "./domain/check.ts";
import { AppError } from "./domain/errors.ts";
import type { OperationPorts } from "./domain/operation.ts";
import type { Sentence } from "./domain/sentence.ts";
import { expirySources } from "./expiry-sources/index.ts";
import { createActionSecrets } from "./github/action-secrets.ts";
import type { GitHubClient } from "./github/client.ts";
import { createDestinationCredential } from "./github/credential-state.ts";
import { createProposals } from "./github/proposals.ts";
import { createSecretInventory } from "./github/secret-inventory.ts";
import { createWorkflowRuns } from "./github/workflow-runs.ts";
import { createSigningKeyReader } from "./openpgp/signing-key-reader.ts";
import { operations } from "./operations/index.ts";
import type { KeyProbes } from "./ports/key-probes.ts";
import type { PlatformFiles } from "./ports/platform-files.ts";
import type { SecretDestinations } from "./ports/secret-destinations.ts";
import { createSecretHandOff } from "./slack/secret-hand-off.ts";
import { createLoginLog } from "./vault/login-log.ts";
import type { BotParts } from "./wiring/bot.ts";
import { checkPortsOf } from "./wiring/check-ports.ts";
import type { Config } from "./wiring/config.ts";
import { policiesOf } from "./wiring/startup-checks.ts";
import { version } from "./wiring/version.ts";

const anchorEveryMs = 30_000;
const checkpointWatchEveryMs = 60_000;
const takeUpEveryMs = 5_000;
const collectOrphansEveryMs = 10 * 60_000;
const beatEveryMs = 60_000;
const checksEveryMs = 5_000;
const schedulesEveryMs = 5_000;
/** How often somebody asks whether an hour has passed since the last look at what ends. */
const expiryScanEveryMs = 5 * 60_000;
/** For one round of looks; one that takes longer is repeated. */
const watchTimeoutMs = 5 * 60_000;
const gitHubSettleMarginMs = 5_000;

/**
 * The side that acts: it alone holds the GitHub credential, and it cannot make an approval.
 * @returns what a worker does with a job
 */
export function act(
  parts: BotParts,
  {
    client,
    keyProbes,
    platformFiles,
  }: { readonly client: GitHubClient; readonly keyProbes: KeyProbes; readonly platformFiles: PlatformFiles },
): ReturnType<typeof createWork> {
  const {
    config,
    log,
    now,
    settings,
    registry,
    store,
    audit,
    standing,
    stuck,
    idle,
    locks,
    locksEvery,
    view,
    directory,
    translators,
  } = parts;
  const { record, integrity, anchor, appRoles, lockouts, entries, ledgers, waiting, wrapping, newReference, reports, vault } =
    parts;
  const destinations = createActionSecrets({ client, settleMarginMs: gitHubSettleMarginMs });
  const ports: OperationPorts = {
    ...settings,
    appRoles,
    lockouts,
    destinations,
    workflowRuns: createWorkflowRuns({ client, now, marginMs: gitHubSettleMarginMs }),
    proposals: createProposals({ client }),
    platformFiles,
    ledgers,
    trailGaps: parts.trailGaps,
    entries,
    waiting,
    wrapping,
    keyProbes,
    signingKeys: createSigningKeyReader(),
    vaultClock: parts.vaultClock,
    refusedLogins: createRefusedLogins({ log: loginLogOf(config.vault), reports, ledgers, now }),
    redaction: createRedaction({ registry, store, record, now }),
    handOff: createSecretHandOff({ lane: parts.rest, language: config.locale, translators }),
  };
  const noteHead = createNoteHead({ anchor, standing, log, now });
  const { monotonicMs } = parts;
  const beginSigning = createSigningWord({
    beginSigning: createBeginSigning({ ...parts, record, signing: parts.logSigning }),
    alarms: parts.alarms,
    monotonicMs,
  });
  parts.repeat(anchorEveryMs, "begin signing", async () => {
    const signedFrom = parts.signedFrom() !== undefined ? undefined : await beginSigning();
    if (signedFrom !== undefined) parts.signedSince(signedFrom);
  });
  const noteEnd = async (): Promise<void> => noteHead(await audit.follow());
  const anchoring = parts.repeat(anchorEveryMs, "anchor", noteEnd);
  const checkpointWatch = createCheckpointWatch({ ...parts, witnesses: parts.trailGaps, monotonicMs });
  parts.repeat(checkpointWatchEveryMs, "checkpoints", checkpointWatch);
  const takeUp = createTakeUp({ ...parts, alarm: view.alarm });
  parts.repeat(takeUpEveryMs, "continue", takeUp);
  const plan = createPlanner({ registry, ports, defaults: config.approval, version, now });
  const approvalCheck = createApprovalCheck({ directory, plan, schedules: config.schedules, now });
  const deps = { registry, ports, record, locks: idle.working(locks), log, now };
  // Each on its own: a value that waits for nobody does not wait until all AppRoles have been looked at.
  const orphansLocks = locksEvery(collectOrphansEveryMs);
  const tidying = operations
    .filter((operation) => operation.collectOrphans !== undefined)
    .map((operation) => {
      const collectOrphans = createCollectOrphans({
        operations: [operation],
        ports,
        store,
        audit,
        locks: orphansLocks,
        standing,
        stuck,
        log,
        now,
      });
      return parts.repeat(collectOrphansEveryMs, `tidy ${operation.name}`, () =>
        collectOrphans(AbortSignal.timeout(collectOrphansEveryMs)),
      );
    });
  // What was handed in for it waits for nobody any more, and that it is over is not to be forgotten.
  parts.whenOver(() => {
    for (const each of [...tidying, anchoring]) each.soon();
  });
  parts.repeat(beatEveryMs, "heartbeat", async () =>
    parts.heartbeat.beat({ atMs: now(), github: await failureOfFirst(parts, { destinations, timeoutMs: client.timeoutMs }) }),
  );
  const checkPorts: CheckPorts = {
    ...ports,
    ...checkPortsOf({ ...parts, client }),
    vault,
    inventory: createSecretInventory({ client, monotonicMs: parts.monotonicMs }),
    expectedSecrets: config.expectedSecrets,
    certificates: parts.certificates,
    reminders: config.reminders,
    ownLogins: createOwnLogins({ ownLogin: parts.ownLogin, reports, now }),
    destinationCredential: createDestinationCredential({ client, repository: config.repository }),
    schedules: config.schedules,
    scheduleCursors: parts.scheduleCursors,
    cardChannel: parts.cardChannel,
    processes: parts.processes,
    approversLeft: () => pMap(policiesOf(config), (named) => standingOf(named, directory), { concurrency: 4 }),
  };
  const watchDeps = {
    ports: checkPorts,
    reports,
    audit,
    locks: locksEvery(checksEveryMs),
    alarms: parts.alarms,
    stuck,
    log,
    now,
  };
  // Each on its own: one that waits for an upstream system that is down must not keep the seal from being looked at.
  const watches = checks.map((check) => createCheckRunner({ ...watchDeps, checks: [check] }));
  for (const each of watches) parts.repeat(checksEveryMs, "watch", () => each(AbortSignal.timeout(watchTimeoutMs)));
  const runChecks: CheckRunner = async (signal, options) =>
    void (await Promise.all(watches.map((each) => each(signal, options))));
  const weeklyCheck = createWeeklyCheck({
    checks,
    runChecks,
    reports,
    locks: locksEvery(schedulesEveryMs),
    audit,
    announce: view.announce,
    now,
  });
  const follow = createSchedules({
    schedules: config.schedules,
    tasks: new Map([["weekly-check", (slotMs, signal) => weeklyCheck(String(slotMs), signal)]]),
    ...{ marks: parts.scheduleCursors, locks: locksEvery(schedulesEveryMs), log, now },
  });
  parts.repeat(schedulesEveryMs, "weekly check", () => follow(AbortSignal.timeout(watchTimeoutMs)));
  const expiryScan = createExpiryScan({
    sources: expirySources,
    ports: checkPorts,
    reports,
    locks: locksEvery(expiryScanEveryMs),
    log,
    now,
    pause: sleep,
  });
  parts.repeat(expiryScanEveryMs, "radar", () => expiryScan(AbortSignal.timeout(watchTimeoutMs)));
  const prepare = createPrepare({ plan, record, integrity, directory, schedules: config.schedules, now });
  const work = createWork({
    store,
    prepare: (loaded, signal) => prepare(loaded, signal).finally(idle.begun(loaded.request.lock)),
    run: createRun({
      ...deps,
      ...{ integrity, approvalCheck, newReference, audit, anchor, continuations: standing.continuations },
      newStart: () => randomBytes(12).toString("hex"),
      onOver: () => noteHead(audit.seenHead()),
    }),
    retire: createRetire({ ...deps, integrity, alarm: view.alarm }),
    isLeft: createLeftToOthers({ registry, version, processes: parts.processes }),
    noteEnd,
    record,
    standing,
    now,
  });
  const backgroundJobs = {
    check: (signal: AbortSignal) => runChecks(signal, { all: true }),
    expiry: (signal: AbortSignal) => expiryScan(signal, { all: true }),
  };
  const watched: typeof work = (id, signal) => stuck.watched({ request: id, to: "work" }, () => work(id, signal));
  return withBackgroundJobs(watched, backgroundJobs, { reports, now });
}

/** The log in which logins are looked for; `undefined` where none is configured. */
const loginLogOf = ({ auditLog, approleMount, namespace }: Config["vault"]) =>
  auditLog === undefined ? undefined : createLoginLog({ path: auditLog, mount: approleMount, namespace });

/** Why the first destination there is cannot be reached; `null` when it can. */
async function failureOfFirst(
  { config }: BotParts,
  { destinations, timeoutMs }: { readonly destinations: SecretDestinations; readonly timeoutMs: number },
): Promise<Sentence | null> {
  const [first] = [...config.roles.values()].flatMap(({ deliverTo }) => deliverTo);
  try {
    if (first !== undefined) await destinations.look(first, AbortSignal.timeout(timeoutMs));
    return null;
  } catch (error) {
    if (error instanceof AppError) return error.sentence;
    throw error;
  }
}
