import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exportTrail } from "../../src/app/export-trail.ts";
import type { DiffTyped } from "../../src/cli/audit/diff.ts";
import { smallest } from "../configuration/a-folder.ts";
import { drive } from "../support/drive.ts";
import { aRotationCase, type RotationCase } from "../support/rotation-case.ts";
import { type SmallPlatform, startSmallPlatform } from "../support/small-platform.ts";
import { diffAt } from "./run-diff.ts";

const wrapped = { "x-vault-wrap-ttl": "60s" };

let platform: SmallPlatform;
let aCase: RotationCase;
/** Before the rotation, after it, and after what was done past it. */
let [before, between, after] = ["", "", ""];
let trailFile: string;
let logFile: string;
let configFile: string;

/** An instant that nothing else shares. */
async function mark(): Promise<string> {
  await sleep(5);
  const at = new Date().toISOString();
  await sleep(5);
  return at;
}

beforeAll(async () => {
  platform = await startSmallPlatform();
  const { vault } = platform;
  [logFile, trailFile] = [join(vault.server.folder, "audit.log"), join(vault.server.folder, "trail.ndjson")];
  configFile = join(vault.server.folder, "profinaut.yml");
  writeFileSync(configFile, smallest);
  await vault.ok("POST", "sys/audit/file", { type: "file", options: { file_path: logFile } });
  await vault.ok("POST", "sys/policies/acl/thief", {
    policy: `path "auth/approle/role/profinaut-*" { capabilities = ["create", "update", "read"] }
             path "secret/data/profinaut/*" { capabilities = ["create", "update", "read"] }`,
  });
  const tokenOf = async (body: object): Promise<string> =>
    (await vault.ok("POST", "auth/token/create", { policies: ["thief"], ...body })).body.auth?.client_token ?? "";
  const thief = await tokenOf({ display_name: "mallory" });
  const disguised = await tokenOf({ display_name: "approle", meta: { role_name: "profinaut-bot" } });
  const { roleId, secretId } = await vault.credentials("profinaut-bot");

  aCase = await aRotationCase(platform, { overlapMs: 0 });
  const processRun = await aCase.processRun();
  before = await mark();
  await drive(aCase, processRun, { command: (role) => `rotate ${role} weekly` });
  between = await mark();
  const lines: string[] = [];
  for await (const line of exportTrail({
    audit: aCase.memory.audit,
    publicKeys: new Map(),
    fromSeq: 1,
    now: () => Date.now() + 60_000,
  }))
    lines.push(line);
  writeFileSync(trailFile, lines.join(""));

  const issue = `auth/approle/role/${aCase.role}/secret-id`;
  const call = vault.server.api;
  await call("POST", issue, {}, thief);
  await call("POST", "secret/data/profinaut/db/credentials", { data: { password: "made-up" } }, thief);
  const login = await call("POST", "auth/approle/login", { role_id: roleId, secret_id: secretId.reveal() }, "");
  const stolen = login.body.auth?.client_token;
  await call("POST", issue, {}, stolen, wrapped);
  await call("POST", issue, { metadata: JSON.stringify({ request: "req_made_up" }) }, disguised, wrapped);
  await call("DELETE", "sys/policies/acl/thief", undefined, stolen);
  after = await mark();
}, 120_000);
afterAll(async () => {
  await aCase?.stop();
  await platform?.stop();
});

const diff = (typed: Partial<DiffTyped>) =>
  diffAt(platform.vault, configFile, { vaultLog: [logFile], export: trailFile, ...typed });

describe("profinaut audit diff on a real Vault", () => {
  it.each([{}, { askVault: true as const }])("finds a rotation explained by its request, with %o", async (how) => {
    const { status, out, errors } = await diff({ since: before, until: between, bootstrapRan: true, ...how });

    expect(errors).toBe("");
    expect(out).toContain("Nothing that no approved request explains.");
    expect(out).toContain("Explained: 2 acts by 1 approved request");
    expect(status).toBe(0);
  });

  it.each([{}, { askVault: true as const }])("T15 T22 names what was done past it, and nothing else, with %o", async (how) => {
    const { status, out } = await diff({ since: before, until: after, ...how });
    const findings = [...out.matchAll(/^\d+\. \S+ {2}(.*?) {2}\((.*)\)\n {3}who: (.*?), .*\n {3}why: (.*)$/gm)].map((found) =>
      found.slice(1),
    );

    const issued = `a SecretID of ${aCase.role} was issued`;
    const path = `update auth/approle/role/${aCase.role}/secret-id`;
    expect(findings).toEqual([
      [issued, path, "token-mallory", expect.stringContaining("past the bot")],
      [
        "the value db/credentials was written",
        "create secret/data/profinaut/db/credentials",
        "token-mallory",
        expect.stringContaining("past the bot"),
      ],
      [issued, path, "profinaut-bot", expect.stringContaining("no approved request for it was running")],
      [issued, path, "token-approle", expect.stringContaining("past the bot")],
    ]);
    expect(out).toContain("UNEXPLAINED: 4 acts");
    expect(out).toContain("Vault denied 1 request of profinaut-bot");
    expect(status).toBe(2);
  });

  it("reports what looks like bootstrap as a group of its own, and does not call it explained unasked", async () => {
    const open = await diff({ until: before });
    const known = await diff({ until: before, since: "1h", bootstrapRan: true });

    expect(open.status).toBe(2);
    expect(open.out).toContain("a SecretID of profinaut-bot, profinaut-bot was issued");
    // Vault writes a line of its own to try a new device.
    expect(open.out).not.toContain("sys/audit/test");
    expect(open.out).toContain("--bootstrap-ran");
    expect(known.out).toContain("You say that it ran");
    expect(open.out).toContain("by root");
  });

  it.each<readonly [what: string, typed: () => Partial<DiffTyped>, words: string]>([
    ["there is no such log", () => ({ vaultLog: ["/nowhere/audit.log"] }), "cannot be read (ENOENT)"],
    ["the log is none", () => ({ vaultLog: [trailFile] }), "audit device in its JSON format"],
    ["the export is none", () => ({ export: logFile }), "no exported trail"],
    ["the device is another", () => ({ askVault: true, device: "other" }), "no audit device other"],
    ["a time is odd", () => ({ since: "yesterday" }), "--since takes a day"],
    ["a day is none", () => ({ since: "2026-02-31" }), "--since takes a day"],
    ["a time is to come", () => ({ until: "2999-01-01" }), "is in the future"],
    ["the end is before the beginning", () => ({ since: after, until: before }), "--since must be before"],
    ["the skew is odd", () => ({ clockSkew: "2h" }), "--clock-skew takes"],
    ["two files are the input", () => ({ vaultLog: ["-", "-"] }), "Only one file"],
  ])("says what to type when %s, with status 1", async (_, typed, words) => {
    const { status, out, errors } = await diff(typed());

    expect(errors).toContain(words);
    expect([status, out]).toEqual([1, ""]);
  });

  it("counts lines that it cannot read, ends with 2 for them, and leaves out one that is being written", async () => {
    const odd = join(platform.vault.server.folder, "odd.log");
    const { api } = platform.vault.server;
    writeFileSync(odd, `not a line\n\n`);
    await api("POST", "sys/audit/second", { type: "file", options: { file_path: odd } });
    await api("GET", "secret/config");
    writeFileSync(odd, '{"time":"2026-', { flag: "a" });

    const { status, out } = await diff({ vaultLog: [odd], export: trailFile, bootstrapRan: true });

    expect(status).toBe(2);
    expect(out).toContain("1 line could not be read, the first one is line 1");
    expect(out).toContain("the last line is not whole yet");
  });
});
