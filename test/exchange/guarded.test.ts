import { randomUUID } from "node:crypto";
import { createServer } from "node:tls";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Mode } from "../../demo/parts/fake-exchange/faults.ts";
import { AppError, UpstreamError } from "../../src/domain/errors.ts";
import { Secret } from "../../src/domain/secret.ts";
import { signatureOf } from "../../src/exchange/signature.ts";
import type { ExchangeKey } from "../../src/ports/key-probes.ts";
import { aFake, aKey, aListener, anAnswer, atFake, failureOf, kinds, probesOf, renderingsOf } from "./arrange.ts";

/** 64 letters and digits, so that both exchanges would take it for a key. */
const aCanary = (): string => randomUUID().replaceAll("-", "").repeat(2);
const modes = Mode.shape.mode.options.filter((mode) => mode !== "ok");

describe.each(kinds)("T13: nothing of a key in any failure or on any stream, at %s", (kind) => {
  const written: string[] = [];
  beforeEach(() => {
    written.length = 0;
    for (const stream of [process.stdout, process.stderr])
      vi.spyOn(stream, "write").mockImplementation((chunk) => written.push(String(chunk)) > 0);
  });
  afterEach(() => vi.restoreAllMocks());

  it.each(modes)("%s", async (mode) => {
    const [apiKey, secretKey] = [aCanary(), aCanary()];
    const nowMs = Date.now();
    const key: ExchangeKey = { apiKey: new Secret(apiKey), secretKey: new Secret(secretKey) };
    const fake = await aFake({ keys: [{ exchange: kind, apiKey, secretKey }] });
    const probes = probesOf(fake.url, { timeoutMs: 150, maxLimitWaitMs: 0, now: () => nowMs });
    fake.mode({ mode, location: `${fake.url}/elsewhere` });
    const signatures = [
      signatureOf(`recvWindow=5000&timestamp=${nowMs}`, key.secretKey),
      signatureOf(`${nowMs}${apiKey}5000`, key.secretKey),
    ];

    const failure = await failureOf(probes.probe(kind, key));

    expect(failure).toBeInstanceOf(UpstreamError);
    expect(failure).not.toHaveProperty("cause.message");
    for (const secret of [apiKey, secretKey, ...signatures])
      for (const text of [renderingsOf(failure), renderingsOf([probes, key]), written.join("")])
        for (const disguise of disguisesOf(secret)) expect(text).not.toContain(disguise);
  });

  it("nothing on a refusal by code either, whatever text comes with it", async () => {
    const [apiKey, secretKey] = [aCanary(), aCanary()];
    const { url } = await anAnswer(400, { code: -1, retCode: 10008, msg: apiKey, retMsg: apiKey, [apiKey]: secretKey });
    const key: ExchangeKey = { apiKey: new Secret(apiKey), secretKey: new Secret(secretKey) };

    const failure = await failureOf(probesOf(url).probe(kind, key));

    expect(failure).toMatchObject({ code: "exchange.refused" });
    for (const secret of [apiKey, secretKey]) expect(renderingsOf([failure])).not.toContain(secret);
  });

  it("and the check would notice: an error that holds the request does not pass", () => {
    const apiKey = aCanary();
    const failure = new Error("outer", { cause: { request: { headers: { "x-mbx-apikey": apiKey } } } });

    expect(renderingsOf(failure)).toContain(apiKey);
  });
});

