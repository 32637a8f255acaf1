import { fileURLToPath } from "node:url";
import { createClocks } from "./app/clocks.ts";
import { createFreeLocks } from "./app/free-locks.ts";
import { createReconcile } from "./app/reconcile.ts";
import { createRestoreCards } from "./app/restore-cards.ts";
import { readPlatformTemplates } from "./configuration/platform-templates.ts";
import { createKeyProbes } from "./exchange/key-probes.ts";
import type { GitHubClient } from "./github/client.ts";
import { hear } from "./ingress.ts";
import type { PlatformFiles } from "./ports/platform-files.ts";
import { createWorker } from "./queue/worker.ts";
import { assembleBot, type BotParts, type Time } from "./wiring/bot.ts";
import type { Config } from "./wiring/config.ts";
import { every } from "./wiring/every.ts";
import { connectGitHub, gitHubLook } from "./wiring/github.ts";
import { startHealthServer } from "./wiring/health.ts";
import { createLog } from "./wiring/log.ts";
import { shipped } from "./wiring/shipped.ts";
import { version } from "./wiring/version.ts";
import { act } from "./worker.ts";

export interface RunningBot {
  readonly healthPort: number;
  /** Where Slack's HTTP requests are awaited; `undefined` in Socket Mode. */
  readonly slackPort: number | undefined;
  /** Hears nothing new, lets what runs end or be taken over, closes everything; within 20 seconds. */
  stop(): Promise<void>;
}

const reconcileEveryMs = 30_000;
const restoreCardsEveryMs = 5 * 60_000;
const notificationsEveryMs = 5_000;
const probeEveryMs = 5_000;
/** Between looks at whether cards may still be shown. */
const channelEveryMs = 60_000;
/** Workflows for the platform, as this release has them. */
const ownTemplates = fileURLToPath(shipped("github/"));
const exchangeTimeoutMs = 10_000;

/**
 * Puts the bot together and starts it: clients, then adapters, then use cases, then what hears people and what works.
 * @throws ConfigError, or AppError when something it cannot start without does not answer; nothing is left running
 */
export async function startBot(config: Config, time: Time = { now: Date.now, every, isCompared: true }): Promise<RunningBot> {
  const { part } = config;
  const log = createLog({ level: config.logLevel, part });
  const closers: (() => void | Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    log.info({}, "the bot is stopping");
    for (const close of closers.splice(0).reverse())
      await Promise.resolve(close()).catch(() => log.warn({}, "something did not close cleanly"));
    log.info({}, "the bot has stopped");
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
      host: config.healthHost,
      port: config.healthPort,
      waitingFor: () => waitingFor.flatMap((look) => look() ?? []),
    });
    closers.push(() => health.close());

    const clocks = createClocks(time.now);
    const { now } = clocks;
    const github = part === "ingress" ? null : config.github;
    const client = github === null ? undefined : connectGitHub(github, { log, now });
    if (client !== undefined) closers.push(() => client.close());
    const parts = await assembleBot(config, log, time, {
      clocks,
      github: client === undefined ? {} : { github: client.clock },
      looks: client === undefined ? [] : [gitHubLook(client, config.repository)],
      closeLater: (close) => void closers.push(close),
      waitFor: (look) => void waitingFor.push(look),
    });
    const { transport: transportTo } = config.slack;
    const slack = part === "worker" || transportTo === null ? undefined : await hear(parts, transportTo);
    if (client !== undefined) startWorker(parts, client);
    const { store, audit, connections, keys, durability } = parts;
    parts.repeat(reconcileEveryMs, "reconcile", createReconcile(parts));
    parts.repeat(reconcileEveryMs, "locks", createFreeLocks({ store, audit, log }));
    const restoreCards = createRestoreCards({ ...parts, everyMs: restoreCardsEveryMs });
    parts.repeat(restoreCardsEveryMs, "restore cards", restoreCards);
    parts.repeat(channelEveryMs, "channel", parts.tellHeldBack);
    parts.repeat(notificationsEveryMs, "private words", parts.words.tellAll);
    parts.repeat(probeEveryMs, "probe", () => connections.probe(keys.probe));
    waitingFor.splice(0, 1, () => (connections.trouble() === undefined ? undefined : "redis"));
    const slackPort = slack?.port();
    log.info({ version, healthPort: health.port, slackPort: slackPort ?? null, weak: durability.weak }, "the bot is up");
    return { healthPort: health.port, slackPort, stop };
  }
}

function startWorker(parts: BotParts, client: GitHubClient): void {
  const { config, log, now, connections, keys, jobs, closeLater, waitFor } = parts;
  const keyProbes = createKeyProbes({ exchanges: config.exchanges, timeoutMs: exchangeTimeoutMs, now });
  closeLater(() => keyProbes.close());
  const { kvMount, kvBase, approleMount } = config.vault;
  const platformFiles: PlatformFiles = {
    repository: config.repository,
    templates: readPlatformTemplates(ownTemplates),
    names: { kvMount, kvBase, approleMount, roles: [...config.roles.keys()].join(" ") },
  };
  const work = act(parts, { client, keyProbes, platformFiles });
  const worker = createWorker({ connections, prefix: keys.queue, queue: jobs, process: work, log, now });
  closeLater(() => worker.close(6_000));
  worker.run();
  waitFor(() => (worker.isRunning() ? undefined : "worker"));
}
