import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { UpstreamError } from "../../src/domain/errors.ts";
import { Secret } from "../../src/domain/secret.ts";
import { bybit } from "../../src/exchange/bybit.ts";
import { aFake, aKey, anAnswer, atFake, failureOf, probesOf, seenAtBybit } from "./arrange.ts";

const aDayMs = 86_400_000;
const probe = (url: string) => probesOf(url, { maxLimitWaitMs: 0 }).probe("bybit", aKey("bybit"));

describe("what a Bybit key may do", () => {
  it.each([
    ["ContractTrade", "Order"],
    ["Spot", "SpotTrade"],
    ["Options", "OptionsTrade"],
    ["Derivatives", "DerivativesTrade"],
    ["BlockTrade", "BlockTrade"],
  ])("%s is trading and moves nothing out", async (group, right) => {
    const health = await seenAtBybit({ permissions: { [group]: [right] } });

    expect(health).toMatchObject({ canTrade: true, canWithdraw: false, transferRights: [] });
  });

  it.each([
    ["Exchange", "ExchangeHistory"],
    ["Earn", "Earn"],
    ["Affiliate", "Affiliate"],
  ])("%s neither trades nor moves anything out", async (group, right) => {
    expect(await seenAtBybit({ permissions: { [group]: [right] } })).toMatchObject({ canTrade: false, canWithdraw: false });
  });

  it.each([
    ["Wallet", "Withdraw"],
    ["Wallet", "SubMemberTransfer"],
    ["Wallet", "SubMemberTransferList"],
    ["Wallet", "AccountTransfer"],
    ["FiatP2P", "FiatP2POrder"],
    ["FiatBybitPay", "FaitPayOrder"],
    ["FiatConvertBroker", "FiatConvertBrokerOrder"],
    ["SomethingNew", "Anything"],
  ])("%s.%s moves money by more than trades, or can, and is named", async (group, right) => {
    const health = await seenAtBybit({ permissions: { [group]: [right] } });

    expect(health).toMatchObject({ canTrade: false, canWithdraw: true, transferRights: [`${group}.${right}`] });
  });

  it("a read-only key lists rights that it cannot use", async () => {
    const permissions = { ContractTrade: ["Order"], Derivatives: ["DerivativesTrade"], Wallet: ["AccountTransfer"] };

    const health = await seenAtBybit({ readOnly: true, permissions });

    expect(health).toMatchObject({ isValid: true, canRead: true, canTrade: false, canWithdraw: false, transferRights: [] });
  });

  it("but withdrawing is taken at its word", async () => {
    const health = await seenAtBybit({ readOnly: true, permissions: { Wallet: ["Withdraw"] } });

    expect(health).toMatchObject({ canWithdraw: true, transferRights: ["Wallet.Withdraw"] });
  });

  it("a key that is bound to addresses does not end", async () => {
    expect(await seenAtBybit({ ips: ["127.0.0.1"] })).toMatchObject({ isIpRestricted: true, expiresAtMs: null });
  });

  it("one that is not ends after 90 days", async () => {
    const createdAtMs = Math.floor(Date.now() / 1000) * 1000 - 10 * aDayMs;

    expect(await seenAtBybit({ createdAtMs })).toMatchObject({ isIpRestricted: false, expiresAtMs: createdAtMs + 90 * aDayMs });
  });

  it("and is then not accepted", async () => {
    expect(await seenAtBybit({ createdAtMs: Date.now() - 91 * aDayMs })).toMatchObject({ isValid: false });
  });

  it.each([["*"], ["0.0.0.0/0"], ["203.0.113.7", "*"], [" "]])("bound to %j is not bound", async (...ips) => {
    const key = aKey("bybit");
    const { url } = await anAnswer(200, informationOf(key, { ips }));

    expect(await probesOf(url).probe("bybit", key)).toMatchObject({ isValid: true, isIpRestricted: false });
  });

  it.each([{ ips: [] }, { ips: null }, {}])("with %j as its addresses it is not bound", async (addresses) => {
    const key = aKey("bybit");
    const { url } = await anAnswer(200, informationOf(key, addresses));

    expect(await probesOf(url).probe("bybit", key)).toMatchObject({ isValid: true, isIpRestricted: false });
  });

  it.each(["", null, "1970-01-01T00:00:00Z"])("an end of %j is none", async (expiredAt) => {
    const key = aKey("bybit");
    const { url } = await anAnswer(200, informationOf(key, { expiredAt }));

    expect(await probesOf(url).probe("bybit", key)).toMatchObject({ isValid: true, expiresAtMs: null });
  });

  it("an answer about another key is none: all are asked for at one address, and a cache may be between", async () => {
    const { url } = await anAnswer(200, informationOf(aKey("bybit"), {}), { "cache-control": "max-age=60" });

    expect(await failureOf(probe(url))).toMatchObject({ code: "exchange.strange-answer" });
  });
});

