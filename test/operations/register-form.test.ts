import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FillResult, FormAnswers } from "../../src/domain/form.ts";
import { Secret } from "../../src/domain/secret.ts";
import { say } from "../../src/domain/sentence.ts";
import type { RegisterFacts } from "../../src/operations/register/facts.ts";
import { registerForm } from "../../src/operations/register/form.ts";
import type { RegisterInput } from "../../src/operations/register/input.ts";
import { register } from "../../src/operations/register.ts";
import { noon } from "../support/builders.ts";
import { portsWith } from "../support/ports-that-fail.ts";

const settings = {
  ...portsWith({ exchanges: new Map([["binance", { kind: "binance" }]]) }),
  nowMs: noon,
  random: (bytes: number) => new Uint8Array(bytes).fill(7),
};
const token = ["hv", "s.", "x".repeat(24)].join("");
const key = "k".repeat(12);

const answers = (texts: object, secrets: object): FormAnswers => ({
  texts: new Map(Object.entries({ owner: "treasury", ...texts }).filter(([, text]) => text !== "")),
  secrets: new Map(Object.entries(secrets).map(([name, value]) => [name, new Secret(String(value))])),
});

const filled = (path: string, texts: object, secrets: object): FillResult<RegisterInput> =>
  registerForm.fill({ path, reason: "", handed: null }, answers(texts, secrets), settings);

const aFirstVersion: RegisterFacts = {
  ...{ kind: "free", replaces: 0, replacedAtMs: null, replacedBy: null, seen: null, tokenEndsAtMs: null, signingKey: null },
};

/** The result as plain text, its secrets revealed. */
function plainly(result: FillResult<RegisterInput>) {
  if ("mistakes" in result) return result.mistakes.map(({ field, because }) => `${field}: ${because.key}`);
  const { submission, input } = result;
  const value =
    "fields" in submission
      ? Object.fromEntries([...submission.fields].map(([name, secret]) => [name, secret.reveal()]))
      : submission.wrappingToken.reveal();
  return { value, handed: input.handed };
}

