import { armor, enums, readPrivateKey, UserIDPacket } from "openpgp";
import { describe, expect, it } from "vitest";
import { createSigningKeyReader } from "../../src/openpgp/signing-key-reader.ts";
import { aDayMs, aDayS, aKey, type KeyOptions, nowMs, read, releaser, withDummyPrimary, yesterday } from "./arrange.ts";

describe("a signing key", () => {
  it("says who it is, when it was made and that nothing protects or ends it", async () => {
    const { privateKey } = await aKey();
    const primary = await readPrivateKey({ armoredKey: privateKey });

    expect(await read(privateKey)).toEqual({
      fingerprint: primary.getFingerprint().toUpperCase(),
      userIds: ["Release <release@profinaut.example>"],
      createdAtMs: yesterday.getTime(),
      expiresAtMs: null,
      isProtected: false,
      signedBy: [primary.getFingerprint().toUpperCase()],
    });
  });

  it("names each part that signs", async () => {
    const { privateKey, publicKey } = await aKey({ subkeys: [{ sign: true }, {}] });
    const whole = await readPrivateKey({ armoredKey: privateKey });
    const signing = [whole, whole.subkeys[0]].map((part) => part?.getFingerprint().toUpperCase());

    expect((await read(privateKey)).signedBy).toEqual(signing);
    expect((await createSigningKeyReader().readPublic(publicKey, nowMs)).signedBy).toEqual(signing);
  });

  it("is read without its passphrase", async () => {
    const { privateKey } = await aKey({ passphrase: "a passphrase" });

    expect(await read(privateKey)).toMatchObject({ isProtected: true, userIds: ["Release <release@profinaut.example>"] });
  });

  it("ends when its primary key does", async () => {
    const { privateKey } = await aKey({ keyExpirationTime: 30 * aDayS });

    expect(await read(privateKey)).toMatchObject({ expiresAtMs: yesterday.getTime() + 30 * aDayMs });
  });

  it("ends with the primary key, whatever its subkeys say", async () => {
    const { privateKey } = await aKey({
      keyExpirationTime: 30 * aDayS,
      subkeys: [{ sign: true, keyExpirationTime: 90 * aDayS }],
    });

    expect(await read(privateKey)).toMatchObject({ expiresAtMs: yesterday.getTime() + 30 * aDayMs });
  });

  it("lasts as long as the last of its parts that sign", async () => {
    const { privateKey } = await aKey({
      subkeys: [
        { sign: true, keyExpirationTime: 10 * aDayS },
        { sign: true, keyExpirationTime: 20 * aDayS },
      ],
    });
    const withoutPrimary = withDummyPrimary(await readPrivateKey({ armoredKey: privateKey })).armor();

    expect(await read(privateKey)).toMatchObject({ expiresAtMs: null });
    expect(await read(withoutPrimary)).toMatchObject({ expiresAtMs: yesterday.getTime() + 20 * aDayMs });
  });

  it("may be a subkey alone, its primary key kept elsewhere", async () => {
    const { privateKey } = await aKey({ subkeys: [{ sign: true }], passphrase: "a passphrase" });
    const whole = await readPrivateKey({ armoredKey: privateKey });
    const exported = withDummyPrimary(whole).armor();

    expect(await read(exported)).toMatchObject({
      fingerprint: whole.getFingerprint().toUpperCase(),
      isProtected: true,
      expiresAtMs: null,
    });
  });

  it.each([
    ["Ed25519", { type: "ecc", curve: "ed25519Legacy" }],
    ["nistP256", { type: "ecc", curve: "nistP256" }],
    ["RSA of 2048 bits", { type: "rsa", rsaBits: 2048 }],
  ] satisfies [string, KeyOptions][])("can be of %s", async (_, options) => {
    const { privateKey } = await aKey(options);

    expect((await read(privateKey)).fingerprint).toMatch(/^[0-9A-F]{40}$/);
  });

  it("keeps all its names, and no name that somebody appended", async () => {
    const { privateKey } = await aKey({ userIDs: [releaser, { name: "署名", email: "sign@profinaut.example" }] });
    const packets = (await readPrivateKey({ armoredKey: privateKey })).toPacketList();
    packets.push(UserIDPacket.fromObject({ name: "Somebody Better", email: "root@profinaut.example" }));

    const { userIds } = await read(armor(enums.armor.privateKey, packets.write()));

    expect(userIds).toEqual(["Release <release@profinaut.example>", "署名 <sign@profinaut.example>"]);
  });

  it.each([
    ["Windows' line ends", (text: string) => text.replaceAll(/\r?\n/g, "\r\n")],
    ["text around it", (text: string) => `here it is:\n\n${text}\nthanks\n`],
    ["spaces at the ends of lines", (text: string) => text.replaceAll(/\r?\n/g, "  \n")],
  ])("is read with %s", async (_, change) => {
    const { privateKey } = await aKey();

    expect(await read(change(privateKey))).toMatchObject({ isProtected: false });
  });
});
