import type { UpstreamError } from "../domain/errors.ts";
import { atMostLongestPause } from "../domain/retry-after.ts";
import type { ExchangeKey, KeyHealth, KeyRefusal } from "../ports/key-probes.ts";
import type { Asked } from "./failures.ts";
import type { HttpAnswer, HttpRequest } from "./http.ts";

/** What an answer means. */
export type Verdict =
  | { readonly is: "answer"; readonly health: KeyHealth }
  /** The exchange thinks that our clock is wrong. */
  | { readonly is: "clock" }
  | LimitedVerdict
  /** `isWorthAnother`: the same request may do better in a moment. */
  | { readonly is: "failure"; readonly failure: UpstreamError; readonly isWorthAnother: boolean };

/** Nothing may be asked before; `failure` says so to people. */
export interface LimitedVerdict {
  readonly is: "limited";
  readonly untilAtMs: number;
  readonly failure: UpstreamError;
}

/** How one kind of exchange is asked about a key, and how it answers. Pure: sending, waiting and repeating are common to all. */
export interface Dialect {
  /** @param atMs time by the exchange's clock */
  request(key: ExchangeKey, atMs: number): HttpRequest;
  judge(answer: HttpAnswer, key: ExchangeKey, nowMs: number): Verdict;
  /** Public, not signed. */
  readonly timePath: string;
  /** The exchange's time, from the answer of `timePath`. */
  timeIn(body: unknown): number | undefined;
}

/** How long after its `timestamp` a request may arrive: both exchanges' default. */
export const recvWindowMs = 5_000;

/** The answer about a key that the exchange does not accept. */
export const notAccepted = (refusal?: KeyRefusal): KeyHealth => ({
  isValid: false,
  ...(refusal === undefined ? {} : { refusal }),
  canRead: false,
  canTrade: false,
  canWithdraw: false,
  transferRights: [],
  isIpRestricted: false,
  expiresAtMs: null,
});

export const answerOf = (health: KeyHealth): Verdict => ({ is: "answer", health });

export const failureOf = (failure: UpstreamError, { isWorthAnother = false } = {}): Verdict => ({
  is: "failure",
  failure,
  isWorthAnother,
});

/** @param inMs from now, as the exchange says or as its documentation does */
export function waitVerdict(
  answer: HttpAnswer,
  saying: (asked: Asked, untilAtMs: number, status: number) => UpstreamError,
  { nowMs, inMs }: { readonly nowMs: number; readonly inMs: number },
): Verdict {
  const untilAtMs = atMostLongestPause(nowMs + inMs, nowMs);
  return { is: "limited", untilAtMs, failure: saying(answer, untilAtMs, answer.status) };
}

/** The exchange's own request to wait, in milliseconds. `Retry-After` is in seconds. */
export function retryAfterMs(answer: HttpAnswer, otherwiseMs: number): number {
  const seconds = Number(answer.header("retry-after"));
  return seconds > 0 ? seconds * 1000 : otherwiseMs;
}
