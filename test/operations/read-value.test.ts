import { describe, expect, it } from "vitest";
import { Secret } from "../../src/domain/secret.ts";
import { envLines } from "../../src/operations/register/env-lines.ts";
import type { Kind } from "../../src/operations/register/kinds.ts";
import { readFields, readValue } from "../../src/operations/register/read-value.ts";

const key = "Zr4".repeat(8);
const pem = (words: string): string => `-----BEGIN ${words}-----\nQUJD\n-----END ${words}-----`;

describe("one value, typed or from a token", () => {
  it.each<[string, Kind, string, string, string, readonly string[]]>([
    ["a key from a file", "exchange", "api_key", `${key}\n`, key, ["line-break"]],
    ["a key from a file of Windows", "exchange", "secret_key", `${key}\r\n`, key, ["line-break"]],
    ["a password from a file", "database", "password", "s3cret!\n", "s3cret!", ["line-break"]],
    ["a user name from a file", "docker", "username", "acme\n\n", "acme", ["line-break"]],
    ["a value from a file", "free", "TOKEN", "abc\n", "abc", ["line-break"]],
    ["a key in blanks", "exchange", "api_key", ` ${key}\t`, key, ["blanks"]],
    ["a value in a blank that does not break", "free", "TOKEN", "abc\u00a0", "abc", ["blanks"]],
    ["a key in double quotes", "exchange", "api_key", `"${key}"`, key, ["quotes"]],
    ["a secret in single quotes, from a file", "exchange", "secret_key", `'${key}'\n`, key, ["line-break", "quotes"]],
    ["a password in a phone's quotes", "database", "password", "“s3cret!”", "s3cret!", ["quotes"]],
    ["a password that has quotes, in another pair", "database", "password", `""x"-y"`, `"x"-y`, ["quotes"]],
    ["a password that has blanks, in quotes", "database", "password", '" x "', " x ", ["quotes"]],
    ["a password that begins with a quote", "docker", "password", `"x'y`, `"x'y`, []],
    ["a password in other scripts", "database", "password", "пароль-密碼-é", "пароль-密碼-é", []],
    ["a password with a blank in it", "docker", "password", "a token of many words", "a token of many words", []],
    ["base64 with its padding", "exchange", "secret_key", "QUJDREVGR0hJSktMTU4==", "QUJDREVGR0hJSktMTU4==", []],
    ["several lines", "free", "CERT", "a\n\tb\n", "a\n\tb\n", []],
    ["a table's row", "free", "ROW", "a\tb", "a\tb", []],
    ["a private key from a file", "exchange", "secret_key", `${pem(`${"PRIVATE"} KEY`)}\n`, pem(`${"PRIVATE"} KEY`), []],
    ["a signing key", "signing-key", "SIGNING_KEY", "-----BEGIN…\n", "-----BEGIN…\n", []],
  ])("takes off what is around %s, and says so", (_, kind, name, text, value, around) => {
    expect(readValue(kind, name, text)).toEqual({ value, around });
  });

  it.each<[string, Kind, string, string, string]>([
    ["nothing in quotes", "exchange", "api_key", '""', "register.value-empty"],
    ["a line break alone", "free", "A", "\n", "register.value-empty"],
    ["a zero-width space in a key", "exchange", "api_key", `${key}\u200b`, "register.value-invisible"],
    ["a mark of direction in a password", "database", "password", "\u202es3cret", "register.value-invisible"],
    ["a soft hyphen in a login", "docker", "password", "to\u00adken", "register.value-invisible"],
    ["a blank that does not break, within", "free", "A", "one\u00a0two", "register.value-invisible"],
    ["a filler that looks like nothing", "database", "username", "app\u3164", "register.value-invisible"],
    ["a tab in a password", "database", "password", "a\tb", "register.value-invisible"],
    ["a null in a text of several lines", "free", "A", "a\nb\u0000", "register.value-invisible"],
    ["a mark of byte order before a file", "free", "A", "\ufeff{\n}", "register.value-invisible"],
    ["a line for an exchange", "exchange", "api_key", `BYBIT_API_KEY=${key}`, "register.value-line"],
    ["a line of a shell for a database", "database", "password", "export PG_PASSWORD=x", "register.value-line"],
    ["one quote of two", "exchange", "secret_key", `"${key}`, "register.value-shape"],
    ["a blank in a key", "exchange", "api_key", "two words here", "register.value-shape"],
    ["blanks around a password", "database", "password", " x", "register.value-blanks"],
    ["several lines of a password", "database", "password", "a\nb\n", "register.value-several-lines"],
    ["several lines of a key's id", "exchange", "api_key", `${key}\n${key}`, "register.value-several-lines"],
    ["blanks around a registry's password", "docker", "password", "' x'", "register.login-shape"],
    ["the public half of a pair", "exchange", "secret_key", pem("PUBLIC KEY"), "private-key.public"],
  ])("refuses %s", (_, kind, name, text, refusal) => {
    const read = readValue(kind, name, text);

    expect("because" in read ? read.because.key : read).toBe(refusal);
  });

  it("names the character that nobody sees, counting characters", () => {
    expect(readValue("database", "password", "𠮷\u2060x")).toEqual({
      because: { key: "register.value-invisible", params: { name: "password", character: "U+2060", position: 2 } },
    });
  });

  it("says for each field what was taken off, and whose the first mistake is", () => {
    const fields = (values: object) => new Map(Object.entries(values).map(([name, text]) => [name, new Secret(String(text))]));

    expect(readFields("database", fields({ username: "app\n", password: "'x'\n" }))).toMatchObject({
      takenOff: { "line-break": ["username", "password"], quotes: ["password"] },
    });
    expect(readFields("database", fields({ username: "app", password: "a\nb" }))).toMatchObject({ field: "password" });
  });
});

