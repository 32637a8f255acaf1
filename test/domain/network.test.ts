import { describe, expect, it } from "vitest";
import { networkOf } from "../../src/domain/network.ts";

describe("a network", () => {
  it.each([
    ["10.0.0.0/8", "10.0.0.0/8"],
    ["192.168.7.9", "192.168.7.9/32"],
    ["0.0.0.0/0", "0.0.0.0/0"],
    ["2001:DB8::/32", "2001:db8::/32"],
    ["2001:0db8:0000:0000::/64", "2001:db8::/64"],
    ["2001:db8:7:0::/64", "2001:db8:7::/64"],
    ["2001:db8:0:7::/64", "2001:db8:0:7::/64"],
    ["fd12:0:0::/48", "fd12::/48"],
    ["2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1/128"],
    ["0::1", "::1/128"],
    ["::/0", "::/0"],
    ["::ffff:172.16.0.0/108", "172.16.0.0/12"],
    ["::FFFF:ac10:0/108", "172.16.0.0/12"],
    ["::ffff:192.168.7.9", "192.168.7.9/32"],
  ])("%s is %s", (given, text) => {
    expect(networkOf(given)).toEqual({ text, hasHost: false });
    expect(networkOf(text)).toEqual({ text, hasHost: false });
  });

  it.each([
    ["10.1.2.3/8", "10.0.0.0/8"],
    ["2001:db8::1/64", "2001:db8::/64"],
    ["::ffff:10.1.2.3/104", "10.0.0.0/8"],
  ])("%s is an address in %s", (given, text) => {
    expect(networkOf(given)).toEqual({ text, hasHost: true });
  });

  it.each([
    "",
    "10.0.0.0/33",
    "10/8",
    "010.0.0.0/8",
    "10.0.0.256/32",
    "0x0a.0.0.0/8",
    "::/129",
    "2001:db8:::/48",
    "fe80::1%eth0/64",
    "10.0.0.0/8 ",
    "db.internal",
    "10.0.0.0/",
    "/8",
  ])("%s is none", (given) => {
    expect(networkOf(given)).toBeUndefined();
  });
});
