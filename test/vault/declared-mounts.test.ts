import { stat } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readDeclaredFiles } from "../../src/configuration/declared-files.ts";
import { pending } from "../../src/domain/platform-plan.ts";
import { aDeclaration } from "../cli/a-bootstrap.ts";
import { saidBy } from "../configuration/in-words.ts";
import { aBroughtVault, aDeclaredPlatform, makeAll } from "./a-declared-platform.ts";

describe("what is declared of the mounts", () => {
  it("lets a value that waits vanish by itself, and only its worker see it before", async () => {
    const { vault } = await aBroughtVault({ changes: () => ({ waiting: { vanishAfter: 1_000 } }) });
    const path = "profinaut-pending/data/req_1";

    const put = await vault.api("POST", path, { data: { value: "canary" }, options: { cas: 0 } });
    const read = await vault.api("GET", path);
    const vanished = expect.poll(async () => (await vault.api("GET", path)).status, { timeout: 10_000 });

    expect(put.body.data?.["deletion_time"]).toMatch(/^20/);
    expect(read.status).toBe(200);
    await vanished.toBe(404);
  });

  it("locks nobody out for what somebody else types", async () => {
    const { vault } = await aBroughtVault();
    const at = "auth/approle/role/profinaut-db";
    const role_id = (await vault.api("GET", `${at}/role-id`)).body.data?.["role_id"];
    const secret_id = (await vault.api("POST", `${at}/secret-id`, {})).body.data?.["secret_id"];

    for (let tries = 0; tries < 12; tries++) await vault.api("POST", "auth/approle/login", { role_id, secret_id: "guessed" }, "");
    const login = await vault.api("POST", "auth/approle/login", { role_id, secret_id }, "");

    expect(login.status).toBe(200);
  });

  it("can lock out after some tries instead, and back", async () => {
    const userLockout = { threshold: 3, duration: 60_000, counterReset: 60_000 };
    const { vault, platform } = await aBroughtVault({ changes: ({ appRole }) => ({ appRole: { ...appRole, userLockout } }) });
    const tuned = (await vault.api("GET", "sys/auth/approle/tune")).body.data;

    const back = await aDeclaredPlatform(vault);
    const made = await makeAll(back);

    expect(tuned).toMatchObject({ user_lockout_disable: false, user_lockout_threshold: 3, user_lockout_duration: 60 });
    expect(made).toBe(1);
    expect(pending(await back.plan())).toEqual([]);
    expect(pending(await platform.plan()).map(({ thing }) => thing.kind)).toEqual(["approle-mount"]);
  });

  it("lets Vault's group read the audit log, and nobody else", async () => {
    const { vault } = await aBroughtVault();

    expect((await stat(join(vault.folder, "audit.log"))).mode & 0o777).toBe(0o640);
  });

  it("limits where an AppRole may be used in whatever spelling it is declared, and whoever is within may log in", async () => {
    const { folder, edit } = aDeclaration();
    const spelled = '["2001:DB8:7:0::/64", "fd12:0:0::/48", "127.0.0.1", "::ffff:127.64.0.0/106", "2001:db8:7::/64"]';
    edit("roles.yml", "profinaut-db: { policy: consumer,", `profinaut-db: { policy: consumer, boundCidrs: ${spelled},`);
    const { roles } = readDeclaredFiles(folder);
    const { vault, platform } = await aBroughtVault({ changes: () => ({ roles }) });
    const role = "auth/approle/role/profinaut-db";

    const { data } = (await vault.api("GET", role)).body;
    const { role_id } = (await vault.api("GET", `${role}/role-id`)).body.data ?? {};
    const { secret_id } = (await vault.api("POST", `${role}/secret-id`, {})).body.data ?? {};
    const login = await vault.api("POST", "auth/approle/login", { role_id, secret_id }, "");

    expect(data?.["secret_id_bound_cidrs"]).toEqual(["2001:db8:7::/64", "fd12::/48", "127.0.0.1/32", "127.64.0.0/10"]);
    expect(login.status).toBe(200);
    expect(pending(await platform.plan())).toEqual([]);
    await vault.api("POST", role, { secret_id_bound_cidrs: ["FD12::/48", "127.0.0.1/32", "127.64.3.2/10", "2001:0db8:7::/64"] });
    expect(pending(await platform.plan())).toEqual([]);
    // What Vault makes of another spelling; no login is let in.
    await vault.api("POST", role, { secret_id_bound_cidrs: ["2001:db8:7:0::/64", "127.0.0.1/32"] });
    expect((await vault.api("POST", "auth/approle/login", { role_id, secret_id }, "")).status).toBe(400);
    expect(pending(await platform.plan())).toMatchObject([{ action: "change", thing: { name: "profinaut-db" } }]);
  });

  it.each([
    [
      "10.1.2.3/8",
      /10\.1\.2\.3\/8 is an address in a network: write 10\.0\.0\.0\/8 for all of it, or 10\.1\.2\.3 for the address alone/,
    ],
    ["2001:db8::5/64", /write 2001:db8::\/64 for all of it, or 2001:db8::5 for the address alone/],
    ["010.0.0.0/8", /write networks such as 10\.0\.0\.0\/8 or 2001:db8::\/32/],
  ])("says with the line what to write instead of %s", (network, words) => {
    const { folder, edit } = aDeclaration();
    edit("roles.yml", "profinaut-db: { policy: consumer,", `profinaut-db: { policy: consumer, boundCidrs: ["${network}"],`);

    const said = saidBy(() => readDeclaredFiles(folder));

    expect(said).toMatch(/roles\.yml:\d+: roles\.profinaut-db\.boundCidrs\.0: /);
    expect(said).toMatch(words);
  });

  it("recognises where an AppRole may be used as Vault writes it", async () => {
    const boundCidrs = ["10.1.0.0/16", "192.0.2.7/32"];
    const { vault, platform } = await aBroughtVault({
      changes: ({ roles }) => ({
        roles: Object.fromEntries(Object.entries(roles).map(([role, own]) => [role, { ...own, boundCidrs }])),
      }),
    });

    const { body } = await vault.api("GET", "auth/approle/role/profinaut-staging-db");

    expect(body.data?.["token_bound_cidrs"]).toEqual(["10.1.0.0/16", "192.0.2.7"]);
    expect(pending(await platform.plan())).toEqual([]);
  });
});
