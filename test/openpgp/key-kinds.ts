import { enums } from "openpgp";
import { describe, expect, it } from "vitest";
import { aGnuPg, type GnuPg } from "../support/gnupg.ts";
import * as arranged from "./arrange.ts";
import { aKey, type KeyOptions } from "./arrange.ts";

/** gpg dates a key by the second in which it makes it, which begins before the test does or after. */
const soonMs = Date.now() + 60_000;
export const read = (armored: string) => arranged.read(armored, soonMs);
export const refusalOf = (armored: string) => arranged.refusalOf(armored, soonMs);

const passphrase = "of a test";
const locked = (config: KeyOptions["config"]): KeyOptions => ({
  ...{ type: "ecc", curve: "ed25519Legacy", passphrase },
  ...(config === undefined ? {} : { config }),
});

/** Every kind of key as a tool makes it: what this gpg imports and signs with is taken, but for what is named, and nothing else. */
export function describeKeyKinds(name: string, gnupg: () => GnuPg): void {
  describe(`what ${name} imports and signs with is taken, and nothing else`, () => {
    it.each<[string, KeyOptions, string]>([
      ["Ed25519 in its old packets", { type: "ecc", curve: "ed25519Legacy" }, "taken"],
      ["NIST P-256", { type: "ecc", curve: "nistP256" }, "taken"],
      ["RSA", { type: "rsa", rsaBits: 2048 }, "taken"],
      ["Ed25519 behind a passphrase", locked(undefined), "taken"],
      ["Ed25519 of RFC 9580", { type: "curve25519" }, "signing-key.too-new"],
      ["Ed448 of RFC 9580", { type: "curve448" }, "signing-key.too-new"],
      ["version 6", { type: "curve25519", config: { v6Keys: true } }, "signing-key.too-new"],
      ["AEAD", locked({ aeadProtect: true }), "signing-key.protection"],
      ["Argon2", locked({ aeadProtect: true, s2kType: enums.s2k.argon2 }), "signing-key.protection"],
    ])("openpgp's %s", async (_, options, expected) => {
      const { privateKey } = await aKey(options);

      expect(aGnuPg(gnupg()).signsWith(privateKey, options.passphrase ?? "")).toBe(expected === "taken");
      if (expected === "taken") expect(await read(privateKey)).toMatchObject({ isProtected: "passphrase" in options });
      else expect((await refusalOf(privateKey)).key).toBe(expected);
    });

    it.each([
      ["ed25519", "taken"],
      ["rsa2048", "taken"],
      ["nistp384", "taken"],
      ["brainpoolP256r1", "signing-key.curve"],
      ["secp256k1", "signing-key.curve"],
      ["dsa2048", "signing-key.cannot-sign"],
    ])("gpg's %s", async (kind, expected) => {
      const armored = aGnuPg(gnupg()).make(kind);

      if (expected === "taken") expect(await read(armored)).toMatchObject({ isProtected: false });
      else expect((await refusalOf(armored)).key).toBe(expected);
    });
  });
}
