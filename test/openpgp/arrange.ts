import { config, enums, generateKey, type PrivateKey, SecretKeyPacket } from "openpgp";
import { expect } from "vitest";
import { InputError } from "../../src/domain/errors.ts";
import { Secret } from "../../src/domain/secret.ts";
import { createSigningKeyReader } from "../../src/openpgp/signing-key-reader.ts";

export type KeyOptions = Partial<Omit<Parameters<typeof generateKey>[0], "format">>;

export const aDayMs = 86_400_000;
export const aDayS = 86_400;
/** Whole seconds: OpenPGP knows no others. */
export const nowMs = Math.floor(Date.now() / 1000) * 1000;
export const yesterday = new Date(nowMs - aDayMs);
export const releaser = { name: "Release", email: "release@profinaut.example" };

export const aKey = async (options: KeyOptions = {}) =>
  generateKey({ type: "ecc", curve: "ed25519Legacy", userIDs: [releaser], date: yesterday, ...options, format: "armored" });

export const read = (armored: string, atMs = nowMs) => createSigningKeyReader().read(new Secret(armored), atMs);

export async function refusalOf(armored: string, atMs = nowMs): Promise<{ readonly key: string; readonly params: object }> {
  const failure: unknown = await read(armored, atMs).then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(failure).toBeInstanceOf(InputError);
  if (!(failure instanceof InputError)) throw new Error("it was read");
  expect(failure.code).toBe(failure.sentence.key);
  expect(failure.cause).toBeUndefined();
  return failure.sentence;
}

/** As `gpg --export-secret-subkeys` leaves it: the primary key's secret half is not there. */
export function withDummyPrimary(key: PrivateKey): PrivateKey {
  if (key.keyPacket instanceof SecretKeyPacket) key.keyPacket.makeDummy();
  return key;
}

/** As `gpg --quick-generate-key … cert` makes it. openpgp makes none of that kind, so the primary key signs its own flags anew. */
export async function certifyingOnly(key: PrivateKey): Promise<PrivateKey> {
  const certification = key.users[0]?.selfCertifications[0];
  if (certification === undefined) throw new Error("the key has no name");
  certification.rawNotations = [];
  certification.keyFlags = new Uint8Array([enums.keyFlags.certifyKeys]);
  const { userID } = key.users[0] ?? {};
  await Reflect.apply(certification.sign, certification, [
    key.keyPacket,
    { userID, key: key.keyPacket },
    yesterday,
    false,
    config,
  ]);
  return key;
}
