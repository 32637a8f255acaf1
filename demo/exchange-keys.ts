import { randomBytes } from "node:crypto";
import type { FakeExchange } from "./parts/fake-exchange/server.ts";

/** A key of the fake exchange, worth nothing anywhere else. */
export interface DemoKey {
  readonly apiKey: string;
  readonly secretKey: string;
}

const newKey = (): DemoKey => ({
  apiKey: randomBytes(32).toString("hex"),
  secretKey: randomBytes(32).toString("hex"),
});

/** Keys that the fake knows. */
export interface IssuedKeys {
  /** At Binance: may trade. */
  readonly trading: DemoKey;
  /** At Binance: may also take money out. */
  readonly withdrawing: DemoKey;
  /** At Bybit: the main one and a spare, both in Vault already. */
  readonly main: DemoKey;
  readonly spare: DemoKey;
}

export function issueKeys(exchange: FakeExchange): IssuedKeys {
  const keys: IssuedKeys = { trading: newKey(), withdrawing: newKey(), main: newKey(), spare: newKey() };
  const ips = ["127.0.0.1"];
  const binance = { exchange: "binance" as const, ips };
  exchange.addKey({ ...binance, ...keys.trading, rights: { enableReading: true, enableSpotAndMarginTrading: true } });
  exchange.addKey({ ...binance, ...keys.withdrawing, rights: { enableReading: true, enableWithdrawals: true } });
  for (const key of [keys.main, keys.spare])
    exchange.addKey({ exchange: "bybit", ips, ...key, permissions: { Spot: ["SpotTrade"] } });
  return keys;
}