describe("lines of an .env file", () => {
  const plainly = (text: string) => {
    const read = envLines(text);
    if ("because" in read) return read.because;
    return { ...Object.fromEntries([...read.fields].map(([name, secret]) => [name, secret.reveal()])), ...read.takenOff };
  };

  it.each<[string, string, object]>([
    ["as a shell has it", "export REDIS_URL=redis://x:6379\n  export  N = 5", { REDIS_URL: "redis://x:6379", N: "5" }],
    ["in quotes of each kind", `A="x"\nB='y'\nC=\`z\``, { A: "x", B: "y", C: "z", quotes: ["A", "B", "C"] }],
    ["in a phone's quotes", "A=“x”", { A: "x", quotes: ["A"] }],
    ["quotes of another kind inside", `A="it's"\nB='say "x"'`, { A: "it's", B: 'say "x"', quotes: ["A", "B"] }],
    ["blanks inside of quotes", "A=' x '", { A: " x ", quotes: ["A"] }],
    ["a comment behind quotes", `A="x" # old\nB='#y' #z`, { A: "x", B: "#y", quotes: ["A", "B"], comment: ["A", "B"] }],
    ["a # that begins no comment", "A=x#y\nB=#z", { A: "x#y", B: "#z" }],
    ["a backslash in single quotes", String.raw`A='C:\new'`, { A: String.raw`C:\new`, quotes: ["A"] }],
    ["quotes within", `A=x"y"\nB={"a":"b"}`, { A: 'x"y"', B: '{"a":"b"}' }],
    ["= in the value", "A=b=c==", { A: "b=c==" }],
    ["line ends of Windows", "A=x\r\nB=y\r\n", { A: "x", B: "y" }],
  ])("are read %s", (_, text, values) => {
    expect(plainly(text)).toEqual(values);
  });

  it.each<[string, string, object]>([
    ["a comment that may be none", "A=x\nB=y # z", { key: "register.lines-comment", params: { line: 2 } }],
    ["a quote that does not end", 'A="x', { key: "register.lines-quotes" }],
    ["a quote that ends too early", `A="x"y`, { key: "register.lines-quotes" }],
    ["a quote within its own kind", `A="x"y"`, { key: "register.lines-quotes" }],
    ["a line break in writing", String.raw`A="x\ny"`, { key: "register.lines-escape" }],
    ["nothing", "A=", { key: "register.value-empty", params: { name: "A" } }],
    ["nothing in quotes", "A=''", { key: "register.value-empty" }],
    ["what nobody sees", "A=x\u200d", { key: "register.value-invisible" }],
    ["what nobody sees, in quotes", "A='x\u200e'", { key: "register.value-invisible" }],
    ["a name that nobody sees whole", "\u200bA=x", { key: "register.lines-malformed" }],
    ["a name of YAML", "A: x", { key: "register.lines-malformed" }],
    ["a name twice", "A=x\nexport A=y", { key: "register.lines-twice" }],
    [
      "too many",
      Array.from({ length: 33 }, (_, at) => `N${at}=x`).join("\n"),
      { key: "register.lines-many", params: { max: 32 } },
    ],
  ])("are refused with %s", (_, text, because) => {
    expect(plainly(text)).toMatchObject(because);
  });

  it("are at most 32", () => {
    expect(Object.keys(plainly(Array.from({ length: 32 }, (_, at) => `N${at}=x`).join("\n")))).toHaveLength(32);
  });
});
