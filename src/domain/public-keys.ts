import { createPublicKey, type KeyObject, verify } from "node:crypto";

const signatureBytes = 64;

/** The public half of an Ed25519 pair; `undefined` when the PEM holds none. Node's own error may quote the text, so it goes no further. */
export function publicKeyOf(pem: string): KeyObject | undefined {
  try {
    const key = createPublicKey(pem);
    return key.asymmetricKeyType === "ed25519" ? key : undefined;
  } catch {
    return undefined;
  }
}

/** Those that can be used, by key id. */
export const usableKeys = (pems: ReadonlyMap<string, string>): ReadonlyMap<string, KeyObject> =>
  new Map(
    [...pems].flatMap(([kid, pem]) => [publicKeyOf(pem)].flatMap((key) => (key === undefined ? [] : [[kid, key] as const]))),
  );

/** @param signature base64; Node reads it generously, and one signature must have one spelling */
export function isSignedBy(publicKey: KeyObject, data: Uint8Array | string, signature: string): boolean {
  const bytes = Buffer.from(signature, "base64");
  if (bytes.length !== signatureBytes || bytes.toString("base64") !== signature) return false;
  return verify(null, typeof data === "string" ? Buffer.from(data, "utf8") : data, publicKey, bytes);
}
