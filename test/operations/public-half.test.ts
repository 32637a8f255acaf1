import { generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { InputError } from "../../src/domain/errors.ts";
import { Secret } from "../../src/domain/secret.ts";
import { say } from "../../src/domain/sentence.ts";
import type { Handed, RegisterInput } from "../../src/operations/register/input.ts";
import { write } from "../../src/operations/register/write.ts";
import { register } from "../../src/operations/register.ts";
import { alice, bob, noon } from "../support/builders.ts";
import { createMemoryEntries } from "../support/memory-entries.ts";
import { portsWith } from "../support/ports-that-fail.ts";

const fingerprint = "A".repeat(40);
const other = "B".repeat(40);
const publicBlock = "-----BEGIN PGP PUBLIC KEY BLOCK-----\nabc\n-----END PGP PUBLIC KEY BLOCK-----";

/** A reader for keys that are their fingerprints. */
const signingKeys = {
  read: async (armored: Secret) => ({ ...readAs(armored.reveal()), isProtected: false }),
  readPublic: async (armored: string) => {
    if (!/^[AB]+( |$)/.test(armored)) throw new InputError("signing-key.unreadable", say("signing-key.unreadable", {}));
    return { ...readAs(armored.includes(" ") ? armored : `${armored} s1 7`), userIds: ["Release <r@example.com>"] };
  },
};
const info = { userIds: [], createdAtMs: noon, isProtected: true };
/** `fingerprint`, or with the parts that sign and when they end: `fingerprint s1,s2 7`. */
function readAs(text: string) {
  const [primary = "", parts = "s1", ends = "9"] = text.split(" ");
  return {
    ...info,
    fingerprint: primary,
    signedBy: parts.split(","),
    expiresAtMs: ends === "never" ? null : noon + Number(ends),
  };
}

const handed = (changes: Partial<Handed> = {}): Handed => ({
  ...{ intake: "token", fields: [], lastFour: null, owner: "ops", expires: null, publicKey: null },
  ...changes,
});
const signing = (changes: Partial<Handed> = { fingerprint }): RegisterInput => ({
  path: "release",
  reason: "",
  handed: handed(changes),
});
const exchange: RegisterInput = { path: "binance/key2", reason: "", handed: handed() };

/** A bot that opens a token with these values in it, and what it wrote. */
async function registered(input: RegisterInput, values: { readonly [name: string]: string }) {
  const { entries } = createMemoryEntries({ now: () => noon });
  const ports = portsWith({
    entries,
    signingKeys,
    exchanges: new Map([["binance", { kind: "binance" }]]),
    keyProbes: {
      probe: async () => ({
        ...{ isValid: true, canRead: true, canTrade: true, canWithdraw: false, transferRights: [] },
        ...{ isIpRestricted: true, expiresAtMs: null },
      }),
    },
    waiting: { read: async () => ({ wrappingToken: new Secret("a token") }), remove: async () => {}, list: async () => [] },
    wrapping: {
      ...portsWith().wrapping,
      look: async () => ({ creationPath: "sys/wrapping/wrap", createdAtMs: noon, expiresAtMs: noon + 1 }),
      open: async () => new Map(Object.entries(values).map(([name, value]) => [name, new Secret(value)])),
    },
  });
  const signal = new AbortController().signal;
  const facts = await register.plan({ requestId: "req_1", input, ports, signal, nowMs: noon, approved: undefined });
  const people = { requester: alice, approvedBy: [bob], origin: "C0OPS" };
  const context = { requestId: "req_1", people, input, facts, ports, signal, progress: undefined, now: () => noon };
  const { checkpoint } = await write({ ...context, done: {}, recordProgress: async () => {} });
  const describing = register.steps.find(({ id }) => id === "describe");
  await describing?.run({ ...context, done: { write: checkpoint }, recordProgress: async () => {} });
  const entry = await entries.read(input.path);
  return {
    facts,
    card: JSON.stringify(register.describe(input, facts)),
    stored: Object.fromEntries([...(entry?.fields ?? [])].map(([name, secret]) => [name, secret.reveal()])),
    about: (await entries.look(input.path))?.about,
  };
}

const refused = async (input: RegisterInput, values: { readonly [name: string]: string }): Promise<unknown> => {
  const failure: unknown = await registered(input, values).catch((error: unknown) => error);
  return failure instanceof Error && "sentence" in failure ? failure.sentence : failure;
};
const withToken = (key: string) =>
  expect.objectContaining({ key: "register.refused-opened", params: { because: expect.objectContaining({ key }) } });

describe("a signing key whose public half is too long for the form", () => {
  it("is approved by its fingerprint; the rest is read when the token is opened", async () => {
    const { card, about, stored } = await registered(signing(), { SIGNING_KEY: fingerprint });

    expect(card).toContain("register.value.signing-key-stated");
    expect(card).toContain(fingerprint);
    expect(stored).toEqual({ SIGNING_KEY: fingerprint });
    expect(about).toMatchObject({ fingerprint, key_expires: new Date(noon + 9).toISOString() });
  });

  it("may bring that half in the token: it is compared, kept beside, and tells the end", async () => {
    const { stored, about } = await registered(signing(), { SIGNING_KEY: fingerprint, PUBLIC_KEY: fingerprint });

    expect(stored).toEqual({ SIGNING_KEY: fingerprint, PUBLIC_KEY: fingerprint });
    expect(about).toMatchObject({ fingerprint, key_expires: new Date(noon + 7).toISOString() });
  });

  it.each([
    ["the public half", "9", "7", noon + 7],
    ["the private half", "7", "9", noon + 7],
    ["the only half that says when", "never", "7", noon + 7],
    ["neither half", "never", "never", undefined],
  ])("ends as %s says, which is the earlier", async (_, ofPrivate, ofPublic, endsAtMs) => {
    const { about } = await registered(signing(), {
      SIGNING_KEY: `${fingerprint} s1,s2 ${ofPrivate}`,
      PUBLIC_KEY: `${fingerprint} s2,s1,s3 ${ofPublic}`,
    });

    expect(about?.["key_expires"]).toBe(endsAtMs === undefined ? undefined : new Date(endsAtMs).toISOString());
  });

  it.each<[string, Partial<Handed>, object, string]>([
    [
      "a public half without the newest subkey that signs",
      { fingerprint },
      { SIGNING_KEY: `${fingerprint} s1,s2 9`, PUBLIC_KEY: `${fingerprint} s1 9` },
      "register.older-half",
    ],
    ["another secret half than that of the fingerprint", { fingerprint }, { SIGNING_KEY: other }, "register.other-key"],
    ["another public half", { fingerprint }, { SIGNING_KEY: fingerprint, PUBLIC_KEY: other }, "register.other-half"],
    [
      "another public half beside the one that was shown",
      { publicKey: fingerprint },
      { SIGNING_KEY: fingerprint, PUBLIC_KEY: other },
      "register.other-half",
    ],
    ["what is no public half", { fingerprint }, { SIGNING_KEY: fingerprint, PUBLIC_KEY: "x" }, "signing-key.unreadable"],
    ["a public half alone", { fingerprint }, { PUBLIC_KEY: fingerprint }, "register.wrong-fields"],
  ])("is refused with %s", async (_, given, values, key) => {
    expect(await refused(signing(given), { ...values })).toEqual(withToken(key));
  });

  it.each([
    ["the whole block", publicBlock, { publicKey: publicBlock }],
    ["a fingerprint", fingerprint, { publicKey: null, fingerprint }],
    [
      "a fingerprint as gpg prints it",
      "0123 4567 89ab cdef 0123  4567 89ab cdef 0123 4567",
      { publicKey: null, fingerprint: "0123456789ABCDEF0123456789ABCDEF01234567" },
    ],
    ["a key id, of which there can be two", "0123456789ABCDEF", undefined],
    ["something else", "release key", undefined],
  ])("is told by %s in the form", (_, text, expected) => {
    const filled = register.form?.fill(
      { path: "release", reason: "", handed: null },
      {
        texts: new Map([
          ["public-key", text],
          ["owner", "ops"],
        ]),
        secrets: new Map([["token", new Secret(["hvs", "a".repeat(24)].join("."))]]),
      },
      { ...portsWith(), nowMs: noon, random: (bytes) => new Uint8Array(bytes) },
    );

    if (expected !== undefined) expect(filled).toMatchObject({ input: { handed: expected } });
    else expect(filled).toMatchObject({ mistakes: [{ field: "public-key" }] });
  });
});

describe("an exchange's key that its owner made", () => {
  const [mine, others] = [generateKeyPairSync("ed25519"), generateKeyPairSync("ed25519")];
  const secret_key = mine.privateKey.export({ format: "pem", type: "pkcs8" }).toString();
  const publicPem = (pair: typeof mine): string => pair.publicKey.export({ format: "pem", type: "spki" }).toString();
  const api_key = "k".repeat(64);

  it("may bring its public half in the token: it is compared and kept beside", async () => {
    const { stored } = await registered(exchange, { api_key, secret_key, public_key: `  ${publicPem(mine)}\r\n` });

    expect(stored).toEqual({ api_key, secret_key: secret_key.trim(), public_key: publicPem(mine).trim() });
  });

  it("is compared in RSA's own format, too", async () => {
    const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const values = {
      ...{ api_key, secret_key: rsa.privateKey.export({ format: "pem", type: "pkcs1" }).toString() },
      public_key: rsa.publicKey.export({ format: "pem", type: "pkcs1" }).toString(),
    };

    expect((await registered(exchange, values)).stored["public_key"]).toContain("BEGIN RSA PUBLIC KEY");
  });

  it.each<[string, object, string]>([
    ["the public half of another", { secret_key, public_key: publicPem(others) }, "register.other-half"],
    ["a secret that has no public half", { secret_key: "s".repeat(64), public_key: publicPem(mine) }, "register.no-halves"],
    ["its secret half in the place of the public one", { secret_key, public_key: secret_key }, "public-key.odd"],
    ["what is no PEM", { secret_key, public_key: "ssh-ed25519 AAAA" }, "public-key.odd"],
    [
      "what only looks like PEM",
      { secret_key, public_key: "-----BEGIN PUBLIC KEY-----\nQUJD\n-----END PUBLIC KEY-----" },
      "public-key.odd",
    ],
  ])("is refused with %s", async (_, values, key) => {
    expect(await refused(exchange, { api_key, ...values })).toEqual(withToken(key));
  });
});
