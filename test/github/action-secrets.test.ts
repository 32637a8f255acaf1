import { describe, expect, it } from "vitest";
import type { Mode } from "../../demo/parts/fake-github/faults.ts";
import type { FakeGitHubOptions } from "../../demo/parts/fake-github/options.ts";
import { ConflictError, InputError, NotAllowedError, NotFoundError, UpstreamError } from "../../src/domain/errors.ts";
import { Secret } from "../../src/domain/secret.ts";
import { createActionSecrets } from "../../src/github/action-secrets.ts";
import type { GitHubClient } from "../../src/github/client.ts";
import type { Destination } from "../../src/ports/secret-destinations.ts";
import { aClient, aFake, failureOf, inEnvironment, inOrganisation, inRepository, putsTo, secretsOf } from "./arrange.ts";
import { putLikeGh } from "./gh.ts";

describe("put", () => {
  it("delivers a sealed value and reads back when GitHub took it, in whole seconds", async () => {
    const fake = await aFake();
    const secrets = secretsOf(aClient(fake));

    const state = await secrets.put(inRepository, new Secret("new value"));

    expect(fake.secrets()).toEqual([
      {
        repository: "acme/profinaut",
        name: "DB_SECRET_ID",
        value: "new value",
        updatedAt: new Date(state.updatedAtMs ?? 0).toISOString().replace(".000", ""),
        puts: 1,
      },
    ]);
  });

  it("writes to the environment and not to its repository", async () => {
    const fake = await aFake();

    await secretsOf(aClient(fake)).put(inEnvironment, new Secret("new value"));

    expect(fake.secrets()).toMatchObject([{ repository: "acme/platform", environment: "production/eu 1", value: "new value" }]);
  });

  it("makes a new organisation secret readable to private repositories only", async () => {
    const fake = await aFake();

    await secretsOf(aClient(fake)).put(inOrganisation, new Secret("new value"));

    expect(fake.secrets()).toMatchObject([{ organisation: "acme", value: "new value", visibility: "private" }]);
  });

  it("leaves an organisation secret to the repositories that were selected for it", async () => {
    const fake = await aFake();
    await putLikeGh(fake, "/orgs/acme/actions/secrets", "SHARED_SECRET_ID", "old value", {
      visibility: "selected",
      selected_repository_ids: [1001],
    });

    await secretsOf(aClient(fake)).put(inOrganisation, new Secret("new value"));

    expect(fake.secrets()).toMatchObject([
      { value: "new value", visibility: "selected", selectedRepositoryIds: [1001], puts: 2 },
    ]);
  });

  it("fetches the key again when it was replaced just before the write", async () => {
    const fake = await aFake();
    const secrets = createActionSecrets({ client: rotatingAfterKeys(aClient(fake), fake.rotateKey, 1) });

    await secrets.put(inRepository, new Secret("new value"));

    expect(fake.secrets()).toMatchObject([{ value: "new value", puts: 1 }]);
    expect(putsTo(fake)).toBe(2);
  });

  it("fetches the key again once, and then gives up with nothing changed", async () => {
    const fake = await aFake();
    const secrets = createActionSecrets({ client: rotatingAfterKeys(aClient(fake), fake.rotateKey, 9) });

    const failure = await failureOf(secrets.put(inRepository, new Secret("new value")));

    expect(failure).toMatchObject({ code: "github.refused", status: 422, effect: "none", retryable: false });
    expect(putsTo(fake)).toBe(2);
  });

  const faultsOfWrite: readonly (readonly [Mode["mode"], object])[] = [
    ["unauthorised", { code: "github.unauthorised", effect: "none", retryable: false, status: 401 }],
    ["missing-permission", { code: "github.denied", effect: "none", retryable: false, status: 403 }],
    ["secondary-limit-403", { code: "github.limited", effect: "none", retryable: true, status: 403 }],
    ["secondary-limit-429", { code: "github.limited", effect: "none", retryable: true, status: 429 }],
    ["primary-limit", { code: "github.limited", effect: "none", retryable: true, status: 403 }],
    ["server-error", { code: "github.unanswered", effect: "unknown", retryable: true, status: 502 }],
    ["commit-then-502", { code: "github.unanswered", effect: "unknown", retryable: true, status: 502 }],
    ["garbage", { code: "github.unanswered", effect: "unknown", retryable: true, status: 200 }],
    ["drop", { code: "github.unanswered", effect: "unknown", retryable: true }],
    ["commit-then-drop", { code: "github.unanswered", effect: "unknown", retryable: true }],
    ["hang", { code: "github.unanswered", effect: "unknown", retryable: true }],
    ["commit-then-hang", { code: "github.unanswered", effect: "unknown", retryable: true }],
  ];
  it.each(faultsOfWrite)("%s on the write: is sent once, and says what can have changed", async (mode, expected) => {
    const fake = await aFake();
    const secrets = secretsOf(aClient(fake));
    fake.mode({ mode, methods: ["PUT"] });

    const failure = await failureOf(secrets.put(inRepository, new Secret("new value")));

    expect(failure).toBeInstanceOf(UpstreamError);
    expect(failure).toMatchObject({ service: "github", ...expected });
    expect(putsTo(fake)).toBe(1);
  });

  const faultsBeforeWrite: readonly Mode["mode"][] = [
    "server-error",
    "drop",
    "hang",
    "garbage",
    "unauthorised",
    "missing-permission",
  ];
  it.each(faultsBeforeWrite)("%s while the key is read: nothing was changed", async (mode) => {
    const fake = await aFake();
    const secrets = secretsOf(aClient(fake, { timeoutMs: 150 }));
    fake.mode({ mode, methods: ["GET"] });

    const failure = await failureOf(secrets.put(inRepository, new Secret("new value")));

    expect(failure).toBeInstanceOf(UpstreamError);
    expect(failure).toMatchObject({ effect: "none" });
    expect(putsTo(fake)).toBe(0);
  });

  it("an archived repository refuses the write, and nothing was changed", async () => {
    const fake = await aFake();
    fake.archive("acme/profinaut", true);

    const failure = await failureOf(secretsOf(aClient(fake)).put(inRepository, new Secret("new value")));

    expect(failure).toMatchObject({ code: "github.denied", effect: "none", retryable: false });
  });

  it("a written value that cannot be read back may be there", async () => {
    const fake = await aFake();
    const secrets = secretsOf(aClient(fake));
    fake.mode({ mode: "server-error", methods: ["GET"], path: "/secrets/DB_SECRET_ID" });

    const failure = await failureOf(secrets.put(inRepository, new Secret("new value")));

    expect(failure).toMatchObject({ code: "github.unanswered", effect: "unknown", retryable: true });
    expect(fake.secrets()).toMatchObject([{ value: "new value" }]);
  });

  it("reading back is repeated until it succeeds", async () => {
    const fake = await aFake();
    const secrets = secretsOf(aClient(fake));
    fake.mode({ mode: "server-error", methods: ["GET"], path: "/secrets/DB_SECRET_ID", times: 2 });

    const state = await secrets.put(inRepository, new Secret("new value"));

    expect(state.updatedAtMs).toBeTypeOf("number");
    expect(putsTo(fake)).toBe(1);
  });

  it("a write that was given up can still arrive, but not after the time to settle", async () => {
    const fake = await aFake();
    const secrets = secretsOf(aClient(fake, { timeoutMs: 100 }));
    fake.mode({ mode: "commit-late", delayMs: 300 });
    const givenUp = await failureOf(secrets.put(inRepository, new Secret("late value")));
    const heldWhenGivenUp = fake.secrets();

    await expect.poll(() => fake.secrets().map(({ value }) => value), { timeout: secrets.settleMs }).toEqual(["late value"]);

    expect(heldWhenGivenUp).toEqual([]);
    expect(givenUp).toMatchObject({ effect: "unknown" });
  });

  it.each([
    ["nothing", ""],
    ["more than 48 KB", "x".repeat(48 * 1024 + 1)],
    ["more than 48 KB of wide characters", "鍵".repeat(16 * 1024 + 1)],
  ])("refuses %s as a value without asking GitHub", async (_, value) => {
    const fake = await aFake();

    const failure = await failureOf(secretsOf(aClient(fake)).put(inRepository, new Secret(value)));

    expect(failure).toBeInstanceOf(InputError);
    expect(fake.requests()).toEqual([]);
  });

  it("takes a value of 48 KB", async () => {
    const fake = await aFake();
    const value = "x".repeat(48 * 1024);

    await secretsOf(aClient(fake)).put(inRepository, new Secret(value));

    expect(fake.secrets()).toMatchObject([{ value }]);
  });
});

