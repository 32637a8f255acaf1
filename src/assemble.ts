import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import { type Clocks, createWatchClocks } from "./app/clocks.ts";
import { createIntegrityVerifier } from "./app/integrity-verifier.ts";
import { gatedLog, gatedStore } from "./app/read-only.ts";
import { recordLost } from "./app/record-lost.ts";
import { createRegistry } from "./app/registry.ts";
import { createSaveRequest } from "./app/save-request.ts";
import { createStandingWord } from "./app/standing-word.ts";
import { createTakenLocks } from "./app/taken-locks.ts";
import { createVerify } from "./app/verify.ts";
import { createBelief } from "./believe.ts";
import type { Config } from "./config.ts";
import { namesChanged } from "./domain/continuation.ts";
import type { OperationSettings } from "./domain/operation.ts";
import { isFinal } from "./domain/request.ts";
import type { every, Repeated } from "./every.ts";
import { type FirstLook, lookFirst } from "./first-looks.ts";
import { createTranslators } from "./locale/translator.ts";
import type { BotLog } from "./log.ts";
import { operations } from "./operations/index.ts";
import type { ServerClocks } from "./ports/clocks.ts";
import type { Locks } from "./ports/locks.ts";
import { createJobs } from "./queue/queue.ts";
import { notConnected } from "./redis/at-start.ts";
import { createAuditLog } from "./redis/audit-log.ts";
import { createRedis } from "./redis/connection.ts";
import { createConnections } from "./redis/connections.ts";
import { createDocuments } from "./redis/documents.ts";
import { checkDurability } from "./redis/durability.ts";
import { createHeartbeat } from "./redis/heartbeat.ts";
import { createIdempotencyClaims } from "./redis/idempotency-claims.ts";
import { createKeys } from "./redis/keys.ts";
import { createLedgers } from "./redis/ledgers.ts";
import { createLocks } from "./redis/locks.ts";
import { createNotificationLog } from "./redis/notification-log.ts";
import { createProcesses } from "./redis/processes.ts";
import { createRequestStore } from "./redis/request-store.ts";
import { createRedisClock } from "./redis/server-clock.ts";
import { createSlotMarks } from "./redis/slot-marks.ts";
import { createSnoozes } from "./redis/snoozes.ts";
import { createTrail } from "./redis/trail.ts";
import { createVerifiedLog } from "./redis/verified-log.ts";
import { createViewState } from "./redis/view-state.ts";
import { withLog } from "./request-log.ts";
import { createSignLog } from "./sign-log.ts";
import { checkChannel, createCardChannel, heldBack } from "./slack/channel.ts";
import { createClientQueue } from "./slack/client-queue.ts";
import { createDirectMessages } from "./slack/direct-messages.ts";
import { createDirectory } from "./slack/directory.ts";
import { identify } from "./slack/identity.ts";
import { createRequestView } from "./slack/notifier.ts";
import { checkConfigured, policiesOf } from "./startup-checks.ts";
import { createTelling } from "./tell.ts";
import { createAnchor } from "./vault/anchor.ts";
import { createAppRoles } from "./vault/app-roles.ts";
import { createCertificates } from "./vault/certificates.ts";
import { createVaultHealth } from "./vault/health.ts";
import { createKv } from "./vault/kv.ts";
import { createKvEntries } from "./vault/kv-entries.ts";
import { createLockouts } from "./vault/lockouts.ts";
import { requireOwnIdentity } from "./vault/own-identity.ts";
import { createOwnLogin } from "./vault/own-login.ts";
import { createVaultClock } from "./vault/server-clock.ts";
import { createSession } from "./vault/session.ts";
import { createDecisionVerifier } from "./vault/signing-keys.ts";
import { createTransport } from "./vault/transport.ts";
import { createWaitingValues } from "./vault/waiting-values.ts";
import { createWrapping } from "./vault/wrapping.ts";
import { version } from "./version.ts";

/** What both halves of the bot are made of. */
export type BotParts = Awaited<ReturnType<typeof assemble>>;

/** What time it is, and what comes round again. Tests pass their own and move weeks in seconds. */
export interface Time {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly every: typeof every;
  /** Whether it is compared with the clocks of Vault and Redis, and corrected. */
  readonly isCompared?: boolean;
  /** Milliseconds since some moment, whatever becomes of the host's clock. Default `performance.now()`. */
  readonly monotonicMs?: () => number;
}

