import { createPrivateKey, type KeyObject, sign } from "node:crypto";
import type { z } from "zod";
import { NotFoundError } from "../domain/errors.ts";
import { isSignedBy, publicKeyOf } from "../domain/public-keys.ts";
import { say } from "../domain/sentence.ts";
import type { DecisionSigner, DecisionVerifier } from "../ports/signing-keys.ts";
import { unusableAnswer } from "./errors.ts";
import type { Kv } from "./kv.ts";
import { PrivateKeyEntry, PublicKeysEntry } from "./wire.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "vault.signing-key-missing": { path: string };
  }
}

export interface SigningKeysDeps {
  readonly kv: Kv;
  /** Where everything of ours lives in KV, e.g. `profinaut`; the keys are beside it, under `profinaut-keys`. */
  readonly kvBase: string;
  /** Now, in milliseconds. */
  readonly now: () => number;
}

/** A key that was replaced or withdrawn is out of use everywhere after this. */
const KEPT_MS = 60_000;

/** Signs with the private half, which is read from Vault and kept in memory, unprintable, for a minute. Ed25519. */
export function createDecisionSigner({ kv, kvBase, now }: SigningKeysDeps): DecisionSigner {
  const path = `${kvBase}-keys/signing/decisions`;
  const key = kept(now, async (signal) => {
    const entry = await readEntry(kv, path, PrivateKeyEntry, signal);
    return { kid: entry.kid, privateKey: ed25519(path, () => createPrivateKey(entry.privateKey)) };
  });

  return {
    async sign(data, signal) {
      const { kid, privateKey } = await key.get(signal);
      return { kid, signature: sign(null, bytesOf(data), privateKey).toString("base64") };
    },
  };
}

/** Verifies with the public halves, kept for a minute; a key that is not among them is looked for afresh, once. */
export function createDecisionVerifier({ kv, kvBase, now }: SigningKeysDeps): DecisionVerifier {
  const keys = kept(now, async (signal) => {
    const pems = await readPublicKeys({ kv, kvBase }, signal);
    return new Map([...pems].map(([kid, pem]) => [kid, ed25519(publicPath(kvBase), () => publicKeyOf(pem))]));
  });

  return {
    async verify(data, { kid, signature }, signal) {
      const publicKey = (await keys.get(signal)).get(kid) ?? (await keys.fresh(signal)).get(kid);
      return publicKey !== undefined && isSignedBy(publicKey, data, signature);
    },
  };
}

/**
 * The public halves as PEM, by key id, also of keys that were replaced.
 * @throws NotFoundError, UpstreamError (service "vault"). Nothing changed.
 */
export async function readPublicKeys(
  { kv, kvBase }: Pick<SigningKeysDeps, "kv" | "kvBase">,
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const { keys } = await readEntry(kv, publicPath(kvBase), PublicKeysEntry, signal);
  return new Map(Object.entries(keys));
}

const publicPath = (kvBase: string): string => `${kvBase}-keys/public/decisions`;

const bytesOf = (data: Uint8Array | string) => (typeof data === "string" ? Buffer.from(data, "utf8") : data);

/** Remembers what `read` gave for a minute. */
function kept<T>(now: () => number, read: (signal?: AbortSignal) => Promise<T>) {
  let held: { readonly value: T; readonly untilMs: number } | undefined;
  const fresh = async (signal?: AbortSignal): Promise<T> => {
    const untilMs = now() + KEPT_MS;
    const value = await read(signal);
    held = { value, untilMs };
    return value;
  };
  return { fresh, get: async (signal?: AbortSignal) => (held && now() < held.untilMs ? held.value : fresh(signal)) };
}

async function readEntry<S extends z.ZodType>(kv: Kv, path: string, schema: S, signal?: AbortSignal): Promise<z.output<S>> {
  const entry = await kv.read(path, signal);
  if (!entry) throw new NotFoundError("vault.signing-key-missing", say("vault.signing-key-missing", { path }));
  const parsed = schema.safeParse(entry.data);
  if (!parsed.success) throw unusable(path);
  return parsed.data;
}

/** Node's own error may quote the key, so it goes no further. */
function ed25519(path: string, read: () => KeyObject | undefined): KeyObject {
  const key = (() => {
    try {
      return read();
    } catch {
      return undefined;
    }
  })();
  if (key?.asymmetricKeyType !== "ed25519") throw unusable(path);
  return key;
}

const unusable = (path: string) => unusableAnswer({ kind: "read", template: path });
