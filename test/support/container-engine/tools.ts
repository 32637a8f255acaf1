import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readdir, readFile, rename, rm, symlink } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findOnPath } from "../../../demo/parts/find-on-path.ts";
import { acquireLockFile } from "../../../demo/parts/lock-file.ts";
import { type Ended, run } from "../../stack/command.ts";

const sources = fileURLToPath(new URL("../../../tools/container-engine/", import.meta.url));
const buildDeadlineMs = 20 * 60 * 1000;

/** Debian's: Docker's engine with what it calls, and a shell in one file for images. Unpacked into a folder, never installed. */
const packages = [
  "docker.io",
  "containerd",
  "runc",
  "tini",
  "iptables",
  "libip4tc2",
  "libip6tc2",
  "libxtables12",
  "libnetfilter-conntrack3",
  "libnfnetlink0",
  "libmnl0",
  "libnftnl11",
  "libdevmapper1.02.1",
  "busybox-static",
];

/** What must be on the machine, and the Debian package that brings it. */
const needed = [
  ["go", "golang 1.25.8 or newer"],
  ["apt-get", "apt: this needs Debian 12"],
  ["dpkg", "dpkg: this needs Debian 12"],
  ["unshare", "util-linux"],
  ["nsenter", "util-linux"],
] as const;

/** Where Docker's programs lie, in the folders that Debian gives them. */
export interface ContainerTools {
  readonly folder: string;
  /** `DOCKER_CONFIG` of a client that has Compose. */
  readonly config: string;
}

/**
 * Docker's engine and Compose, got once into `~/.cache/profinaut` (about 160 MB to download, four minutes): Debian's packages through apt, unpacked and
 * not installed, and Compose through the Go proxy, as tools/container-engine pins it. Two that want it at once wait for each other.
 * @throws Error that says what to install
 */
export async function findContainerTools(progress: (sentence: string) => void = console.log): Promise<ContainerTools> {
  for (const [command, brings] of needed) {
    if ((await findOnPath(command, process.env)) === undefined) throw new Error(`${command} is missing. Install ${brings}.`);
  }
  const cache = join(process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "profinaut");
  const folder = join(cache, `container-engine-${await sourcesHash()}`);
  if (!existsSync(folder)) await get(cache, folder, progress);
  return { folder, config: join(folder, "config") };
}

async function sourcesHash(): Promise<string> {
  const hash = createHash("sha256").update(`${process.arch} ${packages.join(" ")}\n`);
  for (const name of (await readdir(sources)).filter((file) => !file.endsWith(".md")).sort())
    hash.update(`${name}\n`).update(await readFile(join(sources, name)));
  return hash.digest("hex").slice(0, 16);
}

async function get(cache: string, folder: string, progress: (sentence: string) => void): Promise<void> {
  await mkdir(cache, { recursive: true });
  const lock = await acquireLockFile(`${folder}.lock`, {
    deadlineMs: buildDeadlineMs,
    onWait: () => progress("Waiting for another process that gets the container engine ..."),
  });
  const unfinished = await mkdtemp(`${folder}.`);
  try {
    if (existsSync(folder)) return;
    progress("Getting Docker's engine from Debian and building Compose: about four minutes, once ...");
    await unpackPackages(unfinished);
    await buildCompose(join(unfinished, "config", "cli-plugins"));
    await chmod(unfinished, 0o755);
    await rename(unfinished, folder);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
    await lock.release();
  }
}

async function unpackPackages(folder: string): Promise<void> {
  const archives = join(folder, "archives");
  await mkdir(archives);
  succeeded(
    await run("apt-get", ["download", ...packages], { cwd: archives }),
    "apt-get download failed; run apt-get update first",
  );
  for (const name of await readdir(archives))
    succeeded(await run("dpkg", ["-x", join(archives, name), folder]), `dpkg -x ${name}`);
  await rm(archives, { recursive: true });
  // Debian's alternatives do that where it is installed.
  for (const name of ["iptables", "ip6tables"]) await symlink(`${name}-legacy`, join(folder, "usr/sbin", name));
}

async function buildCompose(plugins: string): Promise<void> {
  const asked = await run("go", ["list", "-m", "-f", "{{.Version}}", "github.com/docker/compose/v2"], { cwd: sources });
  const version = succeeded(asked, "go list").stdout.trim();
  const flags = `-s -w -X github.com/docker/compose/v2/internal.Version=${version}`;
  const output = join(plugins, "docker-compose");
  succeeded(
    await run("go", ["build", "-trimpath", "-ldflags", flags, "-o", output, "github.com/docker/compose/v2/cmd"], {
      cwd: sources,
      env: { ...process.env, CGO_ENABLED: "0" },
    }),
    "Compose could not be built from tools/container-engine",
  );
}

function succeeded(ended: Ended, what: string): Ended {
  if (ended.code !== 0) throw new Error(`${what}:\n${ended.stderr.slice(-2000)}`);
  return ended;
}
