import { describe, expect, it } from "vitest";
import { safeAddress } from "../../src/domain/safe-address.ts";

describe("an address that a credential may be sent to", () => {
  it.each([
    "https://vault.example",
    "https://vault.example:8200/",
    "http://127.0.0.1:8200",
    "http://127.1:8200",
    "http://0x7f000001",
    "http://localhost",
    "http://[::1]:1",
  ])("is %s", (text) => {
    expect(safeAddress(text, { mayHavePath: false })).toMatchObject({ url: expect.any(URL) });
  });

  it.each([
    ["vault.example", "no-address"],
    ["", "no-address"],
    ["ftp://vault.example", "no-address"],
    ["https://user@vault.example", "no-address"],
    ["https://:word@vault.example", "no-address"],
    ["https://vault.example/?token=x", "no-address"],
    ["https://vault.example/#x", "no-address"],
    ["http://vault.example", "in-the-clear"],
    ["http://127.0.0.1.example", "in-the-clear"],
    ["http://localhost.example", "in-the-clear"],
    ["http://10.0.0.1", "in-the-clear"],
    ["http://[::ffff:10.0.0.1]", "in-the-clear"],
    ["https://vault.example/v1", "has-path"],
  ])("is not %j: %s", (text, fault) => {
    expect(safeAddress(text, { mayHavePath: false })).toEqual({ fault });
  });

  it("may have a path where one is expected, and then too nothing goes in the clear", () => {
    expect(safeAddress("https://github.example/api/v3", { mayHavePath: true })).toHaveProperty("url");
    expect(safeAddress("http://github.example/api/v3", { mayHavePath: true })).toEqual({ fault: "in-the-clear" });
  });
});
