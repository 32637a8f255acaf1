import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Secret } from "../../src/domain/secret.ts";
import { createWaitingValues } from "../../src/vault/waiting-values.ts";
import { fields } from "../ports/kv-entries.ts";
import { describeWaitingValues } from "../ports/waiting-values.ts";
import { createMemoryWaiting } from "../support/memory-waiting.ts";
import { startTcpProxy } from "../support/tcp-proxy.ts";
import { type AVault, aVault } from "./a-vault.ts";
import { type BotIdentities, botIdentities } from "./bot-identities.ts";
import { renderingsOf } from "./renderings.ts";

const mount = "profinaut-pending";
const canary = "canary-51be20";
const id = "req_00aa11bb22cc";

describeWaitingValues("Vault, in a mount of their own, under the rights of the bot's two halves", async () => {
  const vault = await aVault();
  const { ingress, worker } = await botIdentities(vault);
  return {
    ingress: createWaitingValues({ session: ingress, mount }),
    worker: createWaitingValues({ session: worker, mount }),
    stop: () => vault.stop(),
  };
});

describeWaitingValues("Vault, in a folder, for one identity with both rights", async () => {
  const vault = await aVault();
  const { sessionWith } = await botIdentities(vault);
  const session = await sessionWith(
    "waiting-both",
    `path "secret/data/profinaut-pending/*" { capabilities = ["create", "read"] }
     path "secret/metadata/profinaut-pending/*" { capabilities = ["list", "read", "delete"] }
     path "sys/capabilities-self" { capabilities = ["update"] }`,
  );
  const both = createWaitingValues({ session, mount: "secret", folder: "profinaut-pending" });
  return { ingress: both, worker: both, stop: () => vault.stop() };
});

describeWaitingValues("Vault, for whoever may overwrite: it does not", async () => {
  const vault = await aVault();
  const { sessionWith } = await botIdentities(vault);
  const session = await sessionWith(
    "waiting-all",
    `path "profinaut-pending/*" { capabilities = ["create", "read", "update", "list", "delete"] }`,
  );
  const both = createWaitingValues({ session, mount });
  return { ingress: both, worker: both, stop: () => vault.stop() };
});

describeWaitingValues("memory", async () => {
  const both = createMemoryWaiting({ now: Date.now });
  return { ingress: both, worker: both, stop: async () => {} };
});

describe("waiting values when rights lack or the way fails", () => {
  let vault: AVault;
  let identities: BotIdentities;
  beforeAll(async () => {
    vault = await aVault();
    identities = await botIdentities(vault);
  }, 60_000);
  afterAll(() => vault?.stop());
  const denied = { code: "vault.denied", effect: "none" };
  const failureOf = (work: Promise<unknown>): Promise<unknown> => work.catch((error: unknown) => error);

  it("lets ingress neither read nor remove nor list what it has put", async () => {
    const ingress = createWaitingValues({ session: identities.ingress, mount });
    await ingress.put(id, { fields: fields({ a: canary }) });

    const refused = await Promise.allSettled<unknown>([ingress.read(id), ingress.remove(id), ingress.list()]);
    expect(refused).toMatchObject(refused.map(() => ({ status: "rejected", reason: denied })));
  });

  it("lets the worker put nothing: a missing right is not taken for a value that waits", async () => {
    const worker = createWaitingValues({ session: identities.worker, mount });

    await expect(worker.put("req_111111111111", { fields: fields({ a: "b" }) })).rejects.toMatchObject(denied);
  });

  it("does not guess what somebody else wrote there", async () => {
    await vault.ok("POST", `${mount}/data/req_222222222222`, { data: { fields: "no json", other: canary } });
    await vault.ok("POST", `${mount}/data/req_333333333333`, { data: { fields: '[["a",1]]' } });
    const worker = createWaitingValues({ session: identities.worker, mount });

    for (const odd of ["req_222222222222", "req_333333333333"]) {
      const failure = await failureOf(worker.read(odd));
      expect(failure).toMatchObject({ code: "vault.unusable", effect: "none" });
      expect(renderingsOf(failure)).not.toContain(canary);
    }
  });

  it("leaves out what is no request's id", async () => {
    await vault.ok("POST", `${mount}/data/by-hand`, { data: { a: "b" } });
    await vault.ok("POST", `${mount}/data/folder/req_444444444444`, { data: { a: "b" } });
    const worker = createWaitingValues({ session: identities.worker, mount });

    const listed = (await worker.list()).map(({ requestId }) => requestId);

    expect(listed).toContain(id);
    expect(listed.filter((each) => !each.startsWith("req_"))).toEqual([]);
    expect(listed).not.toContain("req_444444444444");
  });

  it("T13 says 'unknown' when the answer to putting is lost, settles removing, and shows no value", async () => {
    const proxy = await startTcpProxy({ host: "127.0.0.1", port: Number(new URL(vault.server.address).port), tls: vault.tls });
    const transport = vault.transport({ address: `https://127.0.0.1:${proxy.port}`, timeoutMs: 1_000 });
    const at = async (role: string) =>
      createWaitingValues({ session: await vault.session({ transport, credentials: await vault.credentials(role) }), mount });
    const [ingress, worker] = [await at("values-ingress"), await at("values-worker")];
    await failureOf(ingress.read(id));
    await worker.read(id);

    proxy.mode({ kind: "lose-answer", matching: `/v1/${mount}/data/` });
    const lost = [
      await failureOf(ingress.put("req_555555555555", { fields: fields({ a: canary }) })),
      await failureOf(ingress.put("req_666666666666", { wrappingToken: new Secret(canary) })),
    ];
    proxy.mode({ kind: "lose-answer", matching: "DELETE " });
    await worker.remove("req_555555555555");

    expect(proxy.answersLost()).toBe(3);
    proxy.mode({ kind: "pass" });
    expect(await worker.read("req_555555555555")).toBeUndefined();
    expect(await worker.read("req_666666666666")).toBeDefined();
    for (const failure of lost) {
      expect(failure).toMatchObject({ code: "vault.lost-answer", effect: "unknown" });
      expect(renderingsOf(failure)).not.toContain(canary);
    }
    const conflict = await failureOf(ingress.put("req_666666666666", { fields: fields({ a: canary }) }));
    expect(conflict).toMatchObject({ code: "kv.waits-already" });
    expect(renderingsOf(conflict)).not.toContain(canary);
    await proxy.stop();
  });
});
