import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { applyPlatform } from "../../demo/parts/platform.ts";
import { type RunningVault, startVault } from "../../demo/parts/vault-server.ts";
import { readDeclaredFiles } from "../../src/configuration/declared-files.ts";
import type { VisiblePlatform } from "../../src/ports/visible-platform.ts";
import { createVisiblePlatform } from "../../src/vault/declared/visible.ts";
import { createSession } from "../../src/vault/session.ts";
import { createTransport, type Transport } from "../../src/vault/transport.ts";
import { ownDeclaration } from "../../src/wiring/commands/bootstrap.ts";

let vault: RunningVault;
let transport: Transport;
/** Seen by the worker, with its own AppRole and nothing else. */
let platform: VisiblePlatform;
beforeAll(async () => {
  vault = await startVault();
  const { bot, ...mounts } = await applyPlatform(vault);
  transport = createTransport({
    address: vault.address,
    ca: await readFile(vault.caFile, "utf8"),
    timeoutMs: 10_000,
    now: Date.now,
  });
  const client = createSession({ transport, mount: "approle", ...bot.worker, now: Date.now });
  const declaration = readDeclaredFiles(ownDeclaration);
  platform = createVisiblePlatform({ client, stranger: transport.client(), declaration, mounts });
}, 120_000);
afterAll(async () => {
  await transport?.close();
  await vault?.stop();
});

const ids = async (kinds: Parameters<VisiblePlatform["compare"]>[0]) =>
  (await platform.compare(kinds)).different.map(({ thing, action }) => `${action} ${thing.kind} ${thing.name}`);
const ok = async (...call: Parameters<RunningVault["api"]>): Promise<void> => {
  const { status } = await vault.api(...call);
  if (status >= 300) throw new Error(`${call[0]} ${call[1]} answered ${status}`);
};

describe("the platform, as far as the worker's own rights let it see", () => {
  it("is as declared after bootstrap, and nothing that was asked for is denied", async () => {
    expect(platform.roles).toContain("profinaut-staging-db");
    expect(await platform.compare(["kv-mount", "approle-mount", "policy", "app-role"])).toEqual({ different: [], unseen: [] });
  });

  it("shows a mount that was tuned, a policy and an AppRole that were changed, and a policy that is gone", async () => {
    await ok("POST", "secret/config", { cas_required: false });
    await ok("POST", "sys/auth/approle/tune", { max_lease_ttl: "768h" });
    await ok("POST", "sys/policies/acl/profinaut-db", { policy: 'path "secret/*" { capabilities = ["read"] }' });
    await ok("DELETE", "sys/policies/acl/profinaut-staging-kafka");
    await ok("POST", "auth/approle/role/profinaut-kafka", { token_policies: ["profinaut-kafka", "profinaut-admin"] });

    expect(await ids(["kv-mount", "approle-mount"])).toEqual(["change kv-mount secret", "change approle-mount approle"]);
    expect(await ids(["policy", "app-role"])).toEqual([
      "change policy profinaut-db",
      "create policy profinaut-staging-kafka",
      "change app-role profinaut-kafka",
    ]);
  });

  it("names what Vault does not let it compare, and compares the rest", async () => {
    const path = "sys/policies/acl/profinaut-bot-worker";
    const before = String((await vault.api("GET", path)).body.data?.["policy"]);
    await ok("POST", path, { policy: before.replace('path "sys/policies/acl/profinaut-admin" {', 'path "sys/none" {') });

    const { unseen, different } = await platform.compare(["policy"]);

    expect(unseen).toEqual([{ kind: "policy", name: "profinaut-admin" }]);
    expect(different).not.toEqual([]);
    await ok("POST", path, { policy: before });
  });

  it("tells whether the audit device is on, and that a root token is being made", async () => {
    expect(await platform.isAuditDeviceOn()).toBe(true);
    expect(await platform.isRootTokenBeingMade()).toBe(false);
    await ok("DELETE", "sys/audit/file");
    await ok("POST", "sys/generate-root/attempt", {});

    expect(await platform.isAuditDeviceOn()).toBe(false);
    expect(await platform.isRootTokenBeingMade()).toBe(true);
    await ok("DELETE", "sys/generate-root/attempt");
    await ok("POST", "sys/audit/file", { type: "file", options: { file_path: join(vault.folder, "audit.log") } });
  });
});
