import { createPrivateKey, type KeyObject } from "node:crypto";
import { type Sentence, say } from "../domain/sentence.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "config.app-key.no-pem": NoParams;
    "config.app-key.other-kind": { label: string };
    "config.app-key.openssh": NoParams;
    "config.app-key.passphrase": NoParams;
    "config.app-key.not-whole": NoParams;
    "config.app-key.not-rsa": NoParams;
  }
}

/**
 * A GitHub App's private key in any of the spellings it comes in: PKCS#1 as GitHub hands it out, PKCS#8, with `\n` written out or its
 * lines run together as variables that take one line demand it, or the whole PEM in base64.
 * https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/managing-private-keys-for-github-apps
 * @returns the key as PKCS#8 PEM, or what is wrong with it as the rest of a sentence
 */
export function readAppKey(text: string): { readonly pem: string } | { readonly because: Sentence } {
  const pem = pemIn(text);
  const label = /-----BEGIN ([A-Z0-9 ]+)-----/.exec(pem)?.[1];
  if (label === undefined) return { because: say("config.app-key.no-pem", {}) };
  if (/PUBLIC|CERTIFICATE/.test(label)) return { because: say("config.app-key.other-kind", { label }) };
  if (label.startsWith("OPENSSH")) return { because: say("config.app-key.openssh", {}) };
  if (label.startsWith("ENCRYPTED") || pem.includes("Proc-Type: 4,ENCRYPTED"))
    return { because: say("config.app-key.passphrase", {}) };
  const key = keyIn(pem);
  if (key === undefined) return { because: say("config.app-key.not-whole", {}) };
  return key.asymmetricKeyType === "rsa"
    ? { pem: key.export({ type: "pkcs8", format: "pem" }).toString() }
    : { because: say("config.app-key.not-rsa", {}) };
}

function pemIn(text: string): string {
  const decoded = /^[A-Za-z0-9+/=\s]+$/.test(text) ? Buffer.from(text, "base64").toString("latin1") : text;
  const [, begin = "", body = "", end = ""] =
    /(-----BEGIN [A-Z0-9 ]+-----)([\s\S]*)(-----END [A-Z0-9 ]+-----)/.exec(decoded.replaceAll(/(\\r)?\\n/g, "\n")) ?? [];
  if (begin === "") return decoded;
  const isRunTogether = !body.trim().includes("\n");
  return `${begin}\n${isRunTogether ? body.trim().replaceAll(/\s+/g, "\n") : body.trim()}\n${end}\n`;
}

/** Node's own error may quote the key. */
function keyIn(pem: string): KeyObject | undefined {
  try {
    return createPrivateKey(pem);
  } catch {
    return undefined;
  }
}
