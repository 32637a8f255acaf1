import { generateKeyPairSync } from "node:crypto";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { NotFoundError, UpstreamError } from "../../src/domain/errors.ts";
import { say } from "../../src/domain/sentence.ts";
import { createKv } from "../../src/vault/kv.ts";
import { createDecisionSigner, createDecisionVerifier, createHalfSigner, createSignerOf } from "../../src/vault/signing-keys.ts";
import { type AVault, aVault } from "./a-vault.ts";
import { recorded } from "./recorded.ts";
import { renderingsOf } from "./renderings.ts";

const privatePath = "secret/data/profinaut-keys/signing/decisions";
const publicPath = "secret/data/profinaut-keys/public/decisions";
const decision = '{"decider":"U0AAAAAAAAA","decision":"approve","request":"req_1"}';

const aKeyPair = () =>
  generateKeyPairSync("ed25519", {
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
    publicKeyEncoding: { type: "spki", format: "pem" },
  });

describe("decision signatures with keys in Vault", () => {
  let vault: AVault | undefined;
  afterAll(() => vault?.stop());

  const aKeyHolder = async () => {
    vault ??= await aVault();
    const { ok } = vault;
    const { transport, calls } = recorded(vault.transport());
    let ahead = 0;
    const now = () => Date.now() + ahead;
    const kv = createKv({ session: await vault.session({ transport }), mount: "secret" });
    return {
      signer: createDecisionSigner({ kv, kvBase: "profinaut", monotonicMs: now }),
      verifier: createDecisionVerifier({ kv, kvBase: "profinaut", monotonicMs: now }),
      reads: (path: string) => calls.filter((call) => call === `GET ${path}`).length,
      advance: (ms: number) => {
        ahead += ms;
      },
      publish: async (keys: Readonly<Record<string, string>>) => {
        await ok("POST", publicPath, { data: { keys: JSON.stringify(keys) } });
      },
      hold: async (kid: string, privateKey: string) => {
        await ok("POST", privatePath, { data: { kid, privateKey } });
      },
      remove: async (path: string) => {
        await ok("DELETE", path);
      },
    };
  };
  let held: Awaited<ReturnType<typeof aKeyHolder>>;
  const first = aKeyPair();
  const second = aKeyPair();

  beforeEach(async () => {
    held = await aKeyHolder();
    await held.hold("k1", first.privateKey);
    await held.publish({ k1: first.publicKey });
  }, 60_000);

  it("verifies what it signed, as text or bytes, and reads each key once", async () => {
    const signature = await held.signer.sign(decision);

    expect(signature.kid).toBe("k1");
    expect(await held.verifier.verify(decision, signature)).toBe(true);
    expect(await held.verifier.verify(Buffer.from(decision), await held.signer.sign(Buffer.from(decision)))).toBe(true);
    expect(held.reads(privatePath)).toBe(1);
    expect(held.reads(publicPath)).toBe(1);
  });

  it("refuses other data, another signature, another spelling of the signature and another key", async () => {
    const { kid, signature } = await held.signer.sign(decision);
    await held.publish({ k1: first.publicKey, k2: second.publicKey });

    const verdicts = await Promise.all([
      held.verifier.verify(`${decision} `, { kid, signature }),
      held.verifier.verify(decision, { kid, signature: Buffer.alloc(64).toString("base64") }),
      held.verifier.verify(decision, { kid, signature: `${signature}\n` }),
      held.verifier.verify(decision, { kid, signature: "" }),
      held.verifier.verify(decision, { kid, signature: "not base64" }),
      held.verifier.verify(decision, { kid: "k2", signature }),
    ]);

    expect(verdicts).toEqual([false, false, false, false, false, false]);
  });

  it("looks once for a key it does not know, then says no", async () => {
    const { signature } = await held.signer.sign(decision);

    expect(await held.verifier.verify(decision, { kid: "k9", signature })).toBe(false);
    expect(await held.verifier.verify(decision, { kid: "__proto__", signature })).toBe(false);

    expect(held.reads(publicPath)).toBe(3);
  });

  it("finds a new key at once, and still verifies with the old one", async () => {
    const before = await held.signer.sign(decision);
    expect(await held.verifier.verify(decision, before)).toBe(true);

    await held.publish({ k1: first.publicKey, k2: second.publicKey });
    await held.hold("k2", second.privateKey);
    held.advance(60_001);
    const after = await held.signer.sign(decision);

    expect(after.kid).toBe("k2");
    expect(await held.verifier.verify(decision, after)).toBe(true);
    expect(await held.verifier.verify(decision, before)).toBe(true);
  });

  it("stops trusting a withdrawn key within a minute", async () => {
    const signature = await held.signer.sign(decision);
    expect(await held.verifier.verify(decision, signature)).toBe(true);

    await held.publish({ k2: second.publicKey });
    held.advance(60_001);

    expect(await held.verifier.verify(decision, signature)).toBe(false);
  });

  it("says which key is missing", async () => {
    await held.remove(privatePath);
    await held.remove(publicPath);

    await expect(held.signer.sign(decision)).rejects.toThrow(NotFoundError);
    const verifying = held.verifier.verify(decision, { kid: "k1", signature: Buffer.alloc(64).toString("base64") });
    await expect(verifying).rejects.toMatchObject({ sentence: { params: { path: "profinaut-keys/public/decisions" } } });
  });

  it("refuses a key of another kind or no key at all, and repeats nothing of it", async () => {
    const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const other = String(privateKey.export({ type: "pkcs8", format: "pem" }));

    for (const stored of [other, "canary-no-key"]) {
      await held.hold("k1", stored);
      held.advance(60_001);
      const failure: unknown = await held.signer.sign(decision).catch((error: unknown) => error);

      expect(failure).toBeInstanceOf(UpstreamError);
      expect(failure).toMatchObject({ code: "vault.unusable", effect: "none" });
      expect(renderingsOf(failure)).not.toContain(stored.slice(-40).trim());
    }
  });
});

