import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { fileURLToPath } from "node:url";
import { inject, onTestFinished } from "vitest";
import { type RunningVault, startVault } from "../../demo/parts/vault-server.ts";
import { type Given, runBootstrap } from "../../src/cli/bootstrap/run.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
/** Whoever runs these tests in a checkout may have a profinaut.yml of their own there. */
const elsewhere = tmpdir();

export interface Declared {
  /** Made like `vault/`, with the audit log where a test may look. */
  readonly folder: string;
  /** Edits one of its files. */
  edit(file: string, from: string | RegExp, to: string): void;
  /** A path in a folder of this test's own. */
  path(name: string): string;
}

/** A copy of `vault/` to declare something else with; gone with the test. */
export function aDeclaration(): Declared {
  const own = mkdtempSync(join(tmpdir(), "profinaut-bootstrap-"));
  onTestFinished(() => rmSync(own, { recursive: true, force: true }));
  const folder = join(own, "vault");
  cpSync(join(root, "vault"), folder, { recursive: true });
  const edit: Declared["edit"] = (file, from, to) => {
    const path = join(folder, file);
    const text = readFileSync(path, "utf8");
    const edited = text.replace(from, to);
    if (edited === text) throw new Error(`${file} has no ${from}`);
    writeFileSync(path, edited);
  };
  edit("roles.yml", "/vault/logs/audit.log", join(own, "audit.log"));
  return { folder, edit, path: (name) => join(own, name) };
}

export async function aVaultServer(): Promise<RunningVault> {
  const vault = await startVault();
  onTestFinished(() => vault.stop());
  return vault;
}

/** What an administrator has set, as the vault CLI reads it. */
export const asAdministrator = (vault: RunningVault): NodeJS.ProcessEnv => ({
  VAULT_ADDR: vault.address,
  VAULT_CACERT: vault.caFile,
  VAULT_TOKEN: vault.rootToken,
});

export interface Said {
  readonly status: number | null;
  readonly out: string;
  readonly errors: string;
}

/** The command as a process of its own, without a terminal. */
export function profinaut(args: readonly string[], env: NodeJS.ProcessEnv): Promise<Said> {
  const child = spawn(process.execPath, [inject("botEntry"), ...args], {
    cwd: elsewhere,
    env: { PATH: process.env["PATH"], HOME: process.env["HOME"], ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [out, errors] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    out += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    errors += text;
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject).on("close", (status) => resolve({ status, out, errors }));
  });
}

/**
 * The same without a process of its own.
 * @param typed what somebody at a terminal types (`""`: the end of their input); without it there is no terminal
 */
export async function bootstrap(
  given: Partial<Given> & Pick<Given, "from">,
  env: NodeJS.ProcessEnv,
  typed?: string,
): Promise<Said> {
  const isTTY = typed !== undefined;
  const input = Object.assign(new PassThrough(), { isTTY });
  const output = Object.assign(new PassThrough({ encoding: "utf8" }), { isTTY });
  const errors = new PassThrough({ encoding: "utf8" });
  input.end(typed ?? "");
  const status = await runBootstrap({ handOver: "none", ...given }, { input, output, errors }, env, elsewhere);
  return { status, out: String(output.read() ?? ""), errors: String(errors.read() ?? "") };
}
