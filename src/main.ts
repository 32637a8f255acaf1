import { randomBytes } from "node:crypto";
import { createApprovalCheck } from "./app/approval-check.ts";
import { createAuthenticity } from "./app/authenticity.ts";
import { createCancel, createResume } from "./app/cancel.ts";
import { catalogueOf } from "./app/catalogue.ts";
import { createChanged } from "./app/changed.ts";
import { createDecide } from "./app/decide.ts";
import { createDesk } from "./app/desk.ts";
import { createForms } from "./app/forms.ts";
import { createIntake } from "./app/intake.ts";
import { createPlanner, createPrepare } from "./app/prepare.ts";
import { createReconcile } from "./app/reconcile.ts";
import { createRecord } from "./app/record.ts";
import { createRegistry } from "./app/registry.ts";
import { createRestoreCards } from "./app/restore-cards.ts";
import { createRetire } from "./app/retire.ts";
import { createRun } from "./app/run.ts";
import { createShow } from "./app/show.ts";
import { createSubmit } from "./app/submit.ts";
import { createTidy } from "./app/tidy.ts";
import { createWitness } from "./app/witness.ts";
import { createWork } from "./app/work.ts";
import type { Config, SlackTransport } from "./config.ts";
import { AppError, NotFoundError } from "./domain/errors.ts";
import type { OperationPorts, OperationSettings } from "./domain/operation.ts";
import type { QueryPorts } from "./domain/query.ts";
import type { Request } from "./domain/request.ts";
import { say } from "./domain/sentence.ts";
import { every, type Repeated } from "./every.ts";
import { createKeyProbes } from "./exchange/key-probes.ts";
import { createActionSecrets } from "./github/action-secrets.ts";
import { createGitHubClient } from "./github/client.ts";
import { startHealthServer } from "./health.ts";
import { createLog } from "./log.ts";
import { createSigningKeyReader } from "./openpgp/signing-key-reader.ts";
import { operations } from "./operations/index.ts";
import type { SecretDestinations } from "./ports/secret-destinations.ts";
import { brokenTrail } from "./queries/audit-verify.ts";
import { queries } from "./queries/index.ts";
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
import { createRequestStore } from "./redis/request-store.ts";
import { createTrail } from "./redis/trail.ts";
import { createViewState } from "./redis/view-state.ts";
import { checkChannel } from "./slack/channel.ts";
import { createDirectory } from "./slack/directory.ts";
import { createHandover } from "./slack/handover.ts";
import { createHttpRequests } from "./slack/http-requests.ts";
import { identify } from "./slack/identity.ts";
import { createLane } from "./slack/lane.ts";
import { createSpeakers } from "./slack/locale/speaker.ts";
import { createRequestView } from "./slack/notifier.ts";
import { createSlackApp, type SlackApp } from "./slack/slack-app.ts";
import { createSocketConnections } from "./slack/socket-connections.ts";
import { checkConfigured } from "./startup-checks.ts";
import { createAppRoles } from "./vault/app-roles.ts";
import { createVaultHealth } from "./vault/health.ts";
import { createKv } from "./vault/kv.ts";
import { createKvEntries } from "./vault/kv-entries.ts";
import { createSession } from "./vault/session.ts";
import { createDecisionSigner, createDecisionVerifier } from "./vault/signing-keys.ts";
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

const reconcileEveryMs = 30_000;
const tidyEveryMs = 10 * 60_000;
const restoreCardsEveryMs = 5 * 60_000;
const witnessEveryMs = 60_000;
const beatEveryMs = 60_000;
const verifyEveryMs = 24 * 3_600_000;
const vaultTimeoutMs = 10_000;
/** GitHub ends a request after ten seconds by itself: docs.github.com/rest/using-the-rest-api/troubleshooting-the-rest-api#timeouts */
const gitHubTimeoutMs = 10_000;
const gitHubSettleMarginMs = 5_000;
const exchangeTimeoutMs = 10_000;

const now = (): number => Date.now();
const newId = (): string => `req_${randomBytes(8).toString("hex")}`;
const newReference = (): string => `ref_${randomBytes(4).toString("hex")}`;

/**
 * Puts the bot together and starts it: clients, then adapters, then use cases, then ears and hands.
 * @throws ConfigError, or AppError when something it cannot start without does not answer; nothing is left running
 */