describe.each(kinds)("T14: a key goes to its exchange alone, at %s", (kind) => {
  it.each([301, 302, 303, 307, 308])("%i to another listener: it receives nothing", async (status) => {
    const other = await aListener();
    const { url, requests } = await anAnswer(status, "", { location: `${other.url}/v5/user/query-api` });

    const failure = await failureOf(probesOf(url).probe(kind, aKey(kind)));

    expect(failure).toMatchObject({ code: "exchange.moved", effect: "none", retryable: false, status });
    expect(renderingsOf(failure)).not.toContain(other.url);
    expect(other.connections()).toBe(0);
    expect(requests).toHaveLength(1);
  });

  it("nor when the exchange's time is what is redirected", async () => {
    const other = await aListener();
    const key = aKey(kind);
    const fake = await aFake({ keys: [{ exchange: kind, ...atFake(key) }], clockAheadMs: 60_000 });
    fake.mode({ mode: "redirect", path: "/time", location: other.url });

    const failure = await failureOf(probesOf(fake.url).probe(kind, key));

    expect(failure).toMatchObject({ code: "exchange.moved" });
    expect(other.connections()).toBe(0);
  });

  it("a proxy of the environment is not asked", async () => {
    const proxy = await aListener();
    const key = aKey(kind);
    const fake = await aFake({ keys: [{ exchange: kind, ...atFake(key) }] });
    for (const name of ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "ALL_PROXY"]) vi.stubEnv(name, proxy.url);

    const health = await probesOf(fake.url).probe(kind, key);
    vi.unstubAllEnvs();

    expect(health.isValid).toBe(true);
    expect(proxy.connections()).toBe(0);
  });

  it("a server that breaks off before it has shown a certificate gets nothing", async () => {
    const heard: Buffer[] = [];
    const server = createServer().on("connection", (socket) => socket.on("data", (chunk: Buffer) => heard.push(chunk)).destroy());
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const port = typeof address === "object" ? address?.port : 0;
    const key = aKey(kind);

    const failure = await failureOf(probesOf(`https://127.0.0.1:${port}`).probe(kind, key));
    server.close();

    expect(failure).toMatchObject({ service: "exchange", effect: "none" });
    expect(Buffer.concat(heard).toString("latin1")).not.toContain(key.apiKey.reveal());
  });
});

describe.each(kinds)("the clock, at %s", (kind) => {
  it("an exchange that does not even accept its own time is told of", async () => {
    const now = Date.now();
    const { url, requests } = await aListener((request, response) => {
      const isTime = request.url?.includes("time") && !request.url.includes("timestamp");
      response.statusCode = isTime || kind === "bybit" ? 200 : 400;
      response.end(
        JSON.stringify(isTime ? { retCode: 0, time: now, serverTime: now } : { code: -1021, retCode: 10002, msg: "", time: now }),
      );
    });

    const failure = await failureOf(probesOf(url).probe(kind, aKey(kind)));

    expect(failure).toMatchObject({ code: "exchange.clock", effect: "none", retryable: true });
    expect(requests).toHaveLength(3);
  });

  it.each(["server-error", "garbage", "drop", "hang"] as const)("%s while the time is asked", async (mode) => {
    const key = aKey(kind);
    const fake = await aFake({ keys: [{ exchange: kind, ...atFake(key) }], clockAheadMs: 60_000 });
    fake.mode({ mode, path: "/time" });

    const failure = await failureOf(probesOf(fake.url, { timeoutMs: 200 }).probe(kind, key));

    expect(failure).toBeInstanceOf(AppError);
    expect(failure).toMatchObject({ service: "exchange", effect: "none", retryable: true });
  });
});

describe("time-outs", () => {
  it.each(["hang", "half"] as const)("%s ends after the time there is", async (mode) => {
    const fake = await aFake();
    fake.mode({ mode });
    const startedAtMs = performance.now();

    const failure = await failureOf(probesOf(fake.url, { timeoutMs: 200 }).probe("bybit", aKey("bybit")));

    expect(failure).toMatchObject({ code: "exchange.unreachable", sentence: { params: { reason: "TIMEOUT" } } });
    expect(performance.now() - startedAtMs).toBeLessThan(1_500);
  });

  it("nobody listens", async () => {
    const fake = await aFake();
    await fake.stop();

    const failure = await failureOf(probesOf(fake.url).probe("bybit", aKey("bybit")));

    expect(failure).toMatchObject({ code: "exchange.unreachable", sentence: { params: { reason: "ECONNREFUSED" } } });
  });

  it("an answer without an end is not read to it", async () => {
    const fake = await aFake();
    fake.mode({ mode: "huge" });

    const failure = await failureOf(probesOf(fake.url).probe("bybit", aKey("bybit")));

    expect(failure).toMatchObject({ code: "exchange.unreachable" });
  });

  it("cancelling ends a wait for a limit", async () => {
    const fake = await aFake();
    fake.mode({ mode: "limited", retryAfterS: 4 });
    const controller = new AbortController();
    const startedAtMs = performance.now();

    const waiting = failureOf(probesOf(fake.url).probe("bybit", aKey("bybit"), controller.signal));
    await expect.poll(() => fake.requests().length).toBe(1);
    controller.abort();

    expect(await waiting).toMatchObject({ code: "exchange.unreachable", sentence: { params: { reason: "ABORTED" } } });
    expect(performance.now() - startedAtMs).toBeLessThan(3_000);
  });
});

function disguisesOf(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  return [secret, bytes.toString("base64").slice(0, 40), bytes.toString("hex"), [...secret].reverse().join("")];
}
