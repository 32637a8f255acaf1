import { randomBytes } from "node:crypto";
import { fileURLToPath } from "node:url";
import { act } from "./act.ts";
import { createAuthenticity } from "./app/authenticity.ts";
import { createChanged } from "./app/changed.ts";
import { createPrivateWords } from "./app/private-words.ts";
import { createReconcile } from "./app/reconcile.ts";
import { createRecord } from "./app/record.ts";
import { createRegistry } from "./app/registry.ts";
import { createRestoreCards } from "./app/restore-cards.ts";
import { createShow } from "./app/show.ts";
import type { Config } from "./config.ts";
import { readPlatformTemplates } from "./configuration/platform-templates.ts";
import type { OperationSettings } from "./domain/operation.ts";
import { every, type Repeated } from "./every.ts";
import { createKeyProbes } from "./exchange/key-probes.ts";
import { createGitHubClient } from "./github/client.ts";
import { startHealthServer } from "./health.ts";
import { hear } from "./hear.ts";
import { createLog } from "./log.ts";
import { operations } from "./operations/index.ts";
import type { Log } from "./ports/log.ts";
import type { PlatformFiles } from "./ports/platform-files.ts";
import { createJobs } from "./queue/queue.ts";
import { createWorker } from "./queue/worker.ts";
import { createAuditLog } from "./redis/audit-log.ts";
import { createRedis } from "./redis/connection.ts";
import { createDocuments } from "./redis/documents.ts";
import { checkDurability } from "./redis/durability.ts";
import { createHeartbeat } from "./redis/heartbeat.ts";
import { createKeys } from "./redis/keys.ts";
import { createLedgers } from "./redis/ledgers.ts";
import { createLocks } from "./redis/locks.ts";
import { createOnce } from "./redis/once.ts";
import { createReports } from "./redis/reports.ts";
import { createRequestStore } from "./redis/request-store.ts";
import { createSlotMarks } from "./redis/slot-marks.ts";
import { createSnoozes } from "./redis/snoozes.ts";
import { createToldWords } from "./redis/told-words.ts";
import { createTrail } from "./redis/trail.ts";
import { createViewState } from "./redis/view-state.ts";
import { checkChannel } from "./slack/channel.ts";
import { createDirectMessages } from "./slack/direct-messages.ts";
import { createDirectory } from "./slack/directory.ts";
import { identify } from "./slack/identity.ts";
import { createLane } from "./slack/lane.ts";
import { createSpeakers } from "./slack/locale/speaker.ts";
import { createRequestView } from "./slack/notifier.ts";
import { checkConfigured } from "./startup-checks.ts";
import { createAppRoles } from "./vault/app-roles.ts";
import { createCertificates } from "./vault/certificates.ts";
import { createVaultHealth } from "./vault/health.ts";
import { createKv } from "./vault/kv.ts";
import { createKvEntries } from "./vault/kv-entries.ts";
import { createLockouts } from "./vault/lockouts.ts";
import { createOwnLogin } from "./vault/own-login.ts";
import { createSession } from "./vault/session.ts";
import { createDecisionVerifier } from "./vault/signing-keys.ts";
import { createTransport } from "./vault/transport.ts";
import { createWaitingValues } from "./vault/waiting-values.ts";
import { createWrapping } from "./vault/wrapping.ts";
import { version } from "./version.ts";

export interface RunningBot {
  readonly healthPort: number;
  /** Where Slack's HTTP requests are awaited; `undefined` in Socket Mode. */
  readonly slackPort: number | undefined;
  /** Hears nothing new, lets what runs end or be taken over, closes everything; within 20 seconds. */
  stop(): Promise<void>;
}

/** What both halves of the bot are made of. */
export type BotParts = Awaited<ReturnType<typeof assemble>>;

/** What time it is, and what comes round again. Tests pass their own and move weeks in seconds. */
export interface Time {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly every: typeof every;
}

/** How a running bot is taken down and what it still waits for. */
interface Lifetime {
  /** Closed in the opposite order of being told. */
  closeLater(close: () => void | Promise<void>): void;
  /** The bot is not ready while this says what is missing. */
  waitFor(look: () => string | undefined): void;
}

