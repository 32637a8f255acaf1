import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { onFreePort } from "./free-port.ts";
import { type RunningProcess, startProcess } from "./processes.ts";
import { createTempFolder } from "./temp-folder.ts";
import { createTestCertificates, type TestCertificates } from "./tls.ts";
import { createVaultApi, type VaultApi } from "./vault-api.ts";
import { findVaultBinary, type VaultBinary } from "./vault-binary.ts";
import { VaultInit, VaultReady } from "./wire.ts";

export interface RunningVault {
  /** `https://127.0.0.1:<port>`; the same after a restart. */
  readonly address: string;
  /** PEM of the authority that certified the server. */
  readonly caFile: string;
  readonly rootToken: string;
  readonly unsealKey: string;
  /** A folder that lives as long as the server, for audit logs. */
  readonly folder: string;
  /** Of the server that runs now. */
  readonly pid: () => number;
  readonly api: VaultApi;
  seal(): Promise<void>;
  /** Returns when the server is active again. */
  unseal(): Promise<void>;
  /** Starts it again on the same address, and unseals it. @throws Error with `storage: "memory"`, which would come back empty */
  restart(): Promise<void>;
  /** SIGKILL, as in a crash. */
  kill(): Promise<void>;
  /** Connections stay open and nothing answers, until `thaw()`. */
  freeze(): void;
  thaw(): void;
  /** Idempotent; removes everything. */
  stop(): Promise<void>;
}

export interface VaultOptions {
  /** Default `memory`. `file` survives `restart()`. */
  readonly storage?: "memory" | "file";
  readonly binary?: VaultBinary;
  readonly env?: NodeJS.ProcessEnv;
  readonly progress?: (sentence: string) => void;
}

/**
 * A real Vault over TLS on a free port of 127.0.0.1: initialised with one key share, unsealed, KV v2 at `secret/`.
 * @throws Error that says what to install when there is no Vault to run
 */
export async function startVault(options: VaultOptions = {}): Promise<RunningVault> {
  const env = options.env ?? process.env;
  const storage = options.storage ?? "memory";
  const binary =
    options.binary ?? (await findVaultBinary({ env, ...(options.progress === undefined ? {} : { progress: options.progress }) }));
  const folder = createTempFolder("vault");
  const certificates = await createTestCertificates(folder.path);
  const run = async (port: number): Promise<Started> =>
    runVault({ binary, storage, folder: folder.path, certificates, port, env });

  let running: Started | undefined;
  let rootToken = "";
  let unsealKey = "";
  const current = (): Started => {
    if (running === undefined) throw new Error("Vault has not been started");
    return running;
  };
  const { api, close } = await createVaultApi({
    caFile: certificates.caFile,
    address: () => current().address,
    rootToken: () => rootToken,
  });
  const succeed = async (...call: Parameters<VaultApi>): ReturnType<VaultApi> => {
    const answer = await api(...call);
    if (answer.status < 300) return answer;
    throw new Error(`Vault answered ${answer.status} to ${call[0]} ${call[1]}: ${answer.body.errors?.join("; ") ?? ""}`);
  };
  const until = async (what: string, isTrue: () => Promise<boolean>): Promise<void> => {
    for (const giveUpAt = Date.now() + 20_000; Date.now() < giveUpAt; await sleep(20)) if (await isTrue()) return;
    throw new Error(`Vault has not become ${what} in 20 s`);
  };
  const unseal = async (): Promise<void> => {
    await succeed("PUT", "sys/unseal", { key: unsealKey }, "");
    await until("active", async () => (await api("GET", "sys/health", undefined, "")).status === 200);
  };
  const stop = async (): Promise<void> => {
    await running?.process.stop();
    await close();
    await folder.remove();
  };

  try {
    running = await onFreePort(run);
    if (running.ready.rootToken !== undefined && running.ready.unsealKey !== undefined) {
      rootToken = running.ready.rootToken;
      unsealKey = running.ready.unsealKey;
    } else {
      const init = VaultInit.parse((await succeed("PUT", "sys/init", { secret_shares: 1, secret_threshold: 1 }, "")).body);
      rootToken = init.root_token;
      unsealKey = init.keys_base64[0];
      await unseal();
      await succeed("POST", "sys/mounts/secret", { type: "kv", options: { version: "2" } });
    }
    await until("ready for secrets", async () => (await api("GET", "secret/config")).status === 200);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    address: running.address,
    caFile: certificates.caFile,
    rootToken,
    unsealKey,
    folder: folder.path,
    pid: () => current().process.pid,
    api,
    unseal,
    seal: async () => {
      await succeed("PUT", "sys/seal");
    },
    restart: async () => {
      if (storage === "memory") throw new Error('A Vault in memory comes back empty: start it with storage: "file"');
      await current().process.stop();
      running = await run(current().port);
      await unseal();
    },
    kill: async () => {
      current().process.signal("SIGKILL");
      await current().process.exited;
    },
    freeze: () => current().process.signal("SIGSTOP"),
    thaw: () => current().process.signal("SIGCONT"),
    stop,
  };
}

interface Started {
  readonly process: RunningProcess;
  readonly ready: VaultReady;
  readonly address: string;
  readonly port: number;
}

interface RunOptions {
  readonly binary: VaultBinary;
  readonly storage: "memory" | "file";
  readonly folder: string;
  readonly certificates: TestCertificates;
  readonly port: number;
  readonly env: NodeJS.ProcessEnv;
}

async function runVault(options: RunOptions): Promise<Started> {
  const { port } = options;
  const address = `https://127.0.0.1:${port}`;
  const data = join(options.folder, "data");
  await mkdir(data, { recursive: true });
  const args = options.binary.kind === "server" ? serverFlags(options, data) : await commandFlags(options, data, address);
  const started = await startProcess<VaultReady>({
    name: "The Vault server",
    command: options.binary.path,
    args,
    env: withoutVaultSettings(options.env),
    cwd: options.folder,
    readyLine: (line) =>
      options.binary.kind === "server"
        ? readyLine(line)
        : line.includes("Vault server started!") || line.includes("OpenBao server started!")
          ? { address }
          : undefined,
    deadlineMs: 30_000,
  });
  return { ...started, address, port };
}

const readyLine = (line: string): VaultReady | undefined =>
  line.startsWith('{"address"') ? VaultReady.parse(JSON.parse(line)) : undefined;

const serverFlags = ({ port, storage, certificates }: RunOptions, data: string): readonly string[] => [
  ...["-listen", `127.0.0.1:${port}`, "-tls-cert", certificates.certFile, "-tls-key", certificates.keyFile],
  ...(storage === "memory" ? ["-dev"] : ["-data", data]),
];

async function commandFlags(options: RunOptions, data: string, address: string): Promise<readonly string[]> {
  const path = join(options.folder, "vault.json");
  const config = {
    disable_mlock: true,
    api_addr: address,
    listener: {
      tcp: {
        address: `127.0.0.1:${options.port}`,
        tls_cert_file: options.certificates.certFile,
        tls_key_file: options.certificates.keyFile,
      },
    },
    storage: options.storage === "memory" ? { inmem: {} } : { file: { path: data } },
  };
  await writeFile(path, JSON.stringify(config), { mode: 0o600 });
  return ["server", `-config=${path}`];
}

// A person's VAULT_ADDR, VAULT_TOKEN and the like are about another Vault.
const withoutVaultSettings = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !/^(VAULT|BAO)_/.test(name)));