describe("look", () => {
  const refusals: readonly (readonly [string, Partial<FakeGitHubOptions>, Destination, string])[] = [
    ["a classic token without repo", { scopes: ["gist"] }, inRepository, "repo"],
    ["a classic token without any scope", { scopes: [] }, inRepository, "repo"],
    ["a fine-grained token without Secrets", { permissions: { metadata: "read" } }, inRepository, "Secrets: write"],
    ["a fine-grained token without Environments", { permissions: { secrets: "write" } }, inEnvironment, "Environments: write"],
    [
      "a fine-grained token of no organisation",
      { permissions: { secrets: "write" } },
      inOrganisation,
      "Organization secrets: write",
    ],
  ];
  it.each(refusals)("%s: not allowed, with the permission to ask for", async (_, options, destination, need) => {
    const fake = await aFake(options);

    const failure = await failureOf(secretsOf(aClient(fake)).look(destination));

    expect(failure).toBeInstanceOf(NotAllowedError);
    expect(failure).toMatchObject({ sentence: { key: "github.denied", params: { need } } });
  });

  it("a classic token with repo may write to a repository, and needs admin:org for an organisation", async () => {
    const secrets = secretsOf(aClient(await aFake({ scopes: ["repo"] })));

    expect(await secrets.look(inRepository)).toEqual({ updatedAtMs: null });
    expect(await failureOf(secrets.look(inOrganisation))).toBeInstanceOf(NotAllowedError);
  });

  it("a fine-grained token that may only read is taken for able: GitHub does not tell before the write", async () => {
    const secrets = secretsOf(aClient(await aFake({ permissions: { secrets: "read" } })));

    expect(await secrets.look(inRepository)).toEqual({ updatedAtMs: null });
  });

  const missing: readonly (readonly [string, Destination, string])[] = [
    ["repository", { github: "repository", repository: "acme/nowhere", secret: "A" }, "acme/nowhere"],
    [
      "environment",
      { github: "environment", repository: "acme/platform", environment: "nowhere", secret: "A" },
      "acme/platform (nowhere)",
    ],
    ["organisation", { github: "organisation", organisation: "nobody", secret: "A" }, "nobody"],
  ];
  it.each(missing)("an unknown %s: not found, by its name", async (_, destination, what) => {
    const secrets = secretsOf(aClient(await aFake()));

    const failure = await failureOf(secrets.look(destination));

    expect(failure).toBeInstanceOf(NotFoundError);
    expect(failure).toMatchObject({ sentence: { key: "github.not-found", params: { what } } });
  });

  it("an archived repository: a conflict, also for its environments", async () => {
    const fake = await aFake();
    fake.archive("acme/platform", true);

    const failure = await failureOf(secretsOf(aClient(fake)).look(inEnvironment));

    expect(failure).toBeInstanceOf(ConflictError);
    expect(failure).toMatchObject({ sentence: { key: "github.archived", params: { what: "acme/platform" } } });
  });

  it("a renamed repository is not followed: not found, so that the configuration is put right", async () => {
    const fake = await aFake();
    fake.mode({ mode: "redirect", location: `${fake.url}/repositories/1000` });

    const failure = await failureOf(secretsOf(aClient(fake)).look(inRepository));

    expect(failure).toBeInstanceOf(NotFoundError);
    expect(failure).toMatchObject({ code: "github.moved" });
    expect(fake.requests()).toHaveLength(1);
  });

  it.each([
    ["a secret in lower case", { ...inRepository, secret: "db_secret_id" }],
    ["a secret of GitHub's own", { ...inRepository, secret: "GITHUB_TOKEN" }],
    ["a secret that starts with a digit", { ...inRepository, secret: "1_SECRET" }],
    ["a secret with a path in it", { ...inRepository, secret: "A/../B" }],
    ["no owner", { ...inRepository, repository: "profinaut" }],
    ["an owner that climbs", { ...inRepository, repository: "../profinaut" }],
    ["a repository that climbs", { ...inRepository, repository: "acme/.." }],
    ["a repository with one slash too many", { ...inRepository, repository: "acme/profinaut/actions" }],
    ["an environment that climbs", { ...inEnvironment, environment: ".." }],
    ["an environment with a line break", { ...inEnvironment, environment: "a\nb" }],
    ["an organisation that climbs", { ...inOrganisation, organisation: ".." }],
  ] satisfies [string, Destination][])("%s is refused before anything is sent", async (_, destination) => {
    const fake = await aFake();
    const secrets = secretsOf(aClient(fake));

    expect(await failureOf(secrets.look(destination))).toBeInstanceOf(InputError);
    expect(await failureOf(secrets.put(destination, new Secret("value")))).toBeInstanceOf(InputError);
    expect(fake.requests()).toEqual([]);
  });
});

/** Somebody replaces the key pair right after it was read, so often. */
function rotatingAfterKeys(client: GitHubClient, rotate: () => void, times: number): GitHubClient {
  let left = times;
  return {
    ...client,
    async read(call) {
      const answer = await client.read(call);
      if (call.route.endsWith("/public-key") && left > 0) {
        left -= 1;
        rotate();
      }
      return answer;
    },
  };
}
