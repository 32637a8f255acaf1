import { createHash, generateKeyPairSync } from "node:crypto";
import { firstLetters } from "../../domain/cut.ts";
import { ConflictError } from "../../domain/errors.ts";
import { Secret } from "../../domain/secret.ts";
import { say } from "../../domain/sentence.ts";
import { createKv } from "../kv.ts";
import { vaultPath } from "../paths.ts";
import type { VaultCall, VaultClient } from "../transport.ts";
import { PublicKeysEntry } from "../wire.ts";
import { ask } from "./ask.ts";
import type { Mounts } from "./declaration.ts";
import { MetadataAnswer } from "./wire.ts";

declare module "../../domain/sentence.ts" {
  interface Sentences {
    "bootstrap.keys-changed": NoParams;
    "bootstrap.keys-unreadable": { path: string };
  }
}

interface Half {
  /** Below `<kvMount>/data/`. */
  readonly path: string;
  readonly version: number;
  /** Whether the newest version can be read. */
  readonly isThere: boolean;
}

/** What is signed by each pair: by the half of the bot that hears people, and by the half that acts. */
const pairs = ["decisions", "worker"] as const;
type Pair = (typeof pairs)[number];

/** Whether every pair is there, seen from its metadata: no private half is read. */
export async function hasSigningKeys(client: VaultClient, mounts: Mounts): Promise<boolean> {
  const all = await Promise.all(pairs.map((pair) => keysAt(client, mounts, pair)));
  return all.every(({ signing, published }) => signing.isThere && published.isThere);
}

async function keysAt(client: VaultClient, { kvMount, kvBase }: Mounts, pair: Pair) {
  const half = async (path: string): Promise<Half> => {
    const found = (await ask(client, vaultPath(`${kvMount}/metadata/${path}`), MetadataAnswer))?.data;
    const newest = found?.versions[found.current_version];
    const isThere = newest !== undefined && !newest.destroyed && newest.deletion_time === "";
    return { path, version: found?.current_version ?? 0, isThere };
  };
  return { signing: await half(`${kvBase}-keys/signing/${pair}`), published: await half(`${kvBase}-keys/public/${pair}`) };
}

/** Makes the pairs that are not there. @throws ConflictError when somebody else makes one at the same time */
export async function makeSigningKeys(client: VaultClient, mounts: Mounts): Promise<void> {
  for (const pair of pairs) {
    const { signing, published } = await keysAt(client, mounts, pair);
    if (!signing.isThere || !published.isThere) await makePair(client, mounts, pair);
  }
}

/** Replaces every pair. @throws ConflictError when somebody else makes one at the same time */
export async function renewSigningKeys(client: VaultClient, mounts: Mounts): Promise<void> {
  for (const pair of pairs) await makePair(client, mounts, pair);
}

/**
 * The public half is added to those there are, because what was signed yesterday must verify tomorrow. The
 * private half is written last, so that whoever can sign can be verified; a run that died in between is repeated with another pair.
 */
async function makePair(client: VaultClient, mounts: Mounts, which: Pair): Promise<void> {
  const { signing, published } = await keysAt(client, mounts, which);
  const pair = generateKeyPairSync("ed25519", {
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
  const privateKey = new Secret(pair.privateKey);
  const kid = firstLetters(createHash("sha256").update(pair.publicKey).digest("hex"), 16);
  const keys = JSON.stringify({ ...(await publishedKeys(client, mounts, published)), [kid]: pair.publicKey });
  await put(client, mounts, published, { keys });
  await put(client, mounts, signing, { kid, privateKey: privateKey.reveal() });
}

async function publishedKeys(client: VaultClient, { kvMount }: Mounts, { path, isThere }: Half) {
  const entry = isThere ? await createKv({ session: client, mount: kvMount }).read(path) : undefined;
  if (entry === undefined) return {};
  const parsed = PublicKeysEntry.safeParse(entry.data);
  if (!parsed.success) throw new ConflictError("bootstrap.keys-unreadable", say("bootstrap.keys-unreadable", { path }));
  return parsed.data.keys;
}

async function put(
  client: VaultClient,
  { kvMount }: Mounts,
  { path, version }: Half,
  data: { readonly [field: string]: string },
): Promise<void> {
  const call: VaultCall = {
    method: "POST",
    path: vaultPath(`${kvMount}/data/${path}`),
    kind: "write",
    body: { data, options: { cas: version } },
    accept: [400],
  };
  const { status } = await client.request(call);
  if (status === 400) throw new ConflictError("bootstrap.keys-changed", say("bootstrap.keys-changed", {}));
}
