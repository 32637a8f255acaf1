import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareVersions, isEnterprise, isVersion, rangeOf } from "../../src/domain/version-range.ts";

describe("versions", () => {
  it.each<[string, string, number]>([
    ["1.2.3", "1.2.3", 0],
    ["1.2", "1.2.0", 0],
    ["v1.10.0", "1.9.9", 1],
    ["1.21.4+ent", "1.21.5", -1],
    ["2.0.0-rc1", "1.99.0", 1],
    ["2.0.0-rc1", "2.0.0", -1],
    ["v1.19.0-beta2+ent", "1.19.0-rc1", -1],
    ["8.2-rc1", "8.2", -1],
    ["1.21.4+ent.hsm", "1.21.4", 0],
    ["7.2.9", "7.2.10", -1],
  ])("%s against %s", (a, b, sign) => {
    expect(Math.sign(compareVersions(a, b) ?? Number.NaN)).toBe(sign);
  });

  it.each(["", "latest", "7", "1.2.3.4", "255.255.255 x", "255.255.255"])("are not: %s", (text) => {
    expect(isVersion(text)).toBe(false);
    expect(compareVersions(text, "1.0")).toBeUndefined();
    expect(rangeOf(text, [{ before: "9.0" }])).toBeUndefined();
  });

  it("are compared the same from both sides", () => {
    const version = fc.tuple(fc.nat(99), fc.nat(99), fc.nat(99)).map((parts) => parts.join("."));

    fc.assert(
      fc.property(version, version, (a, b) => {
        expect(compareVersions(a, b)).toBe(0 - (compareVersions(b, a) ?? 0));
      }),
    );
  });

  it.each([
    ["1.21.4+ent", true],
    ["1.20.0-rc2+ent.hsm", true],
    ["1.19.16+ent.fips1403", true],
    ["1.21.4", false],
    ["1.21.4+center", false],
    ["enterprise", false],
  ])("%s is of Vault Enterprise: %s", (version, is) => {
    expect(isEnterprise(version)).toBe(is);
  });

  it("lie in a range from its beginning up to, and without, its end", () => {
    const ranges = [{ before: "1.5" }, { from: "2.0", before: "2.3" }];

    expect(rangeOf("1.4.9", ranges)).toBe(ranges[0]);
    expect(rangeOf("1.5", ranges)).toBeUndefined();
    expect(rangeOf("2.0.0", ranges)).toBe(ranges[1]);
    expect(rangeOf("2.3.0", ranges)).toBeUndefined();
    expect(rangeOf("2.3.0-rc1", ranges)).toBe(ranges[1]);
    expect(rangeOf("2.0.0-beta1", ranges)).toBe(ranges[1]);
    expect(rangeOf("1.5-rc1", ranges)).toBe(ranges[0]);
    expect(rangeOf("1.0", [{ before: "odd" }])).toBeUndefined();
  });
});
