import { execFile, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { type RunningRedis, startRedis } from "../../demo/parts/redis-server.ts";
import { type ExportTyped, runExport } from "../../src/cli/audit/export.ts";
import type { AuditStreams } from "../../src/cli/audit/speech.ts";
import { runVerify, type VerifyTyped } from "../../src/cli/audit/verify.ts";
import { formatCheckpoint } from "../../src/domain/audit.ts";
import { createKeys } from "../../src/redis/keys.ts";
import { smallest } from "../configuration/a-folder.ts";
import { aBot, type Bot } from "../redis/a-store.ts";
import { aSigningPair } from "../support/a-trail.ts";
import { noon, requestId } from "../support/builders.ts";
import { type SmallPlatform, startSmallPlatform } from "../support/small-platform.ts";

const program = [inject("botEntry"), "audit"];

let folder: string;
let redis: RunningRedis;
let platform: SmallPlatform;
let bot: Bot;
let keys: string;
const at = (name: string): string => join(folder, name);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "profinaut-audit-"));
  redis = await startRedis();
  platform = await startSmallPlatform();
  bot = await aBot({ url: redis.url, keys: createKeys() });
  const pair = aSigningPair("k1");
  await bot.audit.append(
    Array.from({ length: 1_500 }, (_, step) => ({
      ...{ atMs: noon + step, actor: "bot:worker", action: "step.done", request: requestId },
      details: { step },
    })),
  );
  const [entry] = await bot.audit.entries(1_400, 1);
  if (entry === undefined) throw new Error("1500 entries");
  const checkpoint = pair.checkpoint(entry, 0);
  await bot.audit.addCheckpoint(checkpoint);
  keys = JSON.stringify({ k1: pair.pem });
  await platform.vault.ok("POST", "secret/data/profinaut-keys/public/decisions", { data: { keys } });
  writeFileSync(at("keys.json"), keys);
  writeFileSync(at("profinaut.yml"), smallest);
  writeFileSync(at("witness.txt"), `Copied from the channel:\n${formatCheckpoint(checkpoint)}\n`);
});
afterAll(async () => {
  bot?.redis.close();
  await platform?.stop();
  await redis?.stop();
  rmSync(folder, { recursive: true, force: true });
});

type Ended = { readonly status: unknown; readonly out: string; readonly errors: string };

/** `profinaut audit …` as a process of its own. */
function audit(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  return new Promise((resolve) => {
    const options = { cwd: folder, env: { PATH: process.env["PATH"], ...env } };
    execFile(process.execPath, [...program, ...args], options, (error, out, errors) =>
      resolve({ status: error === null ? 0 : error.code, out, errors }),
    );
  });
}

/** What the command does once its arguments are parsed, without a process: most of one's time is its start. */
async function within(run: (streams: AuditStreams) => Promise<number>): Promise<Ended> {
  const [output, errors] = [new PassThrough({ encoding: "utf8" }), new PassThrough({ encoding: "utf8" })];
  const status = await run({ output, errors });
  return { status, out: String(output.read() ?? ""), errors: String(errors.read() ?? "") };
}
const verify = (file: string, typed: VerifyTyped = {}, env = {}) => within((streams) => runVerify(file, typed, streams, env));
const exportTo = (typed: Partial<ExportTyped>, env: NodeJS.ProcessEnv) =>
  within((streams) =>
    // Whoever runs these tests in a checkout may have a profinaut.yml of their own there.
    runExport({ from: "1", ...typed }, streams, { PROFINAUT_CONFIG: at("profinaut.yml"), ...env }),
  );

const reaching = (): NodeJS.ProcessEnv => ({
  REDIS_URL: redis.url,
  VAULT_ADDR: platform.vault.server.address,
  VAULT_CACERT: platform.vault.server.caFile,
  VAULT_TOKEN: platform.vault.server.rootToken,
});

