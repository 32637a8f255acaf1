import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { stringify } from "yaml";
import { type IssuedByHand, issueByHand, registerByHand } from "./by-hand.ts";
import { type IssuedKeys, issueKeys } from "./exchange-keys.ts";
import { type FakeExchange, startFakeExchange } from "./parts/fake-exchange/server.ts";
import type { FakeGitHubOptions } from "./parts/fake-github/options.ts";
import { type FakeGitHub, startFakeGitHub } from "./parts/fake-github/server.ts";
import { type LocalSlackOptions, type RunningLocalSlack, startLocalSlack } from "./parts/local-slack.ts";
import { type AppliedPlatform, applyPlatform } from "./parts/platform.ts";
import { type RunningProcess, startProcess } from "./parts/processes.ts";
import { type RunningRedis, startRedis } from "./parts/redis-server.ts";
import { createTempFolder } from "./parts/temp-folder.ts";
import { type RunningVault, startVault, type VaultOptions } from "./parts/vault-server.ts";
import { canarySettings, runnerOf, workflowFiles, workflowSettings } from "./workflows.ts";

export interface WorldOptions {
  /** How long the old SecretID lives on; the demo's one minute by default. */
  readonly overlap?: string;
  readonly locale?: "en" | "ja";
  /** Approvals needed; 1 by default. */
  readonly required?: number;
  /** How long a request waits for approval; 1h by default. */
  readonly expiresAfter?: string;
  /** AppRoles beside the declared ones; each is delivered to one secret of the repository. */
  readonly moreRoles?: readonly string[];
  /** Whether rotations of `profinaut-db` are proved by a canary, and find an older run under way. */
  readonly isWatched?: boolean;
  /** When rotations of `profinaut-db` are asked for by the clock: a cron pattern by Tokyo's clocks. */
  readonly rotateAt?: string;
  /** How long that run goes on after the delivery; some twenty seconds longer than the demo's overlap by default. */
  readonly busyForMs?: number;
  /** After which somebody may decide not to wait for that run any longer; a day by default. */
  readonly longestWait?: string;
  /** See `PlatformOptions`. */
  readonly rolesToAdd?: readonly string[];
  /** Exchanges of Binance's kind beside the two. */
  readonly moreExchanges?: readonly string[];
  /** More names for the workflow that people dispatch. */
  readonly moreWorkflows?: readonly string[];
  /** When the digest is posted; Mondays at nine by default. */
  readonly digest?: string;
  /** What profinaut.yml says about how much is heard; its defaults otherwise. */
  readonly limits?: object;
  readonly slack?: LocalSlackOptions;
  readonly github?: Partial<FakeGitHubOptions>;
  readonly vault?: VaultOptions;
  /** Redis settings beside the durable ones, and what profinaut.yml says about durability. */
  readonly redis?: Parameters<typeof startRedis>[0];
  readonly durability?: "strict" | "relaxed";
  readonly progress?: (sentence: string) => void;
  /** What node is started with to run the bot; by default what `npm start` runs. */
  readonly botCommand?: readonly string[];
}

export interface RunningBotProcess {
  readonly process: RunningProcess;
  readonly pid: number;
  /** `http://127.0.0.1:<port>/readyz` */
  readonly health: string;
}

export interface World {
  readonly redis: RunningRedis;
  readonly vault: RunningVault;
  readonly slack: RunningLocalSlack;
  readonly github: FakeGitHub;
  /** Binance and Bybit in one. */
  readonly exchange: FakeExchange;
  readonly exchangeKeys: IssuedKeys;
  readonly platform: AppliedPlatform;
  readonly repository: string;
  readonly configFile: string;
  /** The whole environment of a bot of this world; `more` is added to it. */
  botEnvironment(more?: NodeJS.ProcessEnv): NodeJS.ProcessEnv;
  /** Starts the bot, and waits until it is ready. @throws Error with the bot's last lines when it does not get there */
  startBot(more?: NodeJS.ProcessEnv, args?: readonly string[]): Promise<RunningBotProcess>;
  /** Every line that any bot of this world has printed, oldest first. */
  readonly botLog: () => readonly string[];
  readonly byHand: IssuedByHand;
  stop(): Promise<void>;
}

