import { randomBytes } from "node:crypto";
import { createAuthenticity } from "./app/authenticity.ts";
import { createChanged } from "./app/changed.ts";
import { createHeldBackWord } from "./app/held-back.ts";
import { createPrivateWords } from "./app/private-words.ts";
import { createRecord } from "./app/record.ts";
import { createRegistry } from "./app/registry.ts";
import { createShow } from "./app/show.ts";
import { createTrailGaps } from "./app/trail-gaps.ts";
import type { Config } from "./config.ts";
import type { OperationSettings } from "./domain/operation.ts";
import { isFinal } from "./domain/request.ts";
import type { every, Repeated } from "./every.ts";
import { type FirstLook, lookFirst } from "./first-looks.ts";
import type { BotLog } from "./log.ts";
import { operations } from "./operations/index.ts";
import { createJobs } from "./queue/queue.ts";
import { notConnected } from "./redis/at-start.ts";
import { createAuditLog } from "./redis/audit-log.ts";
import { createRedis } from "./redis/connection.ts";
import { createConnections } from "./redis/connections.ts";
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
import { withLog } from "./request-log.ts";
import { checkChannel, createCardChannel, heldBack } from "./slack/channel.ts";
import { createDirectMessages } from "./slack/direct-messages.ts";
import { createDirectory } from "./slack/directory.ts";
import { identify } from "./slack/identity.ts";
import { createLane } from "./slack/lane.ts";
import { createSpeakers } from "./slack/locale/speaker.ts";
import { createRequestView } from "./slack/notifier.ts";
import { checkConfigured, policiesOf } from "./startup-checks.ts";
import { createAppRoles } from "./vault/app-roles.ts";
import { createCertificates } from "./vault/certificates.ts";
import { createVaultHealth } from "./vault/health.ts";
import { createKv } from "./vault/kv.ts";
import { createKvEntries } from "./vault/kv-entries.ts";
import { createLockouts } from "./vault/lockouts.ts";
import { requireOwnIdentity } from "./vault/own-identity.ts";
import { createOwnLogin } from "./vault/own-login.ts";
import { createSession } from "./vault/session.ts";
import { createDecisionVerifier } from "./vault/signing-keys.ts";
import { createTransport } from "./vault/transport.ts";
import { createWaitingValues } from "./vault/waiting-values.ts";
import { createWrapping } from "./vault/wrapping.ts";

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
  /** What one half alone looks at before it starts. */
  readonly looks: readonly FirstLook[];
}

const vaultTimeoutMs = 10_000;
const witnessesReadAtMost = 100;

const newReference = (): string => `ref_${randomBytes(4).toString("hex")}`;

/** Clients, adapters and the use cases that both halves share. @throws AppError when what is needed does not answer */
export async function assemble(config: Config, log: BotLog, time: Time, { closeLater, waitFor, looks }: Lifetime) {
  const { now } = time;
  // Clients
  const connections = createConnections({
    ...config.redis,
    onTrouble: (code) =>
      code === undefined ? log.info({}, "Redis can be used again") : log.warn({ code }, "Redis cannot be used"),
  });
  const redis = createRedis({ connections });
  closeLater(() => redis.close());
  const keys = createKeys();
  const jobs = createJobs({ connections, prefix: keys.queue, now });
  closeLater(() => jobs.close());
  await Promise.all([redis.ready(10_000), jobs.ready(10_000)]).catch(() => {
    throw notConnected(connections.trouble(), config.redis.url);
  });
  const durability = await checkDurability(redis, config.redis.durability);
  const transport = createTransport({ ...config.vault, timeoutMs: vaultTimeoutMs });
  closeLater(() => transport.close());
  const { kvMount, kvBase, approleMount, roleId, secretId } = config.vault;
  const session = createSession({ transport, mount: approleMount, roleId, secretId, now });
  closeLater(() => session.stop());
  const lane = { token: config.slack.botToken, apiUrl: config.slack.apiUrl, log };
  const { channel, locale: language } = config;
  const cardChannel = createCardChannel({ lane: createLane(lane), channel, now });
  const [cards, rest] = [heldBack(createLane(lane), channel, cardChannel), heldBack(createLane(lane), channel, cardChannel)];

  // Adapters
  const trail = createTrail({ keys });
  const onUnreadable = (id: string): void => log.error({ requestId: id }, "a stored request cannot be read");
  const store = withLog(createRequestStore({ redis, keys, trail, onUnreadable }), log);
  const [once, viewState] = [createOnce({ redis, keys }), createViewState({ redis, keys })];
  const signing = { kv: createKv({ session, mount: kvMount }), kvBase, now };
  const verifier = createDecisionVerifier(signing);
  const appRoles = createAppRoles({ session, transport, mount: approleMount, now });
  const { teams, enterprise, people, transport: hearing } = config.slack;
  const appToken = hearing?.mode === "socket" ? hearing.appToken : undefined;
  const speakers = createSpeakers(config.timezone);
  const inWords = speakers.en.plain;
  const own = { transport, session, kvMount, kvBase, identity: config.part };
  const vaultLook = { at: "Vault", isNeeded: true, look: () => requireOwnIdentity(own) };
  const self = await lookFirst(() => identify(cards, { teams, enterprise, appToken }), [vaultLook, ...looks], { inWords, log });
  await checkChannel(rest, config.channel);
  const directory = createDirectory({ lane: cards, teams, enterprise, people, now });
  const isDurabilityRelaxed = durability.weak.length > 0;
  const view = createRequestView({ cards, rest, self, channel, language, speakers, isDurabilityRelaxed, now });
  await checkConfigured({ config, directory, appRoles, inWords, log });

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
  const policies = policiesOf(config);
  const tellHeldBack = createHeldBackWord({ cardChannel, policies, directory, messages, once, log, now });
  closeLater(() => within(3_000, Promise.all([showing.settled(), telling.settled()])));
  const onOver: (() => void)[] = [];
  const save = createRecord({ store, changed });
  const record: typeof save = async (request, events, extras) => {
    const saved = await save(request, events, extras);
    if (isFinal(saved.state) && saved.state !== "succeeded") for (const tell of onOver) tell();
    return saved;
  };
  const { roles, exchanges, workflows, deliveries } = config;
  const audit = createAuditLog({ redis, keys, trail });
  const reports = createReports({ redis, keys });
  const witnessed = (): Promise<readonly string[]> => view.witnessed(witnessesReadAtMost);
  const settings: OperationSettings = { roles, exchanges, workflows, deliveries };
  return {
    config,
    log,
    now,
    newReference,
    closeLater,
    waitFor,
    ...{ redis, connections, keys, jobs, durability, transport, session, cards, rest, self },
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
      cardChannel,
      tellHeldBack,
      linkTo,
      settings,
    },
    audit,
    reports,
    witnessed,
    trailGaps: createTrailGaps({ audit, verifier, witnessed, reports, log, now }),
    ledgers: createLedgers({ documents: createDocuments({ redis, keys }) }),
    heartbeat: createHeartbeat({ redis, keys }),
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
    record,
    /** Told when this process has recorded that a request came to nothing. */
    whenOver: (tell: () => void): void => void onOver.push(tell),
    authenticity: createAuthenticity({ verifier }),
    /** Runs something now and then every `ms`, until the bot stops. */
    repeat: (ms: number, what: string, task: () => Promise<void>): Pick<Repeated, "soon"> => {
      const repeated = time.every(ms, what, task, log);
      closeLater(() => within(2_000, repeated.stop()));
      return repeated;
    },
  };
}

async function within(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work, deadline]);
  clearTimeout(timer);
}
