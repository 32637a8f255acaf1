import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { run } from "../../stack/command.ts";
import { findGoTools } from "../go-tools.ts";
import type { ContainerEngine } from "./engine.ts";
import { importImage } from "./images.ts";

/** Where an engine's containers reach the engine: the first address of the first network that it makes. */
const host = "172.17.0.1";
/** Whoever talks to one of these must be told that it has no TLS. */
export const registries = { own: `${host}:5000`, hub: `${host}:5001` } as const;

export interface Login {
  readonly username: string;
  readonly password: string;
}

export interface Registry {
  /** As the first part of an image's name. */
  readonly at: string;
  /** Where every blob is, as it was pushed. */
  readonly folder: string;
  /** What it answers to a question such as `acme/platform/tags/list`, with its login unless said. */
  ask(path: string, as?: Login | "nobody"): Promise<string>;
}

/**
 * A registry in the engine's network, for as long as the engine lives.
 * @param folder where it keeps everything
 * @param login without it, it takes and gives nothing
 * @throws Error with docker's last words
 */
export async function startRegistry(engine: ContainerEngine, at: string, folder: string, login?: Login): Promise<Registry> {
  const program = join(await findGoTools("image-build"), "registry");
  await mkdir(join(folder, "data"), { recursive: true });
  const auth = login === undefined ? {} : { auth: { htpasswd: { realm: "test", path: "/registry/htpasswd" } } };
  if (login !== undefined) await writeFile(join(folder, "htpasswd"), `${login.username}:${await bcrypt(login.password)}\n`);
  const storage = { filesystem: { rootdirectory: "/registry/data" } };
  await writeFile(join(folder, "config.yml"), JSON.stringify({ version: "0.1", storage, http: { addr: at }, ...auth }));
  await importImage(engine, "registry:3", { programs: [program], changes: [`ENTRYPOINT ["${program}"]`] });
  const started = await engine.docker([
    "run",
    "-d",
    "--net",
    "host",
    "-v",
    `${folder}:/registry`,
    "registry:3",
    "serve",
    "/registry/config.yml",
  ]);
  if (started.code !== 0) throw new Error(`the registry: ${started.stderr}`);
  const ask = async (path: string, as: Login | "nobody" = login ?? "nobody"): Promise<string> => {
    const who = as === "nobody" ? [] : ["--header", `Authorization: Basic ${btoa(`${as.username}:${as.password}`)}`];
    const accept = [
      "--header",
      "Accept: application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json, */*",
    ];
    const { stdout, stderr } = await engine.inside("curl", [
      "--silent",
      "--show-error",
      ...who,
      ...accept,
      `http://${at}/v2/${path}`,
    ]);
    return stdout + stderr;
  };
  return { at, folder, ask };
}

/** The one form of password that the registry reads; Debian's perl always has it. */
async function bcrypt(password: string): Promise<string> {
  const script = 'my $p = <STDIN>; print crypt($p, q($2b$05$) . join("", map { ("a".."z")[rand 26] } 1..21) . "u")';
  const { code, stdout, stderr } = await run("perl", ["-e", script], { input: password });
  if (code !== 0 || !stdout.startsWith("$2b$")) throw new Error(`perl's crypt: ${stderr}`);
  return stdout;
}
