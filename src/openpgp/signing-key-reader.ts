import { enums, type Key, readKeys, SecretKeyPacket, SecretSubkeyPacket, type Subkey } from "openpgp";
import { InputError } from "../domain/errors.ts";
import { type Sentence, say } from "../domain/sentence.ts";
import type { SigningKeyInfo, SigningKeyReader } from "../ports/signing-key-reader.ts";
import { hasRightChecksum } from "./armor-checksum.ts";
import { keyVersionIn } from "./key-version.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "signing-key.too-large": { maxBytes: number };
    "signing-key.unreadable": NoParams;
    "signing-key.several": { count: number };
    "signing-key.public-only": NoParams;
    "signing-key.private-shown": NoParams;
    "signing-key.revoked": NoParams;
    "signing-key.not-yet": { atMs: number };
    "signing-key.expired": { atMs: number };
    "signing-key.secret-missing": NoParams;
    "signing-key.cannot-sign": NoParams;
    "signing-key.checksum": NoParams;
    "signing-key.too-new": NoParams;
    "signing-key.protection": NoParams;
    "signing-key.curve": NoParams;
    "signing-key.other-half": NoParams;
  }
}

/** The primary key or one of its subkeys. */
type Part = Key | Subkey;

const largestBytes = 64 * 1024;
const begin = /^-----BEGIN PGP /gm;
/** More than these say nothing more about whose key it is. */
const maxUserIds = 10;
/** "This key may be used to sign data." https://www.rfc-editor.org/rfc/rfc9580#section-5.2.3.29 */
const signsData = 0x02;

/** Reads with openpgp: nothing is decrypted, and neither the text nor any error of openpgp leaves this file. */
export function createSigningKeyReader(): SigningKeyReader {
  return {
    async read(armored, nowMs) {
      const key = await onlyKeyIn(armored.reveal());
      if (!key.isPrivate()) throw refusal(say("signing-key.public-only", {}));
      const parts = await partsThatSign(key, nowMs, hasSecret);
      await areOneKey(parts);
      return infoOf(key, parts, nowMs);
    },

    async readPublic(armored, nowMs) {
      const key = await onlyKeyIn(armored);
      if (key.isPrivate()) throw refusal(say("signing-key.private-shown", {}));
      return infoOf(key, await partsThatSign(key, nowMs, () => true), nowMs);
    },
  };
}

async function infoOf(key: Key, signing: readonly Part[], nowMs: number): Promise<SigningKeyInfo> {
  const endsMs = await Promise.all(signing.map((part) => endOf(key, part, nowMs)));
  const lastEndMs = Math.max(...endsMs);
  return {
    fingerprint: key.getFingerprint().toUpperCase(),
    userIds: await certifiedUserIds(key, nowMs),
    createdAtMs: key.getCreationTime().getTime(),
    expiresAtMs: Number.isFinite(lastEndMs) ? lastEndMs : null,
    signedBy: signing.map((part) => part.getFingerprint().toUpperCase()),
    isProtected: key.isPrivate() && signing.every(({ keyPacket }) => !keyPacket.isDecrypted()),
  };
}

async function onlyKeyIn(text: string): Promise<Key> {
  if (Buffer.byteLength(text) > largestBytes) throw refusal(say("signing-key.too-large", { maxBytes: largestBytes }));
  // openpgp reads the first block of a text and leaves out the others without a word.
  const blocks = text.match(begin)?.length ?? 0;
  if (blocks > 1) throw refusal(say("signing-key.several", { count: blocks }));
  if (!hasRightChecksum(text)) throw refusal(say("signing-key.checksum", {}));

  const keys = blocks === 0 ? [] : await readKeys({ armoredKeys: text }).catch((): Key[] => []);
  if (keys.length > 1) throw refusal(say("signing-key.several", { count: keys.length }));
  const [key] = keys;
  if (key === undefined)
    throw refusal((await keyVersionIn(text)) === 5 ? say("signing-key.too-new", {}) : say("signing-key.unreadable", {}));
  const unusable = unusableIn(key);
  if (unusable !== undefined) throw refusal(unusable);
  return key;
}

/** Key types of RFC 9580, whose packets GnuPG 2.2 and 2.4 do not read: X25519, X448, Ed25519, Ed448. */
const rfc9580Types: readonly number[] = [
  enums.publicKey.x25519,
  enums.publicKey.x448,
  enums.publicKey.ed25519,
  enums.publicKey.ed448,
];
/** GnuPG signs with these; openpgp 6.3 needs a module for them that it does not bring. */
const curvesWithoutModule = /^(?:brainpool|secp256k1)/;

