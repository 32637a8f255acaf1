import { setTimeout as sleep } from "node:timers/promises";
import { InputError } from "../domain/errors.ts";
import { say } from "../domain/sentence.ts";
import type { ExchangeKey, KeyHealth } from "../ports/key-probes.ts";
import { type Dialect, failureOf, type LimitedVerdict, type Verdict } from "./dialect.ts";
import { clockRefused, failed, lost, moved, strangeAnswer } from "./failures.ts";
import type { ExchangeHttp } from "./http.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "exchange.key-unsendable": { exchange: string };
  }
}

export interface AskingOptions {
  /** Name in the configuration. */
  readonly exchange: string;
  readonly dialect: Dialect;
  readonly http: ExchangeHttp;
  readonly now: () => number;
  /** Wait before a request is repeated that got no answer, or one of 5xx. */
  readonly repeatAfterMs: number;
  /** A limit that ends within this is waited for; a longer one is told at once. */
  readonly maxLimitWaitMs: number;
}

export type Ask = (key: ExchangeKey, signal?: AbortSignal) => Promise<KeyHealth>;

/** What a header can carry, and more than any exchange issues. */
const apiKeyGrammar = /^[\x21-\x7e]{1,256}$/;

/**
 * Asks one exchange about a key. At most once each it takes over the exchange's time, waits for a limit, and repeats what
 * got no answer. While it is limited it sends nothing: exchanges turn limits that nobody heeds into bans.
 */
export function createAsking({ exchange, dialect, http, now, repeatAfterMs, maxLimitWaitMs }: AskingOptions): Ask {
  let limit: LimitedVerdict | undefined;

  const once = async (key: ExchangeKey, offsetMs: number, signal: AbortSignal | undefined): Promise<Verdict> => {
    if (limit !== undefined && limit.untilAtMs > now()) return limit;
    const request = { ...dialect.request(key, now() + offsetMs), signal };
    const result = await http.get(request);
    if (result.answered) return dialect.judge(result.answer, key, now());
    const isWorthAnother = result.code !== "TIMEOUT" && result.code !== "ABORTED";
    return failureOf(lost({ exchange, path: request.path }, result.code), { isWorthAnother });
  };

  /** How far the exchange's clock is ahead of ours. */
  const clockOffsetMs = async (signal: AbortSignal | undefined): Promise<number> => {
    const path = dialect.timePath;
    const result = await http.get({ path, signal });
    if (!result.answered) throw lost({ exchange, path }, result.code);
    const { status, body } = result.answer;
    if (status >= 300 && status < 400) throw moved({ exchange, path }, status);
    if (status !== 200) throw failed({ exchange, path }, status);
    const atMs = dialect.timeIn(body);
    if (atMs === undefined) throw strangeAnswer({ exchange, path }, status);
    return atMs - now();
  };

  const pause = async (ms: number, signal: AbortSignal | undefined): Promise<void> => {
    try {
      await sleep(ms, undefined, { signal });
    } catch {
      throw lost({ exchange, path: "" }, "ABORTED");
    }
  };

  return async (key, signal) => {
    if (!apiKeyGrammar.test(key.apiKey.reveal()))
      throw new InputError("exchange.key-unsendable", say("exchange.key-unsendable", { exchange }));

    let offsetMs: number | undefined;
    let hasWaited = false;
    let hasRepeated = false;
    for (;;) {
      const verdict = await once(key, offsetMs ?? 0, signal);
      switch (verdict.is) {
        case "answer":
          return verdict.health;
        case "clock":
          if (offsetMs !== undefined) throw clockRefused({ exchange, path: "" });
          offsetMs = await clockOffsetMs(signal);
          break;
        case "limited": {
          limit = verdict;
          const waitMs = verdict.untilAtMs - now();
          if (hasWaited || waitMs > maxLimitWaitMs) throw verdict.failure;
          hasWaited = true;
          await pause(waitMs, signal);
          limit = undefined;
          break;
        }
        case "failure":
          if (hasRepeated || !verdict.isWorthAnother) throw verdict.failure;
          hasRepeated = true;
          await pause(repeatAfterMs, signal);
          break;
      }
    }
  };
}
