import { createHmac, createPublicKey, timingSafeEqual, verify } from "node:crypto";

/** Whether `given` is the HMAC-SHA256 of `text` in hex, in any case. */
export function isSignatureOf(text: string, secretKey: string, given: string): boolean {
  const wanted = createHmac("sha256", secretKey).update(text).digest();
  const got = Buffer.from(/^[0-9a-f]{64}$/i.test(given) ? given : "", "hex");
  return got.length === wanted.length && timingSafeEqual(got, wanted);
}

/** Whether `given` is the signature of `text` in base64, by the private half of a public key in PEM: Ed25519 or RSA (PKCS#1 v1.5, SHA-256). */
export function isSignedBy(text: string, publicKey: string, given: string): boolean {
  const key = createPublicKey(publicKey);
  return verify(key.asymmetricKeyType === "rsa" ? "sha256" : null, Buffer.from(text), key, Buffer.from(given, "base64"));
}
