import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findGoTools } from "../go-tools.ts";
import type { ContainerEngine } from "./engine.ts";
import { importImage } from "./images.ts";
import { type Registry, registries } from "./registry.ts";
import { findContainerTools } from "./tools.ts";

/** What a job's environment must have: two programs, and the options of a builder. */
type Builds = Readonly<Record<"DOCKER" | "BUILDX" | "BUILDER_OPTIONS", string>>;

/** What an engine that builds must be started with. */
export const settingsForBuilds = {
  "insecure-registries": Object.values(registries),
  runtimes: { bounded: { path: fileURLToPath(new URL("runc.sh", import.meta.url)) } },
  "default-runtime": "bounded",
};

/** The names under which BuildKit and buildx look for what they need. */
const builder = "moby/buildkit:buildx-stable-1";
const scanner = "docker/buildkit-syft-scanner:stable-1";

/**
 * In the place of the scanner that makes the list of an image's parts: it lists the files of what it is shown.
 * https://github.com/moby/buildkit/blob/master/docs/attestations/sbom-protocol.md
 */
const listFiles = `#!/bin/sh
set -eu
files=$(cd "$BUILDKIT_SCAN_SOURCE" && find . -xdev -type f -not -path './bin/*' | sed 's/.*/{"fileName":"&"}/' | paste -sd, -)
printf '{"_type":"https://in-toto.io/Statement/v0.1","predicateType":"https://spdx.dev/Document","predicate":{"spdxVersion":"SPDX-2.3","files":[%s]}}' "$files" \\
  > "$BUILDKIT_SCAN_DESTINATION/files.spdx.json"
`;

/**
 * Gives an engine a BuildKit that buildx starts as it does everywhere, and fills the hub that it asks: `busybox:1`, and the scanner.
 * @param folder for its configuration
 */
export async function prepareBuilds(engine: ContainerEngine, hub: Registry, folder: string): Promise<Builds> {
  const built = await findGoTools("image-build");
  const tools = (await findContainerTools()).folder;
  const runc = join(tools, "usr/sbin");
  await importImage(engine, builder, {
    programs: [join(built, "buildkitd"), join(built, "buildctl"), join(runc, "runc")],
    changes: [`ENV PATH=${built}:${runc}:/bin`, 'ENTRYPOINT ["buildkitd"]'],
  });
  await importImage(engine, `${hub.at}/library/busybox:1`);
  await importImage(engine, `${hub.at}/${scanner}`, { files: { scan: listFiles }, changes: ['ENTRYPOINT ["/scan"]'] });
  for (const name of [`${hub.at}/library/busybox:1`, `${hub.at}/${scanner}`]) {
    const { code, stderr } = await engine.docker(["push", name]);
    if (code !== 0) throw new Error(`docker push ${name}: ${stderr}`);
  }
  const plain = Object.values(registries).map((at) => `[registry."${at}"]\nhttp = true\n`);
  const config = join(folder, "buildkitd.toml");
  await writeFile(config, `[registry."docker.io"]\nmirrors = ["${hub.at}"]\n${plain.join("")}`);
  const options = ["--buildkitd-config", config, "--driver-opt", `cgroup-parent=${engine.cgroup}/builds`];
  return { DOCKER: join(tools, "usr/bin/docker"), BUILDX: join(built, "buildx"), BUILDER_OPTIONS: options.join(" ") };
}
