import { generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { areHalvesOfOneKey, readPublicHalf } from "../../src/domain/public-half.ts";

const [one, other] = [generateKeyPairSync("ed25519"), generateKeyPairSync("ed25519")];
const publicPem = ({ publicKey }: typeof one): string => publicKey.export({ format: "pem", type: "spki" }).toString();
const privatePem = one.privateKey.export({ format: "pem", type: "pkcs8" }).toString();
const damaged = (pem: string): string => pem.replace(/\n.{8}/, "\nAAAAAAAA");

describe("a public half", () => {
  it("is kept without blanks around it, with plain line ends", () => {
    expect(readPublicHalf(` ${publicPem(one).replaceAll("\n", "  \r\n")}`)).toEqual({ pem: publicPem(one).trim() });
  });

  it.each([
    ["the private one", privatePem],
    ["one that is damaged", damaged(publicPem(one))],
    ["another format", "ssh-ed25519 AAAA"],
  ])("is not %s", (_, text) => {
    expect(readPublicHalf(text)).toMatchObject({ because: { key: "public-key.odd" } });
  });

  it("is of one key with its private half, and with no other", () => {
    expect(areHalvesOfOneKey(publicPem(one), privatePem)).toBe(true);
    expect(areHalvesOfOneKey(publicPem(other), privatePem)).toBe(false);
    expect(areHalvesOfOneKey(damaged(publicPem(one)), privatePem)).toBe(false);
    expect(areHalvesOfOneKey(publicPem(one), damaged(privatePem))).toBe(false);
  });
});
