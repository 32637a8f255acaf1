import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inject, onTestFinished } from "vitest";
import { type RunningVault, startVault } from "../../demo/parts/vault-server.ts";
import { readDeclaredFiles } from "../../src/configuration/declared-files.ts";
import { Secret } from "../../src/domain/secret.ts";
import { createDeclaredPlatform } from "../../src/vault/declared/platform.ts";
import { createTransport } from "../../src/vault/transport.ts";
import { ownDeclaration } from "../../src/wiring/commands/bootstrap.ts";
import { makeAll, mounts } from "../vault/a-declared-platform.ts";
import { textOf } from "../vault/a-vault.ts";

/** A Vault with everything that `vault/` declares. */
export async function aPlatform(): Promise<{ readonly vault: RunningVault; stop(): Promise<void> }> {
  const vault = await startVault();
  const transport = createTransport({
    address: vault.address,
    ca: readFileSync(vault.caFile, "utf8"),
    timeoutMs: 10_000,
    now: Date.now,
  });
  const files = readDeclaredFiles(ownDeclaration);
  const declaration = { ...files, audit: { ...files.audit, path: join(vault.folder, "audit.log") } };
  const token = new Secret(vault.rootToken);
  await makeAll(createDeclaredPlatform({ transport, token, declaration, mounts, now: Date.now }));
  await transport.close();
  return { vault, stop: () => vault.stop() };
}

export async function put(vault: RunningVault, path: string, data: object): Promise<void> {
  const at = `secret/data/profinaut/${path}`;
  const version = Object((await vault.api("GET", at)).body.data?.["metadata"]).version ?? 0;
  const { status } = await vault.api("POST", at, { data, options: { cas: version } });
  if (status !== 200) throw new Error(`Vault answered ${status}`);
}

/** What a service is started with: its AppRole's credential. */
export async function asRole(vault: RunningVault, role: string): Promise<Record<string, string>> {
  return {
    VAULT_ADDR: vault.address,
    VAULT_CACERT: vault.caFile,
    VAULT_ROLE_ID: textOf((await vault.api("GET", `auth/approle/role/${role}/role-id`)).body.data?.["role_id"]),
    VAULT_SECRET_ID: textOf((await vault.api("POST", `auth/approle/role/${role}/secret-id`)).body.data?.["secret_id"]),
  };
}

/** Accessors of all tokens that live. */
export async function tokens(vault: RunningVault): Promise<readonly string[]> {
  const { body } = await vault.api("LIST", "auth/token/accessors");
  return Object(body.data)["keys"] ?? [];
}

/** Each path in HOME, TMPDIR and the working folder. */
export interface OwnPlace {
  readonly env: Record<string, string>;
  readonly cwd: string;
  listing(): readonly string[];
}

export function aPlace(): OwnPlace {
  const own = mkdtempSync(join(tmpdir(), "profinaut-exec-"));
  onTestFinished(() => rmSync(own, { recursive: true, force: true }));
  for (const name of ["home", "tmp", "cwd"]) mkdirSync(join(own, name));
  return {
    env: { HOME: join(own, "home"), TMPDIR: join(own, "tmp") },
    cwd: join(own, "cwd"),
    listing: () => readdirSync(own, { recursive: true, encoding: "utf8" }).sort(),
  };
}

export interface ExecEnded {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly errors: string;
}

export interface StartedExec {
  readonly child: ChildProcessWithoutNullStreams;
  readonly ended: Promise<ExecEnded>;
  /** All that was printed, as soon as it has this. */
  printed(text: string): Promise<string>;
}

/** `profinaut exec …` as a process of its own. */
export function startExec(args: readonly string[], env: NodeJS.ProcessEnv, place: OwnPlace = aPlace()): StartedExec {
  const child = spawn(process.execPath, [inject("botEntry"), "exec", ...args], {
    cwd: place.cwd,
    env: { PATH: process.env["PATH"], ...place.env, ...env },
    stdio: "pipe",
  });
  let [out, errors] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    out += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    errors += text;
  });
  child.stdin.on("error", () => {});
  const ended = new Promise<ExecEnded>((resolve, reject) => {
    child.on("error", reject).on("close", (status, signal) => resolve({ status, signal, out, errors }));
  });
  return {
    child,
    ended,
    printed: (text) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (out.includes(text)) resolve(out);
        };
        child.stdout.on("data", look);
        look();
        void ended.then(() => reject(new Error(`ended before it printed ${text}: ${errors}`)), reject);
      }),
  };
}
