import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { createRefreshNow } from "./app/background-jobs.ts";
import { createCancel, createRerunFromStep, createResume, createStop } from "./app/cancel.ts";
import { catalogueOf } from "./app/catalogue.ts";
import { createCheckpointPublisher } from "./app/checkpoint-publisher.ts";
import { createCommandService } from "./app/command-service.ts";
import { createDecide } from "./app/decide.ts";
import { createDigest } from "./app/digest.ts";
import { createFlood } from "./app/flood.ts";
import { createForms } from "./app/forms.ts";
import { createGate } from "./app/gate.ts";
import { createHome } from "./app/home.ts";
import { createContinue } from "./app/instant-commands/continue.ts";
import { createDigestNow } from "./app/instant-commands/digest-now.ts";
import { createSnooze } from "./app/instant-commands/snooze.ts";
import { createInstantCommands } from "./app/instant-commands.ts";
import { createLoad } from "./app/load.ts";
import { createOpenScheduled } from "./app/open-scheduled.ts";
import { createAnchorWatch } from "./app/other-half.ts";
import { createNoteOwnLogin } from "./app/own-logins.ts";
import { createRetireNow } from "./app/retire-now.ts";
import { createRoom } from "./app/room.ts";
import { createSchedules, type ScheduledTasks } from "./app/schedules.ts";
import { createTakeSubmission } from "./app/secret-submissions.ts";
import { createStandingSnoozes } from "./app/standing-snoozes.ts";
import { createSubmit } from "./app/submit.ts";
import { checks } from "./checks/index.ts";
import type { QueryPorts } from "./domain/query.ts";
import { say } from "./domain/sentence.ts";
import { operations } from "./operations/index.ts";
import { brokenTrail } from "./queries/audit-verify.ts";
import { queries } from "./queries/index.ts";
import { createSlotAlarm } from "./queue/schedules.ts";
import { createDigestView } from "./slack/digest-view.ts";
import { createHttpRequests } from "./slack/http-requests.ts";
import { createSlackApp, type SlackApp } from "./slack/slack-app.ts";
import { createSocketConnections } from "./slack/socket-connections.ts";
import { createDecisionSigner } from "./vault/signing-keys.ts";
import type { BotParts } from "./wiring/bot.ts";
import type { SlackTransport } from "./wiring/config.ts";
import { version } from "./wiring/version.ts";

const checkpointEveryMs = 60_000;
const anchorWatchEveryMs = 60_000;
const noteLoginEveryMs = 3_600_000;
const verifyEveryMs = 24 * 3_600_000;
const schedulesEveryMs = 5_000;
const floodEveryMs = 5_000;
const scheduledTaskTimeoutMs = 5 * 60_000;
/** Also after Redis has lost everything. */
const arrangeEveryMs = 10 * 60_000;

const newId = (): string => `req_${randomBytes(8).toString("hex")}`;

