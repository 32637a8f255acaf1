import { UpstreamError } from "../domain/errors.ts";
import { type Sentence, say } from "../domain/sentence.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "redis.start-login": NoParams;
    "redis.start-no-login": NoParams;
    "redis.start-authority": { code: string };
    "redis.start-name": NoParams;
    "redis.start-no-tls": NoParams;
    "redis.start-tls": NoParams;
    "redis.start-unreachable": { code: string };
  }
}

/** Of a certificate that nobody whom we trust has signed: https://nodejs.org/api/tls.html#x509-certificate-error-codes */
const unknownAuthority: ReadonlySet<string> = new Set([
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
]);

/**
 * Why no connection came about, with what to write instead. Nothing was sent but a login.
 * @param code of the last trouble, see `RedisConnections`
 */
export const notConnected = (code: string | undefined, url: string): UpstreamError =>
  new UpstreamError("redis.unreachable", why(code ?? "unknown", url.startsWith("rediss:")), {
    service: "redis",
    effect: "none",
    retryable: true,
  });

function why(code: string, isTls: boolean): Sentence {
  if (code === "WRONGPASS") return say("redis.start-login", {});
  if (code === "NOAUTH") return say("redis.start-no-login", {});
  if (unknownAuthority.has(code)) return say("redis.start-authority", { code });
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID") return say("redis.start-name", {});
  // Redis waits for the rest of what it takes for a command, or ends the connection.
  if (isTls && (code === "ETIMEDOUT" || code === "EPROTO" || code.startsWith("ERR_SSL"))) return say("redis.start-no-tls", {});
  if (!isTls && (code === "ECONNRESET" || code === "EPIPE")) return say("redis.start-tls", {});
  return say("redis.start-unreachable", { code });
}
