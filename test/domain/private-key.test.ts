import { describe, expect, it } from "vitest";
import { readPrivateKey } from "../../src/domain/private-key.ts";

/** No key of anything. */
const lines = ["QUJDREVGR0g=", "SUpLTE1OT1A="];
const block = (kind: string, body = lines, end = "\n"): string =>
  [`-----BEGIN ${kind}-----`, ...body, `-----END ${kind}-----`].join(end);
const kept = (kind: string) => ({ pem: block(kind) });

describe("a secret half", () => {
  it.each([
    ["a word", "k".repeat(64), undefined],
    ["PKCS#8", block("PRIVATE KEY"), kept("PRIVATE KEY")],
    ["PKCS#1", block("RSA PRIVATE KEY"), kept("RSA PRIVATE KEY")],
    ["with blanks around it", `\n ${block("PRIVATE KEY")} \n`, kept("PRIVATE KEY")],
    ["with the line ends of another system", block("PRIVATE KEY", lines, "\r\n"), kept("PRIVATE KEY")],
    ["indented, as in a YAML file", block("PRIVATE KEY", lines, "\n  "), kept("PRIVATE KEY")],
    ["locked", block("ENCRYPTED PRIVATE KEY"), "private-key.locked"],
    ["locked as it used to be", block("RSA PRIVATE KEY", ["Proc-Type: 4,ENCRYPTED", "", ...lines]), "private-key.locked"],
    ["the public half", block("PUBLIC KEY"), "private-key.public"],
    ["the public half of RSA", block("RSA PUBLIC KEY"), "private-key.public"],
    ["of OpenSSH", block("OPENSSH PRIVATE KEY"), "private-key.openssh"],
    ["of a curve, in SEC 1", block("EC PRIVATE KEY"), "private-key.curve"],
    ["of a curve, behind its parameters", `${block("EC PARAMETERS")}\n${block("EC PRIVATE KEY")}`, "private-key.curve"],
    ["of DSA", block("DSA PRIVATE KEY"), "private-key.curve"],
    ["in one line", block("PRIVATE KEY", lines, " "), "private-key.odd"],
    ["without its end", block("PRIVATE KEY").slice(0, -5), "private-key.odd"],
    ["with nothing in it", block("PRIVATE KEY", []), "private-key.odd"],
    ["two of them", `${block("PRIVATE KEY")}\n${block("PRIVATE KEY")}`, "private-key.odd"],
    ["with two ends", block("PRIVATE KEY").replace("END PRIVATE", "END RSA PRIVATE"), "private-key.odd"],
  ])("%s", (_, text, expected) => {
    const read = readPrivateKey(text);

    expect(read !== undefined && "because" in read ? read.because.key : read).toEqual(expected);
  });
});
