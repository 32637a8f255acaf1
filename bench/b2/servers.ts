import { readFileSync } from "node:fs";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { type AppliedPlatform, applyPlatform } from "../../demo/parts/platform.ts";
import { type RunningRedis, startRedis } from "../../demo/parts/redis-server.ts";
import { type RunningVault, startVault } from "../../demo/parts/vault-server.ts";
import type { Destination } from "../../src/domain/destination.ts";
import { pin } from "../measuring/cores.ts";
import { type GitHubProcess, startGitHubProcess } from "../parts/github-process.ts";

export interface RotationServers {
  readonly redis: RunningRedis;
  readonly vault: RunningVault;
  readonly platform: AppliedPlatform;
  readonly github: GitHubProcess;
  readonly gitHubToken: string;
  /** Each is rotated once: it has one SecretID, issued by hand. */
  readonly roles: readonly string[];
  /** Where all of them are delivered. */
  readonly destination: Destination;
  /** What the servers have counted since the last time. */
  counted(): Promise<Counted>;
  stop(): Promise<void>;
}

export interface Counted {
  /** Requests Vault has put into its audit log, but for logins and the keys of decisions. */
  readonly vault: number;
  readonly gitHubReads: number;
  readonly gitHubWrites: number;
}

const repository = "acme/profinaut";
const gitHubToken = "bench-github-token";

/** Redis, Vault with an audit device, and the fake GitHub: each a process, all on the servers' cores. */
export async function startRotationServers(roleCount: number, gitHubLatencyMs: number): Promise<RotationServers> {
  const stops: (() => unknown)[] = [];
  const stop = async (): Promise<void> => {
    for (const stopPart of stops.splice(0).reverse()) await stopPart();
  };
  try {
    const redis = await startRedis();
    stops.push(redis.stop);
    const vault = await startVault();
    stops.push(vault.stop);
    const github = await startGitHubProcess({ repositories: [repository], token: gitHubToken, latencyMs: gitHubLatencyMs });
    stops.push(github.stop);
    const roles = Array.from({ length: roleCount }, (_, at) => `profinaut-bench-${at}`);
    const platform = await applyPlatform(vault, { moreRoles: roles });
    for (const role of roles) await vault.api("POST", `auth/${platform.approleMount}/role/${role}/secret-id`, {});
    // The platform's own device writes there.
    const auditFile = join(vault.folder, "audit.log");
    for (const pid of [redis.pid(), vault.pid(), github.pid]) await pin(pid, "servers");

    let [auditedBytes, reads, writes] = [(await stat(auditFile)).size, 0, 0];
    const counted = async (): Promise<Counted> => {
      const bytes = readFileSync(auditFile);
      const news = bytes.subarray(auditedBytes).toString();
      auditedBytes = bytes.length;
      const { GET = 0, PUT = 0 } = await github.calls();
      const since = { vault: requestsIn(news), gitHubReads: GET - reads, gitHubWrites: PUT - writes };
      [reads, writes] = [GET, PUT];
      return since;
    };
    const destination = { github: "repository", repository, secret: "BENCH_SECRET_ID" } as const;
    return { redis, vault, platform, github, gitHubToken, roles, destination, counted, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Logins and keys are read once in a while, whatever is done with them. */
const beside = /"path":"(auth\/approle\/login|auth\/token\/|secret\/data\/profinaut-keys\/)/;

const requestsIn = (log: string): number =>
  log.split("\n").filter((line) => line.includes('"type":"request"') && !beside.test(line)).length;
