import { createHmac, timingSafeEqual } from "node:crypto";

/** Whether `given` is the HMAC-SHA256 of `text` in hex, in any case. */
export function isSignatureOf(text: string, secretKey: string, given: string): boolean {
  const wanted = createHmac("sha256", secretKey).update(text).digest();
  const got = Buffer.from(/^[0-9a-f]{64}$/i.test(given) ? given : "", "hex");
  return got.length === wanted.length && timingSafeEqual(got, wanted);
}
