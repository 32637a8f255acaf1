import { createPrivateKey, type KeyObject, sign } from "node:crypto";
import type { z } from "zod";
import { NotFoundError } from "../domain/errors.ts";
import type { Half } from "../domain/log-writes.ts";
import { isSignedBy, publicKeyOf } from "../domain/public-keys.ts";
import { say } from "../domain/sentence.ts";
import type { DecisionSignature, DecisionSigner, DecisionVerifier } from "../ports/signing-keys.ts";
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
  /** Milliseconds since some moment; goes on evenly when the host's clock is set. */
  readonly monotonicMs: () => number;
}

/** A key that was replaced or withdrawn is out of use everywhere after this. */
const keptMs = 60_000;

/** Whether keys may be older than a minute where Vault does not answer: for what nobody decides by. */
interface Lag {
  readonly mayLag?: boolean;
}

/** Which pair: that of the half that hears people, or that of the half that acts. */
type Pair = "decisions" | "worker";

const pairOf: { readonly [half in Half]: Pair } = { ingress: "decisions", worker: "worker" };

/** Signs with the private half, which is read from Vault and kept in memory, unprintable, for a minute. Ed25519. */
export const createDecisionSigner = (deps: SigningKeysDeps): DecisionSigner => createSigner(deps, "decisions");

/** As `createDecisionSigner`, with the key of a half of the bot, for what that half writes. */
export const createHalfSigner = (deps: SigningKeysDeps, half: Half): DecisionSigner =>
  createSigner(deps, pairOf[half], { mayLag: true });

function createSigner({ kv, kvBase, monotonicMs }: SigningKeysDeps, pair: Pair, lag: Lag = {}): DecisionSigner {
  const path = `${kvBase}-keys/signing/${pair}`;
  const key = kept(
    monotonicMs,
    async (signal) => {
      const entry = await readEntry(kv, path, PrivateKeyEntry, signal);
      return { kid: entry.kid, privateKey: ed25519(path, () => createPrivateKey(entry.privateKey)) };
    },
    lag,
  );

  return {
    async sign(data, signal) {
      const { kid, privateKey } = await key.get(signal);
      return { kid, signature: sign(null, bytesOf(data), privateKey).toString("base64") };
    },
  };
}

/** Verifies with the public halves, kept for a minute; a key that is not among them is looked for afresh, once. */
export function createDecisionVerifier({ kv, kvBase, monotonicMs }: SigningKeysDeps, lag: Lag = {}): DecisionVerifier {
  const keys = kept(monotonicMs, (signal) => publicKeys({ kv, kvBase }, "decisions", signal), lag);

  return {
    async verify(data, { kid, signature }, signal) {
      const publicKey = (await keys.get(signal)).get(kid) ?? (await keys.fresh(signal)).get(kid);
      return publicKey !== undefined && isSignedBy(publicKey, data, signature);
    },
  };
}

/**
 * Says which half of the bot signed, by the public halves of both, kept for a minute; a key that is among neither is looked for afresh.
 * `undefined`: nobody's. Throws as `DecisionVerifier`.
 */
export function createSignerOf({ kv, kvBase, monotonicMs }: SigningKeysDeps) {
  const keys = kept(
    monotonicMs,
    async (signal) => {
      const halves = await Promise.all(
        halvesOfTheBot.map(async (half) => [half, await publicKeys({ kv, kvBase }, pairOf[half], signal)] as const),
      );
      return new Map(halves.flatMap(([half, found]) => [...found].map(([kid, key]) => [kid, { half, key }] as const)));
    },
    { mayLag: true },
  );
  return async (data: string, { kid, signature }: DecisionSignature): Promise<Half | undefined> => {
    const found = (await keys.get()).get(kid) ?? (await keys.fresh()).get(kid);
    return found !== undefined && isSignedBy(found.key, data, signature) ? found.half : undefined;
  };
}

const halvesOfTheBot: readonly Half[] = ["ingress", "worker"];

async function publicKeys(
  deps: Pick<SigningKeysDeps, "kv" | "kvBase">,
  pair: Pair,
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, KeyObject>> {
  const pems = await readPairsKeys(deps, pair, signal);
  return new Map([...pems].map(([kid, pem]) => [kid, ed25519(publicPath(deps.kvBase, pair), () => publicKeyOf(pem))]));
}

/**
 * The public halves as PEM, by key id, also of keys that were replaced.
 * @throws NotFoundError, UpstreamError (service "vault"). Nothing changed.
 */
export const readPublicKeys = (
  deps: Pick<SigningKeysDeps, "kv" | "kvBase">,
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, string>> => readPairsKeys(deps, "decisions", signal);

async function readPairsKeys(
  { kv, kvBase }: Pick<SigningKeysDeps, "kv" | "kvBase">,
  pair: Pair,
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const { keys } = await readEntry(kv, publicPath(kvBase, pair), PublicKeysEntry, signal);
  return new Map(Object.entries(keys));
}

const publicPath = (kvBase: string, pair: Pair): string => `${kvBase}-keys/public/${pair}`;

const bytesOf = (data: Uint8Array | string) => (typeof data === "string" ? Buffer.from(data, "utf8") : data);

/**
 * Remembers what `read` gave for a minute. What may lag is given at once, and read again beside that: then Vault may be away for
 * as long as it likes, and a key that was withdrawn is believed until it answers.
 */
function kept<T>(monotonicMs: () => number, read: (signal?: AbortSignal) => Promise<T>, { mayLag = false } = {}) {
  let held: { readonly value: T; readonly untilMs: number } | undefined;
  let isReading = false;
  const fresh = async (signal?: AbortSignal): Promise<T> => {
    const untilMs = monotonicMs() + keptMs;
    const value = await read(signal);
    held = { value, untilMs };
    return value;
  };
  const readBeside = async (): Promise<void> => {
    if (isReading) return;
    isReading = true;
    // The next one who asks tries again.
    await fresh().catch(() => undefined);
    isReading = false;
  };
  const get = async (signal?: AbortSignal): Promise<T> => {
    if (held === undefined) return fresh(signal);
    if (monotonicMs() < held.untilMs) return held.value;
    if (!mayLag) return fresh(signal);
    void readBeside();
    return held.value;
  };
  return { fresh, get };
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