const reconcileEveryMs = 30_000;
const restoreCardsEveryMs = 5 * 60_000;
const privateWordsEveryMs = 5_000;
const vaultTimeoutMs = 10_000;
/** GitHub ends a request after ten seconds by itself: docs.github.com/rest/using-the-rest-api/troubleshooting-the-rest-api#timeouts */
const gitHubTimeoutMs = 10_000;
/** The project's own `github/`: beside `src/`, and beside `dist/` where that is what runs. */
const ownTemplates = fileURLToPath(new URL("../github/", import.meta.url));
const exchangeTimeoutMs = 10_000;

const newReference = (): string => `ref_${randomBytes(4).toString("hex")}`;

/**
 * Puts the bot together and starts it: clients, then adapters, then use cases, then ears and hands.
 * @throws ConfigError, or AppError when something it cannot start without does not answer; nothing is left running
 */
export async function startBot(config: Config, time: Time = { now: Date.now, every }): Promise<RunningBot> {
  const { part } = config;
  const log = createLog({ level: config.logLevel, part });
  const closers: (() => void | Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (const close of closers.splice(0).reverse())
      await Promise.resolve(close()).catch(() => log.warn({}, "something did not close cleanly"));
  };
  try {
    return await start();
  } catch (error) {
    await stop();
    throw error;
  }

  async function start(): Promise<RunningBot> {
    const waitingFor: (() => string | undefined)[] = [() => "start-up"];
    const health = await startHealthServer({
      port: config.healthPort,
      waitingFor: () => waitingFor.flatMap((look) => look() ?? []),
    });
    closers.push(() => health.close());

    const { now } = time;
    const parts = await assemble(config, log, time, {
      closeLater: (close) => void closers.push(close),
      waitFor: (look) => void waitingFor.push(look),
    });
    const { transport: transportTo } = config.slack;
    const slack = part === "worker" || transportTo === null ? undefined : await hear(parts, transportTo);
    if (part !== "ingress" && config.github !== null) startWorker(parts, config.github);
    const { store, show, once, viewState, jobs, record, changed, redis, durability } = parts;
    parts.repeat(reconcileEveryMs, "reconcile", createReconcile({ store, viewState, jobs, record, changed, log, now }));
    const restoreCards = createRestoreCards({ store, show, once, log, everyMs: restoreCardsEveryMs });
    parts.repeat(restoreCardsEveryMs, "restore cards", restoreCards);
    parts.repeat(privateWordsEveryMs, "private words", parts.words.tellAll);
    waitingFor.splice(0, 1, () => (redis.isReady() ? undefined : "redis"));
    const slackPort = slack?.port();
    log.info({ version, part, healthPort: health.port, slackPort: slackPort ?? null, weak: durability.weak }, "the bot is up");
    return { healthPort: health.port, slackPort, stop };
  }
}

