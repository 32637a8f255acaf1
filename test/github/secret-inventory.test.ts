import { describe, expect, it } from "vitest";
import { Secret } from "../../src/domain/secret.ts";
import type { GitHubCall } from "../../src/github/client.ts";
import { createSecretInventory } from "../../src/github/secret-inventory.ts";
import { aClient, aFake, failureOf, inEnvironment, inOrganisation, inRepository, secretsOf } from "./arrange.ts";

const repository = { github: "repository", repository: "acme/profinaut" } as const;

describe("what secrets there are", () => {
  it.each([
    ["a repository", inRepository],
    ["an environment", inEnvironment],
    ["an organisation", inOrganisation],
  ])("at %s: names and times, never a value", async (_, destination) => {
    const client = aClient(await aFake());
    const { updatedAtMs } = await secretsOf(client).put(destination, new Secret("a value"));
    const { secret, ...place } = destination;

    const found = await createSecretInventory({ client }).secretsAt(place);

    expect([...found]).toEqual([[secret, updatedAtMs]]);
  });

  it("of more than a hundred come on several pages", async () => {
    const names = Array.from({ length: 101 }, (_, count) => `SECRET_${count}`);
    const client = {
      ...aClient(await aFake()),
      read: async ({ parameters: { page, per_page: size } }: GitHubCall) => {
        const some = names.slice((Number(page) - 1) * Number(size), Number(page) * Number(size));
        return {
          status: 200,
          headers: {},
          data: { secrets: some.map((name) => ({ name, updated_at: "2026-11-23T03:00:00Z" })) },
        };
      },
    };

    const found = await createSecretInventory({ client }).secretsAt(repository);

    expect([...found.keys()]).toEqual(names);
  });

  it("are asked for once a minute, whoever wants to know; a failure is not kept", async () => {
    const fake = await aFake();
    const client = aClient(fake);
    let nowMs = Date.now();
    const inventory = createSecretInventory({ client, monotonicMs: () => nowMs });
    fake.mode({ mode: "unauthorised" });
    const failed = await failureOf(inventory.secretsAt(repository));
    fake.mode({ mode: "ok" });
    await Promise.all([inventory.secretsAt(repository), inventory.secretsAt(repository)]);
    const once = fake.requests().length;
    nowMs += 60_000;
    await inventory.secretsAt(repository);

    expect(failed).toMatchObject({ code: "github.unauthorised" });
    expect([once, fake.requests().length]).toEqual([2, 3]);
  });
});

describe("the environments of a repository", () => {
  it("are known by name; there may be none", async () => {
    const inventory = createSecretInventory({ client: aClient(await aFake()) });

    expect(await inventory.environmentsOf("acme/platform")).toEqual(["production/eu 1"]);
    expect(await inventory.environmentsOf("acme/profinaut")).toEqual([]);
  });

  it("take a permission, which is named when it is missing", async () => {
    const client = aClient(await aFake({ permissions: { secrets: "write" } }));

    expect(await failureOf(createSecretInventory({ client }).environmentsOf("acme/platform"))).toMatchObject({
      code: "github.denied",
      sentence: { params: { need: "Actions: read" } },
    });
  });
});
