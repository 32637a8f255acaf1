import { inspect } from "node:util";
import { armor, enums, PacketList, readPrivateKey, revokeKey, SecretKeyPacket, unarmor } from "openpgp";
import { beforeAll, describe, expect, it } from "vitest";
import { aDayMs, aKey, certifyingOnly, nowMs, read, refusalOf, withDummyPrimary, yesterday } from "./arrange.ts";

describe("what is no signing key is refused, with what to do instead", () => {
  let privateKey: string;
  let publicKey: string;
  beforeAll(async () => {
    ({ privateKey, publicKey } = await aKey());
  });

  it("the public half", async () => {
    expect(await refusalOf(publicKey)).toEqual({ key: "signing-key.public-only", params: {} });
  });

  it("a key of version 5, which openpgp does not read", async () => {
    const { data } = await unarmor(privateKey);
    if (!(data instanceof Uint8Array)) throw new Error("no block was made");
    // The first packet's header is of its tag and one octet of length.
    const changed = data.with(2, 5);

    expect(data.at(2)).toBe(4);
    expect((await refusalOf(armor(enums.armor.privateKey, changed))).key).toBe("signing-key.too-new");
  });

  it("an expired key, and when it expired", async () => {
    const { privateKey: expired } = await aKey({ keyExpirationTime: 3_600 });

    expect(await refusalOf(expired)).toEqual({
      key: "signing-key.expired",
      params: { atMs: yesterday.getTime() + 3_600_000 },
    });
  });

  it("a key whose last signing subkey has expired, its primary key kept elsewhere", async () => {
    const { privateKey: whole } = await aKey({ subkeys: [{ sign: true, keyExpirationTime: 3_600 }] });
    const exported = withDummyPrimary(await readPrivateKey({ armoredKey: whole }));

    expect(await refusalOf(exported.armor())).toEqual({
      key: "signing-key.expired",
      params: { atMs: yesterday.getTime() + 3_600_000 },
    });
  });

  it("a key whose last signing subkey is revoked, its primary key kept elsewhere", async () => {
    const key = await readPrivateKey({ armoredKey: (await aKey({ subkeys: [{ sign: true }] })).privateKey });
    const [subkey] = key.subkeys;
    if (subkey === undefined || !(key.keyPacket instanceof SecretKeyPacket)) throw new Error("no such key was made");
    key.subkeys = [await subkey.revoke(key.keyPacket, { flag: enums.reasonForRevocation.keyCompromised })];

    expect(await refusalOf(withDummyPrimary(key).armor())).toEqual({ key: "signing-key.revoked", params: {} });
  });

  it("a key that was valid yesterday is read as of yesterday", async () => {
    const { privateKey: expired } = await aKey({ keyExpirationTime: 3_600 });

    expect(await read(expired, yesterday.getTime() + 1_000)).toMatchObject({ expiresAtMs: yesterday.getTime() + 3_600_000 });
  });

  it("a key of the future, and from when on it is valid", async () => {
    expect(await refusalOf(privateKey, yesterday.getTime() - aDayMs)).toEqual({
      key: "signing-key.not-yet",
      params: { atMs: yesterday.getTime() },
    });
  });

  it.each([
    ["compromised", enums.reasonForRevocation.keyCompromised],
    ["superseded", enums.reasonForRevocation.keySuperseded],
    ["for no reason", enums.reasonForRevocation.noReason],
  ])("a revoked key: %s", async (_, flag) => {
    const { privateKey: revoked } = await revokeKey({
      key: await readPrivateKey({ armoredKey: privateKey }),
      reasonForRevocation: { flag, string: "" },
      date: new Date(nowMs - 1_000),
      format: "armored",
    });

    expect(await refusalOf(revoked)).toEqual({ key: "signing-key.revoked", params: {} });
  });

  it("a key whose secret half is elsewhere", async () => {
    const exported = withDummyPrimary(await readPrivateKey({ armoredKey: privateKey }));

    expect(await refusalOf(exported.armor())).toEqual({ key: "signing-key.secret-missing", params: {} });
  });

  it("two keys in one block", async () => {
    const other = await readPrivateKey({ armoredKey: (await aKey()).privateKey });
    const both = new PacketList();
    both.push(...(await readPrivateKey({ armoredKey: privateKey })).toPacketList(), ...other.toPacketList());

    expect(await refusalOf(armor(enums.armor.privateKey, both.write()))).toEqual({
      key: "signing-key.several",
      params: { count: 2 },
    });
  });

  it("two blocks in one text, of which openpgp would read the first alone", async () => {
    const { privateKey: other } = await aKey();

    expect(await refusalOf(`${privateKey}\n${other}`)).toEqual({ key: "signing-key.several", params: { count: 2 } });
    expect(await refusalOf(`${privateKey}\n${publicKey}`)).toMatchObject({ key: "signing-key.several" });
  });

  it("more than 64 KB, unread", async () => {
    expect(await refusalOf(`${privateKey}\n${"x".repeat(64 * 1024)}`)).toEqual({
      key: "signing-key.too-large",
      params: { maxBytes: 65_536 },
    });
  });

  it.each([
    ["nothing", () => ""],
    ["words", () => "my key"],
    ["half of it", () => privateKey.slice(0, privateKey.length / 2)],
    ["its head alone", () => `-----BEGIN PGP ${"PRIVATE"} KEY BLOCK-----`],
    ["its head and its foot", () => `-----BEGIN PGP ${"PRIVATE"} KEY BLOCK-----\n\n-----END PGP ${"PRIVATE"} KEY BLOCK-----\n`],
    ["its line breaks lost", () => privateKey.replaceAll(/\r?\n/g, " ")],
    ["its line breaks in writing", () => privateKey.replaceAll(/\r?\n/g, "\\n")],
    ["a message", () => privateKey.replaceAll("PRIVATE KEY BLOCK", "MESSAGE")],
    ["another kind of key", () => `-----BEGIN ${"PRIVATE"} KEY-----\nAAAA\n-----END ${"PRIVATE"} KEY-----\n`],
  ])("%s", async (_, text) => {
    expect(await refusalOf(text())).toEqual({ key: "signing-key.unreadable", params: {} });
  });

  it("one with a line missing, by its checksum", async () => {
    expect((await refusalOf(privateKey.split("\n").toSpliced(4, 1).join("\n"))).key).toBe("signing-key.checksum");
  });

  it("a key that may certify and encrypt, but not sign", async () => {
    const certifying = await certifyingOnly(await readPrivateKey({ armoredKey: privateKey }));

    expect(await refusalOf(certifying.armor())).toEqual({ key: "signing-key.cannot-sign", params: {} });
  });

  it("an algorithm that is not safe any more", async () => {
    const weakness = { minRSABits: 1024 };
    const { privateKey: weak } = await aKey({ type: "rsa", rsaBits: 1024, config: weakness });

    expect(await refusalOf(weak)).toEqual({ key: "signing-key.cannot-sign", params: {} });
  });

  it("T13: no refusal holds anything of the key", async () => {
    const lines = privateKey.split(/\r?\n/).filter((line) => line.length > 40 && !line.startsWith("-"));
    const failure: unknown = await read(privateKey.replace("Y", "Z").slice(0, -60)).catch((error: unknown) => error);

    const rendered = `${inspect(failure, { depth: 9, showHidden: true })}${JSON.stringify(failure)}`;

    expect(lines.length).toBeGreaterThan(3);
    for (const line of lines) expect(rendered).not.toContain(line);
  });
});
