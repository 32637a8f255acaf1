import { createHmac, createPrivateKey, type KeyObject, sign } from "node:crypto";
import { InputError } from "../domain/errors.ts";
import { readPrivateKey } from "../domain/private-key.ts";
import type { Secret } from "../domain/secret.ts";
import { say } from "../domain/sentence.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "private-key.kind": { exchange: string; kinds: readonly string[]; command: string };
  }
}

/** HMAC-SHA256 in hex, which both exchanges take from keys that they generated themselves. */
export const signatureOf = (text: string, secretKey: Secret): string =>
  createHmac("sha256", secretKey.reveal()).update(text).digest("hex");

/** The kinds of private keys that an exchange takes, the first being the one to make. */
export interface PrivateKeys {
  readonly exchange: string;
  readonly kinds: readonly ("ed25519" | "rsa")[];
}

const kindNames = { ed25519: "Ed25519", rsa: "RSA from 2048 bits on" };
const commands = {
  ed25519: "openssl genpkey -algorithm ed25519",
  rsa: "openssl genpkey -algorithm rsa -pkeyopt rsa_keygen_bits:2048",
};

/** Both exchanges' shortest. https://www.bybit.com/en/help-center/article/How-to-Create-an-RSA-Key-on-Bybit and https://www.binance.com/en/support/faq/how-to-generate-an-rsa-key-pair-to-send-api-requests-on-binance-2b79728f331e43079b27440d9d15c5db */
const leastBits = 2_048;

/**
 * The signature of a key whose private half its owner made, in base64: Ed25519, or RSA with PKCS#1 v1.5 over SHA-256. `undefined`
 * when the secret half is no private key.
 * https://developers.binance.com/docs/binance-spot-api-docs/rest-api/request-security, "RSA Keys" and "Ed25519 Keys"
 * @throws InputError when it is one that cannot sign: locked, the public half, damaged, or of another kind; nothing was sent
 */
export function asymmetricSignatureOf(text: string, secretKey: Secret, { exchange, kinds }: PrivateKeys): string | undefined {
  const read = readPrivateKey(secretKey.reveal());
  if (read === undefined) return undefined;
  if ("because" in read) throw new InputError("exchange.private-key", read.because);
  const key = parsed(read.pem);
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  const isFit = kinds.some((kind) => kind === key.asymmetricKeyType) && (key.asymmetricKeyType !== "rsa" || bits >= leastBits);
  if (!isFit)
    throw new InputError(
      "exchange.private-key",
      say("private-key.kind", {
        exchange,
        kinds: kinds.map((kind) => kindNames[kind]),
        command: commands[kinds[0] ?? "rsa"],
      }),
    );
  return sign(key.asymmetricKeyType === "rsa" ? "sha256" : null, Buffer.from(text), key).toString("base64");
}

function parsed(pem: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch {
    throw new InputError("exchange.private-key", say("private-key.odd", {}));
  }
}
