import { UpstreamError } from "../domain/errors.ts";
import { type Sentence, say } from "../domain/sentence.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "exchange.unreachable": { exchange: string; reason: string };
    "exchange.untrusted": { exchange: string; reason: string };
    "exchange.moved": { exchange: string; path: string };
    "exchange.limited": { exchange: string; untilAtMs: number };
    /** It does not talk to our address: a ban, a firewall, or a country that it does not serve. */
    "exchange.blocked": { exchange: string; untilAtMs: number };
    "exchange.failed": { exchange: string; path: string; status: number };
    /** `problem` is the exchange's own number for it. */
    "exchange.refused": { exchange: string; path: string; status: number; problem: number };
    "exchange.clock": { exchange: string };
    "exchange.strange-answer": { exchange: string; path: string };
    "exchange.address-refused": { exchange: string };
    "exchange.key-or-address-refused": { exchange: string };
  }
}

/** Where and what was asked: the exchange's name in the configuration and the path without its query, which holds a signature. */
export interface Asked {
  readonly exchange: string;
  readonly path: string;
}

const certificate = /^(?:CERT_|CRL_|DEPTH_ZERO_|ERR_SSL_|ERR_TLS_|HOSTNAME_|SELF_SIGNED_|UNABLE_TO_)/;

/** @param reason Node's or undici's code of the failure, `TIMEOUT` or `ABORTED`; never a text */
export function lost({ exchange }: Asked, reason: string): UpstreamError {
  const isUntrusted = certificate.test(reason);
  const key = isUntrusted ? "exchange.untrusted" : "exchange.unreachable";
  return failure(say(key, { exchange, reason }), { retryable: !isUntrusted });
}

/** No exchange documents a redirect here, and a followed one would carry the key to somebody else. */
export const moved = ({ exchange, path }: Asked, status: number): UpstreamError =>
  failure(say("exchange.moved", { exchange, path }), { retryable: false, status });

export const limited = ({ exchange }: Asked, untilAtMs: number, status?: number): UpstreamError =>
  failure(say("exchange.limited", { exchange, untilAtMs }), { retryable: true, status, untilAtMs });

export const blocked = ({ exchange }: Asked, untilAtMs: number, status?: number): UpstreamError =>
  failure(say("exchange.blocked", { exchange, untilAtMs }), { retryable: true, status, untilAtMs });

export const failed = ({ exchange, path }: Asked, status: number): UpstreamError =>
  failure(say("exchange.failed", { exchange, path, status }), { retryable: true, status });

export const refused = ({ exchange, path }: Asked, status: number, problem: number): UpstreamError =>
  failure(say("exchange.refused", { exchange, path, status, problem }), { retryable: false, status });

/** Our clock was put right by the exchange's own time, and that was not enough either. */
export const clockRefused = ({ exchange }: Asked): UpstreamError =>
  failure(say("exchange.clock", { exchange }), { retryable: true });

export const strangeAnswer = ({ exchange, path }: Asked, status: number): UpstreamError =>
  failure(say("exchange.strange-answer", { exchange, path }), { retryable: true, status });

/** The key is bound to addresses, and ours is not among them. */
export const addressRefused = ({ exchange }: Asked, status: number): UpstreamError =>
  failure(say("exchange.address-refused", { exchange }), { retryable: false, status });

/** The exchange has one answer for both. */
export const keyOrAddressRefused = ({ exchange }: Asked, status: number): UpstreamError =>
  failure(say("exchange.key-or-address-refused", { exchange }), { retryable: false, status });

/** Probes only read, so nothing ever changed. The result has no cause: errors from below may hold the request with its signature. */
const failure = (
  sentence: Sentence,
  about: { readonly retryable: boolean; readonly status?: number | undefined; readonly untilAtMs?: number | undefined },
) => new UpstreamError(sentence.key, sentence, { service: "exchange", effect: "none", ...about });
