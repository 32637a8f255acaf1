import { type Sentence, say } from "./sentence.ts";

declare module "./sentence.ts" {
  interface Sentences {
    "private-key.locked": NoParams;
    "private-key.public": NoParams;
    "private-key.odd": NoParams;
    "private-key.openssh": NoParams;
    "private-key.curve": NoParams;
  }
}

/**
 * The shapes that OpenSSL writes: PKCS#8, which is what Binance's own guides make, and PKCS#1 for RSA.
 * https://www.rfc-editor.org/rfc/rfc7468 and /rfc8017#appendix-A.1.2
 */
const unlocked = /^-----BEGIN ((?:RSA )?PRIVATE KEY)-----\n(?:[A-Za-z0-9+/=]+\n)+-----END \1-----$/;

/**
 * A secret half that is a private key in PEM, as it is kept: without blanks around it, with plain line ends. `undefined` for what is
 * no PEM at all, such as the secret of an HMAC key.
 */
export function readPrivateKey(text: string): { readonly pem: string } | { readonly because: Sentence } | undefined {
  if (!text.includes("-----BEGIN")) return undefined;
  const pem = text.trim().replace(/[ \t]*\r?\n[ \t]*/g, "\n");
  if (unlocked.test(pem)) return { pem };
  if (/BEGIN OPENSSH PRIVATE KEY/.test(pem)) return { because: say("private-key.openssh", {}) };
  // SEC 1 (https://www.rfc-editor.org/rfc/rfc5915), often behind its parameters; and DSA. No exchange takes either.
  if (/BEGIN (?:EC|DSA) (?:PRIVATE KEY|PARAMETERS)/.test(pem)) return { because: say("private-key.curve", {}) };
  if (/ENCRYPTED/.test(pem)) return { because: say("private-key.locked", {}) };
  return { because: /BEGIN [A-Z ]*PUBLIC KEY/.test(pem) ? say("private-key.public", {}) : say("private-key.odd", {}) };
}
