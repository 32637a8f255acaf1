import { generateKeyPairSync, type KeyObject, randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { Secret } from "../../src/domain/secret.ts";
import { aFake, aKey, atFake, failureOf, type Kind, kinds, probesOf } from "./arrange.ts";

const withSecret = (key: ReturnType<typeof aKey>, secretKey: string) => ({ ...key, secretKey: new Secret(secretKey) });

describe("a key that is refused: the exchange says why", () => {
  it.each(kinds)("it is unknown at %s", async (kind) => {
    const fake = await aFake();

    expect(await probesOf(fake.url).probe(kind, aKey(kind))).toMatchObject({ isValid: false, refusal: "unknown" });
  });

  it.each(kinds)("its secret half is another's at %s", async (kind) => {
    const key = aKey(kind);
    const fake = await aFake({ keys: [{ exchange: kind, ...atFake(key) }] });

    const health = await probesOf(fake.url).probe(kind, withSecret(key, randomBytes(32).toString("hex")));

    expect(health).toMatchObject({ isValid: false, refusal: "secret" });
  });

  it("it has expired at Bybit", async () => {
    const key = aKey("bybit");
    const fake = await aFake({ keys: [{ exchange: "bybit", ...atFake(key), expiresAtMs: Date.now() - 1 }] });

    expect(await probesOf(fake.url).probe("bybit", key)).toMatchObject({ isValid: false, refusal: "expired" });
  });

  it.each(["two words", "line\n", "ключ", "\u200bhidden"])("one that cannot be sent is not asked about: %j", async (id) => {
    const fake = await aFake();
    const key = { apiKey: new Secret(id), secretKey: new Secret("half") };

    expect(await failureOf(probesOf(fake.url).probe("bybit", key))).toMatchObject({ code: "exchange.key-unsendable" });
    expect(fake.requests()).toEqual([]);
  });
});

describe("a test network of its own for staging", () => {
  async function twoNetworks(kind: Kind) {
    const [production, staging] = [aKey(kind), { ...aKey(kind), isStaging: true }];
    const main = await aFake({ keys: [{ exchange: kind, ...atFake(production) }] });
    const test = await aFake({ isTestNetwork: true, keys: [{ exchange: kind, ...atFake(staging) }] });
    const probes = probesOf(main.url, { exchanges: new Map([[kind, { kind, api: main.url, staging: test.url }]]) });
    return { production, staging, main, test, probe: (key: typeof staging | typeof production) => probes.probe(kind, key) };
  }

  it.each(kinds)("keys of staging are asked about there, and those of production are not: %s", async (kind) => {
    const { production, staging, main, test, probe } = await twoNetworks(kind);

    expect(await probe(staging)).toMatchObject({ isValid: true, isOfTestNetwork: true });
    expect(main.requests()).toEqual([]);
    expect(await probe(production)).toMatchObject({ isValid: true });
    expect(test.requests()).toHaveLength(1);
  });

  it.each(kinds)("a key of the other network is told from one that nobody knows: %s", async (kind) => {
    const { production, staging, probe } = await twoNetworks(kind);

    expect(await probe({ ...production, isStaging: true })).toMatchObject({ isValid: false, refusal: "other-network" });
    expect(await probe({ ...staging, isStaging: false })).toMatchObject({ isValid: false, refusal: "other-network" });
    expect(await probe(aKey(kind))).toMatchObject({ isValid: false, refusal: "unknown" });
  });

  it("without one, keys of staging are asked about where all are", async () => {
    const key = aKey("binance");
    const fake = await aFake({ keys: [{ exchange: "binance", ...atFake(key) }] });

    const health = await probesOf(fake.url).probe("binance", { ...key, isStaging: true });

    expect(health).toMatchObject({ isValid: true });
    expect(health).not.toHaveProperty("isOfTestNetwork");
  });
});

describe("a key of Bybit whose private half its owner made", () => {
  const pem = (key: KeyObject, type: "spki" | "pkcs8" | "pkcs1"): string => key.export({ type, format: "pem" }).toString();
  async function registered() {
    const pair = generateKeyPairSync("rsa", { modulusLength: 2_048 });
    const { apiKey } = aKey("bybit");
    const publicKey = pem(pair.publicKey, "spki");
    const fake = await aFake({ keys: [{ exchange: "bybit", apiKey: apiKey.reveal(), publicKey }] });
    const probeWith = (secretKey: string) => probesOf(fake.url).probe("bybit", { apiKey, secretKey: new Secret(secretKey) });
    return { ...pair, fake, probeWith };
  }

  it.each(["pkcs8", "pkcs1"] as const)("signs by RSA, in %s", async (type) => {
    const { privateKey, probeWith } = await registered();

    expect(await probeWith(pem(privateKey, type))).toMatchObject({ isValid: true });
    expect(await probeWith(pem(privateKey, type).replaceAll("\n", "\r\n"))).toMatchObject({ isValid: true });
  });

  it("another pair's is refused for its secret half", async () => {
    const { probeWith } = await registered();
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2_048 });

    expect(await probeWith(pem(privateKey, "pkcs8"))).toMatchObject({ isValid: false, refusal: "secret" });
  });

  it("Ed25519 and short RSA are refused without a request, with what Bybit takes", async () => {
    const { fake, probeWith } = await registered();
    const others = [generateKeyPairSync("ed25519").privateKey, generateKeyPairSync("rsa", { modulusLength: 1_024 }).privateKey];

    for (const other of others)
      expect(await failureOf(probeWith(pem(other, "pkcs8")))).toMatchObject({
        code: "exchange.private-key",
        sentence: { key: "private-key.kind", params: { exchange: "Bybit", kinds: ["RSA from 2048 bits on"] } },
      });
    expect(fake.requests()).toEqual([]);
  });
});