/** Clients, adapters and the use cases that both halves share. @throws AppError when what is needed does not answer */
async function assemble(config: Config, log: Log, time: Time, { closeLater, waitFor }: Lifetime) {
  const { now } = time;
  // Clients
  const onTrouble = (code: string): void => log.warn({ code }, "Redis connection trouble");
  const redis = createRedis({ url: config.redis.url, onTrouble });
  closeLater(() => redis.close());
  const keys = createKeys();
  const jobs = createJobs({ url: config.redis.url, prefix: keys.queue, now, onTrouble });
  closeLater(() => jobs.close());
  await Promise.all([redis.ready(10_000), jobs.ready(10_000)]);
  const durability = await checkDurability(redis, config.redis.durability);
  const transport = createTransport({ ...config.vault, timeoutMs: vaultTimeoutMs });
  closeLater(() => transport.close());
  const { kvMount, kvBase, approleMount, roleId, secretId } = config.vault;
  const session = createSession({ transport, mount: approleMount, roleId, secretId, now });
  closeLater(() => session.stop());
  const lane = { token: config.slack.botToken, apiUrl: config.slack.apiUrl, log };
  const [cards, rest] = [createLane(lane), createLane(lane)];

  // Adapters
  const trail = createTrail({ keys });
  const onUnreadable = (id: string): void => log.error({ requestId: id }, "a stored request cannot be read");
  const store = createRequestStore({ redis, keys, trail, onUnreadable });
  const [once, viewState] = [createOnce({ redis, keys }), createViewState({ redis, keys })];
  const signing = { kv: createKv({ session, mount: kvMount }), kvBase, now };
  const verifier = createDecisionVerifier(signing);
  const appRoles = createAppRoles({ session, transport, mount: approleMount, now });
  const self = await identify(cards);
  await checkChannel(rest, config.channel);
  const { teams, enterprise, people } = config.slack;
  const directory = createDirectory({ lane: cards, teams, enterprise, people, now });
  const speakers = createSpeakers(config.timezone);
  const isDurabilityRelaxed = durability.weak.length > 0;
  const { channel, locale: language } = config;
  const view = createRequestView({ cards, rest, self, channel, language, speakers, isDurabilityRelaxed, now });
  await checkConfigured({ config, directory, appRoles, inWords: speakers.en.plain, log });

  // Use cases
  const locks = createLocks({ redis, keys, now });
  const linkTo = async (requestId: string): Promise<string> => {
    const place = (await viewState.read(requestId))?.place;
    return place === null || place === undefined ? "" : view.linkTo(place);
  };
  const show = createShow({ store, view, viewState, locks });
  const messages = createDirectMessages({ lane: rest, self, language, speakers, now });
  const told = createToldWords({ redis, keys });
  const words = createPrivateWords({ store, told, messages, directory, linkTo, locks, log, now });
  const [showing, telling] = [createChanged({ show, log }), createChanged({ show: words.tell, log })];
  const changed = (requestId: string): void => {
    showing.changed(requestId);
    telling.changed(requestId);
  };
  closeLater(() => within(3_000, Promise.all([showing.settled(), telling.settled()])));
  const { roles, exchanges, workflows, deliveries } = config;
  const settings: OperationSettings = { roles, exchanges, workflows, deliveries };
  return {
    config,
    log,
    now,
    newReference,
    closeLater,
    waitFor,
    ...{ redis, keys, jobs, durability, transport, session, cards, rest, self },
    ...{
      store,
      once,
      viewState,
      locks,
      signing,
      verifier,
      appRoles,
      directory,
      speakers,
      view,
      show,
      changed,
      words,
      linkTo,
      settings,
    },
    audit: createAuditLog({ redis, keys, trail }),
    ledgers: createLedgers({ documents: createDocuments({ redis, keys }) }),
    heartbeat: createHeartbeat({ redis, keys }),
    reports: createReports({ redis, keys }),
    snoozes: createSnoozes({ redis, keys, now }),
    slotMarks: createSlotMarks({ redis, keys }),
    vault: createVaultHealth({ transport }),
    certificates: createCertificates({ ...config.vault, timeoutMs: vaultTimeoutMs }),
    ownLogin: createOwnLogin({ session, appRoles, secretId }),
    lockouts: createLockouts({ session, mount: approleMount }),
    entries: createKvEntries({ session, mount: kvMount, base: kvBase, now }),
    waiting: createWaitingValues({ session, mount: `${kvBase}-pending` }),
    wrapping: createWrapping({ transport }),
    registry: createRegistry(operations),
    record: createRecord({ store, changed }),
    authenticity: createAuthenticity({ verifier }),
    /** Runs something now and then every `ms`, until the bot stops. */
    repeat: (ms: number, what: string, task: () => Promise<void>): Pick<Repeated, "soon"> => {
      const repeated = time.every(ms, what, task, log);
      closeLater(() => within(2_000, repeated.stop()));
      return repeated;
    },
  };
}

function startWorker(parts: BotParts, { credential, apiUrl }: NonNullable<Config["github"]>): void {
  const { config, log, now, keys, jobs, closeLater, waitFor } = parts;
  const client = createGitHubClient({ auth: credential, apiUrl, timeoutMs: gitHubTimeoutMs, log, now });
  closeLater(() => client.close());
  const keyProbes = createKeyProbes({ exchanges: config.exchanges, timeoutMs: exchangeTimeoutMs, now });
  closeLater(() => keyProbes.close());
  const { kvMount, kvBase, approleMount } = config.vault;
  const platformFiles: PlatformFiles = {
    repository: config.repository,
    templates: readPlatformTemplates(ownTemplates),
    names: { kvMount, kvBase, approleMount, roles: [...config.roles.keys()].join(" ") },
  };
  const work = act(parts, { client, keyProbes, platformFiles });
  const worker = createWorker({ url: config.redis.url, prefix: keys.queue, queue: jobs, process: work, log, now });
  closeLater(() => worker.close(6_000));
  worker.run();
  waitFor(() => (worker.isRunning() ? undefined : "worker"));
}

async function within(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work, deadline]);
  clearTimeout(timer);
}
