import { chmod, cp, mkdir, realpath, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { createTempFolder } from "../../../demo/parts/temp-folder.ts";
import { type Ended, run } from "../../stack/command.ts";
import type { ContainerEngine } from "./engine.ts";

/** What goes into an image beside busybox and its commands. */
export interface ImageContents {
  /** Programs of this machine, where they are, with the libraries they load. */
  readonly programs?: readonly string[];
  /** Files and folders of this machine, where they are. */
  readonly copied?: readonly string[];
  /** Texts by path; what begins with `#!` can be run. */
  readonly files?: Readonly<Record<string, string>>;
  /** Empty folders with an owner, `uid:gid`. */
  readonly folders?: Readonly<Record<string, string>>;
  /** Lines of a Dockerfile: `USER 1000`. */
  readonly changes?: readonly string[];
}

/** Makes an image of one layer without a registry. @throws Error that holds what went wrong */
export async function importImage(engine: ContainerEngine, tag: string, contents: ImageContents = {}): Promise<void> {
  const folder = createTempFolder("image");
  const at = (path: string): string => join(folder.path, path);
  const put = async (path: string): Promise<void> => {
    await mkdir(dirname(at(path)), { recursive: true });
    await cp(await realpath(path), at(path), { recursive: true });
  };
  try {
    await putBusybox(engine, at);
    for (const path of [...(contents.programs ?? []), ...(contents.copied ?? [])]) await put(path);
    for (const path of await librariesOf(contents.programs ?? [])) await put(path);
    for (const [path, text] of Object.entries(contents.files ?? {})) {
      await mkdir(dirname(at(path)), { recursive: true });
      await writeFile(at(path), text, { mode: text.startsWith("#!") ? 0o755 : 0o644 });
    }
    for (const [path, owner] of Object.entries(contents.folders ?? {})) {
      await mkdir(at(path), { recursive: true });
      succeeded(await run("chown", [owner, at(path)]), path);
    }
    const changes = ["ENV PATH=/usr/local/bin:/usr/sbin:/usr/bin:/bin", ...(contents.changes ?? [])];
    const words = [folder.path, ...changes.flatMap((line) => ["-c", line]), "-", tag];
    const pack = 'folder=$1; shift; chmod 0755 "$folder"; tar -C "$folder" -c . | docker import "$@"';
    succeeded(await run("sh", ["-c", pack, "sh", ...words], { env: engine.env }), `docker import ${tag}`);
  } finally {
    await folder.remove();
  }
}

async function putBusybox(engine: ContainerEngine, at: (path: string) => string): Promise<void> {
  for (const name of ["bin", "tmp", "etc", "usr/bin"]) await mkdir(at(name), { recursive: true });
  await chmod(at("tmp"), 0o1777);
  const busybox = succeeded(await run("sh", ["-c", "command -v busybox"], { env: engine.env }), "busybox").stdout.trim();
  await cp(busybox, at("bin/busybox"));
  const { stdout } = succeeded(await run(busybox, ["--list"]), "busybox --list");
  for (const name of stdout
    .trim()
    .split("\n")
    .filter((one) => one !== "busybox"))
    await symlink("busybox", at(`bin/${name}`));
  await writeFile(at("etc/passwd"), "root:x:0:0::/:/bin/sh\npostgres:x:999:999::/:/bin/sh\n");
}

/** As the loader finds them. */
async function librariesOf(programs: readonly string[]): Promise<readonly string[]> {
  if (programs.length === 0) return [];
  const { stdout } = await run("ldd", programs);
  return [...new Set([...stdout.matchAll(/(?:=> |^\s+)(\/\S+) \(0x/gm)].map(([, path = ""]) => path))];
}

function succeeded(ended: Ended, what: string): Ended {
  if (ended.code !== 0) throw new Error(`${what}: ${ended.stderr}`);
  return ended;
}