const repository = "acme/profinaut";
const gitHubToken = "demo-github-token";
const projectFolder = fileURLToPath(new URL("..", import.meta.url));

/** Where each role's SecretID goes in the demo; the first also to an environment. */
const destinations: { readonly [role: string]: readonly { readonly [key: string]: string }[] } = {
  "profinaut-db": [
    { github: "repository", secret: "PROFINAUT_DB_VAULT_SECRET_ID" },
    { github: "environment", environment: "production", secret: "PROFINAUT_VAULT_SECRET_ID" },
  ],
  "profinaut-kafka": [{ github: "repository", secret: "PROFINAUT_KAFKA_VAULT_SECRET_ID" }],
  "profinaut-release": [{ github: "repository", secret: "PROFINAUT_RELEASE_VAULT_SECRET_ID" }],
  "profinaut-readonly": [{ github: "repository", secret: "PROFINAUT_READONLY_VAULT_SECRET_ID" }],
  "profinaut-admin": [{ github: "repository", secret: "PROFINAUT_ADMIN_VAULT_SECRET_ID" }],
};

/** Where a role's SecretID is at GitHub when nothing else is said. */
export const secretNameOf = (role: string): string => `${role.toUpperCase().replaceAll("-", "_")}_VAULT_SECRET_ID`;
const toOneSecret = (role: string) => [role, [{ github: "repository", secret: secretNameOf(role) }]] as const;

