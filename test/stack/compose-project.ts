import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { findOnPath } from "../../demo/parts/find-on-path.ts";
import { createTempFolder } from "../../demo/parts/temp-folder.ts";
import { type Ended, run } from "./command.ts";
import { projectPath, projectText } from "./project-files.ts";

const Mount = z.looseObject({
  type: z.enum(["bind", "volume", "tmpfs"]),
  source: z.string(),
  target: z.string(),
  read_only: z.boolean().default(false),
});

const Service = z.looseObject({
  image: z.string(),
  build: z.looseObject({ context: z.string(), dockerfile: z.string(), target: z.string().optional() }).optional(),
  user: z.string().optional(),
  restart: z.string(),
  read_only: z.boolean().default(false),
  init: z.boolean().default(false),
  cap_drop: z.array(z.string()).default([]),
  cap_add: z.array(z.string()).default([]),
  security_opt: z.array(z.string()).default([]),
  privileged: z.boolean().default(false),
  mem_limit: z.string().optional(),
  pids_limit: z.number().optional(),
  network_mode: z.string().optional(),
  networks: z.record(z.string(), z.looseObject({ aliases: z.array(z.string()).default([]) }).nullable()).default({}),
  ports: z.array(z.looseObject({ host_ip: z.string().optional(), published: z.string(), target: z.number() })).default([]),
  environment: z.record(z.string(), z.string().nullable()).default({}),
  command: z.array(z.string()).nullable(),
  entrypoint: z.array(z.string()).nullable(),
  volumes: z.array(Mount).default([]),
  tmpfs: z.array(z.string()).default([]),
  secrets: z.array(z.looseObject({ source: z.string(), target: z.string() })).default([]),
  depends_on: z.record(z.string(), z.looseObject({ condition: z.string() })).default({}),
  healthcheck: z.looseObject({ test: z.array(z.string()).min(2) }).optional(),
});
export type Service = z.infer<typeof Service>;

const Project = z.looseObject({
  name: z.string(),
  services: z.record(z.string(), Service),
  networks: z.record(z.string(), z.looseObject({ internal: z.boolean().default(false) })),
  volumes: z.record(z.string(), z.looseObject({ driver_opts: z.record(z.string(), z.string()).default({}) })),
  secrets: z.record(z.string(), z.looseObject({ file: z.string().optional() })),
});
type Project = z.infer<typeof Project>;

interface ComposeLoader {
  /** Loads a Compose file, and others over it, as `docker compose` does. */
  load(path: string, env: NodeJS.ProcessEnv, ...over: readonly string[]): Promise<Ended>;
  remove(): Promise<void>;
}

/** Builds tools/compose-check. @throws Error that says what to install when there is no Go */
async function composeLoader(): Promise<ComposeLoader> {
  const go = await findOnPath("go", process.env);
  if (go === undefined) throw new Error("go is missing: install Go 1.25.8 or newer, which builds tools/compose-check");
  const folder = createTempFolder("compose-check");
  const path = join(folder.path, "compose-check");
  const built = await run(go, ["build", "-buildvcs=false", "-o", path, "."], { cwd: projectPath("tools/compose-check") });
  if (built.code !== 0) throw new Error(`tools/compose-check could not be built: ${built.stderr.slice(-2000)}`);
  return {
    load: (file, env, ...over) => run(path, [file, ...over], { env: { PATH: process.env["PATH"], HOME: folder.path, ...env } }),
    remove: folder.remove,
  };
}

export const projectOf = (loaded: Ended): Project => Project.parse(JSON.parse(loaded.stdout));

/** The project's own docker-compose.yml, loaded. */
export interface Stack {
  readonly loader: ComposeLoader;
  readonly project: Project;
  readonly services: readonly (readonly [name: string, service: Service])[];
  /** @throws Error when there is none of that name */
  service(name: string): Service;
}

/** Where the operator's secrets would be. */
export const secretsFolder = "/etc/profinaut/secrets";

export async function aStack(): Promise<Stack> {
  const loader = await composeLoader();
  const project = projectOf(await loader.load(projectPath("docker-compose.yml"), { PROFINAUT_SECRETS: secretsFolder }));
  return {
    loader,
    project,
    services: Object.entries(project.services),
    service: (name) => {
      const found = project.services[name];
      if (found === undefined) throw new Error(`There is no service ${name}`);
      return found;
    },
  };
}

/** A service that does its work once and ends. */
export const isOnce = ({ restart }: Service): boolean => restart === "no";

/** The file as it is written, with its variables. */
export const composeText = (): string => projectText("docker-compose.yml");

export const composeYaml = (): unknown => parse(composeText(), { merge: true });

const Commands = z.object({ services: z.record(z.string(), z.looseObject({ command: z.array(z.string()).optional() })) });

/** The arguments that a service of docker-compose.yml gives to what it runs. */
export const commandOf = (service: string): readonly string[] => Commands.parse(composeYaml()).services[service]?.command ?? [];