/** How a running bot is taken down and what it still waits for. */
interface Lifetime {
  /** Closed in the opposite order of being told. */
  closeLater(close: () => void | Promise<void>): void;
  /** The bot is not ready while this says what is missing. */
  waitFor(look: () => string | undefined): void;
  /** What one half alone looks at before it starts. */
  readonly looks: readonly FirstLook[];
  /** What GitHub's answers say that it is now; nothing where GitHub is not asked. */
  readonly github: Pick<ServerClocks, "github">;
  /** What this process goes by. */
  readonly clocks: Clocks;
}

const vaultTimeoutMs = 10_000;
const measureClocksEveryMs = 30_000;
const learnSigningEveryMs = 15_000;
const lookEveryMs = 15_000;
/** What was not shown or said, reconcile asks for again. */
const showAgainEveryMs = 30_000;

const newReference = (): string => `ref_${randomBytes(4).toString("hex")}`;

/** Clients, adapters and the use cases that both halves share. @throws AppError when what is needed does not answer */
export async function assemble(
  config: Config,
  log: BotLog,
  time: Time,
  { closeLater, waitFor, looks, github, clocks }: Lifetime,
) {
  const { now, vaultClock } = clocks;
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
  const transport = createTransport({ ...config.vault, timeoutMs: vaultTimeoutMs, now });
  closeLater(() => transport.close());
  const { kvMount, kvBase, approleMount, roleId, secretId } = config.vault;
  const translators = createTranslators(config.timezone);
  const inWords = translators.en.plain;
  const session = createSession({ transport, mount: approleMount, roleId, secretId, now });
  closeLater(() => session.stop());
  const monotonicMs = time.monotonicMs ?? (() => performance.now());
  const signing = { kv: createKv({ session, mount: kvMount }), kvBase, monotonicMs };
  const anchor = createAnchor({ session, mount: kvMount, kvBase });
  const signLog = createSignLog({ signing, anchor, half: config.part === "ingress" ? "ingress" : "worker", log });
  const { logSigning } = signLog;
  const trail = createTrail({ keys, sign: logSigning.sign });
  const isNamed = (seq: number): boolean => standing.continuations().some((each) => namesChanged(each, seq));
  const verifiedLog = createVerifiedLog({ redis, keys, signing: logSigning, isNamed });
  const auditLog = createAuditLog({ redis, keys, trail, log: verifiedLog, sign: logSigning.sign });
  const watchClocks = createWatchClocks({
    clocks,
    servers: { vault: createVaultClock({ transport }), redis: createRedisClock({ redis }), ...github },
    audit: auditLog,
    actor: config.part === "ingress" ? "bot:ingress" : "bot:worker",
    host: hostname(),
    inWords,
    log,
  });
  // Before anything is dated by it.
  if (time.isCompared === true) await watchClocks();
  const lane = { token: config.slack.botToken, apiUrl: config.slack.apiUrl, log, now };
  const { channel, locale: language } = config;
  const cardChannel = createCardChannel({ lane: createClientQueue(lane), channel, now });
  const [cards, rest] = [
    heldBack(createClientQueue(lane), channel, cardChannel),
    heldBack(createClientQueue(lane), channel, cardChannel),
  ];

  // Adapters
  const vaultNow = (): number => now() + vaultClock.aheadMs();
  const onUnreadable = (id: string): void => {
    log.error({ requestId: id }, "a stored request cannot be read");
    alarms
      .say(recordLost(id))
      .catch(() => log.warn({ requestId: id }, "the channel could not be told of a request that cannot be read"));
  };
  const records = withLog(createRequestStore({ redis, keys, trail, log: verifiedLog, signing: logSigning, onUnreadable }), log);
  const documents = createDocuments({ redis, keys, signing: logSigning });
  const [once, viewState] = [createIdempotencyClaims({ redis, keys }), createViewState({ redis, keys, signing: logSigning })];
  const verifier = createDecisionVerifier(signing);
  const appRoles = createAppRoles({ session, transport, mount: approleMount, now: vaultNow });
  const { teams, enterprise, people: known, transport: hearing } = config.slack;
  const appToken = hearing?.mode === "socket" ? hearing.appToken : undefined;
  const own = { transport, session, kvMount, kvBase, identity: config.part };
  const vaultLook = { at: "Vault", isNeeded: true, look: () => requireOwnIdentity(own) };
  const self = await lookFirst(() => identify(cards, { teams, enterprise, appToken }), [vaultLook, ...looks], { inWords, log });
  await signLog.learnFirst();
  await checkChannel(rest, config.channel);
  const directory = createDirectory({ lane: cards, teams, enterprise, people: known, now });
  const isDurabilityRelaxed = durability.weak.length > 0;
  const view = createRequestView({ cards, rest, self, channel, language, translators, isDurabilityRelaxed, now });
  await checkConfigured({ config, directory, appRoles, log });

  // Whether what is stored can be believed
  const belief = createBelief({
    isWorker: config.part !== "ingress",
    ...{ jobs, redis, keys, documents, view, verifier, logSigning, newReference, log, now, monotonicMs },
    ...{ audit: auditLog, anchor: { head: signLog.head } },
  });
  const { alarms, stuck, standing } = belief;
  const [store, audit] = [gatedStore(records, belief.gate), gatedLog(auditLog, belief.gate)];
  waitFor(() => {
    const found = standing.found();
    return found && `audit log: ${inWords(found.because)}`;
  });

  // Use cases
  const locks = createLocks({ redis, keys, now });
  /** Of what is tried again so often. */
  const locksEvery = (everyMs: number): Locks => createTakenLocks({ locks, alarms, everyMs, log, monotonicMs });
  const integrity = createIntegrityVerifier({ verifier });
  // A card says also while Vault is away that it is.
  const verify = createVerify({
    integrity: createIntegrityVerifier({ verifier: createDecisionVerifier(signing, { mayLag: true }) }),
  });
  const people = createTelling({
    ...{ store, viewState, view, verify, alarms, standing, directory, cardChannel, log, now },
    told: createNotificationLog({ redis, keys, signing: logSigning }),
    locks: locksEvery(showAgainEveryMs),
    messages: createDirectMessages({ lane: rest, self, language, translators, now }),
    policies: policiesOf(config),
  });
  closeLater(() => within(3_000, people.settled()));
  const onOver: ((requestId: string) => void)[] = [];
  const save = createSaveRequest({ store, changed: people.changed });
  const record: typeof save = async (request, events, extras) => {
    const saved = await save(request, events, extras);
    if (isFinal(saved.state) && saved.state !== "succeeded") for (const tell of onOver) tell(saved.id);
    return saved;
  };
  const { roles, exchanges, workflows, deliveries } = config;
  const settings: OperationSettings = { roles, exchanges, workflows, deliveries };
  const repeat = (ms: number, what: string, task: () => Promise<void>): Pick<Repeated, "soon"> => {
    const repeated = time.every(ms, what, () => stuck.watched({ task: what }, task), log);
    closeLater(() => within(2_000, repeated.stop()));
    return repeated;
  };
  const processes = createProcesses({ redis, keys });
  const running = {
    id: randomBytes(8).toString("hex"),
    host: hostname(),
    part: config.part,
    version,
    fingerprint: config.fingerprint,
    signs: true,
  } as const;
  closeLater(() => within(1_000, processes.leave(running.id)));
  repeat(measureClocksEveryMs, "clocks", async () => {
    try {
      if (time.isCompared === true) await watchClocks();
    } finally {
      await processes.beat({ ...running, clocks: clocks.readings() });
    }
  });
  repeat(learnSigningEveryMs, "signing", signLog.learn);
  await standing.objection();
  repeat(lookEveryMs, "standing", createStandingWord({ standing, alarms }));
  return {
    config,
    log,
    now,
    monotonicMs,
    vaultNow,
    vaultClock,
    processes,
    newReference,
    closeLater,
    waitFor,
    ...{ redis, connections, keys, jobs, durability, transport, session, cards, rest, self },
    ...{
      store,
      once,
      viewState,
      locks,
      locksEvery,
      signing,
      verifier,
      appRoles,
      directory,
      translators,
      view,
      cardChannel,
      settings,
    },
    audit,
    ...people,
    signedSince: signLog.since,
    /** From which entry on everything on the log is signed. */
    signedFrom: logSigning.from,
    ...belief,
    ledgers: createLedgers({ documents }),
    documents,
    anchor,
    logSigning,
    heartbeat: createHeartbeat({ redis, keys }),
    snoozes: createSnoozes({ redis, keys, now }),
    slotMarks: createSlotMarks({ redis, keys, signing: logSigning, onNotOurs: (name) => belief.onNotOurs(`slots/${name}`) }),
    vault: createVaultHealth({ transport }),
    certificates: createCertificates({ ...config.vault, timeoutMs: vaultTimeoutMs }),
    ownLogin: createOwnLogin({ session, appRoles, secretId }),
    lockouts: createLockouts({ session, mount: approleMount }),
    entries: createKvEntries({ session, mount: kvMount, base: kvBase, now: vaultNow }),
    waiting: createWaitingValues({ session, mount: `${kvBase}-pending` }),
    wrapping: createWrapping({ transport }),
    registry: createRegistry(operations),
    record,
    /** Told when this process has recorded that a request came to nothing. */
    whenOver: (tell: (requestId: string) => void): void => void onOver.push(tell),
    integrity,
    verify,
    /** Runs something now and then every `ms`, until the bot stops. */
    repeat,
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
