import { UpstreamError } from "../domain/errors.ts";
import { say } from "../domain/sentence.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "vault.sealed": NoParams;
    "vault.denied": { path: string };
    "vault.busy": NoParams;
    "vault.unreachable": { reason: string };
    "vault.untrusted": { reason: string };
    "vault.speaks-plain": NoParams;
    "vault.wants-tls": NoParams;
    "vault.lost-answer": { path: string };
    "vault.failed": { path: string; status: number };
    "vault.unusable": { path: string };
  }
}

/**
 * What a call may do to the world. `read` changes nothing and may be repeated; `once` changes nothing that its caller
 * would have to look for, but must not be repeated (login, renewal, revocation of our own token); `write` changes something.
 */
export type CallKind = "read" | "once" | "write";

interface Failed {
  readonly kind: CallKind;
  /** Path template, see `VaultPath`. */
  readonly template: string;
}

/**
 * An answer that is no success, by its status alone: the body may hold anything.
 * @param untilAtMs until when it asks to be left alone, in milliseconds since 1970
 * https://developer.hashicorp.com/vault/api-docs#http-status-codes
 */
export function fromStatus(status: number, { kind, template }: Failed, untilAtMs?: number): UpstreamError {
  const none = { service: "vault", effect: "none", status, untilAtMs } as const;
  switch (status) {
    case 403:
      return new UpstreamError("vault.denied", say("vault.denied", { path: template }), { ...none, retryable: false });
    case 429:
      return new UpstreamError("vault.busy", say("vault.busy", {}), { ...none, retryable: true });
    case 503:
      return new UpstreamError("vault.sealed", say("vault.sealed", {}), { ...none, retryable: true });
    default:
      if (status >= 500 && status !== 501 && kind === "write") return lostAnswer(template, { status, untilAtMs });
      return new UpstreamError("vault.failed", say("vault.failed", { path: template, status }), {
        ...none,
        retryable: status >= 500 || isAboutTheNode(status),
      });
  }
}

/** 307: a standby that does not forward; 412: a replica behind; 472, 473: standbys of replication. Another node, or time, may do better. */
const isAboutTheNode = (status: number) => [307, 412, 472, 473].includes(status);

/** What TLS says of an answer that is none of its own, as OpenSSL 1.1 and 3 call it. */
const notTls = new Set([
  "ERR_SSL_WRONG_VERSION_NUMBER",
  "ERR_SSL_PACKET_LENGTH_TOO_LONG",
  "ERR_SSL_RECORD_LAYER_FAILURE",
  "EPROTO",
]);
const certificate = /^(?:CERT_|CRL_|DEPTH_ZERO_|ERR_SSL_|ERR_TLS_|HOSTNAME_|SELF_SIGNED_|UNABLE_TO_)/;

/**
 * No answer at all.
 * @param code Node's or undici's code of the failure, never its text
 * @param sent whether any of the request may have left us
 */
export function fromLoss(code: string, sent: boolean, { kind, template }: Failed): UpstreamError {
  if (sent && kind === "write") return lostAnswer(template);
  if (notTls.has(code)) return new UpstreamError("vault.speaks-plain", say("vault.speaks-plain", {}), misaddressed);
  const isUntrusted = certificate.test(code);
  const key = isUntrusted ? "vault.untrusted" : "vault.unreachable";
  return new UpstreamError(key, say(key, { reason: code }), { service: "vault", effect: "none", retryable: !isUntrusted });
}

/** Go's answer to plain http where TLS is spoken, which is of no JSON: https://pkg.go.dev/net/http#Server.ServeTLS */
export const wantsTls = (): UpstreamError =>
  new UpstreamError("vault.wants-tls", say("vault.wants-tls", {}), { ...misaddressed, status: 400 });

const misaddressed = { service: "vault", effect: "none", retryable: false } as const;

/** A success whose body is not what Vault documents: what it did is done, but we cannot use it. */
export function unusableAnswer({ kind, template }: Failed): UpstreamError {
  return new UpstreamError("vault.unusable", say("vault.unusable", { path: template }), {
    service: "vault",
    effect: kind === "write" ? "unknown" : "none",
    retryable: false,
  });
}

function lostAnswer(
  template: string,
  about: { readonly status?: number; readonly untilAtMs?: number | undefined } = {},
): UpstreamError {
  return new UpstreamError("vault.lost-answer", say("vault.lost-answer", { path: template }), {
    service: "vault",
    effect: "unknown",
    retryable: true,
    ...about,
  });
}
