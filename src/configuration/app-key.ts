import { createPrivateKey, type KeyObject } from "node:crypto";

/**
 * A GitHub App's private key in any of the spellings it comes in: PKCS#1 as GitHub hands it out, PKCS#8, with `\n` written out or its
 * lines run together as variables that take one line demand it, or the whole PEM in base64.
 * https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/managing-private-keys-for-github-apps
 * @returns the key as PKCS#8 PEM, or what is wrong with it as the rest of a sentence
 */
export function readAppKey(text: string): { readonly pem: string } | { readonly because: string } {
  const pem = pemIn(text);
  const label = /-----BEGIN ([A-Z0-9 ]+)-----/.exec(pem)?.[1];
  if (label === undefined) return { because: "is no private key in PEM, the first line of which says BEGIN RSA PRIVATE KEY" };
  if (/PUBLIC|CERTIFICATE/.test(label)) return { because: `is a ${label}, and must be the private key` };
  if (label.startsWith("OPENSSH")) return { because: "is an OpenSSH key, and must be the one that GitHub made for the App" };
  if (label.startsWith("ENCRYPTED") || pem.includes("Proc-Type: 4,ENCRYPTED"))
    return { because: "has a passphrase. Take it off: openssl rsa -in key.pem -out open.pem" };
  const key = keyIn(pem);
  if (key === undefined) return { because: "is not whole: copy the file again, from its first line to its last" };
  return key.asymmetricKeyType === "rsa"
    ? { pem: key.export({ type: "pkcs8", format: "pem" }).toString() }
    : { because: "is no RSA key, and must be the one that GitHub made for the App" };
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
