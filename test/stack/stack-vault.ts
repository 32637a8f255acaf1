import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { onFreePort } from "../../demo/parts/free-port.ts";
import { type RunningProcess, startProcess } from "../../demo/parts/processes.ts";
import { createTempFolder } from "../../demo/parts/temp-folder.ts";
import { createVaultApi, type VaultApi } from "../../demo/parts/vault-api.ts";
import { findVaultBinary } from "../../demo/parts/vault-binary.ts";
import { run } from "./command.ts";
import { projectPath, projectText } from "./project-files.ts";

export interface StackVault {
  readonly address: string;
  readonly caFile: string;
  readonly folder: string;
  /** Without a token unless one is given. */
  readonly api: VaultApi;
  /** The last lines of its log. */
  log(): readonly string[];
  /** Stops it and starts it again; it is sealed then. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** What differs from the stack: a file instead of Consul, this machine's paths and port, no locked memory (that wants a limit). */
const onThisMachine = (hcl: string, { folder, port, tls }: { folder: string; port: number; tls: string }): string =>
  hcl
    .replace(/storage "consul" \{[\s\S]*?\n\}/, `storage "file" {\n  path = "${folder}"\n}`)
    .replaceAll('"/tls/', `"${tls}/`)
    .replace("0.0.0.0:8200", `127.0.0.1:${port}`)
    .replace("0.0.0.0:8201", "127.0.0.1:0")
    .replaceAll("https://profinaut_vault:820", `https://127.0.0.1:${port}/was-820`)
    .replaceAll(/\/was-820\d/g, "")
    .replace(/^disable_mlock( *)= false$/m, "disable_mlock$1= true");

/** The stack's vault.hcl and certificates on a real Vault that nobody has initialised. */
export async function startStackVault(): Promise<StackVault> {
  const binary = await findVaultBinary();
  const folder = createTempFolder("stack-vault");
  const tls = join(folder.path, "tls");
  const made = await run("sh", [projectPath("vault/tls/make-certificates.sh"), tls]);
  if (made.code !== 0) throw new Error(made.stderr);
  await mkdir(join(folder.path, "data"));
  const config = join(folder.path, "vault.hcl");
  const start = async (port: number) => {
    await writeFile(
      config,
      onThisMachine(projectText("vault/config/vault.hcl"), { folder: join(folder.path, "data"), port, tls: join(tls, "vault") }),
    );
    const { process: server } = await startProcess({
      name: "The Vault server",
      command: binary.path,
      args: [...(binary.kind === "command" ? ["server"] : []), `-config=${config}`],
      env: { PATH: process.env["PATH"], HOME: folder.path },
      readyLine: (line) => line.startsWith('{"address"') || line.includes("server started!") || undefined,
      deadlineMs: 30_000,
    });
    return { port, server };
  };
  const first = await onFreePort(start);
  let server: RunningProcess = first.server;
  const address = `https://127.0.0.1:${first.port}`;
  const caFile = join(tls, "ca", "ca.pem");
  const { api, close } = await createVaultApi({ address: () => address, caFile, rootToken: () => "" });
  return {
    address,
    caFile,
    folder: folder.path,
    api,
    log: () => server.lines(),
    restart: async () => {
      await server.stop();
      server = (await start(first.port)).server;
    },
    stop: async () => {
      await server.stop();
      await close();
      await folder.remove();
    },
  };
}
