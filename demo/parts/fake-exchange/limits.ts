import { z } from "zod";
import { type Answer, binanceError, bybitAnswer } from "./answer.ts";
import type { Call } from "./call.ts";

export const Limits = z.strictObject({
  /** Weight per address and minute. https://developers.binance.com/docs/wallet/general-info */
  binancePerMinute: z.int().positive().default(12_000),
  /** Requests per key and second. https://bybit-exchange.github.io/docs/v5/rate-limit */
  bybitPerSecond: z.int().positive().default(10),
});
export type Limits = z.input<typeof Limits>;

/** So many refused requests in a row, and Binance bans the address. */
const patience = 5;
const banMs = 120_000;

/** Counts requests as the exchanges do, and answers instead of them when there were too many. */
export function createLimits(given: Limits) {
  let limits = Limits.parse(given);
  let used = { window: 0, count: 0 };
  let ignored = 0;
  let bannedUntilMs = 0;
  const perKey = new Map<string, { readonly second: number; readonly count: number }>();

  /** Binance counts by the whole minute. */
  const binance = ({ path, nowMs }: Call): { readonly headers: Record<string, string>; readonly refusal?: Answer } => {
    const window = Math.floor(nowMs / 60_000);
    used = { window, count: used.window === window ? used.count + 1 : 1 };
    const name = path.startsWith("/sapi/") ? "x-sapi-used-ip-weight-1m" : "x-mbx-used-weight-1m";
    const headers = { [name]: String(used.count) };
    const endsAtMs = bannedUntilMs > nowMs ? bannedUntilMs : (window + 1) * 60_000;
    const refused = (status: number, msg: string) => ({
      headers,
      refusal: binanceError(status, -1003, msg, { "retry-after": String(Math.ceil((endsAtMs - nowMs) / 1000)) }),
    });

    if (bannedUntilMs > nowMs) return refused(418, `Way too much request weight used; IP banned until ${bannedUntilMs}.`);
    if (used.count <= limits.binancePerMinute) {
      ignored = 0;
      return { headers };
    }
    ignored += 1;
    if (ignored >= patience) bannedUntilMs = nowMs + banMs;
    return refused(429, `Too much request weight used; current limit is ${limits.binancePerMinute} request weight per 1 MINUTE.`);
  };

  const bybit = (call: Call): { readonly headers: Record<string, string>; readonly refusal?: Answer } => {
    if (!call.path.startsWith("/v5/user/")) return { headers: {} };
    const key = call.header("x-bapi-api-key");
    const second = Math.floor(call.nowMs / 1000);
    const before = perKey.get(key);
    const count = before?.second === second ? before.count + 1 : 1;
    perKey.set(key, { second, count });
    const isOver = count > limits.bybitPerSecond;
    const headers = {
      "x-bapi-limit": String(limits.bybitPerSecond),
      "x-bapi-limit-status": String(Math.max(limits.bybitPerSecond - count, 0)),
      "x-bapi-limit-reset-timestamp": String(isOver ? (second + 1) * 1000 : call.nowMs),
    };
    if (!isOver) return { headers };
    return { headers, refusal: bybitAnswer(call.nowMs, { retCode: 10006, retMsg: "Too many visits!" }) };
  };

  return {
    set(changed: Limits) {
      limits = Limits.parse(changed);
    },
    clear() {
      used = { window: 0, count: 0 };
      ignored = 0;
      bannedUntilMs = 0;
      perKey.clear();
    },
    of: (call: Call) => (call.path.startsWith("/v5/") ? bybit(call) : binance(call)),
  };
}
