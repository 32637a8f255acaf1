import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { enums, readPrivateKey, SecretKeyPacket } from "openpgp";
import { describe, expect, onTestFinished, test } from "vitest";
import * as arranged from "./arrange.ts";
import { aKey, type KeyOptions, releaser } from "./arrange.ts";

/** A GnuPG of its own: what it says of a key, and keys that it makes. Only a wrong passphrase is never asked for. */
function aGnuPg() {
  const home = mkdtempSync(join(tmpdir(), "gnupg-"));
  onTestFinished(() => {
    spawnSync("gpgconf", ["--homedir", home, "--kill", "all"]);
    rmSync(home, { recursive: true, force: true });
  });
  const gpg = (words: readonly string[], input = "", passphrase = "") =>
    spawnSync("gpg", ["--homedir", home, "--batch", "--pinentry-mode", "loopback", "--passphrase", passphrase, ...words], {
      input,
    });
  return {
    make: (kind: string, export_ = "--export-secret-keys"): string => {
      gpg(["--quick-generate-key", `${releaser.name} <${releaser.email}>`, kind, "sign", "never"]);
      return gpg(["--armor", export_]).stdout.toString();
    },
    signsWith: (armored: string, passphrase: string): boolean =>
      gpg(["--import"], armored).status === 0 && gpg(["--detach-sign", "-o", "-"], "release", passphrase).status === 0,
  };
}

/** gpg dates a key by the second in which it makes it, which begins before the test does or after. */
const soonMs = Date.now() + 60_000;
const read = (armored: string) => arranged.read(armored, soonMs);
const refusalOf = (armored: string) => arranged.refusalOf(armored, soonMs);

const passphrase = "of a test";
const locked = (config: KeyOptions["config"]): KeyOptions => ({
  ...{ type: "ecc", curve: "ed25519Legacy", passphrase },
  ...(config === undefined ? {} : { config }),
});

describe("what gpg imports and signs with is taken, and nothing else", () => {
  test.each<[string, KeyOptions, string]>([
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

    expect(aGnuPg().signsWith(privateKey, options.passphrase ?? "")).toBe(expected === "taken");
    if (expected === "taken") expect(await read(privateKey)).toMatchObject({ isProtected: "passphrase" in options });
    else expect((await refusalOf(privateKey)).key).toBe(expected);
  });

  test.each([
    ["ed25519", "taken"],
    ["rsa2048", "taken"],
    ["nistp384", "taken"],
    ["brainpoolP256r1", "signing-key.curve"],
    ["secp256k1", "signing-key.curve"],
    ["dsa2048", "signing-key.cannot-sign"],
  ])("gpg's %s", async (kind, expected) => {
    const armored = aGnuPg().make(kind);

    if (expected === "taken") expect(await read(armored)).toMatchObject({ isProtected: false });
    else expect((await refusalOf(armored)).key).toBe(expected);
  });

  test("a key exported without the primary key that signs: the sentence names the command that left it out", async () => {
    const armored = aGnuPg().make("ed25519", "--export-secret-subkeys");

    expect((await refusalOf(armored)).key).toBe("signing-key.secret-missing");
  });

  test("a wrong checksum, of which gpg imports nothing", async () => {
    const armored = aGnuPg().make("ed25519");
    const wrong = armored.replace(/\n=(....)\n/, (line, sum: string) => line.replace(sum, [...sum].toReversed().join("")));

    expect(await read(armored.replace(/\n=....\n/, "\n"))).toMatchObject({ isProtected: false });
    expect(aGnuPg().signsWith(wrong, "")).toBe(false);
    expect((await refusalOf(wrong)).key).toBe("signing-key.checksum");
  });

  test("a secret half of another key", async () => {
    const options: KeyOptions = { type: "ecc", curve: "nistP256" };
    const [key, other] = await Promise.all(
      [await aKey(options), await aKey(options)].map(({ privateKey }) => readPrivateKey({ armoredKey: privateKey })),
    );
    if (!(key?.keyPacket instanceof SecretKeyPacket) || !(other?.keyPacket instanceof SecretKeyPacket))
      throw new Error("no such keys were made");
    Reflect.set(key.keyPacket, "privateParams", Reflect.get(other.keyPacket, "privateParams"));

    expect((await refusalOf(key.armor())).key).toBe("signing-key.other-half");
  });
});
