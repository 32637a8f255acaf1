import { createPrivateKey, generateKeyPairSync, X509Certificate } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestCertificates } from "../../demo/parts/tls.ts";
import { readAppKey } from "../../src/configuration/app-key.ts";
import { aFolder, anAppKey, configured, mistakesIn } from "./a-folder.ts";
import { wordsOf } from "./in-words.ts";

const pkcs1 = anAppKey();
const pkcs8 = createPrivateKey(pkcs1).export({ type: "pkcs8", format: "pem" }).toString();
const inBase64 = (text: string, width = Number.POSITIVE_INFINITY): string =>
  (
    Buffer.from(text)
      .toString("base64")
      .match(new RegExp(`.{1,${Number.isFinite(width) ? width : 100_000}}`, "g")) ?? []
  ).join("\n");

describe("a GitHub App's key", () => {
  it.each([
    ["PKCS#1, as GitHub hands it out", pkcs1],
    ["PKCS#8", pkcs8],
    ["with \\n written out", pkcs1.replaceAll("\n", "\\n")],
    ["with \\r\\n written out", pkcs8.replaceAll("\n", "\\r\\n")],
    ["with the line ends of Windows", pkcs1.replaceAll("\n", "\r\n")],
    ["run together to one line", pkcs1.trim().replaceAll("\n", " ")],
    ["in base64", inBase64(pkcs1)],
    ["in base64 of several lines", inBase64(pkcs8, 76)],
    ["with text around it", `Here it is:\n${pkcs1}\nBye`],
    ["indented, as YAML has it", pkcs1.replaceAll("\n", "\n    ")],
  ])("is taken %s", (_, text) => {
    expect(readAppKey(text)).toEqual({ pem: pkcs8 });
  });

  const other = (type: "ec" | "ed25519"): string =>
    (type === "ec" ? generateKeyPairSync("ec", { namedCurve: "P-256" }) : generateKeyPairSync("ed25519")).privateKey
      .export({ type: "pkcs8", format: "pem" })
      .toString();
  const locked = (type: "pkcs1" | "pkcs8"): string =>
    createPrivateKey(pkcs1).export({ type, format: "pem", cipher: "aes-256-cbc", passphrase: "x" }).toString();

  it.each([
    ["half of it", pkcs1.slice(0, 700), /begins with|not whole/],
    ["one whose middle is missing", pkcs1.replace(/\n.{64}\n/, "\n"), /not whole/],
    ["an elliptic one", other("ec"), /no RSA key/],
    ["an Ed25519 one", other("ed25519"), /no RSA key/],
    ["one with a passphrase (PKCS#1)", locked("pkcs1"), /passphrase.*openssl rsa/],
    ["one with a passphrase (PKCS#8)", locked("pkcs8"), /passphrase.*openssl rsa/],
    [
      "its public half",
      generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey.export({ type: "spki", format: "pem" }).toString(),
      /PUBLIC KEY, and must be the private key/,
    ],
    ["an OpenSSH key", ["BEGIN", "END"].map((end) => `-----${end} OPENSSH ${"PRIVATE"} KEY-----`).join("\nx\n"), /OpenSSH/],
    ["its client secret", "0123456789abcdef0123456789abcdef01234567", /no private key in PEM/],
  ])("is refused as %s", (_, text, words) => {
    const read = readAppKey(text);

    expect("because" in read && wordsOf(read.because)).toMatch(words);
  });

  it("is said by the name of its variable, and never quoted", () => {
    const env = { GITHUB_TOKEN: undefined, GITHUB_APP_ID: "7", GITHUB_APP_INSTALLATION_ID: "42" };

    const mistakes = mistakesIn({ env: { ...env, GITHUB_APP_PRIVATE_KEY: pkcs1.slice(0, 900) } });
    const { github } = configured({ env: { ...env, GITHUB_APP_PRIVATE_KEY: inBase64(pkcs1, 64) } });

    expect(mistakes).toEqual([expect.stringMatching(/^GITHUB_APP_PRIVATE_KEY /)]);
    expect(mistakes.join()).not.toContain(pkcs1.slice(40, 60));
    expect(github?.credential).toMatchObject({ appId: "7", installationId: 42 });
  });
});

describe("the authority in VAULT_CACERT", () => {
  let folder: string;
  let pem: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "profinaut-authority-"));
    pem = readFileSync((await createTestCertificates(folder)).caFile, "utf8");
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const given = (content: string | Buffer): readonly string[] => {
    writeFileSync(join(folder, "given"), content);
    return mistakesIn({ env: { VAULT_CACERT: join(folder, "given") } });
  };

  it("is taken, alone, in a chain, and with words around it", () => {
    for (const text of [pem, `${pem}\n${pem}`, `issuer=CN=x\n${pem}`]) expect(given(text)).toEqual([]);
    expect(configured({ env: { VAULT_CACERT: join(folder, "given") } }).vault.ca).toContain("BEGIN CERTIFICATE");
  });

  it("is not taken as what Node would pass over without a word", () => {
    const der = new X509Certificate(pem).raw;
    const key = readFileSync(join(folder, "server-key.pem"), "utf8");

    expect(given("no certificate")).toEqual([expect.stringMatching(/^VAULT_CACERT names a file that holds no certificate\./)]);
    expect(given("")).toEqual([expect.stringMatching(/holds no certificate\./)]);
    expect(given(der)).toEqual([expect.stringMatching(/is DER and must be PEM, which openssl x509/)]);
    expect(given(key)).toEqual([expect.stringMatching(/no certificate but a PRIVATE KEY/)]);
    expect(given(pem.replace(/\n.{64}\n/, "\n"))).toEqual([expect.stringMatching(/is not whole/)]);
  });

  it("is not a folder, and not a file that is not there", () => {
    expect(mistakesIn({ env: { VAULT_CACERT: folder } })).toEqual([expect.stringMatching(/^VAULT_CACERT names a folder/)]);
    expect(mistakesIn({ env: { VAULT_CACERT: aFolder().write("ca.pem", pem).concat(".not") } })).toEqual([
      expect.stringMatching(/^VAULT_CACERT names a file that cannot be read: it is not there/),
    ]);
  });
});
