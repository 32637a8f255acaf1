import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exportTrail } from "../../src/app/export-trail.ts";
import { createRefusedLogins } from "../../src/app/refused-logins.ts";
import type { DiffTyped } from "../../src/cli/audit/diff.ts";
import { createLoginLog } from "../../src/vault/login-log.ts";
import { smallest } from "../configuration/a-folder.ts";
import { aLedger, hour } from "../support/builders.ts";
import { drive } from "../support/drive.ts";
import { createMemory } from "../support/memory-store.ts";
import { aRotationCase, type RotationCase } from "../support/rotation-case.ts";
import { type SmallPlatform, startSmallPlatform } from "../support/small-platform.ts";
import { badLogin, loginOf } from "./locked.ts";
import { diffAt } from "./run-diff.ts";

let platform: SmallPlatform;
let aCase: RotationCase;
let configFile: string;
const at = (name: string): string => join(platform.vault.server.folder, name);
const devices: readonly (readonly [name: string, file: string])[] = [
  ["file", "audit.log"],
  ["second", "second.log"],
];

async function make(name: string, file: string): Promise<void> {
  await platform.vault.ok("POST", `sys/audit/${name}`, { type: "file", options: { file_path: at(file) } });
}

/** Both devices log a rotation; the first one is made anew and goes on in its file; the next rotation is logged by both as well. */
beforeAll(async () => {
  platform = await startSmallPlatform();
  configFile = at("profinaut.yml");
  writeFileSync(configFile, smallest);
  for (const [name, file] of devices) await make(name, file);
  aCase = await aRotationCase(platform, { overlapMs: 0 });
  const processRun = await aCase.processRun();
  await drive(aCase, processRun, { command: (role) => `rotate ${role} weekly` });
  // It ends with a jump past the time in which something may arrive late, which Vault's clock does not make.
  aCase.advance(-hour);
  await platform.vault.ok("DELETE", "sys/audit/file");
  await make("file", "audit.log");
  await processRun.submit(`rotate ${aCase.role} again`);
  await drive(aCase, processRun, { command: (role) => `rotate ${role} again` });
  const lines: string[] = [];
  const trail = { audit: aCase.memory.audit, publicKeys: new Map<string, string>(), fromSeq: 1, now: () => Date.now() + 60_000 };
  for await (const line of exportTrail(trail)) lines.push(line);
  writeFileSync(at("trail.ndjson"), lines.join(""));
}, 120_000);
afterAll(async () => {
  await aCase?.stop();
  await platform?.stop();
});

const diff = (typed: Partial<DiffTyped>) =>
  diffAt(platform.vault, configFile, {
    ...{ vaultLog: [at("audit.log")], export: at("trail.ndjson"), askVault: true, bootstrapRan: true },
    ...typed,
  });

describe("the log of an audit device that was made anew", () => {
  it("explains what was approved before and after, and says what could only be compared by time", async () => {
    const { out, errors } = await diff({});

    expect(errors).toBe("");
    expect(out).toContain("Explained: 4 acts by 2 approved requests");
    // What is left was done by hand, with the root token of this test.
    expect([...out.matchAll(/^ {3}who: (\S+),/gm)].map(([, who]) => who)).toEqual(["root", "root", "root", "root"]);
    expect(out).toMatch(/But 2 acts of the bot from \S+ to \S+ stand there by another salt/);
  });

  it("is compared whole by accessor with the log of the device that was left alone", async () => {
    const { out } = await diff({ vaultLog: [at("second.log")], device: "second" });

    expect(out).toContain("Explained: 4 acts by 2 approved requests");
    expect(out).toContain("SecretIDs were compared by accessor.");
    expect(out).not.toContain("another salt");
  });

  it("by the hashes of another device is refused, as nothing of it could be compared", async () => {
    const { status, errors } = await diff({ vaultLog: [at("second.log")] });

    expect(errors).toContain("by the hashes of the audit device file");
    expect(status).toBe(1);
  });

  it("T15 still shows a SecretID that was issued in the place of another one since", async () => {
    const { roleId, secretId } = await platform.vault.credentials("profinaut-bot");
    const call = platform.vault.server.api;
    const login = await call("POST", "auth/approle/login", { role_id: roleId, secret_id: secretId.reveal() }, "");
    const stolen = login.body.auth?.client_token;
    const issue = `auth/approle/role/${aCase.role}/secret-id`;
    await call("POST", issue, {}, stolen, { "x-vault-wrap-ttl": "60s" });

    const { status, out } = await diff({});

    expect(out).toContain(`a SecretID of ${aCase.role} was issued`);
    expect(status).toBe(2);
  });

  it("makes nobody be called a stranger who logged in before: that cannot be told is said", async () => {
    const { vault } = platform;
    const memory = createMemory({ now: Date.now });
    const log = createLoginLog({ path: at("audit.log"), mount: "approle" });
    const refused = createRefusedLogins({ ...memory, log, ledgers: { read: async (role) => aLedger({ role }) }, now: Date.now });
    const old = await loginOf(vault.server, aCase.role, { request: "req_0123456789", generation: "4" });
    await old.good();
    const current = await loginOf(vault.server, aCase.role, { request: "req_9876543210", generation: "5" });
    await vault.ok("POST", `auth/approle/role/${aCase.role}/secret-id/destroy`, { secret_id: old.secretId });
    await badLogin(vault.server, old.roleId, old.secretId);
    const before = await refused.of([aCase.role]);

    await vault.ok("DELETE", "sys/audit/file");
    await make("file", "audit.log");
    await current.good();
    for (let time = 0; time < 3; time += 1) await badLogin(vault.server, old.roleId, old.secretId);
    const after = await refused.of([aCase.role]);

    expect(before?.get(aCase.role)).toMatchObject([{ which: "retired", request: "req_0123456789" }]);
    expect(after?.get(aCase.role)).toMatchObject([
      { which: "retired", request: "req_0123456789" },
      { which: "unknown", saltSinceMs: expect.any(Number), count: 3 },
    ]);
  });
});
