import { z } from "zod";
import { type Answer, binanceError, bybitAnswer } from "./answer.ts";

/** What can go wrong. */
export const Mode = z.strictObject({
  mode: z.enum([
    "ok",
    // Answered instead of done:
    "server-error",
    "maintenance",
    "limited",
    "banned",
    "blocked",
    "redirect",
    "garbage",
    "wrong-shape",
    "echo",
    "huge",
    // Not, or not wholly, answered:
    "drop",
    "hang",
    "half",
  ]),
  /** After so many requests everything is well again. */
  times: z.int().positive().optional(),
  /** Which paths it meets: those that contain this. */
  path: z.string().optional(),
  retryAfterS: z.number().positive().optional(),
  /** Where `redirect` leads. */
  location: z.string().optional(),
});
export type Mode = z.infer<typeof Mode>;

const well: Mode = { mode: "ok" };

export interface Faults {
  set(mode: Mode): void;
  /** The mode that this request meets; counts it. */
  meet(path: string): Mode;
}

export function createFaults(): Faults {
  let current = well;
  let left = Number.POSITIVE_INFINITY;

  return {
    set(mode) {
      current = mode;
      left = mode.times ?? Number.POSITIVE_INFINITY;
    },
    meet(path) {
      if (left === 0 || !path.includes(current.path ?? "")) return well;
      left -= 1;
      return current;
    },
  };
}

/** Several times what anybody reads of it. */
const huge = "x".repeat(4 * 1024 * 1024);

/** What a fault says instead of the exchange; `undefined` when the exchange is to be asked. `heard` is all that the request held. */
export function faultAnswer(mode: Mode, path: string, heard: unknown, nowMs: number): Answer | undefined {
  const isBybit = path.startsWith("/v5/");
  const retryAfter: Record<string, string> = mode.retryAfterS === undefined ? {} : { "retry-after": String(mode.retryAfterS) };

  switch (mode.mode) {
    case "server-error":
      return isBybit
        ? bybitAnswer(nowMs, { retCode: 10016, retMsg: "Internal System Error." })
        : binanceError(500, -1000, "An unknown error occurred while processing the request.");
    case "maintenance":
      return { status: 503, body: "<html>Service Unavailable</html>" };
    case "limited": {
      if (!isBybit) return binanceError(429, -1003, "Too much request weight used.", retryAfter);
      const resetAtMs = nowMs + (mode.retryAfterS ?? 1) * 1000;
      const told = bybitAnswer(nowMs, { retCode: 10006, retMsg: "Too many visits!" });
      return { ...told, headers: { "x-bapi-limit-reset-timestamp": String(resetAtMs) } };
    }
    case "banned":
      return isBybit
        ? bybitAnswer(nowMs, { retCode: 10009, retMsg: "IP has been banned." })
        : binanceError(418, -1003, `Way too much request weight used; IP banned until ${nowMs + 120_000}.`, retryAfter);
    case "blocked":
      return { status: 403, body: "<html>Request blocked</html>" };
    case "redirect":
      return { status: 307, headers: { location: mode.location ?? "/" } };
    case "garbage":
      return { status: 200, body: `<html>not what you asked for: ${JSON.stringify(heard)}</html>` };
    case "wrong-shape":
      return { status: 200, body: isBybit ? { retCode: 0, result: { apiKey: 7 } } : { ipRestrict: "yes" } };
    case "echo":
      return isBybit
        ? bybitAnswer(nowMs, { retCode: 10001, retMsg: JSON.stringify(heard) })
        : binanceError(400, -1130, JSON.stringify(heard));
    case "huge":
      return { status: 200, body: huge };
    default:
      return undefined;
  }
}
