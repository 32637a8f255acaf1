import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTempFolder, type TempFolder } from "../../demo/parts/temp-folder.ts";
import { describeKeyKinds, refusalOf } from "../openpgp/key-kinds.ts";
import { aGnuPg, type GnuPg, installedGnuPg, unpackGnuPg24 } from "../support/gnupg.ts";

let folder: TempFolder;
let newer: GnuPg;
beforeAll(() => {
  folder = createTempFolder("gnupg");
  newer = unpackGnuPg24(folder.path);
});
afterAll(() => folder?.remove());

describeKeyKinds("GnuPG 2.4", () => newer);

describe("GnuPG 2.4", () => {
  it("is what was asked", () => {
    expect(aGnuPg(newer).version()).toContain(" 2.4.");
  });

  it("makes Ed448 keys of version 5, which no other reads: the sentence names the command that makes a usable one", async () => {
    const armored = aGnuPg([...newer, "--compliance", "gnupg"]).make("ed448");

    expect(aGnuPg(newer).signsWith(armored, "")).toBe(true);
    expect(aGnuPg(installedGnuPg).signsWith(armored, "")).toBe(false);
    expect((await refusalOf(armored)).key).toBe("signing-key.too-new");
  });
});
