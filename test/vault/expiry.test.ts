import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { applyPlatform } from "../../demo/parts/platform.ts";
import { dayMs } from "../../src/domain/expiry.ts";
import { emptyLedger } from "../../src/domain/ledger.ts";
import { secretIds } from "../../src/expiry-sources/secret-ids.ts";
import { createAppRoles } from "../../src/vault/app-roles.ts";
import { createCertificates } from "../../src/vault/certificates.ts";
import { createOwnLogin } from "../../src/vault/own-login.ts";
import { createSession } from "../../src/vault/session.ts";
import { aRole } from "../operations/a-role.ts";
import { checkPorts } from "../support/check-ports.ts";
import { aListener, statuses } from "./a-listener.ts";
import { type AVault, aVault } from "./a-vault.ts";

/** What ends, as a real Vault tells it to the bot's own AppRoles with no more rights than are declared. */
describe("what ends at Vault", () => {
  let vault: AVault;
  let bot: Awaited<ReturnType<typeof applyPlatform>>["bot"];
  beforeAll(async () => {
    vault = await aVault();
    bot = (await applyPlatform(vault.server)).bot;
  }, 60_000);
  afterAll(() => vault?.stop());

  const appRolesOf = (credentials: typeof bot.worker) => {
    const transport = vault.transport();
    const session = createSession({ transport, mount: "approle", ...credentials, now: Date.now });
    return { session, appRoles: createAppRoles({ session, transport, mount: "approle", now: Date.now }) };
  };

  it.each(["all", "ingress", "worker"] as const)("is the bot's own login, of %s", async (identity) => {
    const { secretId } = bot[identity];
    const state = await createOwnLogin({ ...appRolesOf(bot[identity]), secretId }).look();

    expect(state.role).toBe(identity === "all" ? "profinaut-bot" : `profinaut-bot-${identity}`);
    expect(state.token.expiresAtMs ?? 0).toBeGreaterThan(state.token.issuedAtMs);
    expect((state.secretId?.expiresAtMs ?? 0) - Date.now()).toBeGreaterThan(364 * dayMs);
  });

  it("may be a SecretID that Vault does not know any more, while the token still lives", async () => {
    const own = appRolesOf(bot.worker);
    const { secretId } = await vault.credentials("profinaut-bot-worker");
    const login = createOwnLogin({ ...own, secretId });
    await login.look();

    await vault.ok("POST", "auth/approle/role/profinaut-bot-worker/secret-id/destroy", { secret_id: secretId.reveal() });

    expect((await login.look()).secretId).toBeNull();
  });

  it("is every SecretID of a role and of its twin, also one that never ends", async () => {
    await vault.role("profinaut-db", { secret_id_ttl: 0 });
    await vault.credentials("profinaut-db");
    await vault.credentials("profinaut-staging-db");
    const { appRoles } = appRolesOf(bot.worker);

    const { items, failures } = await secretIds.read({
      ports: checkPorts({
        appRoles,
        roles: new Map([
          ["profinaut-db", aRole()],
          ["profinaut-bot", aRole({ role: "profinaut-bot" })],
        ]),
        ledgers: { read: async (role) => emptyLedger(role) },
      }),
      nowMs: Date.now(),
      signal: AbortSignal.timeout(10_000),
    });

    expect(items.map(({ name, expiresAtMs }) => [name.split("/")[0], expiresAtMs === null])).toEqual([
      ["profinaut-db", true],
      ["profinaut-staging-db", false],
    ]);
    expect(failures?.map(({ what }) => what)).toContain("profinaut-bot");
  });

  it("is the certificate of a real handshake, and the authority above it", async () => {
    const shown = await createCertificates({ address: vault.server.address, ca: vault.ca, timeoutMs: 5_000 }).shown();

    expect(shown.map(({ subject, isAuthority }) => [subject, isAuthority])).toEqual([
      ["localhost", false],
      ["Profinaut test authority", true],
    ]);
    for (const { issuedAtMs, expiresAtMs } of shown)
      expect([issuedAtMs < Date.now(), expiresAtMs > Date.now()]).toEqual([true, true]);
  });

  it("is no certificate that nobody vouches for, none without TLS, and none where nobody listens", async () => {
    const plain = await aListener(statuses(200));
    const shownBy = (address: string) => createCertificates({ address, timeoutMs: 500 }).shown();

    await expect(shownBy(vault.server.address)).rejects.toMatchObject({ code: "vault.untrusted" });
    expect(await shownBy(plain.address)).toEqual([]);
    await expect(shownBy(plain.address.replace("http:", "https:"))).rejects.toMatchObject({ effect: "none" });
    await expect(shownBy("https://127.0.0.1:1")).rejects.toMatchObject({ code: "vault.unreachable" });
    await plain.stop();
  });
});