describe("profinaut audit", () => {
  it("T22 exports the trail of a running bot, and verifies it with nothing but the file", async () => {
    const written = await audit(["export", "--to", "trail.ndjson"], reaching());
    const verified = await audit(["verify", "trail.ndjson", "--keys", "keys.json", "--witness", "witness.txt"]);

    expect(written).toMatchObject({ status: 0, out: "" });
    expect(written.errors).toContain("1500 entries, 1 checkpoint and 1 public key written to trail.ndjson");
    expect(statSync(at("trail.ndjson")).mode & 0o777).toBe(0o600);
    expect(verified).toMatchObject({ status: 0, errors: "" });
    for (const words of [
      "Intact: entries 1 to 1500",
      "1 checkpoint, the last one at entry 1400",
      "Entries 1401 to 1500 are newer",
    ])
      expect(verified.out).toContain(words);
    for (const words of ["keys you gave", "agrees with 1 witness", "It proves:", "It does not prove:"])
      expect(verified.out).toContain(words);
  });

  it("T22 says what is wrong with one that was changed, in the reader's language, with status 2", async () => {
    writeFileSync(at("changed.ndjson"), readFileSync(at("trail.ndjson"), "utf8").replace('"step":700}', '"step":70}'));

    const english = await verify(at("changed.ndjson"));
    const japanese = await verify(at("changed.ndjson"), {}, { LANG: "ja_JP.UTF-8" });

    expect(english).toMatchObject({ status: 2, out: expect.stringContaining("NOT INTACT. The trail was changed: entry 701") });
    expect(japanese.out).toContain("異常あり。証跡が書き換えられています。701 番");
  });

  it("never replaces a file unless it is told to, and leaves nothing unfinished", async () => {
    const to = at("trail.ndjson");
    const again = await exportTo({ to }, reaching());
    const forced = await exportTo({ to, force: true, withoutKeys: true, from: "1399" }, reaching());
    const [bare, keyed] = [await verify(to), await verify(to, { keys: at("keys.json") })];

    expect(again).toMatchObject({ status: 1, errors: expect.stringContaining("--force") });
    expect(forced.status).toBe(0);
    expect(bare).toMatchObject({ status: 1, errors: expect.stringContaining("--keys") });
    expect(keyed.out).toContain("It is a part: what came before entry 1399");
    expect(readdirSync(folder).filter((name) => name.includes("unfinished"))).toEqual([]);
  });

  it("writes lines to the output, and ends quietly when nobody reads on", async () => {
    const child = spawn("sh", ["-c", `"$0" "$@" | head -n 2; exit 0`, process.execPath, ...program, "export"], {
      cwd: folder,
      env: { PATH: process.env["PATH"], ...reaching() },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let [out, errors] = ["", ""];
    child.stdout.on("data", (text) => {
      out += text;
    });
    child.stderr.on("data", (text) => {
      errors += text;
    });
    await new Promise((resolve) => child.once("close", resolve));

    expect(
      out
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line).line),
    ).toEqual(["header", "public-key"]);
    expect(errors).toBe("");

    const verifying = [
      "-c",
      `"$0" "$@" 2>&1 | head -n 1; echo "\${PIPESTATUS[0]}"`,
      process.execPath,
      ...program,
      "verify",
      "changed.ndjson",
    ];
    const verified = await promisify(execFile)("bash", verifying, { cwd: folder });
    expect(verified.stdout).toMatch(/^NOT INTACT.*\n2\n$/);
  });

  it.each<readonly [what: string, ended: () => Promise<Ended>, words: string]>([
    ["there is no such file", () => verify(at("nowhere")), "nowhere cannot be read (ENOENT)"],
    ["the file is a folder", () => verify(folder), "cannot be read (EISDIR)"],
    ["the file is something else", () => verify(at("keys.json")), "no exported trail"],
    ["the keys are none", () => verify(at("trail.ndjson"), { keys: at("witness.txt") }), "holds no public keys"],
    ["the witness is none", () => verify(at("trail.ndjson"), { witness: [at("keys.json")] }), "holds no checkpoint"],
    ["nothing is set", () => exportTo({}, {}), "REDIS_URL (or REDIS_URL_FILE) is not set"],
    ["no Vault is set", () => exportTo({}, { REDIS_URL: redis.url }), "--without-keys"],
    [
      "Redis is not there",
      () => exportTo({ withoutKeys: true }, { REDIS_URL: "redis://127.0.0.1:1" }),
      "Redis cannot be reached",
    ],
    ["the token may not", () => exportTo({}, { ...reaching(), VAULT_TOKEN: "no-token" }), "profinaut-audit"],
    ["the number is none", () => exportTo({ from: "first" }, reaching()), "--from takes the number"],
    ["the number is too large", () => exportTo({ from: "9999", withoutKeys: true }, reaching()), "the trail has 1500 entries"],
    [
      "there is no such folder",
      () => exportTo({ to: at("no/where"), withoutKeys: true }, reaching()),
      "cannot be written (ENOENT)",
    ],
  ])("says what to do when %s, with status 1", async (_, ended, words) => {
    const { status, out, errors } = await ended();

    expect(errors).toContain(words);
    expect([status, out]).toEqual([1, ""]);
  });

  it("asks Vault as the bot's own AppRole where there is no token, and leaves no token behind", async () => {
    const { vault } = platform;
    await vault.ok("POST", "sys/policies/acl/keys", {
      policy: `path "secret/data/profinaut-keys/public/decisions" { capabilities = ["read"] }
               path "auth/token/revoke-self" { capabilities = ["update"] }`,
    });
    await vault.role("reader", { token_policies: ["keys"], token_no_default_policy: true });
    const { roleId, secretId } = await vault.credentials("reader");
    const tokens = async () => Object((await vault.ok("LIST", "auth/token/accessors")).body.data)["keys"].length;
    const before = await tokens();

    const { VAULT_TOKEN: _, ...env } = reaching();
    const { status } = await exportTo(
      { to: at("by-role.ndjson") },
      { ...env, VAULT_ROLE_ID: roleId, VAULT_SECRET_ID: secretId.reveal() },
    );

    expect(status).toBe(0);
    expect(readFileSync(at("by-role.ndjson"), "utf8")).toContain('"line":"public-key"');
    expect(await tokens()).toBe(before);
  });

  it("T22 exports a trail that is not intact as it is, and says so with status 2", async () => {
    await bot.redis.client.xdel(createKeys().trail, "1500-0");

    const written = await exportTo({ to: at("damaged.ndjson"), withoutKeys: true }, reaching());
    const verified = await verify(at("damaged.ndjson"), { keys: at("keys.json") });

    expect(written).toMatchObject({ status: 2, errors: expect.stringContaining("not intact") });
    expect(verified).toMatchObject({ status: 2, out: expect.stringContaining("behind entry 1499 may be gone") });
  });
});
