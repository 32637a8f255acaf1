import sodium from "libsodium-wrappers";
import type { Secret } from "../domain/secret.ts";

/**
 * Seals for the holder of the key's other half (libsodium `crypto_box_seal`), as
 * https://docs.github.com/en/rest/guides/encrypting-secrets-for-the-rest-api says.
 *
 * @param publicKey 32 bytes in base64
 * @returns base64, or `undefined` when the key is none
 */
export async function seal(value: Secret, publicKey: string): Promise<string | undefined> {
  await sodium.ready;
  const key = Buffer.from(publicKey, "base64");
  if (key.length !== sodium.crypto_box_PUBLICKEYBYTES) return undefined;

  const plain = sodium.from_string(value.reveal());
  try {
    return sodium.to_base64(sodium.crypto_box_seal(plain, key), sodium.base64_variants.ORIGINAL);
  } finally {
    sodium.memzero(plain);
  }
}