describe("signing", () => {
  it("is what Bybit documents: HMAC-SHA256 over time, key, window and the empty query", () => {
    const request = bybit.request({ apiKey: new Secret("the key"), secretKey: new Secret("the secret") }, 1_700_000_000_000);

    expect(request).toEqual({
      path: "/v5/user/query-api",
      headers: {
        "x-bapi-api-key": "the key",
        "x-bapi-timestamp": "1700000000000",
        "x-bapi-recv-window": "5000",
        "x-bapi-sign": createHmac("sha256", "the secret").update("1700000000000the key5000").digest("hex"),
      },
    });
  });
});

describe("Bybit's refusals", () => {
  it.each([
    [200, { retCode: 10003 }],
    [401, { retCode: 10003 }],
    [200, { retCode: 10004 }],
    [200, { retCode: 10005 }],
    [200, { retCode: 10007 }],
    [200, { retCode: 33004 }],
    [200, { retCode: -2015 }],
    [401, ""],
  ])("%i with %j: the key is not accepted", async (status, body) => {
    const { url } = await anAnswer(status, body);

    expect(await probe(url)).toMatchObject({ isValid: false });
  });

  const failures: readonly (readonly [string, number, unknown, object])[] = [
    ["another address", 200, { retCode: 10010 }, { code: "exchange.address-refused", retryable: false }],
    ["too many visits", 200, { retCode: 10006 }, { code: "exchange.limited", retryable: true }],
    ["too many of this address", 200, { retCode: 10018 }, { code: "exchange.limited", retryable: true }],
    ["the system's own protection", 429, "", { code: "exchange.limited", retryable: true }],
    ["the same by its code", 200, { retCode: 10429 }, { code: "exchange.limited", retryable: true }],
    ["a banned address", 200, { retCode: 10009 }, { code: "exchange.blocked", retryable: true }],
    ["403: too frequent, or a country", 403, "access too frequent", { code: "exchange.blocked", retryable: true }],
    ["a server error", 200, { retCode: 10016 }, { code: "exchange.failed", retryable: true }],
    ["a time-out of theirs", 200, { retCode: 10000 }, { code: "exchange.failed", retryable: true }],
    ["a bad gateway", 502, "<html>", { code: "exchange.failed", retryable: true }],
    ["a banned account", 200, { retCode: 10008 }, { code: "exchange.refused", retryable: false }],
    ["rules of compliance", 200, { retCode: 10024 }, { code: "exchange.refused", retryable: false }],
    ["a code of tomorrow", 200, { retCode: 999_999 }, { code: "exchange.refused", retryable: false }],
    ["success with a status that is none", 404, { retCode: 0, result: {} }, { code: "exchange.refused", retryable: false }],
    ["a wrong path", 404, "<html>", { code: "exchange.strange-answer", retryable: true }],
    ["success without a result", 200, { retCode: 0 }, { code: "exchange.strange-answer", retryable: true }],
    ["a page", 200, "<html>", { code: "exchange.strange-answer", retryable: true }],
    ["a redirect", 308, "", { code: "exchange.moved", retryable: false }],
  ];
  it.each(failures)("%s says nothing about the key", async (_, status, body, expected) => {
    const { url } = await anAnswer(status, body);

    const failure = await failureOf(probe(url));

    expect(failure).toBeInstanceOf(UpstreamError);
    expect(failure).toMatchObject({ service: "exchange", effect: "none", status, ...expected });
  });

  it.each([
    ["the time it names", { retCode: 10006 }, 30_000],
    ["five seconds when it names none", { retCode: 10429 }, 5_000],
    ["ten minutes for an address", { retCode: 10018 }, 600_000],
  ])("a limit lasts %s", async (_, body, expectedMs) => {
    const nowMs = Date.now();
    const reset = { "x-bapi-limit-reset-timestamp": String(body.retCode === 10006 ? nowMs + expectedMs : nowMs) };
    const { url } = await anAnswer(200, body, reset);
    const probes = probesOf(url, { now: () => nowMs, maxLimitWaitMs: 0 });

    const failure = await failureOf(probes.probe("bybit", aKey("bybit")));

    expect(failure).toMatchObject({ sentence: { key: "exchange.limited", params: { untilAtMs: nowMs + expectedMs } } });
  });

  it("the limit of ten visits a second is waited for, and all probes get their answer", async () => {
    const key = aKey("bybit");
    const fake = await aFake({ keys: [{ exchange: "bybit", ...atFake(key) }], limits: { bybitPerSecond: 3 } });
    const probes = probesOf(fake.url);

    const seen = [];
    for (let count = 0; count < 5; count += 1) seen.push(await probes.probe("bybit", key));

    expect(seen.map(({ isValid }) => isValid)).toEqual([true, true, true, true, true]);
  });
});

function informationOf(key: ReturnType<typeof aKey>, changes: object) {
  const result = { apiKey: key.apiKey.reveal(), readOnly: 0, permissions: { Spot: ["SpotTrade"], NFT: null }, ...changes };
  return { retCode: 0, retMsg: "", result, retExtInfo: {}, time: Date.now() };
}
