import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { availableParallelism, cpus, loadavg, totalmem } from "node:os";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { z } from "zod";

export const Host = z.object({
  cpu: z.string(),
  cores: z.number(),
  memoryGb: z.number(),
  node: z.string(),
  redis: z.string(),
  /** Whether servers and arms were kept on different cores. */
  pinned: z.boolean(),
  packages: z.record(z.string(), z.string()),
  commit: z.string(),
});
export type Host = z.infer<typeof Host>;

const run = promisify(execFile);
const root = fileURLToPath(new URL("../..", import.meta.url));
const packages = ["@slack/bolt", "bullmq", "ioredis", "undici", "@octokit/rest", "libsodium-wrappers", "hdr-histogram-js"];

/** What the figures depend on. */
export async function describeHost(): Promise<Host> {
  const Package = z.object({ dependencies: z.record(z.string(), z.string()), devDependencies: z.record(z.string(), z.string()) });
  const manifest = Package.parse(JSON.parse(await readFile(`${root}/package.json`, "utf8")));
  const pinned = { ...manifest.dependencies, ...manifest.devDependencies };
  return {
    cpu: cpus()[0]?.model.trim() ?? "unknown",
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    redis: /v=(\S+)/.exec(await says("redis-server", "--version"))?.[1] ?? "unknown",
    pinned: availableParallelism() > 1 && (await says("taskset", "--version")) !== "",
    packages: Object.fromEntries(packages.map((name) => [name, pinned[name] ?? "missing"])),
    commit: await commit(),
  };
}

async function commit(): Promise<string> {
  const head = (await says("git", "-C", root, "rev-parse", "--short=12", "HEAD")).trim();
  const changed = await says("git", "-C", root, "status", "--porcelain", "--", "src", "bench", "demo");
  if (head === "") return "unknown";
  return changed.trim() === "" ? head : `${head} with changes`;
}

const says = (command: string, ...args: readonly string[]): Promise<string> =>
  run(command, [...args]).then(
    ({ stdout }) => stdout,
    () => "",
  );

/** Of the last minute, per core: the start of this program alone makes some of it. */
const tolerableLoad = 0.6;
/** A loop that has a core to itself takes as long as the processor time it uses. */
const tolerableWait = 1.08;

/** Why this machine is too busy to measure on; `undefined` when it is quiet. */
export function busyBecause(): string | undefined {
  const load = (loadavg()[0] ?? 0) / availableParallelism();
  if (load > tolerableLoad) return `its load was ${load.toFixed(2)} per core in the last minute (at most ${tolerableLoad})`;
  return waitsBecause();
}

/** The same without the load of the last minute, which a bench that has just ended made itself. */
export function waitsBecause(): string | undefined {
  const waited = Math.min(...Array.from({ length: 5 }, calibrate));
  if (waited > tolerableWait) return `a calibration loop waited for its core (${waited.toFixed(2)} times its own time)`;
  return undefined;
}

/** Wall time of a busy loop divided by the processor time it got. */
function calibrate(): number {
  const [before, startMs] = [process.cpuUsage(), performance.now()];
  while (performance.now() - startMs < 150) Math.sqrt(performance.now());
  const used = process.cpuUsage(before);
  return ((performance.now() - startMs) * 1000) / (used.user + used.system);
}
