import { appendFile, mkdir, readFile, rename, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RunningVault, startVault } from "../../demo/parts/vault-server.ts";
import { emptyLoginMemory, type LoginTry, suspectsOf, withLogins } from "../../src/domain/refused-login.ts";
import type { LoginLog } from "../../src/ports/refused-logins.ts";
import { createLoginLog } from "../../src/vault/login-log.ts";
import { aLedger } from "../support/builders.ts";
import { badLogin, lockOut, lockoutOn, loginOf } from "./locked.ts";

let vault: RunningVault;
let path: string;
beforeAll(async () => {
  vault = await startVault();
  path = join(vault.folder, "audit.log");
  await ok("POST", "sys/auth/approle", { type: "approle" });
  await ok("POST", "auth/approle/role/profinaut-db", {});
  await ok("POST", "sys/audit/file", { type: "file", options: { file_path: path } });
}, 120_000);
afterAll(() => vault?.stop());

async function ok(...call: Parameters<RunningVault["api"]>): Promise<void> {
  const { status } = await vault.api(...call);
  if (status >= 300) throw new Error(`${call[0]} ${call[1]} answered ${status}`);
}

const logOf = (changes: Partial<Parameters<typeof createLoginLog>[0]> = {}): LoginLog =>
  createLoginLog({ path, mount: "approle", ...changes });
const outcomes = (tries: readonly LoginTry[]) => tries.map(({ outcome }) => outcome);

describe("logins in the log of a real Vault", () => {
  it("are joined with who was refused, by HMACs alone: the retired SecretID's request, and whoever was shut out", async () => {
    const log = logOf();
    const { position } = await log.read(null);
    await lockoutOn(vault, { threshold: 5 });
    const old = await loginOf(vault, "profinaut-db", { request: "req_0123456789", generation: "4" });
    const current = await loginOf(vault, "profinaut-db", { request: "req_9876543210", generation: "5" });
    await old.good();
    await current.good();
    await ok("POST", "auth/approle/role/profinaut-db/secret-id/destroy", { secret_id: old.secretId });
    await lockOut(vault, old.roleId, old.secretId);
    const whileLocked = await current.good();

    const { tries } = await log.read(position);
    const memory = withLogins(emptyLoginMemory, tries, Date.now());

    expect(whileLocked).toBe(403);
    expect(outcomes(tries)).toEqual(["in", "in", "refused", "refused", "refused", "refused", "refused", "shut-out", "shut-out"]);
    expect(suspectsOf(memory, aLedger())).toMatchObject([
      { which: "retired", request: "req_0123456789", generation: "4", addresses: ["127.0.0.1"], count: 6 },
    ]);
    for (const secret of [old.roleId, old.secretId, current.secretId]) expect(JSON.stringify(memory)).not.toContain(secret);
    await vault.api("POST", "sys/auth/approle/tune", { user_lockout_config: { lockout_disable: true } });
  });

  it("are read on from where the last look ended", async () => {
    const log = logOf();
    const { position: before } = await log.read(null);
    await badLogin(vault, "11111111-2222-3333-4444-555555555555");
    const { tries, position } = await log.read(before);

    expect(outcomes(tries)).toEqual(["refused"]);
    expect((await log.read(position)).tries).toEqual([]);
    expect((await log.read(position)).position).toEqual(position);
  });

  it("of another mount or another namespace are not ours", async () => {
    expect((await logOf({ mount: "elsewhere" }).read(null)).tries).toEqual([]);
    expect((await logOf({ namespace: "team/" }).read(null)).tries).toEqual([]);
  });

  it("T13 are left out where the device writes credentials in clear", async () => {
    const raw = join(vault.folder, "raw.log");
    await ok("POST", "sys/audit/raw", { type: "file", options: { file_path: raw, log_raw: "true" } });
    const login = await loginOf(vault, "profinaut-db");
    await login.good();
    const { tries } = await logOf({ path: raw }).read(null);
    await ok("DELETE", "sys/audit/raw");

    expect(await readFile(raw, "utf8")).toContain(login.secretId);
    expect(tries).toEqual([]);
  });
});

describe("a log that is no longer what it was", () => {
  /** A file of its own, with lines of a login each. */
  async function aFile(name: string, count: number) {
    const line = (await readFile(path, "utf8"))
      .split("\n")
      .findLast((text) => text.includes('auth/approle/login"') && text.includes('"response"'));
    const lines = (times: number): string => `${line}\n`.repeat(times);
    const file = join(vault.folder, name);
    await writeFile(file, lines(count));
    return {
      file,
      lines,
      bytes: lines(1).length,
      log: (most?: number) => logOf({ path: file, ...(most === undefined ? {} : { most }) }),
    };
  }

  it("is read only at its end, and at no more than a look may read, from a whole line on", async () => {
    const { log, bytes, file, lines } = await aFile("long.log", 100);
    const short = log(bytes * 3 + 10);

    const first = await short.read(null);
    await appendFile(file, lines(50));
    const second = await short.read(first.position);

    expect(first.tries).toHaveLength(3);
    expect(second.tries).toHaveLength(3);
    expect(second.position.offset).toBe(150 * bytes);
  });

  it("is read from its beginning after it was rotated by renaming", async () => {
    const { log, file, lines } = await aFile("renamed.log", 5);
    const { position } = await log().read(null);
    await rename(file, `${file}.1`);
    await writeFile(file, lines(7));

    expect((await log().read(position)).tries).toHaveLength(7);
  });

  it.each([3, 9])("is read from its beginning after it was truncated and has %i lines", async (count) => {
    const { log, file, lines } = await aFile(`truncated-${count}.log`, 5);
    const { position } = await log().read(null);
    await truncate(file);
    await appendFile(file, `{"another":"line"}\n${lines(count)}`);

    expect((await log().read(position)).tries).toHaveLength(count);
  });

  it("gives a line that is being written at the next look", async () => {
    const { log, file, lines, bytes } = await aFile("half.log", 2);
    const line = lines(1);
    await appendFile(file, line.slice(0, 100));
    const { tries, position } = await log().read(null);
    await appendFile(file, line.slice(100));

    expect(tries).toHaveLength(2);
    expect(position.offset).toBe(2 * bytes);
    expect((await log().read(position)).tries).toHaveLength(1);
  });

  it("of one line without an end is passed over", async () => {
    const { log, file } = await aFile("endless.log", 0);
    await writeFile(file, "x".repeat(5_000));

    const { tries, position } = await log(1_000).read(null);

    expect(tries).toEqual([]);
    expect((await log(1_000).read(position)).tries).toEqual([]);
  });

  it.each<readonly [what: string, make: () => Promise<string>, reason: string]>([
    ["is not there", async () => join(vault.folder, "nowhere.log"), "ENOENT"],
    ["is a folder", async () => join(vault.folder, "folder"), "EINVAL"],
  ])("that %s cannot be read, and says why", async (_, make, reason) => {
    await mkdir(join(vault.folder, "folder"), { recursive: true });
    const at = await make();

    await expect(logOf({ path: at }).read(null)).rejects.toMatchObject({
      sentence: { key: "login.log-unreadable", params: { path: at, reason } },
    });
  });
});
