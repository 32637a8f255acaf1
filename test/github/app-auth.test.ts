import { generateKeyPairSync } from "node:crypto";
import { inspect } from "node:util";
import { expect, it } from "vitest";
import type { FakeGitHubOptions } from "../../demo/parts/fake-github/options.ts";
import type { FakeGitHub } from "../../demo/parts/fake-github/server.ts";
import { NotAllowedError } from "../../src/domain/errors.ts";
import { Secret } from "../../src/domain/secret.ts";
import type { GitHubClientOptions } from "../../src/github/client.ts";
import type { Destination } from "../../src/ports/secret-destinations.ts";
import { aClient, aFake, failureOf, inEnvironment, inRepository, putsTo, secretsOf } from "./arrange.ts";

/** PKCS#1, as GitHub hands an App's key out. */
const aKeyPair = () =>
  generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs1", format: "pem" },
  });
const { publicKey: publicKeyPem, privateKey } = aKeyPair();

const anApp = (permissions: NonNullable<FakeGitHubOptions["app"]>["permissions"]) =>
  aFake({ app: { appId: "12345", installationId: 678, publicKeyPem, permissions } });
const anAppClient = (
  fake: FakeGitHub,
  {
    key = privateKey,
    installationId = 678,
    ...options
  }: Partial<GitHubClientOptions> & { key?: string; installationId?: number } = {},
) => aClient(fake, { auth: { appId: "12345", privateKey: new Secret(key), installationId }, ...options });
const tokensMadeBy = (fake: FakeGitHub) => fake.requests().filter(({ path }) => path.endsWith("/access_tokens")).length;

it("an App writes with one installation token for many requests", async () => {
  const fake = await anApp({ secrets: "write", metadata: "read" });
  const secrets = secretsOf(anAppClient(fake));

  await secrets.look(inRepository);
  await secrets.put(inRepository, new Secret("new value"));

  expect(fake.secrets()).toMatchObject([{ value: "new value" }]);
  expect(tokensMadeBy(fake)).toBe(1);
});

it.each([
  ["secrets are read-only", inRepository, "Secrets: write"],
  ["environments were not granted", inEnvironment, "Environments: write"],
] satisfies [string, Destination, string][])(
  "an App whose %s is not allowed, before anybody is asked",
  async (_, destination, need) => {
    const fake = await anApp({ secrets: "read", metadata: "read" });

    const failure = await failureOf(secretsOf(anAppClient(fake)).look(destination));

    expect(failure).toBeInstanceOf(NotAllowedError);
    expect(failure).toMatchObject({ sentence: { params: { need } } });
  },
);

it("a secret may be called INSTALLATION", async () => {
  const fake = await anApp({ secrets: "write" });
  const destination: Destination = { ...inRepository, secret: "INSTALLATION" };

  await secretsOf(anAppClient(fake)).put(destination, new Secret("new value"));

  expect(fake.secrets()).toMatchObject([{ name: "INSTALLATION", value: "new value" }]);
});

it("a token that was revoked is replaced at the next read", async () => {
  const fake = await anApp({ secrets: "write" });
  const secrets = secretsOf(anAppClient(fake));
  await secrets.look(inRepository);
  fake.revokeInstallationTokens();

  await secrets.put(inRepository, new Secret("new value"));

  expect(fake.secrets()).toMatchObject([{ value: "new value" }]);
  expect(tokensMadeBy(fake)).toBe(2);
});

it.each([600_000, -600_000])("T26 an App goes by the right clock on a host whose own is %d ms behind", async (behindMs) => {
  const rightNow = (): number => Date.now() + behindMs;
  const fake = await aFake(
    { app: { appId: "12345", installationId: 678, publicKeyPem, permissions: { secrets: "write" } } },
    rightNow,
  );

  await secretsOf(anAppClient(fake, { now: rightNow })).put(inRepository, new Secret("new value"));

  expect(fake.secrets()).toMatchObject([{ value: "new value" }]);
});

it("T26 a token is replaced before its hour is over, although the host's clock was set back", async () => {
  const fake = await anApp({ secrets: "write" });
  let steadyMs = 0;
  const secrets = secretsOf(anAppClient(fake, { monotonicMs: () => steadyMs }));
  await secrets.look(inRepository);
  steadyMs = 54 * 60_000;
  await secrets.look(inRepository);
  const before = tokensMadeBy(fake);
  steadyMs = 56 * 60_000;
  await secrets.look(inRepository);

  expect([before, tokensMadeBy(fake)]).toEqual([1, 2]);
});

const badCredentials: readonly (readonly [
  what: string,
  changes: { readonly key?: string; readonly installationId?: number },
  code: string,
])[] = [
  ["another App's key", { key: aKeyPair().privateKey }, "github.app-refused"],
  ["no key at all", { key: "this text is not a key, and yet nobody else's business" }, "github.app-refused"],
  ["an unknown installation", { installationId: 999 }, "github.no-installation"],
];
it.each(badCredentials)("%s: the credential is refused, nothing was changed, the key is not shown", async (_, changes, code) => {
  const fake = await anApp({ secrets: "write" });

  const failure = await failureOf(secretsOf(anAppClient(fake, changes)).put(inRepository, new Secret("new value")));

  const partOfKey = (changes.key ?? privateKey).slice(30, 50);
  expect(failure).toMatchObject({ code, effect: "none", retryable: false });
  expect(inspect(failure, { depth: null, showHidden: true })).not.toContain(partOfKey);
  expect(putsTo(fake)).toBe(0);
});

it("a GitHub that makes no token now may make one later", async () => {
  const fake = await anApp({ secrets: "write" });
  fake.mode({ mode: "server-error", path: "/access_tokens" });

  const failure = await failureOf(secretsOf(anAppClient(fake)).put(inRepository, new Secret("new value")));

  expect(failure).toMatchObject({ code: "github.unreachable", effect: "none", retryable: true });
});
