import { createPublicKey } from "node:crypto";
import { type Sentence, say } from "./sentence.ts";

declare module "./sentence.ts" {
  interface Sentences {
    "public-key.odd": NoParams;
  }
}

/** SubjectPublicKeyInfo, or RSA's own format: https://www.rfc-editor.org/rfc/rfc7468#section-13 and /rfc8017#appendix-A.1.1 */
const shape = /^-----BEGIN ((?:RSA )?PUBLIC KEY)-----\n(?:[A-Za-z0-9+/=]+\n)+-----END \1-----$/;

/** The public half of a key in PEM, as it is kept: without blanks around it, with plain line ends. */
export function readPublicHalf(text: string): { readonly pem: string } | { readonly because: Sentence } {
  const pem = text.trim().replace(/[ \t]*\r?\n[ \t]*/g, "\n");
  return shape.test(pem) && bytesOf(pem) !== undefined ? { pem } : { because: say("public-key.odd", {}) };
}

/** Whether two halves in PEM are of one key; a private one holds its public one. */
export function areHalvesOfOneKey(publicPem: string, privatePem: string): boolean {
  const [one, other] = [bytesOf(publicPem), bytesOf(privatePem)];
  return one !== undefined && other !== undefined && one.equals(other);
}

function bytesOf(pem: string): Buffer | undefined {
  try {
    return createPublicKey(pem).export({ format: "der", type: "spki" });
  } catch {
    return undefined;
  }
}