describe("T12 what a half of the bot signs", () => {
  let vault: AVault | undefined;
  afterAll(() => vault?.stop());

  it("is told apart by the keys of both, one that was made since included", async () => {
    vault = await aVault();
    const { ok } = vault;
    const kv = createKv({ session: await vault.session(), mount: "secret" });
    const keys = { kv, kvBase: "profinaut", monotonicMs: Date.now };
    const publish = async (pair: string, kid: string): Promise<void> => {
      const { privateKey, publicKey } = aKeyPair();
      await ok("POST", `secret/data/profinaut-keys/signing/${pair}`, { data: { kid, privateKey } });
      await ok("POST", `secret/data/profinaut-keys/public/${pair}`, { data: { keys: JSON.stringify({ [kid]: publicKey }) } });
    };
    await publish("decisions", "k1");
    await publish("worker", "k2");
    const signerOf = createSignerOf(keys);
    const [ingress, worker] = await Promise.all([
      createHalfSigner(keys, "ingress").sign(decision),
      createHalfSigner(keys, "worker").sign(decision),
    ]);

    expect([await signerOf(decision, ingress), await signerOf(decision, worker)]).toEqual(["ingress", "worker"]);
    expect(await signerOf(`${decision} `, worker)).toBeUndefined();
    expect(await signerOf(decision, { ...worker, kid: "k9" })).toBeUndefined();
    await publish("worker", "k3");
    expect(await signerOf(decision, await createHalfSigner(keys, "worker").sign(decision))).toBe("worker");
  }, 60_000);

  it("goes on being signed and told apart while Vault is away, by the keys that were known", async () => {
    vault ??= await aVault();
    let [isAway, ahead] = [false, 0];
    const inVault = createKv({ session: await vault.session(), mount: "secret" });
    const away = new UpstreamError("vault.sealed", say("vault.sealed", {}), {
      service: "vault",
      effect: "none",
      retryable: true,
    });
    const kv = { read: (path: string) => (isAway ? Promise.reject(away) : inVault.read(path)) };
    const keys = { kv, kvBase: "profinaut", monotonicMs: () => Date.now() + ahead };
    const [signer, signerOf] = [createHalfSigner(keys, "worker"), createSignerOf(keys)];
    const [strict, lagging] = [createDecisionVerifier(keys), createDecisionVerifier(keys, { mayLag: true })];
    const decided = await createHalfSigner(keys, "ingress").sign(decision);
    expect([await signerOf(decision, await signer.sign(decision)), await lagging.verify(decision, decided)]).toEqual([
      "worker",
      true,
    ]);
    expect(await strict.verify(decision, decided)).toBe(true);

    isAway = true;
    ahead = 3_600_000;

    expect(await signerOf(decision, await signer.sign(decision))).toBe("worker");
    expect(await lagging.verify(decision, decided)).toBe(true);
    await expect(strict.verify(decision, decided)).rejects.toMatchObject({ code: "vault.sealed" });
  });
});
