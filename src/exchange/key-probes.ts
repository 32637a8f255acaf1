import { NotFoundError } from "../domain/errors.ts";
import { say } from "../domain/sentence.ts";
import type { ExchangeKey, KeyProbes } from "../ports/key-probes.ts";
import { originOf } from "./address.ts";
import { type Ask, createAsking } from "./asking.ts";
import { binance, binanceTestNetwork } from "./binance.ts";
import { bybit } from "./bybit.ts";
import { createExchangeHttp } from "./http.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "exchange.unknown": { exchange: string; known: readonly string[] };
  }
}

const dialects = {
  binance: { main: binance, test: binanceTestNetwork },
  bybit: { main: bybit, test: bybit },
};

/** An exchange of the configuration. */
export interface ExchangeSettings {
  readonly kind: keyof typeof dialects;
  /** `https://api.binance.com`; http on loopback alone. */
  readonly api: string;
  /** Of its test network, which knows other keys: those of staging. Left out where staging has keys of the main one. */
  readonly staging?: string | undefined;
}

export interface KeyProbesOptions {
  /** By the name that keys' paths begin with. */
  readonly exchanges: ReadonlyMap<string, ExchangeSettings>;
  readonly now: () => number;
  /** Of one request; a probe may need four. */
  readonly timeoutMs: number;
  /** Wait before what got no answer is sent again. Default 300. */
  readonly repeatAfterMs?: number;
  /** The longest wait a rate limit may ask of a probe before it fails. Default 5,000. */
  readonly maxLimitWaitMs?: number;
}

/** @throws InputError when an exchange's address is not acceptable; nothing was sent */
export function createKeyProbes(options: KeyProbesOptions): KeyProbes & {
  /** Breaks what is under way and closes the connections. */
  close(): Promise<void>;
} {
  const { exchanges, now, timeoutMs, repeatAfterMs = 300, maxLimitWaitMs = 5_000 } = options;
  const known = new Map(
    [...exchanges].map(([exchange, { kind, api, staging }]) => {
      const at = (network: "main" | "test", address: string) => {
        const http = createExchangeHttp({
          exchange,
          origin: originOf(exchange, address, network === "main" ? "api" : "staging"),
          timeoutMs,
        });
        const ask = createAsking({ exchange, dialect: dialects[kind][network], http, now, repeatAfterMs, maxLimitWaitMs });
        return { ask, http };
      };
      return [exchange, { main: at("main", api), test: staging === undefined ? undefined : at("test", staging) }];
    }),
  );

  return {
    async probe(exchange, key, signal) {
      const asked = known.get(exchange);
      if (asked === undefined)
        throw new NotFoundError("exchange.unknown", say("exchange.unknown", { exchange, known: [...known.keys()] }));
      const { main, test } = asked;
      if (test === undefined) return main.ask(key, signal);
      const [own, other] = key.isStaging === true ? [test, main] : [main, test];
      const health = await own.ask(key, signal);
      if (health.refusal === "unknown" && (await isKnownAt(other, key, signal))) return { ...health, refusal: "other-network" };
      return own === test ? { ...health, isOfTestNetwork: true } : health;
    },
    async close() {
      await Promise.all([...known.values()].flatMap(({ main, test }) => [main.http.close(), test?.http.close()]));
    },
  };
}

/** Whether the exchange's other network knows a key that this one does not; what it does not say, nobody guesses. */
async function isKnownAt({ ask }: { readonly ask: Ask }, key: ExchangeKey, signal: AbortSignal | undefined): Promise<boolean> {
  const health = await ask(key, signal).catch(() => undefined);
  return health !== undefined && health.refusal !== "unknown";
}
