import { randomBytes } from "node:crypto";
import type { ExchangeDouble } from "./parts/exchange-double/server.ts";

/** A key of the exchange double, worth nothing anywhere else. */
export interface DemoKey {
  readonly apiKey: string;
  readonly secretKey: string;
}

const newKey = (): DemoKey => ({
  apiKey: randomBytes(32).toString("hex"),
  secretKey: randomBytes(32).toString("hex"),
});

/** Two keys that the double's Binance knows: one may trade, and one may also take money out. */
export function issueKeys(exchange: ExchangeDouble): { readonly trading: DemoKey; readonly withdrawing: DemoKey } {
  const [trading, withdrawing] = [newKey(), newKey()];
  const common = { exchange: "binance" as const, ips: ["127.0.0.1"] };
  exchange.addKey({ ...common, ...trading, rights: { enableReading: true, enableSpotAndMarginTrading: true } });
  exchange.addKey({ ...common, ...withdrawing, rights: { enableReading: true, enableWithdrawals: true } });
  return { trading, withdrawing };
}