/** Why what imports the key for a release could not, or why it cannot be looked at here. */
function unusableIn(key: Key): Sentence | undefined {
  const packets = key.getKeys().map(({ keyPacket }) => keyPacket);
  if (packets.some(({ version, algorithm }) => version !== 4 || rfc9580Types.includes(algorithm)))
    return say("signing-key.too-new", {});
  // 253: AEAD, which Argon2 comes with. https://www.rfc-editor.org/rfc/rfc9580#section-3.7.2
  if (packets.some((packet) => Reflect.get(packet, "s2kUsage") === 253)) return say("signing-key.protection", {});
  const curves = packets.map((packet) => packet.getAlgorithmInfo().curve ?? "");
  return curves.some((curve) => curvesWithoutModule.test(curve)) ? say("signing-key.curve", {}) : undefined;
}

/** @throws InputError where an unlocked secret half is not the public one's; of a locked one nobody can say */
async function areOneKey(parts: readonly Part[]): Promise<void> {
  for (const { keyPacket } of parts) {
    if (!(keyPacket instanceof SecretKeyPacket || keyPacket instanceof SecretSubkeyPacket) || !keyPacket.isDecrypted()) continue;
    const isOne = await keyPacket.validate().then(
      () => true,
      () => false,
    );
    if (!isOne) throw refusal(say("signing-key.other-half", {}));
  }
}

/** At least one. @throws InputError that says why there is none */
async function partsThatSign(key: Key, nowMs: number, isThere: (part: Part) => boolean): Promise<readonly Part[]> {
  const parts = (await partsAbleToSign(key, new Date(nowMs))).filter(isThere);
  if (parts.length === 0) throw refusal(await whyNot(key, nowMs, isThere));
  return parts;
}

/** @param at `null`: whenever, past and future */
async function partsAbleToSign(key: Key, at: Date | null): Promise<readonly Part[]> {
  const found = await Promise.all(
    key.getKeys().map(async (part) => key.getSigningKey(part.getKeyID(), at).catch(() => undefined)),
  );
  return found.filter((part) => part !== undefined);
}

async function whyNot(key: Key, nowMs: number, isThere: (part: Part) => boolean): Promise<Sentence> {
  if (await key.isRevoked(undefined, undefined, new Date(nowMs))) return say("signing-key.revoked", {});

  const once = await partsAbleToSign(key, null);
  const present = once.filter(isThere);
  if (present.length > 0) {
    const startMs = Math.min(...present.map((part) => part.getCreationTime().getTime()));
    if (startMs > nowMs) return say("signing-key.not-yet", { atMs: startMs });
    const atMs = Math.max(...(await Promise.all(present.map((part) => endOf(key, part, nowMs)))));
    if (atMs <= nowMs) return say("signing-key.expired", { atMs });
  }
  if (key.subkeys.some(isRevokedSigner)) return say("signing-key.revoked", {});
  return present.length < once.length ? say("signing-key.secret-missing", {}) : say("signing-key.cannot-sign", {});
}

const isRevokedSigner = ({ revocationSignatures, bindingSignatures }: Subkey): boolean =>
  revocationSignatures.length > 0 && bindingSignatures.some(({ keyFlags }) => ((keyFlags?.[0] ?? 0) & signsData) !== 0);

/** A part ends with itself or with the primary key; `Infinity`: neither does. */
async function endOf(key: Key, part: Part, nowMs: number): Promise<number> {
  const own = "mainKey" in part ? part.getExpirationTime(new Date(nowMs)) : Number.POSITIVE_INFINITY;
  const ends = await Promise.all([key.getExpirationTime(), own]);
  return Math.min(...ends.map((end) => (end === null ? Number.POSITIVE_INFINITY : Number(end))));
}

/** The secret half can be on a smartcard, or left out of the export. */
const hasSecret = ({ keyPacket }: Part): boolean =>
  (keyPacket instanceof SecretKeyPacket || keyPacket instanceof SecretSubkeyPacket) && !keyPacket.isMissingSecretKeyMaterial();

/** Anybody can append a name to a key; those that the key itself has certified are its own. */
async function certifiedUserIds(key: Key, nowMs: number): Promise<readonly string[]> {
  const seen = await key.verifyAllUsers(undefined, new Date(nowMs));
  const certified = new Set(seen.filter(({ valid }) => valid === true).map(({ userID }) => userID));
  return key
    .getUserIDs()
    .filter((id) => certified.has(id))
    .slice(0, maxUserIds);
}

const refusal = (sentence: Sentence): InputError => new InputError(sentence.key, sentence);
