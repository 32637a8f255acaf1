import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import { type Clocks, createWatchClocks } from "../app/clocks.ts";
import { createIntegrityVerifier } from "../app/integrity-verifier.ts";
import { gatedLog, gatedStore } from "../app/read-only.ts";
import { recordLost } from "../app/record-lost.ts";
import { createRegistry } from "../app/registry.ts";
import { createSaveRequest } from "../app/save-request.ts";
import { createStandingWord } from "../app/standing-word.ts";
import { createTakenLocks } from "../app/taken-locks.ts";
import { createVerify } from "../app/verify.ts";
import { namesChanged } from "../domain/continuation.ts";
import type { OperationSettings } from "../domain/operation.ts";
import { isFinal } from "../domain/request.ts";
import { createTranslators } from "../locale/translator.ts";
import { operations } from "../operations/index.ts";
import type { ServerClocks } from "../ports/clocks.ts";
import type { Locks } from "../ports/locks.ts";
import { createRedisClock } from "../redis/server-clock.ts";
import { checkChannel } from "../slack/channel.ts";
import { identify } from "../slack/identity.ts";
import { createVaultClock } from "../vault/server-clock.ts";
import { createBelief } from "./believe.ts";
import type { Config } from "./config.ts";
import type { every, Repeated } from "./every.ts";
import { type FirstLook, lookFirst } from "./first-looks.ts";
import type { BotLog } from "./log.ts";
import { connectRedis, redisPorts } from "./redis.ts";
import { createSignLog } from "./sign-log.ts";
import { connectSlack, slackPorts } from "./slack.ts";
import { checkConfigured, policiesOf } from "./startup-checks.ts";
import { createTelling } from "./tell.ts";
import { connectVault, vaultLook, vaultPorts } from "./vault.ts";
import { version } from "./version.ts";

/** What both halves of the bot are made of. */
export type BotParts = Awaited<ReturnType<typeof assembleBot>>;

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

const measureClocksEveryMs = 30_000;
const learnSigningEveryMs = 15_000;
const lookEveryMs = 15_000;
/** What was not shown or said, reconcile asks for again. */
const showAgainEveryMs = 30_000;

const newReference = (): string => `ref_${randomBytes(4).toString("hex")}`;

/** Clients, adapters and the use cases that both halves share. @throws AppError when what is needed does not answer */
export async function assembleBot(
  config: Config,
  log: BotLog,
  time: Time,
  { closeLater, waitFor, looks, github, clocks }: Lifetime,
) {
  const { now, vaultClock } = clocks;
  const monotonicMs = time.monotonicMs ?? (() => performance.now());
  const translators = createTranslators(config.timezone);
  const inWords = translators.en.plain;
  const redisClients = await connectRedis(config.redis, { log, now, closeLater });
  const vaultClients = connectVault(config.vault, { now, monotonicMs, closeLater });
  const { signing, anchor } = vaultClients;
  const signLog = createSignLog({ signing, anchor, half: config.part === "ingress" ? "ingress" : "worker", log });
  const { logSigning } = signLog;
  const onUnreadable = (id: string): void => {
    log.error({ requestId: id }, "a stored request cannot be read");
    alarms
      .say(recordLost(id))
      .catch(() => log.warn({ requestId: id }, "the channel could not be told of a request that cannot be read"));
  };
  const { auditLog, records, told, locks, ...stores } = redisPorts({
    ...{ clients: redisClients, logSigning, onUnreadable, log, now },
    isNamed: (seq) => standing.continuations().some((each) => namesChanged(each, seq)),
    onNotOurs: (note) => belief.onNotOurs(note),
  });
  const watchClocks = createWatchClocks({
    clocks,
    servers: { vault: createVaultClock(vaultClients), redis: createRedisClock(redisClients), ...github },
    audit: auditLog,
    actor: config.part === "ingress" ? "bot:ingress" : "bot:worker",
    host: hostname(),
    inWords,
    log,
  });
  // Before anything is dated by it.
  if (time.isCompared === true) await watchClocks();
  const vaultNow = (): number => now() + vaultClock.aheadMs();
  const { verifier, laggingVerifier, ...atVault } = vaultPorts(config.vault, vaultClients, vaultNow);
  const slackClients = connectSlack(config, { log, now });
  const { teams, enterprise, transport: hearing } = config.slack;
  const appToken = hearing?.mode === "socket" ? hearing.appToken : undefined;
  const self = await lookFirst(
    () => identify(slackClients.cards, { teams, enterprise, appToken }),
    [vaultLook(config.vault, vaultClients, config.part), ...looks],
    { inWords, log },
  );
  await signLog.learnFirst();
  await checkChannel(slackClients.rest, config.channel);
  const isDurabilityRelaxed = redisClients.durability.weak.length > 0;
  const { messages, ...atSlack } = slackPorts({ config, clients: slackClients, self, translators, isDurabilityRelaxed, now });
  const { directory, view } = atSlack;
  await checkConfigured({ config, directory, appRoles: atVault.appRoles, log });

  // Whether what is stored can be believed
  const belief = createBelief({
    isWorker: config.part !== "ingress",
    ...redisClients,
    ...{ documents: stores.documents, view, verifier, logSigning, newReference, log, now, monotonicMs },
    ...{ audit: auditLog, anchor: { head: signLog.head } },
  });
  const { alarms, stuck, standing } = belief;
  const [store, audit] = [gatedStore(records, belief.gate), gatedLog(auditLog, belief.gate)];
  waitFor(() => {
    const found = standing.found();
    return found && `audit log: ${inWords(found.because)}`;
  });

  // Use cases
  /** Of what is tried again so often. */
  const locksEvery = (everyMs: number): Locks => createTakenLocks({ locks, alarms, everyMs, log, monotonicMs });
  const integrity = createIntegrityVerifier({ verifier });
  // A card says also while Vault is away that it is.
  const verify = createVerify({ integrity: createIntegrityVerifier({ verifier: laggingVerifier }) });
  const people = createTelling({
    ...{ store, viewState: stores.viewState, view, verify, alarms, standing, directory, log, now },
    ...{ told, messages, cardChannel: slackClients.cardChannel },
    locks: locksEvery(showAgainEveryMs),
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
  const { processes } = stores;
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
    ...{ config, log, now, monotonicMs, vaultNow, vaultClock, newReference, closeLater, waitFor },
    ...redisClients,
    ...{ ...stores, store, audit, locks, locksEvery },
    ...vaultClients,
    ...{ ...atVault, verifier },
    ...slackClients,
    ...{ ...atSlack, self, translators },
    ...people,
    signedSince: signLog.since,
    /** From which entry on everything on the log is signed. */
    signedFrom: logSigning.from,
    ...belief,
    logSigning,
    settings,
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
