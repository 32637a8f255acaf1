import { readPrivateKey, SecretKeyPacket } from "openpgp";
import { describe, expect, it } from "vitest";
import { aGnuPg, installedGnuPg } from "../support/gnupg.ts";
import { aKey, type KeyOptions } from "./arrange.ts";
import { describeKeyKinds, read, refusalOf } from "./key-kinds.ts";

describeKeyKinds("the installed gpg", () => installedGnuPg);

describe("what only looks like a key for releases", () => {
  it("a key exported without the primary key that signs: the sentence names the command that left it out", async () => {
    const armored = aGnuPg().make("ed25519", "--export-secret-subkeys");

    expect((await refusalOf(armored)).key).toBe("signing-key.secret-missing");
  });

  it("a wrong checksum, of which gpg imports nothing", async () => {
    const armored = aGnuPg().make("ed25519");
    const wrong = armored.replace(/\n=(....)\n/, (line, sum: string) => line.replace(sum, [...sum].toReversed().join("")));

    expect(await read(armored.replace(/\n=....\n/, "\n"))).toMatchObject({ isProtected: false });
    expect(aGnuPg().signsWith(wrong, "")).toBe(false);
    expect((await refusalOf(wrong)).key).toBe("signing-key.checksum");
  });

  it("a secret half of another key", async () => {
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
