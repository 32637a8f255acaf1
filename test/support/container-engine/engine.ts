import { readdir, rmdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startProcess } from "../../../demo/parts/processes.ts";
import { createTempFolder } from "../../../demo/parts/temp-folder.ts";
import { type CommandOptions, type Ended, run } from "../../stack/command.ts";
import { findContainerTools } from "./tools.ts";

const startScript = fileURLToPath(new URL("start.sh", import.meta.url));
const readyWithinMs = 60_000;

/** A real Docker engine of its own, in namespaces: no other engine on the machine sees it, and its containers, networks and mounts go with it. */
export interface ContainerEngine {
  /** For whatever else is a client: `DOCKER_HOST`, `DOCKER_CONFIG` with Compose, and a PATH with `docker` and `busybox`. */
  readonly env: NodeJS.ProcessEnv;
  /** Its control group: what others make for it belongs below, and goes with it. */
  readonly cgroup: string;
  /** Runs `docker` to its end. */
  docker(args: readonly string[], options?: CommandOptions): Promise<Ended>;
  /** Runs a command where the engine is: published ports and the containers' networks are reached from there alone. */
  inside(command: string, args: readonly string[], options?: CommandOptions): Promise<Ended>;
  /** The last lines of its log. */
  log(): readonly string[];
  /** Idempotent. */
  stop(): Promise<void>;
}

/**
 * @param settings what is in its `daemon.json`
 * @throws Error that says what is missing, or holds the engine's last lines
 */
export async function startEngine(settings: object = {}): Promise<ContainerEngine> {
  if (process.getuid?.() !== 0) throw new Error("The container engine needs root: run these tests as root, or with sudo -E.");
  const tools = await findContainerTools();
  const folder = createTempFolder("engine");
  const cgroup = `/profinaut-${process.pid}-${folder.path.slice(-6)}`;
  await writeFile(join(folder.path, "daemon.json"), JSON.stringify(settings));

  const env = {
    ...process.env,
    PATH: [join(tools.folder, "usr/bin"), join(tools.folder, "bin"), process.env["PATH"]].join(":"),
    DOCKER_HOST: `unix://${folder.path}/socket`,
    DOCKER_CONFIG: tools.config,
  };
  const docker = (args: readonly string[], options: CommandOptions = {}): Promise<Ended> =>
    run(join(tools.folder, "usr/bin/docker"), args, { ...options, env: { ...env, ...options.env } });
  const { process: engine } = await startProcess({
    name: "dockerd",
    command: "unshare",
    args: ["-m", "-n", "-p", "-f", "--mount-proc", "--kill-child", "sh", startScript, tools.folder, folder.path, cgroup],
    env: { PATH: process.env["PATH"] },
    probe: async () => ((await docker(["version"])).code === 0 ? true : undefined),
    deadlineMs: readyWithinMs,
  });

  let stopping: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    await engine.stop(20_000);
    await removeCgroups(cgroup);
    await folder.remove();
  };
  return {
    env,
    cgroup,
    docker,
    inside: async (command, args, options = {}) =>
      run("nsenter", ["-t", await childOf(engine.pid), "-n", command, ...args], { ...options, env: { ...env, ...options.env } }),
    log: engine.lines,
    stop: () => {
      stopping ??= stop();
      return stopping;
    },
  };
}

/** The engine's own process id outside of its namespace: the one child of `unshare`. */
async function childOf(pid: number): Promise<string> {
  const { stdout } = await run("ps", ["-o", "pid=", "--ppid", String(pid)]);
  return stdout.trim();
}

/** What stays of control groups when everything in them has ended: empty folders, in one hierarchy or in many. */
async function removeCgroups(cgroup: string): Promise<void> {
  const root = "/sys/fs/cgroup";
  const tops = ["", ...(await readdir(root).catch(() => []))];
  for (const top of tops) await removeFolders(join(root, top, cgroup));
}

async function removeFolders(folder: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) if (entry.isDirectory()) await removeFolders(join(folder, entry.name));
  await rmdir(folder).catch(() => {});
}
