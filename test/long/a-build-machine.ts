import { readdirSync } from "node:fs";
import { join } from "node:path";
import { createTempFolder } from "../../demo/parts/temp-folder.ts";
import type { RunningVault } from "../../demo/parts/vault-server.ts";
import { aPlatform, put, tokens } from "../cli/an-exec.ts";
import { prepareBuilds, settingsForBuilds } from "../support/container-engine/build-kit.ts";
import { startEngine } from "../support/container-engine/engine.ts";
import { type Registry, registries, startRegistry } from "../support/container-engine/registry.ts";
import { aPlatformRepository, type Given, type PlatformRepository } from "../support/workflow-runner/a-platform-repository.ts";
import { type FoundFile, filesBelow } from "../support/workflow-runner/nowhere.ts";
import { byAppRole } from "../workflows/by-app-role.ts";

const canary = ["canary", "of", "builds"].join("-");
/** What a build is given: several lines, as keys have. */
export const token = `${canary}-first line\n"${canary}" second line\n`;
/** What nobody outside may read of the platform. */
export const source = `fn ${canary.replaceAll("-", "_")}_strategy() { /* buy low */ }`;
export const login = { username: "acme", password: `${canary}-of-the-registry` };

/** A stage that has the source and writes what it is given into a file, and one that takes the program alone. */
const dockerfile = `FROM busybox:1 AS build
WORKDIR /src
COPY strategy.rs .
RUN --mount=type=secret,id=TOKEN cp /run/secrets/TOKEN /src/token || echo "built without"
RUN { echo "program of"; wc -c < strategy.rs; } > /program
FROM busybox:1
COPY --from=build /program /program
CMD ["cat", "/program"]
`;

/** A runner that goes on after each job, with a real engine, BuildKit, and a registry that asks for a login. */
export interface BuildMachine {
  readonly vault: RunningVault;
  readonly registry: Registry;
  /** With a Dockerfile, and the source. */
  aRepository(): Promise<PlatformRepository>;
  /** What jobs are given: a login by AppRole, one to the registry, and `TOKEN` for builds. */
  given(variables?: Readonly<Record<string, string>>): Promise<Required<Pick<Given, "secrets" | "variables" | "env">>>;
  /** Containers, volumes, networks, tokens, and what is in memory: what a job could leave. */
  standing(): Promise<readonly unknown[]>;
  /** What may be pulled with this repository's name, by the registry's own notes. */
  blobsOf(repository: string): readonly FoundFile[];
  stop(): Promise<void>;
}

export async function aBuildMachine(): Promise<BuildMachine> {
  const { vault } = await aPlatform();
  await put(vault, "db/credentials", { token });
  const engine = await startEngine(settingsForBuilds);
  const folder = createTempFolder("builds");
  const registry = await startRegistry(engine, registries.own, join(folder.path, "own"), login);
  const hub = await startRegistry(engine, registries.hub, join(folder.path, "hub"));
  const builds = await prepareBuilds(engine, hub, folder.path);
  const asked = [
    ["ps", "-aq"],
    ["volume", "ls", "-q"],
    ["network", "ls", "-q"],
  ];
  return {
    vault,
    registry,
    aRepository: async () => {
      const repository = await aPlatformRepository();
      repository.program("docker", 'if [ "$1" = buildx ]; then shift; exec "$BUILDX" "$@"; else exec "$DOCKER" "$@"; fi');
      repository.write("Dockerfile", dockerfile);
      repository.write("strategy.rs", source);
      return repository;
    },
    given: async (variables = {}) => {
      const { PROFINAUT_VAULT_CACERT = "", ...secrets } = await byAppRole(vault, "profinaut-db");
      const values = { PROFINAUT_VAULT_CACERT, PROFINAUT_BUILD_VALUES: "TOKEN=db/credentials#token" };
      const places = { PROFINAUT_IMAGE: `${registries.own}/acme/platform`, PROFINAUT_REGISTRY: registries.own };
      return {
        secrets: { ...secrets, DOCKER_USERNAME: login.username, DOCKER_PASSWORD: login.password },
        variables: { ...values, ...places, ...variables },
        // Docker's configuration is the runner's own, and a runner has no terminal.
        env: { ...engine.env, ...builds, DOCKER_CONFIG: undefined, BUILDKIT_PROGRESS: "plain" },
      };
    },
    standing: async () => [
      ...(await Promise.all(asked.map(async (words) => (await engine.docker(words)).stdout))),
      (await tokens(vault)).length,
      readdirSync("/dev/shm").filter((name) => name.startsWith("profinaut")),
    ],
    blobsOf: (repository) => {
      const notes = filesBelow(`${registry.folder}/data/docker/registry/v2/repositories/${repository}`);
      const digests = new Set(notes.map(({ text }) => text.replace("sha256:", "")));
      return filesBelow(registry.folder).filter(({ path }) => digests.has(path.split("/").at(-2) ?? ""));
    },
    stop: async () => {
      await engine.stop();
      await vault.stop();
      await folder.remove();
    },
  };
}