/** Everything around the bot, for real but Slack and GitHub; the bot itself is started with `startBot`. Whatever was started is stopped when a part fails. */
export async function startWorld(options: WorldOptions = {}): Promise<World> {
  const stops: (() => Promise<void> | void)[] = [];
  const stop = async (): Promise<void> => {
    for (const stopPart of stops.splice(0).reverse()) await stopPart();
  };
  const started = async <T extends { stop(): Promise<void> }>(part: Promise<T>): Promise<T> => {
    const running = await part;
    stops.push(() => running.stop());
    return running;
  };
  try {
    const folder = createTempFolder("bot");
    stops.push(() => folder.remove());
    // What a machine may lack comes first: building Vault may take two minutes.
    const redis = await started(startRedis(options.redis));
    const slack = await started(startLocalSlack(options.slack));
    const vault = await started(
      startVault({ ...options.vault, ...(options.progress === undefined ? {} : { progress: options.progress }) }),
    );
    const { moreRoles = [], rolesToAdd = [], moreExchanges = [] } = options;
    const platform = await applyPlatform(vault, { moreRoles, rolesToAdd, moreExchanges });
    const github = await started(
      startFakeGitHub({
        repositories: [repository],
        environments: [{ repository, environment: "production" }],
        files: [{ repository, path: "README.md", content: "# The platform\n" }, ...workflowFiles(repository)],
        runner:
          options.isWatched === true
            ? runnerOf(repository, { vault: canaryLogin(vault, platform), busyForMs: options.busyForMs ?? 85_000 })
            : { notchMs: 1_000 },
        token: gitHubToken,
        ...options.github,
      }),
    );
    const exchange = await started(startFakeExchange());
    const exchangeKeys = issueKeys(exchange);
    const byHand = await issueByHand(vault, { url: github.url, token: gitHubToken, repository });
    await registerByHand(vault, platform, exchangeKeys);
    const configFile = join(folder.path, "profinaut.yml");
    const auditLog = join(vault.folder, "audit.log");
    await writeFile(configFile, stringify(configuration(slack, exchange, { ...options, auditLog })), { mode: 0o600 });

    const botEnvironment = (more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv => ({
      PATH: process.env["PATH"],
      HOME: folder.path,
      SLACK_BOT_TOKEN: slack.tokens.bot,
      SLACK_APP_TOKEN: slack.tokens.app,
      SLACK_API_URL: slack.apiUrl,
      VAULT_ADDR: vault.address,
      VAULT_CACERT: vault.caFile,
      VAULT_ROLE_ID: platform.bot.all.roleId,
      VAULT_SECRET_ID: platform.bot.all.secretId.reveal(),
      GITHUB_TOKEN: gitHubToken,
      GITHUB_API_URL: github.url,
      REDIS_URL: redis.url,
      PROFINAUT_CONFIG: configFile,
      HEALTH_PORT: "0",
      ...more,
    });

    const botLog: string[] = [];
    const startBot: World["startBot"] = async (more, args = []) => {
      const { process: running, ready } = await startProcess({
        name: "bot",
        command: process.execPath,
        args: [...(options.botCommand ?? builtBot), ...args],
        env: botEnvironment(more),
        cwd: projectFolder,
        onLine: (line) => botLog.push(line),
        deadlineMs: 60_000,
        readyLine: (line) => /"healthPort":(\d+).*"the bot is up"/.exec(line)?.[1],
      });
      stops.push(() => running.stop());
      return { process: running, pid: running.pid, health: `http://127.0.0.1:${ready}/readyz` };
    };

    return {
      ...{ redis, vault, slack, github, exchange, exchangeKeys, platform, repository, configFile, byHand },
      botEnvironment,
      startBot,
      botLog: () => [...botLog],
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

const builtBot = ["tools/profinaut.mjs", "start"];

function configuration(
  slack: RunningLocalSlack,
  exchange: FakeExchange,
  options: WorldOptions & { readonly auditLog: string },
): object {
  const { team, channel, users } = slack.ids;
  return {
    channel,
    locale: options.locale ?? "en",
    timezone: "Asia/Tokyo",
    slack: { teams: [team] },
    // The demo's repository has no Docker credentials; it expects what a role's SecretID is delivered to.
    github: { repository, secrets: [{ secret: "PROFINAUT_DB_VAULT_SECRET_ID", maxAge: "90d" }] },
    vault: { auditLog: options.auditLog },
    ...(options.limits === undefined ? {} : { limits: options.limits }),
    redis: { durability: options.durability ?? "strict" },
    approval: {
      approvers: { users: [users.approver, users.approver2] },
      required: options.required ?? 1,
      expiresAfter: options.expiresAfter ?? "1h",
    },
    reminders: {
      ...(options.digest === undefined ? {} : { digest: options.digest }),
      owners: { "trading desk": [users.requester] },
    },
    workflows: workflowSettings(options.moreWorkflows),
    exchanges: {
      binance: { kind: "binance", api: exchange.url },
      bybit: { kind: "bybit", api: exchange.url },
      ...Object.fromEntries((options.moreExchanges ?? []).map((name) => [name, { kind: "binance", api: exchange.url }])),
    },
    roles: Object.fromEntries(
      [...Object.entries(destinations), ...(options.moreRoles ?? []).map(toOneSecret)].map(([role, deliverTo]) => [
        role,
        {
          secretIdTtl: "90d",
          overlap: options.overlap ?? "1m",
          deliverTo,
          ...(options.isWatched === true && role === "profinaut-db" ? canarySettings : {}),
          ...(options.longestWait === undefined ? {} : { longestWait: options.longestWait }),
          ...(options.rotateAt !== undefined && role === "profinaut-db" ? { rotate: options.rotateAt } : {}),
        },
      ]),
    ),
  };
}

/** How the canary of `profinaut-db` logs in. */
const canaryLogin = ({ address, caFile }: RunningVault, { roles, approleMount }: AppliedPlatform) => ({
  ...{ address, caFile, approleMount },
  roleId: roles["profinaut-db"]?.roleId ?? "",
});
