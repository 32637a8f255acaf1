import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createLedgers } from "../../src/redis/ledgers.ts";
import { bob, hour } from "../support/builders.ts";
import { rotationWith, withCase as withCaseOn } from "../support/disturbed-rotation.ts";
import { drive } from "../support/drive.ts";
import type { RotationCase } from "../support/rotation-case.ts";
import { type SmallPlatform, startSmallPlatform } from "../support/small-platform.ts";

let platform: SmallPlatform;
beforeAll(async () => {
  platform = await startSmallPlatform();
});
afterAll(() => platform?.stop());

const withCase = (test: (aCase: RotationCase) => Promise<void>) => withCaseOn(() => platform, test);

const ok = (...call: Parameters<SmallPlatform["vault"]["ok"]>) => platform.vault.ok(...call);
const destroyAtVault = async (role: string, accessor: unknown): Promise<void> =>
  void (await ok("POST", `auth/approle/role/${role}/secret-id-accessor/destroy`, { secret_id_accessor: String(accessor) }));

/** Takes a path of one role away from the bot; returns how to give it back. */
async function policyChange(role: string, path: string) {
  const policy = String((await ok("GET", "sys/policies/acl/profinaut-bot")).body.data?.["policy"]);
  const put = async (text: string): Promise<void> => void (await ok("PUT", "sys/policies/acl/profinaut-bot", { policy: text }));
  return {
    deny: () => put(`${policy}\npath "auth/approle/role/${role}/${path}" { capabilities = ["deny"] }`),
    allow: () => put(policy),
  };
}

const vaultCalls = ["appRoles.issueWrapped", "appRoles.unwrap", "appRoles.lookUpValue", "appRoles.destroy"];

describe("T21 Vault, in the middle of a rotation,", () => {
  it.each(vaultCalls)("is sealed before %s: it waits for the unsealing and ends well", (at) =>
    withCase(async (aCase) => {
      const { server } = platform.vault;

      const { request, broken, hasHappened } = await rotationWith(aCase, { at, happens: server.seal, ends: server.unseal });

      expect(hasHappened).toBe(true);
      expect(request?.state).toBe("succeeded");
      expect(broken).toEqual([]);
    })(),
  );

  it.each(vaultCalls)("revokes our token before %s: it logs in again and ends well", (at) =>
    withCase(async (aCase) => {
      const happens = async (): Promise<void> => void (await ok("PUT", "sys/leases/revoke-prefix/auth/approle/login"));

      const { request, broken, hasHappened } = await rotationWith(aCase, { at, happens });

      expect(hasHappened).toBe(true);
      expect(request?.state).toBe("succeeded");
      expect(broken).toEqual([]);
    })(),
  );

  it(
    "denies us to look the new SecretID up: it is taken back, and a new request works once it is allowed",
    withCase(async (aCase) => {
      const { deny, allow } = await policyChange(aCase.role, "secret-id/lookup");

      const first = await rotationWith(aCase, { at: "appRoles.lookUpValue", happens: deny });
      await allow();

      expect(first.request?.state).toBe("failed");
      expect(first.broken).toEqual([]);
      const processRun = await aCase.processRun();
      aCase.advance(1); // a second request in the same millisecond would not be the newer one
      await processRun.submit(`rotate ${aCase.role} again`);
      await drive(aCase, processRun, { command: (role) => `rotate ${role} again` });
      expect((await aCase.newest())?.state).toBe("succeeded");
      expect(await aCase.broken()).toEqual([]);
    }),
  );

  it(
    "denies us to issue and to list: what is left cannot be seen, so it needs attention, and Retry ends well once it is allowed",
    withCase(async (aCase) => {
      const { deny, allow } = await policyChange(aCase.role, "secret-id");

      const denied = { at: "appRoles.issueWrapped", happens: deny, ends: allow };
      const { request, broken, states } = await rotationWith(aCase, denied);

      expect(states).toContain("needs-attention");
      expect(request?.state).toBe("succeeded");
      expect(broken).toEqual([]);
    }),
  );

  it(
    "loses the accessor that is about to be looked up: the rotation fails and leaves nothing",
    withCase(async (aCase) => {
      let pending: unknown;
      const happens = async ([wrapped]: readonly unknown[]): Promise<void> => {
        pending = wrapped instanceof Object && "accessor" in wrapped ? wrapped.accessor : undefined;
        await destroyAtVault(aCase.role, pending);
      };

      const { request, broken } = await rotationWith(aCase, { at: "appRoles.unwrap", happens });

      expect(pending).toEqual(expect.any(String));
      expect(request?.state).toBe("failed");
      expect(broken).toEqual([]);
    }),
  );

  it(
    "has lost the old SecretID by itself when it is due: that is what was wanted",
    withCase(async (aCase) => {
      const happens = ([, accessor]: readonly unknown[]): Promise<void> => destroyAtVault(aCase.role, accessor);

      const { request, broken, hasHappened } = await rotationWith(aCase, { at: "appRoles.destroy", happens });

      expect(hasHappened).toBe(true);
      expect(request?.laterSteps.map(({ state }) => state)).toEqual(["done"]);
      expect(broken).toEqual([]);
    }),
  );

  it(
    "has lost the new SecretID when the old one is due: the old one is left alive, and the channel is alarmed",
    withCase(async (aCase) => {
      const processRun = await aCase.processRun();
      const { id } = await processRun.submit(`rotate ${aCase.role} weekly`);
      await processRun.work(id);
      await processRun.decide(id, bob);
      await processRun.work(id);
      const ledger = await createLedgers({ documents: aCase.memory.documents }).read(aCase.role);
      await destroyAtVault(aCase.role, ledger.current?.accessor);
      aCase.advance(2 * hour);

      await processRun.work(id);

      expect((await aCase.newest())?.laterSteps.map(({ state }) => state)).not.toContain("done");
      expect(aCase.view.alarms.map(({ key }) => key)).toEqual(["retire.stuck"]);
      const live = (await ok("LIST", `auth/approle/role/${aCase.role}/secret-id`)).body.data?.["keys"];
      expect(live).toEqual(ledger.previous.map(({ accessor }) => accessor));
    }),
  );
});
