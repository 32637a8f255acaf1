import { randomInt } from "node:crypto";
import sodium from "libsodium-wrappers";

/** One place's real key pair: it opens what was sealed for it, and can be replaced as GitHub does from time to time. */
export interface SealedBoxes {
  publicKey(): { readonly key_id: string; readonly key: string };
  open(keyId: string, sealed: string): { readonly value: string } | "stale-key" | "not-openable";
  rotate(): void;
}

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

export async function loadSodium(): Promise<void> {
  await sodium.ready;
}

/** Needs `loadSodium` once before. */
export function createSealedBoxes(): SealedBoxes {
  const make = () => ({ id: String(randomInt(1e14, 2 ** 47)), pair: sodium.crypto_box_keypair() });
  let current = make();

  return {
    publicKey: () => ({
      key_id: current.id,
      key: sodium.to_base64(current.pair.publicKey, sodium.base64_variants.ORIGINAL),
    }),
    open(keyId, sealed) {
      if (keyId !== current.id) return "stale-key";
      if (sealed === "" || !base64.test(sealed)) return "not-openable";
      try {
        const opened = sodium.crypto_box_seal_open(
          Buffer.from(sealed, "base64"),
          current.pair.publicKey,
          current.pair.privateKey,
        );
        return { value: sodium.to_string(opened) };
      } catch {
        return "not-openable";
      }
    },
    rotate() {
      current = make();
    },
  };
}
