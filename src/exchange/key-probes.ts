import { NotFoundError } from "../domain/errors.ts";
import { say } from "../domain/sentence.ts";
import type { KeyProbes } from "../ports/key-probes.ts";
import { originOf } from "./address.ts";
import { createAsking } from "./asking.ts";
import { binance } from "./binance.ts";
import { bybit } from "./bybit.ts";
import { createExchangeHttp } from "./http.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "exchange.unknown": { exchange: string; known: readonly string[] };
  }
}

const dialects = { binance, bybit };

/** An exchange of the configuration. */
export interface ExchangeSettings {
  readonly kind: keyof typeof dialects;
  /** `https://api.binance.com`; http on loopback alone. */
  readonly api: string;
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
    [...exchanges].map(([exchange, { kind, api }]) => {
      const http = createExchangeHttp({ exchange, origin: originOf(exchange, api), timeoutMs });
      const ask = createAsking({ exchange, dialect: dialects[kind], http, now, repeatAfterMs, maxLimitWaitMs });
      return [exchange, { ask, http }];
    }),
  );

  return {
    async probe(exchange, key, signal) {
      const asked = known.get(exchange);
      if (asked === undefined)
        throw new NotFoundError("exchange.unknown", say("exchange.unknown", { exchange, known: [...known.keys()] }));
      return asked.ask(key, signal);
    },
    async close() {
      await Promise.all([...known.values()].map(({ http }) => http.close()));
    },
  };
}