/** The side that hears people: it alone can sign what they say. */
export async function hear(parts: BotParts, transportTo: SlackTransport): Promise<SlackApp> {
  const { config, log, now, monotonicMs, settings, registry, store, audit, once, viewState, view, jobs, directory, translators } =
    parts;
  const { record, integrity, appRoles, entries, ledgers, verifier, waiting, wrapping, linkTo, standing, alarms, gate } = parts;
  const { locale } = config;
  const signer = createDecisionSigner(parts.signing);
  const load = createLoad({ store, record, continuations: parts.standing.continuations, now });
  const queryPorts: QueryPorts = {
    ...settings,
    commands: catalogueOf(operations, queries),
    version,
    checks,
    durability: parts.durability.weak,
    signedFrom: parts.signedFrom,
    linkTo,
    witnessed: parts.witnessed,
    trailGaps: parts.trailGaps,
    requests: store,
    audit,
    verifier,
    appRoles,
    entries,
    ledgers,
    vault: parts.vault,
    jobs,
    heartbeat: parts.heartbeat,
    processes: parts.processes,
    reports: parts.reports,
    reminders: config.reminders,
    snoozes: createStandingSnoozes({ snoozes: parts.snoozes, verifier, now }),
    schedules: config.schedules,
    refreshNow: createRefreshNow({ jobs, reports: parts.reports, now, pause: sleep }),
  };
  const digestView = createDigestView({
    lane: parts.rest,
    self: parts.self,
    channel: config.channel,
    translator: translators[locale],
  });
  const digest = createDigest({
    verify: parts.verify,
    view: digestView,
    reports: parts.reports,
    refreshNow: queryPorts.refreshNow,
    snoozes: queryPorts.snoozes,
    requests: store,
    locks: parts.locksEvery(schedulesEveryMs),
    reminders: config.reminders,
    log,
    now,
    pause: sleep,
  });
  const instantCommands = [
    createDigestNow({ digest, view: digestView, reports: parts.reports, once }),
    createSnooze({ reports: parts.reports, snoozes: parts.snoozes, signer, audit }),
    createContinue({ standing, directory, policy: config.approval, signer, audit }),
  ];
  // The other half, which alone may, notes the end outside of the store; should this be lost, it does so within half a minute.
  if (config.part === "ingress") parts.whenOver((id) => void jobs.ensure(id).catch(() => undefined));
  const takeSubmission = createTakeSubmission({
    waiting,
    wrapping,
    waitsAtMostMs: config.approval.expiresAfterMs,
    now: parts.vaultNow,
  });
  const room = createRoom({ store, limits: config.limits.open });
  const submit = createSubmit({ registry, settings, store, signer, jobs, takeSubmission, room, linkTo, log, now, newId });
  const flood = createFlood({
    audit,
    actor: "bot:ingress",
    alarm: view.alarm,
    soon: () => floodLook.soon(),
    now,
    monotonicMs,
  });
  const floodLook = parts.repeat(floodEveryMs, "flood", flood.look);
  const commandService = createCommandService({
    registry,
    queries,
    queryPorts,
    submit,
    forms: createForms({ registry, settings, submit, now }),
    instantCommands: createInstantCommands({ instantCommands, gate, now }),
    decide: createDecide({ load, record, directory, signer, integrity, jobs, log, now }),
    cancel: createCancel({ load, record, now }),
    resume: createResume({ load, record, directory, jobs, now }),
    stop: createStop({ load, record, directory, jobs, now }),
    rerunFromStep: createRerunFromStep({ load, record, directory, jobs, now }),
    retireNow: createRetireNow({ load, record, directory, signer, jobs, now }),
    load,
    directory,
    once,
    audit,
    flood,
    viewState,
    gate,
    log,
    now,
    newReference: parts.newReference,
    locale,
  });
  const openScheduled = createOpenScheduled({
    submit,
    store,
    audit,
    ...{ signer, alarms, gate, continuations: standing.continuations },
    linkTo,
    channel: config.channel,
    now,
  });
  const tasks: ScheduledTasks = new Map([
    ...config.schedules.flatMap((schedule) =>
      schedule.asks === null ? [] : [[schedule.name, openScheduled(schedule, schedule.asks)] as const],
    ),
    ["digest", (slotMs, signal) => digest(new Date(slotMs).toISOString(), signal)],
  ]);
  const { teams, enterprise, apiUrl } = config.slack;
  const { person } = config.limits;
  const payloads =
    transportTo.mode === "socket"
      ? createSocketConnections({ appToken: transportTo.appToken, apiUrl, log, now })
      : createHttpRequests({ signingSecret: transportTo.signingSecret, port: transportTo.port, once, now, log });
  const app = createSlackApp({
    payloads,
    self: parts.self,
    teams,
    enterprise,
    apiUrl,
    gate: createGate({ limits: config.limits, flood, monotonicMs }),
    strangersGate: createGate({ limits: { person, all: person }, flood, monotonicMs }),
    commandService,
    home: createHome({
      store,
      verify: parts.verify,
      directory,
      linkTo,
      reports: parts.reports,
      heartbeat: parts.heartbeat,
      checks,
      reminders: config.reminders,
      snoozes: queryPorts.snoozes,
      now,
    }),
    directory,
    refused: async ({ userId, heard }) => {
      await audit.append([
        { atMs: now(), actor: `user:${userId}`, action: `${heard}.refused`, request: null, details: { code: "slack.stranger" } },
      ]);
    },
    lane: parts.cards,
    language: locale,
    translators,
    log,
  });
  parts.closeLater(flood.end);
  parts.closeLater(async () => void (await app.stop(5_000)));
  await app.start();
  parts.waitFor(() => (app.connected() ? undefined : "slack"));
  followSchedules(parts, tasks);
  parts.repeat(
    checkpointEveryMs,
    "witness",
    createCheckpointPublisher({ audit, signer, verifier, view, once, standing, log, now }),
  );
  parts.repeat(anchorWatchEveryMs, "anchor watch", createAnchorWatch({ ...parts, monotonicMs }));
  parts.repeat(noteLoginEveryMs, "own login", createNoteOwnLogin({ ownLogin: parts.ownLogin, reports: parts.reports, now }));
  parts.repeat(verifyEveryMs, "audit verify", async () => {
    const broken = await brokenTrail(queryPorts);
    if (broken === undefined) return;
    log.error({ because: broken.key }, "the trail is not intact");
    const sentence = say("audit-verify.broken", { because: broken });
    await alarms.say({ mark: `trail-broken/${broken.key}`, everyMs: verifyEveryMs, sentence });
  });
  return app;
}

/** What is due is found out every few seconds; the queue only makes it punctual. */
function followSchedules(parts: BotParts, tasks: ScheduledTasks): void {
  const { config, log, now, scheduleCursors: marks, connections, keys } = parts;
  const locks = parts.locksEvery(schedulesEveryMs);
  const { schedules } = config;
  const follow = createSchedules({ schedules, tasks, marks, locks, log, now });
  const following = parts.repeat(schedulesEveryMs, "schedules", () => follow(AbortSignal.timeout(scheduledTaskTimeoutMs)));
  const alarm = createSlotAlarm({
    connections,
    prefix: keys.queue,
    schedules,
    onSlot: () => following.soon(),
    log,
  });
  parts.closeLater(() => alarm.close());
  parts.repeat(arrangeEveryMs, "arrange schedules", () => alarm.arrange());
}
