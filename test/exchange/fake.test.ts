import { createHmac, randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { aFake, aKey, atFake } from "./arrange.ts";

const json = async (answer: Response) => ({ status: answer.status, body: await answer.json(), headers: answer.headers });
const sign = (text: string, secret: string) => createHmac("sha256", secret).update(text).digest("hex");

describe("the fake's Binance", () => {
  const key = atFake(aKey("binance"));
  const ask = async (url: string, query: string, apiKey = key.apiKey) =>
    json(await fetch(`${url}/sapi/v1/account/apiRestrictions?${query}`, { headers: { "x-mbx-apikey": apiKey } }));
  const signed = (query: string, secret = key.secretKey) => `${query}&signature=${sign(query, secret)}`;
  const fresh = () => `timestamp=${Date.now()}`;
  const started = (changes: object = {}) => aFake({ keys: [{ exchange: "binance", ...key, ...changes }] });

  it("answers a signed request, in any case of the signature, with its weight", async () => {
    const { url } = await started({ rights: { enableFutures: true } });
    const query = fresh();

    const { status, body, headers } = await ask(url, `${query}&signature=${sign(query, key.secretKey).toUpperCase()}`);

    expect(status).toBe(200);
    expect(body).toMatchObject({ ipRestrict: false, enableReading: true, enableFutures: true, enableWithdrawals: false });
    expect(headers.get("x-sapi-used-ip-weight-1m")).toBe("1");
  });

  const refusals: readonly (readonly [string, () => string, string, number, number])[] = [
    ["a key of another format", () => signed(fresh()), "short", 401, -2014],
    ["an unknown key", () => signed(fresh()), randomBytes(32).toString("hex"), 401, -2008],
    ["another secret", () => signed(fresh(), "another"), key.apiKey, 400, -1022],
    ["a parameter after the signature", () => `${signed(fresh())}&recvWindow=60000`, key.apiKey, 400, -1022],
    ["a changed parameter", () => signed(fresh()).replace("timestamp=", "timestamp=0"), key.apiKey, 400, -1022],
    ["no signature", fresh, key.apiKey, 400, -1102],
    ["no timestamp", () => signed("recvWindow=5000"), key.apiKey, 400, -1102],
    ["a timestamp in words", () => signed("timestamp=now"), key.apiKey, 400, -1100],
    ["an old timestamp", () => signed(`timestamp=${Date.now() - 6_000}`), key.apiKey, 400, -1021],
    ["a timestamp of the future", () => signed(`timestamp=${Date.now() + 3_000}`), key.apiKey, 400, -1021],
    ["a window that is too wide", () => signed(`recvWindow=60001&${fresh()}`), key.apiKey, 400, -1131],
  ];
  it.each(refusals)("refuses %s", async (_, query, apiKey, status, code) => {
    const { url } = await started();

    expect(await ask(url, query(), apiKey)).toMatchObject({ status, body: { code } });
  });

  it("takes an older timestamp within a wider window", async () => {
    const { url } = await started();

    expect(await ask(url, signed(`recvWindow=20000&timestamp=${Date.now() - 10_000}`))).toMatchObject({ status: 200 });
  });

  it.each([{ ips: ["203.0.113.7"] }, { rights: { enableReading: false } }])("has one answer for %j", async (changes) => {
    const { url } = await started(changes);

    expect(await ask(url, signed(fresh()))).toMatchObject({ status: 401, body: { code: -2015 } });
  });

  it("gives no right to withdraw to a key that is not bound", async () => {
    await expect(started({ rights: { enableWithdrawals: true } })).rejects.toThrow(/bound to addresses/);
  });

  it("limits by weight, and bans who does not heed it", async () => {
    const nowMs = Date.now();
    const fake = await aFake({ keys: [{ exchange: "binance", ...key }], limits: { binancePerMinute: 1 } }, () => nowMs);
    const answers = [];
    for (let count = 0; count < 8; count += 1) answers.push(await ask(fake.url, signed(fresh())));

    const statuses = answers.map(({ status }) => status);
    expect(statuses).toContain(429);
    expect(statuses.at(-1)).toBe(418);
    expect(Number(answers.at(-1)?.headers.get("retry-after"))).toBeGreaterThan(100);
  });

  it("tells its time to anybody, and nothing else", async () => {
    const { url } = await started();

    expect(await json(await fetch(`${url}/api/v3/time`))).toMatchObject({ body: { serverTime: expect.any(Number) } });
    expect((await fetch(`${url}/sapi/v1/capital/config/getall`)).status).toBe(404);
    expect((await fetch(`${url}/sapi/v1/account/apiRestrictions`, { method: "POST" })).status).toBe(404);
  });
});

describe("the fake's Bybit", () => {
  const key = atFake(aKey("bybit"));
  const ask = async (url: string, changes: Readonly<Record<string, string>> = {}, secret = key.secretKey) => {
    const headers = {
      "x-bapi-api-key": key.apiKey,
      "x-bapi-timestamp": String(Date.now()),
      "x-bapi-recv-window": "5000",
      ...changes,
    };
    const text = `${headers["x-bapi-timestamp"]}${headers["x-bapi-api-key"]}${headers["x-bapi-recv-window"]}`;
    return json(await fetch(`${url}/v5/user/query-api`, { headers: { "x-bapi-sign": sign(text, secret), ...headers } }));
  };
  const started = (changes: object = {}) => aFake({ keys: [{ exchange: "bybit", ...key, ...changes }] });

  it("answers a signed request, with the allowance that is left", async () => {
    const { url } = await started({ permissions: { Spot: ["SpotTrade"] } });

    const { status, body, headers } = await ask(url);

    expect(status).toBe(200);
    const permissions = { Spot: ["SpotTrade"], Wallet: [] };
    expect(body).toMatchObject({
      retCode: 0,
      result: { apiKey: key.apiKey, readOnly: 0, secret: "", ips: ["*"], permissions },
    });
    expect(headers.get("x-bapi-limit-status")).toBe("9");
  });

  it.each([
    ["an unknown key", { "x-bapi-api-key": "unknown" }, undefined, 10003],
    ["another secret", {}, "another", 10004],
    ["an old timestamp", { "x-bapi-timestamp": String(Date.now() - 60_000) }, undefined, 10002],
    ["a timestamp of the future", { "x-bapi-timestamp": String(Date.now() + 600_000) }, undefined, 10002],
    ["a timestamp in seconds", { "x-bapi-timestamp": String(Math.floor(Date.now() / 1000)) }, undefined, 10001],
    ["a window in words", { "x-bapi-recv-window": "wide" }, undefined, 10001],
  ])("refuses %s", async (_, headers, secret, retCode) => {
    const { url } = await started();

    expect(await ask(url, headers, secret)).toMatchObject({ status: 200, body: { retCode } });
  });

  it("refuses a signature over anything else, such as a query that was not signed", async () => {
    const { url } = await started();
    const at = String(Date.now());
    const headers = { "x-bapi-api-key": key.apiKey, "x-bapi-timestamp": at, "x-bapi-recv-window": "5000" };
    const signature = { "x-bapi-sign": sign(`${at}${key.apiKey}5000`, key.secretKey) };

    const answer = await json(await fetch(`${url}/v5/user/query-api?x=1`, { headers: { ...headers, ...signature } }));

    expect(answer).toMatchObject({ body: { retCode: 10004 } });
  });

  it.each([
    ["another address", { ips: ["203.0.113.7"] }, 10010],
    ["an expired key", { expiresAtMs: Date.now() - 1 }, 33004],
  ])("refuses %s", async (_, changes, retCode) => {
    const { url } = await started(changes);

    expect(await ask(url)).toMatchObject({ body: { retCode } });
  });

  it("refuses a request without a key or signature by its status", async () => {
    const { url } = await started();

    expect((await fetch(`${url}/v5/user/query-api`)).status).toBe(401);
    expect((await fetch(`${url}/v5/asset/withdraw/create`, { method: "POST" })).status).toBe(404);
  });
});

describe("its control", () => {
  const post = (url: string, path: string, body: unknown) =>
    fetch(`${url}/${path}`, { method: "POST", body: JSON.stringify(body) });

  it("adds, changes, shows and removes keys over HTTP, never with their secrets", async () => {
    const { controlUrl } = await aFake();
    const key = { exchange: "bybit", ...atFake(aKey("bybit")) };

    const statuses = [
      await post(controlUrl, "key", key),
      await post(controlUrl, "key", { ...key, readOnly: true }),
      await post(controlUrl, "clock", { aheadMs: 5 }),
      await post(controlUrl, "limits", { bybitPerSecond: 1 }),
      await post(controlUrl, "mode", { mode: "garbage" }),
      await post(controlUrl, "key", { ...key, exchange: "kraken" }),
      await post(controlUrl, "nothing", {}),
    ].map(({ status }) => status);
    const text = await (await fetch(`${controlUrl}/keys`)).text();
    await post(controlUrl, "remove-key", { apiKey: key.apiKey });

    expect(statuses).toEqual([204, 204, 204, 204, 204, 400, 404]);
    expect(JSON.parse(text)).toMatchObject([{ apiKey: key.apiKey, readOnly: true }]);
    expect(text).not.toContain(key.secretKey);
    expect(await (await fetch(`${controlUrl}/keys`)).json()).toEqual([]);
  });

  it("lists requests by path alone, and forgets all on reset", async () => {
    const { url, controlUrl } = await aFake();
    await fetch(`${url}/sapi/v1/account/apiRestrictions?signature=abc`);

    const before = await (await fetch(`${controlUrl}/requests`)).json();
    await post(controlUrl, "reset", {});

    expect(before).toEqual([{ method: "GET", path: "/sapi/v1/account/apiRestrictions" }]);
    expect(await (await fetch(`${controlUrl}/requests`)).json()).toEqual([]);
  });
});