export async function startBot(config: Config): Promise<RunningBot> {
  const { part, roles, locale } = config;
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

    // Clients
    const onTrouble = (code: string): void => log.warn({ code }, "Redis connection trouble");
    const redis = createRedis({ url: config.redis.url, onTrouble });
    closers.push(() => redis.close());
    const keys = createKeys();
    const jobs = createJobs({ url: config.redis.url, prefix: keys.queue, now, onTrouble });
    closers.push(() => jobs.close());
    await Promise.all([redis.ready(10_000), jobs.ready(10_000)]);
    const durability = await checkDurability(redis, config.redis.durability);
    const transport = createTransport({ ...config.vault, timeoutMs: vaultTimeoutMs });
    closers.push(() => transport.close());
    const session = createSession({
      transport,
      mount: config.vault.approleMount,
      roleId: config.vault.roleId,
      secretId: config.vault.secretId,
      now,
    });
    closers.push(() => session.stop());
    const lane = { token: config.slack.botToken, apiUrl: config.slack.apiUrl, log };
    const [cards, rest] = [createLane(lane), createLane(lane)];

    // Adapters
    const trail = createTrail({ keys });
    const store = createRequestStore({
      redis,
      keys,
      trail,
      onUnreadable: (id) => log.error({ requestId: id }, "a stored request cannot be read"),
    });
    const audit = createAuditLog({ redis, keys, trail });
    const [once, viewState, locks] = [
      createOnce({ redis, keys }),
      createViewState({ redis, keys }),
      createLocks({ redis, keys, now }),
    ];
    const ledgers = createLedgers({ documents: createDocuments({ redis, keys }) });
    const heartbeat = createHeartbeat({ redis, keys });
    const appRoles = createAppRoles({ session, transport, mount: config.vault.approleMount, now });
    const signing = { kv: createKv({ session, mount: config.vault.kvMount }), kvBase: config.vault.kvBase, now };
    const verifier = createDecisionVerifier(signing);
    const { kvMount, kvBase } = config.vault;
    const entries = createKvEntries({ session, mount: kvMount, base: kvBase, now });
    const waiting = createWaitingValues({ session, mount: `${kvBase}-pending` });
    const wrapping = createWrapping({ transport });
    const settings: OperationSettings = { roles, exchanges: config.exchanges };
    const self = await identify(cards);
    await checkChannel(rest, config.channel);
    const { teams, enterprise, people } = config.slack;
    const directory = createDirectory({ lane: cards, teams, enterprise, people, now });
    const speakers = createSpeakers(config.timezone);
    const isDurabilityRelaxed = durability.weak.length > 0;
    const view = createRequestView({
      cards,
      rest,
      self,
      channel: config.channel,
      language: locale,
      speakers,
      isDurabilityRelaxed,
      now,
    });
    await checkConfigured({ config, directory, appRoles, inWords: speakers.en.plain, log });

    // Use cases
    const registry = createRegistry(operations);
    const show = createShow({ store, view, viewState, locks });
    const showing = createChanged({ show, log });
    const { changed } = showing;
    closers.push(() => within(3_000, showing.settled()));
    const record = createRecord({ store, changed });
    const authenticity = createAuthenticity({ verifier });
    const reconcile = createReconcile({ store, viewState, jobs, record, changed, log, now });
    const repeat = (ms: number, what: string, task: () => Promise<void>): Repeated => {
      const repeated = every(ms, what, task, log);
      closers.push(() => within(2_000, repeated.stop()));
      return repeated;
    };

    const slack = part === "worker" || config.slack.transport === null ? undefined : await hear(config.slack.transport);
    if (part !== "ingress" && config.github !== null) await act(config.github);
    repeat(reconcileEveryMs, "reconcile", reconcile);
    const restoreCards = createRestoreCards({ store, show, once, log, everyMs: restoreCardsEveryMs });
    repeat(restoreCardsEveryMs, "restore cards", restoreCards);
    waitingFor.splice(0, 1, () => (redis.isReady() ? undefined : "redis"));
    if (config.unused.length > 0)
      log.warn({ settings: config.unused }, "these settings are valid, and nothing in this version acts on them");
    log.info(
      { version, part, healthPort: health.port, slackPort: slack?.port() ?? null, weak: durability.weak },
      "the bot is up",
    );
    return { healthPort: health.port, slackPort: slack?.port(), stop };

    /** The side that hears people: it alone can sign what they say. */
    async function hear(transportTo: SlackTransport): Promise<SlackApp> {
      const signer = createDecisionSigner(signing);
      const load = async (requestId: string): Promise<Request> => {
        const request = await store.load(requestId);
        if (request === undefined) throw new NotFoundError("show.unknown", say("show.unknown", { id: requestId }));
        return request;
      };
      const linkTo = async (requestId: string): Promise<string> => {
        const place = (await viewState.read(requestId))?.place;
        return place === null || place === undefined ? "" : view.linkTo(place);
      };
      const queryPorts: QueryPorts = {
        ...settings,
        commands: catalogueOf(operations, queries),
        version,
        durability: durability.weak,
        linkTo,
        witnessed: () => view.witnessed(100),
        requests: store,
        audit,
        verifier,
        appRoles,
        entries,
        ledgers,
        vault: createVaultHealth({ transport }),
        jobs,
        heartbeat,
      };
      const intake = createIntake({ waiting, wrapping, waitsAtMostMs: config.approval.expiresAfterMs, now });
      const submit = createSubmit({ registry, settings, store, signer, jobs, intake, linkTo, log, now, newId });
      const desk = createDesk({
        registry,
        queries,
        queryPorts,
        submit,
        forms: createForms({ registry, settings, submit, now }),
        decide: createDecide({ load, record, directory, signer, authenticity, jobs, log, now }),
        cancel: createCancel({ load, record, now }),
        resume: createResume({ load, record, directory, jobs, now }),
        load,
        directory,
        once,
        audit,
        viewState,
        log,
        now,
        newReference,
        locale,
      });
      const ears =
        transportTo.mode === "socket"
          ? createSocketConnections({ appToken: transportTo.appToken, apiUrl: config.slack.apiUrl, log })
          : createHttpRequests({ signingSecret: transportTo.signingSecret, port: transportTo.port, once, now, log });
      const app = createSlackApp({
        ears,
        self,
        teams,
        enterprise,
        apiUrl: config.slack.apiUrl,
        desk,
        directory,
        refused: async ({ userId, heard }) => {
          await audit.append([
            {
              atMs: now(),
              actor: `user:${userId}`,
              action: `${heard}.refused`,
              request: null,
              details: { code: "slack.stranger" },
            },
          ]);
        },
        lane: cards,
        language: locale,
        speakers,
        log,
      });
      closers.push(async () => void (await app.stop(5_000)));
      await app.start();
      waitingFor.push(() => (app.connected() ? undefined : "slack"));
      repeat(witnessEveryMs, "witness", createWitness({ audit, signer, view, once, log, now }));
      repeat(verifyEveryMs, "audit verify", async () => {
        const broken = await brokenTrail(queryPorts);
        if (broken === undefined) return;
        log.error({ because: broken.key }, "the trail is not intact");
        if (await once.claim(`trail-broken/${broken.key}`, verifyEveryMs))
          await view.alarm(say("audit-verify.broken", { because: broken }));
      });
      return app;
    }

    /** The side that acts: it alone holds the GitHub credential, and it cannot make an approval. */
    async function act({ credential, apiUrl }: NonNullable<Config["github"]>): Promise<void> {
      const client = createGitHubClient({ auth: credential, apiUrl, timeoutMs: gitHubTimeoutMs, log, now });
      closers.push(() => client.close());
      const destinations = createActionSecrets({ client, settleMarginMs: gitHubSettleMarginMs });
      const keyProbes = createKeyProbes({ exchanges: config.exchanges, timeoutMs: exchangeTimeoutMs, now });
      closers.push(() => keyProbes.close());
      const ports: OperationPorts = {
        ...settings,
        appRoles,
        destinations,
        ledgers,
        entries,
        waiting,
        wrapping,
        keyProbes,
        signingKeys: createSigningKeyReader(),
        handover: createHandover({ lane: rest, language: locale, speakers }),
      };
      const plan = createPlanner({ registry, ports, defaults: config.approval, now });
      const approvalCheck = createApprovalCheck({ directory, plan, now });
      const deps = { registry, ports, record, locks, log, now };
      const work = createWork({
        store,
        prepare: createPrepare({ plan, record, authenticity, now }),
        run: createRun({ ...deps, authenticity, approvalCheck, newReference }),
        retire: createRetire({ ...deps, authenticity, alarm: view.alarm }),
        now,
      });
      const worker = createWorker({ url: config.redis.url, prefix: keys.queue, queue: jobs, process: work, log, now });
      closers.push(() => worker.close(6_000));
      worker.run();
      waitingFor.push(() => (worker.isRunning() ? undefined : "worker"));
      const tidy = createTidy({ operations, ports, store, audit, locks, once, log, now });
      repeat(tidyEveryMs, "tidy", () => tidy(AbortSignal.timeout(tidyEveryMs)));
      repeat(beatEveryMs, "heartbeat", async () =>
        heartbeat.beat({ atMs: now(), github: await failingDestination(destinations) }),
      );
    }

    async function failingDestination(destinations: SecretDestinations) {
      const [first] = [...roles.values()].flatMap(({ deliverTo }) => deliverTo);
      try {
        if (first !== undefined) await destinations.look(first, AbortSignal.timeout(gitHubTimeoutMs));
        return null;
      } catch (error) {
        if (error instanceof AppError) return error.sentence;
        throw error;
      }
    }
  }
}

async function within(ms: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work, deadline]);
  clearTimeout(timer);
}
