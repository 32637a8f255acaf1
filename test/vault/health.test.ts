import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createVaultHealth } from "../../src/vault/health.ts";
import { createVaultClock } from "../../src/vault/server-clock.ts";
import { createTransport } from "../../src/vault/transport.ts";
import { aListener, statuses } from "./a-listener.ts";
import { type AVault, aVault } from "./a-vault.ts";

describe("Vault's health", () => {
  let vault: AVault;

  beforeAll(async () => {
    vault = await aVault();
  }, 60_000);
  afterAll(() => vault?.stop());

  it("is ready, sealed while it is sealed, and ready again, without a credential", async () => {
    const { health } = createVaultHealth({ transport: vault.transport() });

    const ready = await health();
    await vault.server.seal();
    const sealed = await health();
    await vault.server.unseal();

    expect(ready).toEqual({ state: "ready", version: expect.stringMatching(/^\d+\.\d+\.\d+/) });
    expect(sealed.state).toBe("sealed");
    expect((await health()).state).toBe("ready");
  });

  it("says what time it is by Vault's clock, sealed or not, and nothing when it does not answer", async () => {
    const now = createVaultClock({ transport: vault.transport() });
    const differsMs = async (): Promise<number> => Math.abs(((await now()) ?? 0) - Date.now());

    expect(await differsMs()).toBeLessThan(3_000);
    await vault.server.seal();
    expect(await differsMs()).toBeLessThan(3_000);
    await vault.server.unseal();
    const nowhere = createTransport({ address: "http://127.0.0.1:1", timeoutMs: 200, now: Date.now });
    expect(await createVaultClock({ transport: nowhere })()).toBeUndefined();
  });

  it.each([
    { status: 429, leader: { ha_enabled: true, leader_address: "https://vault-2:8200" }, state: "standby" },
    { status: 473, leader: { ha_enabled: true, leader_address: "https://vault-2:8200" }, state: "standby" },
    { status: 429, leader: { ha_enabled: true, leader_address: "" }, state: "no-active-node" },
    { status: 429, leader: { errors: ["Unexpected response code: 500"] }, state: "no-active-node" },
    { status: 501, leader: {}, state: "uninitialised" },
    { status: 404, leader: {}, state: "unreachable" },
  ])("takes $status with a body of Vault's, and the leader $leader, for $state", async ({ status, leader, state }) => {
    const listener = await aListener(({ url }, response) => {
      const [code, body] = url.endsWith("sys/leader")
        ? ["errors" in leader ? 500 : 200, leader]
        : [status, { version: "1.21.4" }];
      response.writeHead(code).end(JSON.stringify(body));
    });

    expect(
      (
        await createVaultHealth({
          transport: createTransport({ address: listener.address, timeoutMs: 1000, now: Date.now }),
        }).health()
      ).state,
    ).toBe(state);
    await listener.stop();
  });

  it("does not take another server's 503 or 200 for Vault's", async () => {
    const listener = await aListener(statuses(503, 200));
    const { health } = createVaultHealth({
      transport: createTransport({ address: listener.address, timeoutMs: 1000, now: Date.now }),
    });

    expect([await health(), await health()]).toEqual([{ state: "unreachable" }, { state: "unreachable" }]);
    await listener.stop();
  });

  it("is unreachable when nobody listens, when it hangs, and when the caller gives up", async () => {
    const nobody = createVaultHealth({
      transport: createTransport({ address: "http://127.0.0.1:1", timeoutMs: 1000, now: Date.now }),
    });
    const hanging = createVaultHealth({ transport: vault.transport({ timeoutMs: 200 }) });

    expect(await nobody.health()).toEqual({ state: "unreachable" });
    expect(await hanging.health(AbortSignal.abort())).toEqual({ state: "unreachable" });
    vault.server.freeze();
    const frozen = await hanging.health();
    vault.server.thaw();
    expect(frozen).toEqual({ state: "unreachable" });
  });
});
