import { mkdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { createTempFolder } from "../../../demo/parts/temp-folder.ts";
import { run } from "../../stack/command.ts";
import type { ContainerEngine } from "./engine.ts";

const commands = [
  "sh",
  "cat",
  "chown",
  "cp",
  "echo",
  "env",
  "false",
  "httpd",
  "id",
  "kill",
  "ls",
  "mkdir",
  "mv",
  "nc",
  "ps",
  "rm",
  "sleep",
  "stat",
  "tail",
  "test",
  "touch",
  "tr",
  "true",
  "wget",
];

/** An image of busybox alone, made without a registry. `changes` are lines of a Dockerfile: `USER 1000`. @throws Error when it cannot be made */
export async function importBusybox(engine: ContainerEngine, tag: string, changes: readonly string[] = []): Promise<void> {
  const folder = createTempFolder("image");
  try {
    for (const name of ["bin", "tmp", "etc"]) await mkdir(join(folder.path, name));
    await run("cp", [
      (await run("sh", ["-c", "command -v busybox"], { env: engine.env })).stdout.trim(),
      join(folder.path, "bin"),
    ]);
    for (const name of commands) await symlink("busybox", join(folder.path, "bin", name));
    await importFolder(engine, folder.path, tag, ["ENV PATH=/bin", ...changes]);
  } finally {
    await folder.remove();
  }
}

/** A folder as an image of one layer. @throws Error when it cannot be made */
async function importFolder(
  engine: ContainerEngine,
  folder: string,
  tag: string,
  changes: readonly string[] = [],
): Promise<void> {
  const made = await run(
    "sh",
    [
      "-c",
      'folder=$1; shift; tar -C "$folder" -c . | docker import "$@"',
      "sh",
      folder,
      ...changes.flatMap((line) => ["-c", line]),
      "-",
      tag,
    ],
    { env: engine.env },
  );
  if (made.code !== 0) throw new Error(`docker import ${tag}: ${made.stderr}`);
}
