import { randomBytes } from "node:crypto";
import { createServer, type RequestListener } from "node:http";
import { inspect } from "node:util";
import { onTestFinished } from "vitest";
import type { FakeKey } from "../../demo/parts/fake-exchange/keys.ts";
import type { FakeExchangeOptions } from "../../demo/parts/fake-exchange/options.ts";
import { type FakeExchange, startFakeExchange } from "../../demo/parts/fake-exchange/server.ts";
import { Secret } from "../../src/domain/secret.ts";
import { createKeyProbes, type KeyProbesOptions } from "../../src/exchange/key-probes.ts";
import type { ExchangeKey, KeyHealth } from "../../src/ports/key-probes.ts";

export type Kind = "binance" | "bybit";
export const kinds: readonly Kind[] = ["binance", "bybit"];

/** Names as long as the exchanges' own: 64 and 18 characters. */
export const aKey = (kind: Kind): ExchangeKey => ({
  apiKey: new Secret(randomBytes(kind === "binance" ? 32 : 9).toString("hex")),
  secretKey: new Secret(randomBytes(32).toString("hex")),
});

export const atFake = (key: ExchangeKey) => ({ apiKey: key.apiKey.reveal(), secretKey: key.secretKey.reveal() });

/** Stopped after the test. */
export async function aFake(options: FakeExchangeOptions = {}, now: () => number = Date.now): Promise<FakeExchange> {
  const fake = await startFakeExchange(options, now);
  onTestFinished(fake.stop);
  return fake;
}

/** Probes in a hurry, of one address for both kinds; closed after the test. */
export function probesOf(api: string, options: Partial<KeyProbesOptions> = {}) {
  const probes = createKeyProbes({
    exchanges: new Map(kinds.map((kind) => [kind, { kind, api }])),
    now: Date.now,
    timeoutMs: 2_000,
    repeatAfterMs: 5,
    ...options,
  });
  onTestFinished(probes.close);
  return probes;
}

type BinanceWishes = Omit<Extract<FakeKey, { exchange: "binance" }>, "exchange" | "apiKey" | "secretKey">;
type BybitWishes = Omit<Extract<FakeKey, { exchange: "bybit" }>, "exchange" | "apiKey" | "secretKey">;

/** What the fake's Binance says about a key like this. */
export async function seenAtBinance(wishes: BinanceWishes): Promise<KeyHealth> {
  const key = aKey("binance");
  const fake = await aFake({ keys: [{ exchange: "binance", ...atFake(key), ...wishes }] });
  return probesOf(fake.url).probe("binance", key);
}

export async function seenAtBybit(wishes: BybitWishes): Promise<KeyHealth> {
  const key = aKey("bybit");
  const fake = await aFake({ keys: [{ exchange: "bybit", ...atFake(key), ...wishes }] });
  return probesOf(fake.url).probe("bybit", key);
}

/** A server that answers as it is told, and counts who comes. */
export async function aListener(answer: RequestListener = (_, response) => response.end("{}")) {
  let connections = 0;
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(request.url ?? "");
    answer(request, response);
  }).on("connection", () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return { url: `http://127.0.0.1:${address.port}`, connections: () => connections, requests };
}

/** Always the same answer, whatever is asked. */
export const anAnswer = (status: number, body: unknown, headers: { readonly [name: string]: string } = {}) =>
  aListener((_, response) => {
    response.writeHead(status, headers);
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  });

export async function failureOf(act: Promise<unknown>): Promise<unknown> {
  return act.then(
    () => undefined,
    (error: unknown) => error,
  );
}

/** Everything a log, a crash or a careless template could make of it. */
export function renderingsOf(thing: unknown): string {
  const isError = thing instanceof Error;
  return [
    String(thing),
    JSON.stringify(thing),
    JSON.stringify(isError ? { ...thing, cause: thing.cause, stack: thing.stack, message: thing.message } : thing),
    inspect(thing, { depth: Number.POSITIVE_INFINITY, showHidden: true, getters: true }),
  ].join("\n");
}
