import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Redis } from "ioredis";
import { stringify } from "yaml";
import type { AppliedPlatform } from "../../demo/parts/platform.ts";
import { startProcess } from "../../demo/parts/processes.ts";
import type { RunningRedis } from "../../demo/parts/redis-server.ts";
import type { RunningVault } from "../../demo/parts/vault-server.ts";
import { pin } from "../measuring/cores.ts";
import { requireCount } from "../measuring/rounds.ts";
import { type Sender, startBenchSlack, workspace } from "../parts/slack.ts";

export type ArmName = "ours" | "bare" | "add";
export type Transport = "http" | "socket";

/** An app in a process of its own, with a Slack of its own to send to it. */
export interface Arm extends Sender {
  /** Whether it answers in private when the work is done; the others have done it before they acknowledge. */
  readonly answers: boolean;
  /** Makes the run void when Redis does not hold what the commands sent should have put there. */
  verify(sent: number): Promise<void>;
  /** Forgets what was sent, so that the same can be sent again. */
  forget(): Promise<void>;
  stop(): Promise<void>;
}

export interface ArmServers {
  readonly redis: RunningRedis;
  readonly client: Redis;
  readonly vault: RunningVault;
  readonly platform: AppliedPlatform;
  readonly folder: string;
  readonly roles: readonly string[];
}

const bareBolt = fileURLToPath(new URL("bare-bolt.ts", import.meta.url));
const projectFolder = fileURLToPath(new URL("../..", import.meta.url));

export async function startArm(name: ArmName, transport: Transport, servers: ArmServers): Promise<Arm> {
  const slack = await startBenchSlack();
  const { tokens } = workspace;
  const prefix = `{bench-${name}-${transport}}`;
  const script = name === "ours" ? await ourScript(servers) : [bareBolt, transport, name === "add" ? "add" : "ack"];
  const { process: running, ready: port } = await startProcess({
    name: `${name} over ${transport}`,
    command: process.execPath,
    args: ["--import", "tsx", ...script],
    cwd: projectFolder,
    env: {
      PATH: process.env["PATH"],
      SLACK_BOT_TOKEN: tokens.bot,
      SLACK_API_URL: slack.apiUrl,
      ...(transport === "http" ? { SLACK_SIGNING_SECRET: tokens.signingSecret, PORT: "0" } : { SLACK_APP_TOKEN: tokens.app }),
      ...(name === "ours" ? ourEnvironment(servers) : { BENCH_REDIS_URL: servers.redis.url, BENCH_PREFIX: prefix }),
    },
    readyLine: (line) => /"(?:slackPort|port)":(\d+|null)/.exec(line)?.[1],
    deadlineMs: 60_000,
  });
  await pin(running.pid, "arms");
  const sender = transport === "http" ? slack.overHttp(Number(port)) : slack.overSocket();
  const { client } = servers;
  return {
    ...sender,
    answers: name === "ours",
    verify: async (sent) => {
      if (name === "bare") return;
      const queue = `${name === "ours" ? "{profinaut}:queue" : prefix}:requests`;
      const waiting = [
        ...(await client.lrange(`${queue}:wait`, 0, -1)),
        ...(await client.zrange(`${queue}:prioritized`, "0", "-1")),
      ];
      if (name === "add") return requireCount("jobs waiting for Bolt + add", waiting.length, sent);
      const recorded = new Set(await client.zrange("{profinaut}:all", "0", "-1"));
      requireCount("requests recorded", recorded.size, sent);
      // Reconcile may have found a request just before it was forgotten: its job belongs to no round.
      requireCount("jobs waiting for ours", waiting.filter((id) => recorded.has(id)).length, sent);
    },
    forget: () => forget(client, name === "ours" ? "{profinaut}" : prefix),
    stop: async () => {
      await sender.close();
      await running.stop();
      await slack.stop();
    },
  };
}

/** One person asks forty times a second here. */
const unlimited = { atOnce: 10_000, perMinute: 10_000 };

/** The half of the bot that hears people; from its sources, as the others are. */
async function ourScript({ folder, roles }: ArmServers): Promise<readonly string[]> {
  const toOneSecret = () => ({ secretIdTtl: "90d", overlap: "1h", deliverTo: [{ github: "repository", secret: "BENCH" }] });
  const settings = {
    channel: workspace.channel,
    locale: "en",
    slack: { teams: [workspace.team] },
    github: { repository: "acme/profinaut" },
    approval: { approvers: { users: [workspace.approver] }, required: 1, expiresAfter: "1h" },
    roles: Object.fromEntries(roles.map((role) => [role, toOneSecret()])),
    limits: { person: unlimited, all: unlimited, open: { person: 10_000, all: 10_000 } },
  };
  await writeFile(join(folder, "profinaut.yml"), stringify(settings), { mode: 0o600 });
  return [join("src", "cli", "index.ts"), "start", "--only", "ingress"];
}

const ourEnvironment = ({ redis, vault, platform, folder }: ArmServers): NodeJS.ProcessEnv => ({
  VAULT_ADDR: vault.address,
  VAULT_CACERT: vault.caFile,
  VAULT_ROLE_ID: platform.bot.ingress.roleId,
  VAULT_SECRET_ID: platform.bot.ingress.secretId.reveal(),
  REDIS_URL: redis.url,
  PROFINAUT_CONFIG: join(folder, "profinaut.yml"),
  HEALTH_PORT: "0",
});

/** What a running app keeps in memory about Redis stays: the trail with its head, and the queue's own settings. */
const kept = /:(trail|trail-head|meta)$/;

async function forget(client: Redis, tag: string): Promise<void> {
  let cursor = "0";
  do {
    const [next, keys] = await client.scan(cursor, "MATCH", `${tag}:*`, "COUNT", 1000);
    const gone = keys.filter((key) => !kept.test(key));
    if (gone.length > 0) await client.unlink(...gone);
    cursor = next;
  } while (cursor !== "0");
}