describe("the form of a value", () => {
  it.each([
    ["binance", ["token", "api_key", "secret_key", "owner", "expires"]],
    ["staging/binance/key2", ["token", "api_key", "secret_key", "owner", "expires"]],
    ["db/credentials", ["token", "username", "password", "owner", "expires"]],
    ["staging/db", ["token", "username", "password", "owner", "expires"]],
    ["docker", ["token", "username", "password", "owner", "expires"]],
    ["docker/other", ["token", "lines", "owner", "expires"]],
    ["staging/docker", ["token", "lines", "owner", "expires"]],
    ["release", ["token", "public-key", "owner", "expires"]],
    ["kafka", ["token", "lines", "owner", "expires"]],
  ])("at %s asks for %j", (path, ids) => {
    const { fields, intro } = registerForm.ask({ path, reason: "", handed: null }, settings);

    expect(fields.map(({ id }) => id)).toEqual(ids);
    expect(JSON.stringify(intro)).toContain("sys/wrapping/wrap");
  });

  it("takes a typed exchange key, and keeps the last four characters of its id for the card", () => {
    expect(plainly(filled("binance", {}, { api_key: `${key}WXYZ`, secret_key: `${key}2` }))).toEqual({
      value: { api_key: `${key}WXYZ`, secret_key: `${key}2` },
      handed: {
        intake: "form",
        fields: ["api_key", "secret_key"],
        lastFour: "WXYZ",
        owner: "treasury",
        expires: null,
        publicKey: null,
      },
    });
  });

  it("takes a private key of one's own with all of its lines, where Binance takes one", () => {
    const line = (end: string): string => `-----${end} PRIVATE KEY-----`;
    const pem = [line("BEGIN"), "QUJDREVGR0g=", line("END")].join("\n");
    const asked = registerForm.ask({ path: "binance", reason: "", handed: null }, settings).fields;

    expect(asked.find(({ id }) => id === "secret_key")).toMatchObject({ kind: "secret-lines" });
    expect(plainly(filled("binance", {}, { api_key: key, secret_key: `${pem.replaceAll("\n", "\r\n")}\n` }))).toMatchObject({
      value: { api_key: key, secret_key: pem },
    });
  });

  it("takes off quotes, and the card says so", () => {
    const { handed } = Object(plainly(filled("kafka", {}, { lines: "export A='x'\nB=y" })));
    const { facts } = register.describe({ path: "kafka", reason: "", handed }, aFirstVersion);

    expect(handed).toMatchObject({ fields: ["A", "B"], takenOff: { quotes: ["A"] } });
    expect(facts.map(({ value }) => value)).toContainEqual({ key: "register.value.taken-off.quotes", params: { names: ["A"] } });
  });

  it("shows a line whose values end without a line break, for whoever has them in files", () => {
    for (const path of ["bybit", "db", "docker"]) {
      const { intro } = registerForm.ask({ path, reason: "", handed: null }, settings);
      expect(JSON.stringify(intro)).not.toMatch(/=@[a-z]/);
    }
  });

  it("takes an owner of 120 characters", () => {
    expect(plainly(filled("kafka", { owner: "鍵".repeat(120) }, { lines: "A=b" }))).toHaveProperty("handed.owner");
  });

  it("T10 takes no owner that looks like a credential", () => {
    const what = say("secret.named", { name: "pw" });

    expect(filled("kafka", { owner: "treasury, pw: hunter2" }, { lines: "A=b" })).toEqual({
      mistakes: [{ field: "owner", because: say("form.secret", { what }) }],
    });
  });

  it("generates a password that nobody typed", () => {
    const given = plainly(filled("db/credentials", { username: "app" }, {}));

    expect(given).toMatchObject({
      value: { username: "app" },
      handed: { intake: "generated", fields: ["username", "password"] },
    });
    expect(JSON.stringify(given)).toMatch(/"password":"[A-Za-z0-9_-]{32}"/);
  });

  it("takes lines of NAME=value, without comments and empty ones", () => {
    expect(plainly(filled("kafka", {}, { lines: "# broker\nHOST=broker:9092\n\n  USER = app  \nPASS=a=b" }))).toMatchObject({
      value: { HOST: "broker:9092", USER: "app", PASS: "a=b" },
    });
  });

  it.each(["acme", "robot$ci", "_json_key", "org+robot"])("takes a login as %s to a registry as it was typed", (username) => {
    expect(plainly(filled("docker", { username }, { password: "a token with = and blanks" }))).toMatchObject({
      value: { username, password: "a token with = and blanks" },
      handed: { intake: "form", fields: ["username", "password"], lastFour: null },
    });
  });

  it.each(["binance", "db/credentials", "docker", "kafka"])(
    "takes a wrapping token instead, at %s, and knows nothing of what is in it",
    (path) => {
      expect(plainly(filled(path, { expires: "2030-01-31" }, { token: ` ${token} ` }))).toEqual({
        value: token,
        handed: {
          intake: "token",
          fields: [],
          lastFour: null,
          owner: "treasury",
          expires: "2030-01-31",
          publicKey: null,
        },
      });
    },
  );

  it("takes a signing key as a token with its public half", () => {
    const publicKey = "-----BEGIN PGP PUBLIC KEY BLOCK-----\nabc\n-----END PGP PUBLIC KEY BLOCK-----";

    expect(plainly(filled("release", { "public-key": publicKey }, { token }))).toMatchObject({
      value: token,
      handed: { intake: "token", publicKey },
    });
  });

  it.each<[string, string, object, object, readonly string[]]>([
    ["no owner", "kafka", { owner: "" }, { lines: "A=b" }, ["owner: register.owner-missing"]],
    ["a day that is over", "kafka", { expires: "2020-01-01" }, { lines: "A=b" }, ["expires: register.expired-already"]],
    ["a day that is none", "kafka", { expires: "soon" }, { lines: "A=b" }, ["expires: register.expired-already"]],
    ["nothing at all", "binance", {}, {}, ["api_key: register.value-missing"]],
    ["half a key", "binance", {}, { api_key: key }, ["secret_key: register.value-missing"]],
    ["a key with blanks", "binance", {}, { api_key: "two words here", secret_key: key }, ["api_key: register.value-shape"]],
    [
      "a locked private key",
      "binance",
      {},
      { api_key: key, secret_key: "-----BEGIN ENCRYPTED" },
      ["secret_key: private-key.locked"],
    ],
    ["both ways", "binance", {}, { api_key: key, secret_key: key, token }, ["token: register.either"]],
    ["a username beside a token", "db", { username: "app" }, { token }, ["token: register.either"]],
    ["no username", "db", {}, { password: "secret" }, ["username: register.value-missing"]],
    ["no username of a registry", "docker", {}, { password: "x" }, ["username: register.value-missing"]],
    ["no password of a registry", "docker", { username: "acme" }, {}, ["password: register.value-missing"]],
    ["a username with a colon", "docker", { username: "acme:x" }, { password: "x" }, ["username: register.login-shape"]],
    ["a username with a blank", "docker", { username: "acme x" }, { password: "x" }, ["username: register.login-shape"]],
    ["a huge username", "docker", { username: "a".repeat(256) }, { password: "x" }, ["username: register.login-shape"]],
    ["a password between blanks", "docker", { username: "acme" }, { password: "x " }, ["password: register.login-shape"]],
    ["a huge password", "docker", { username: "acme" }, { password: "x".repeat(8_193) }, ["password: register.login-shape"]],
    [
      "an owner whom Vault cannot note",
      "kafka",
      { owner: "鍵".repeat(121) },
      { lines: "A=b" },
      ["owner: register.owner-too-long"],
    ],
    [
      "a password between blanks, of a database",
      "db",
      { username: "app" },
      { password: "x " },
      ["password: register.value-blanks"],
    ],
    ["a token that is none", "kafka", {}, { token: "abc" }, ["token: register.token-malformed"]],
    ["no lines", "kafka", {}, {}, ["lines: register.value-missing"]],
    ["a line that is none", "kafka", {}, { lines: "A=b\nnonsense" }, ["lines: register.lines-malformed"]],
    ["a name that is none", "kafka", {}, { lines: "1A=b" }, ["lines: register.lines-malformed"]],
    ["a name twice", "kafka", {}, { lines: "A=b\nA=c" }, ["lines: register.lines-twice"]],
    ["a signing key without its token", "release", { "public-key": "x" }, {}, ["public-key: register.public-key-missing"]],
    ["a signing key without its public half", "release", {}, { token }, ["public-key: register.public-key-missing"]],
  ])("says what to write instead of %s", (_, path, texts, secrets, mistakes) => {
    expect(plainly(filled(path, texts, secrets))).toEqual(mistakes);
  });

  it("T11 shows nothing of a value in what the record may know, whatever is typed", () => {
    const value = fc.stringMatching(/^[!-~]{12,40}$/).filter((text) => !/^[#=]|[="'`]/.test(text));

    fc.assert(
      fc.property(value, value, (first, second) => {
        const results = [
          filled("binance", {}, { api_key: first, secret_key: second }),
          filled("db", { username: "app" }, { password: first }),
          filled("kafka", {}, { lines: `A=${first}` }),
        ];
        for (const result of results) {
          expect(result).toHaveProperty("input.handed.owner", "treasury");
          expect(JSON.stringify("input" in result ? result.input : "")).not.toContain(JSON.stringify(first).slice(1, -1));
        }
      }),
    );
  });
});
