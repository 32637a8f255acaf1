import { createHmac, generateKeyPairSync, type KeyObject, randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { UpstreamError } from "../../src/domain/errors.ts";
import { Secret } from "../../src/domain/secret.ts";
import { binance } from "../../src/exchange/binance.ts";
import { aFake, aKey, anAnswer, failureOf, probesOf, renderingsOf, seenAtBinance } from "./arrange.ts";

const bound = ["127.0.0.1"];
const probe = (url: string) => probesOf(url, { maxLimitWaitMs: 0 }).probe("binance", aKey("binance"));

describe("what a Binance key may do", () => {
  it.each([
    "enableSpotAndMarginTrading",
    "enableMargin",
    "enableFutures",
    "enableVanillaOptions",
    "enablePortfolioMarginTrading",
  ])("%s is trading and moves nothing out", async (right) => {
    const health = await seenAtBinance({ rights: { [right]: true } });

    expect(health).toMatchObject({ canTrade: true, canWithdraw: false, transferRights: [] });
  });

  it.each(["enableWithdrawals", "enableInternalTransfer", "permitsUniversalTransfer"])(
    "%s moves money by more than trades, and is named",
    async (right) => {
      const health = await seenAtBinance({ rights: { [right]: true }, ips: bound });

      expect(health).toMatchObject({ canTrade: false, canWithdraw: true, transferRights: [right] });
    },
  );

  it("all rights that move money are named", async () => {
    const rights = { enableWithdrawals: true, enableInternalTransfer: true, permitsUniversalTransfer: true, enableFutures: true };

    const health = await seenAtBinance({ rights, ips: bound });

    expect([...health.transferRights].sort()).toEqual([
      "enableInternalTransfer",
      "enableWithdrawals",
      "permitsUniversalTransfer",
    ]);
  });

  it.each([
    ["enableFastWithdrawSwitch", true],
    ["permitsSubAccountTransfer", true],
    ["enablePaymentApi", true],
    ["enableCopyTrading", false],
    ["enableFixReadOnly", false],
  ])("a right that is not known yet, %s: moves money by its name: %s", async (right, canWithdraw) => {
    expect(await seenAtBinance({ rights: { [right]: true } })).toMatchObject({ canWithdraw });
  });

  it("the end of the right to trade is the end", async () => {
    const expiresAtMs = Date.now() + 86_400_000;

    expect(await seenAtBinance({ rights: { enableSpotAndMarginTrading: true }, expiresAtMs })).toMatchObject({
      canTrade: true,
      expiresAtMs,
    });
  });

  it("after it the key can no longer trade", async () => {
    const expiresAtMs = Date.now() - 1;

    expect(await seenAtBinance({ rights: { enableSpotAndMarginTrading: true }, expiresAtMs })).toMatchObject({
      isValid: true,
      canTrade: false,
      expiresAtMs: null,
    });
  });
});

describe("signing", () => {
  it("is what Binance documents: HMAC-SHA256 over all that is sent before it, the key in a header", () => {
    const request = binance.request({ apiKey: new Secret("the key"), secretKey: new Secret("the secret") }, 1_700_000_000_000);
    const signed = "recvWindow=5000&timestamp=1700000000000";
    const signature = createHmac("sha256", "the secret").update(signed).digest("hex");

    expect(request).toEqual({
      path: "/sapi/v1/account/apiRestrictions",
      query: `${signed}&signature=${signature}`,
      headers: { "x-mbx-apikey": "the key" },
    });
  });
});

/** Both halves in PEM. */
const written = (pair: { readonly publicKey: KeyObject; readonly privateKey: KeyObject }) => ({
  publicKey: pair.publicKey.export({ type: "spki", format: "pem" }).toString(),
  privateKey: pair.privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  locked: pair.privateKey.export({ type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "not a secret" }).toString(),
});
const ed25519 = () => written(generateKeyPairSync("ed25519"));
const rsa = (modulusLength = 2_048) => written(generateKeyPairSync("rsa", { modulusLength }));

describe("a key whose private half its owner made", () => {
  const registered = async (publicKey: string) => {
    const apiKey = randomBytes(32).toString("hex");
    const fake = await aFake({ keys: [{ exchange: "binance", apiKey, publicKey, ips: bound }] });
    const probeWith = (secretKey: string) =>
      probesOf(fake.url).probe("binance", { apiKey: new Secret(apiKey), secretKey: new Secret(secretKey) });
    return { probeWith, asked: () => fake.requests().length };
  };

  it.each([
    ["Ed25519", ed25519],
    ["RSA", rsa],
  ])("%s signs requests that the exchange takes", async (_, pair) => {
    const { publicKey, privateKey } = pair();
    const { probeWith } = await registered(publicKey);

    expect(await probeWith(privateKey)).toMatchObject({ isValid: true, canRead: true, isIpRestricted: true });
    expect(await probeWith(privateKey.replaceAll("\n", "\r\n"))).toMatchObject({ isValid: true });
  });

  it("RSA in the older shape signs as well", async () => {
    const pair = generateKeyPairSync("rsa", { modulusLength: 2_048 });
    const older = pair.privateKey.export({ type: "pkcs1", format: "pem" }).toString();

    expect(await (await registered(written(pair).publicKey)).probeWith(older)).toMatchObject({ isValid: true });
  });

  it.each([
    ["another pair's private half", () => ed25519().privateKey],
    ["the private half of another kind", () => rsa().privateKey],
    ["a word", () => "w".repeat(64)],
  ])("is not accepted with %s", async (_, secretKey) => {
    const { probeWith } = await registered(ed25519().publicKey);

    expect(await probeWith(secretKey())).toMatchObject({ isValid: false });
  });

  it("of the exchange's own making is not accepted with a private key", async () => {
    const key = aKey("binance");
    const fake = await aFake({
      keys: [{ exchange: "binance", apiKey: key.apiKey.reveal(), secretKey: key.secretKey.reveal() }],
    });

    const health = await probesOf(fake.url).probe("binance", { ...key, secretKey: new Secret(ed25519().privateKey) });

    expect(health).toMatchObject({ isValid: false });
  });

  it.each([
    ["is locked", "private-key.locked", () => ed25519().locked],
    ["is the public half", "private-key.public", () => ed25519().publicKey],
    ["is damaged", "private-key.odd", () => ed25519().privateKey.replace(/\n[A-Za-z0-9]{20}/, "\n")],
    ["is too short", "private-key.kind", () => rsa(1_024).privateKey],
    ["is of another kind", "private-key.kind", () => written(generateKeyPairSync("ec", { namedCurve: "P-256" })).privateKey],
  ])("that %s is refused before the exchange is asked, and is in no error", async (_, because, secretKey) => {
    const { probeWith, asked } = await registered(ed25519().publicKey);
    const pem = secretKey();

    const failure = await failureOf(probeWith(pem));

    expect(failure).toMatchObject({ code: "exchange.private-key", sentence: { key: because } });
    expect(renderingsOf(failure)).not.toContain(pem.split("\n")[1]);
    expect(asked()).toBe(0);
  });
});

describe("Binance's refusals", () => {
  it.each([
    [401, -1002],
    [400, -1022],
    [401, -2008],
    [401, -2014],
  ])("%i with code %i: the key is not accepted", async (status, code) => {
    const { url } = await anAnswer(status, { code, msg: "whatever" });

    expect(await probe(url)).toMatchObject({ isValid: false });
  });

  const failures: readonly (readonly [string, number, unknown, object])[] = [
    ["key, address or permission", 401, { code: -2015, msg: "" }, { code: "exchange.key-or-address-refused", retryable: false }],
    ["too many requests", 429, { code: -1003, msg: "" }, { code: "exchange.limited", retryable: true }],
    ["a ban", 418, { code: -1003, msg: "" }, { code: "exchange.limited", retryable: true }],
    ["too many requests by its code alone", 400, { code: -1003, msg: "" }, { code: "exchange.limited", retryable: true }],
    ["the firewall", 403, "<html>", { code: "exchange.blocked", retryable: true }],
    ["a country that is not served", 451, { code: 0, msg: "" }, { code: "exchange.blocked", retryable: true }],
    ["an unknown error", 500, { code: -1000, msg: "" }, { code: "exchange.failed", retryable: true }],
    ["maintenance", 503, "<html>", { code: "exchange.failed", retryable: true }],
    ["a time-out of theirs", 408, { code: -1007, msg: "" }, { code: "exchange.failed", retryable: true }],
    ["an overload", 400, { code: -1008, msg: "" }, { code: "exchange.failed", retryable: true }],
    ["a service that shuts down", 400, { code: -1016, msg: "" }, { code: "exchange.failed", retryable: true }],
    ["a parameter it does not like", 400, { code: -1102, msg: "" }, { code: "exchange.refused", retryable: false }],
    ["a code of tomorrow", 400, { code: -9999, msg: "" }, { code: "exchange.refused", retryable: false }],
    ["no code", 404, "<html>", { code: "exchange.strange-answer", retryable: true }],
    ["nothing at all", 401, "", { code: "exchange.strange-answer", retryable: true }],
    ["a page instead of rights", 200, "<html>", { code: "exchange.strange-answer", retryable: true }],
    ["a list instead of rights", 200, [], { code: "exchange.strange-answer", retryable: true }],
    ["rights without the one that matters", 200, { ipRestrict: true }, { code: "exchange.strange-answer", retryable: true }],
    ["a redirect", 301, "", { code: "exchange.moved", retryable: false }],
  ];
  it.each(failures)("%s says nothing about the key", async (_, status, body, expected) => {
    const { url } = await anAnswer(status, body);

    const failure = await failureOf(probe(url));

    expect(failure).toBeInstanceOf(UpstreamError);
    expect(failure).toMatchObject({ service: "exchange", effect: "none", status, ...expected });
  });

  it("a right with an odd name is not read over", async () => {
    const rights = {
      ipRestrict: true,
      enableReading: true,
      enableWithdrawals: false,
      enableInternalTransfer: false,
      permitsUniversalTransfer: false,
      enableSpotAndMarginTrading: true,
    };
    const { url } = await anAnswer(200, { ...rights, "enable withdrawals to <everyone>": true });

    expect(await failureOf(probe(url))).toMatchObject({ code: "exchange.strange-answer" });
  });

  it.each([
    [429, { "retry-after": "30" }, 30_000],
    [429, {}, 60_000],
    [418, { "retry-after": "240" }, 240_000],
    [418, {}, 120_000],
    [429, { "retry-after": "soon" }, 60_000],
    [429, { "retry-after": "-5" }, 60_000],
    [418, { "retry-after": "1e300" }, 3 * 86_400_000],
  ])("%i with %o asks for %i ms", async (status, headers, expectedMs) => {
    const nowMs = Date.now();
    const { url } = await anAnswer(status, { code: -1003, msg: "" }, headers);
    const probes = probesOf(url, { now: () => nowMs, maxLimitWaitMs: 0 });

    const failure = await failureOf(probes.probe("binance", aKey("binance")));

    expect(failure).toMatchObject({ sentence: { key: "exchange.limited", params: { untilAtMs: nowMs + expectedMs } } });
  });
});
