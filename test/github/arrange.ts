import { onTestFinished } from "vitest";
import type { FakeGitHubOptions } from "../../demo/parts/fake-github/options.ts";
import { type FakeGitHub, startFakeGitHub } from "../../demo/parts/fake-github/server.ts";
import { Secret } from "../../src/domain/secret.ts";
import { createActionSecrets } from "../../src/github/action-secrets.ts";
import { createGitHubClient, type GitHubClient, type GitHubClientOptions } from "../../src/github/client.ts";
import type { Destination } from "../../src/ports/secret-destinations.ts";

export const theToken = "a-token";

export const inRepository = { github: "repository", repository: "acme/profinaut", secret: "DB_SECRET_ID" } satisfies Destination;
export const inEnvironment = {
  github: "environment",
  repository: "acme/platform",
  environment: "production/eu 1",
  secret: "VAULT_SECRET_ID",
} satisfies Destination;
export const inOrganisation = { github: "organisation", organisation: "acme", secret: "SHARED_SECRET_ID" } satisfies Destination;

/** A fake with two repositories, one environment and one organisation; stopped after the test. */
export async function aFake(options: Partial<FakeGitHubOptions> = {}, now?: () => number): Promise<FakeGitHub> {
  const fake = await startFakeGitHub(
    {
      repositories: ["acme/profinaut", "acme/platform"],
      environments: [{ repository: "acme/platform", environment: "production/eu 1" }],
      organisations: ["acme"],
      token: theToken,
      ...options,
    },
    now,
  );
  onTestFinished(fake.stop);
  return fake;
}

/** A client in a hurry; closed after the test. */
export function aClient(fake: { readonly url: string }, options: Partial<GitHubClientOptions> = {}): GitHubClient {
  const client = createGitHubClient({
    auth: { token: new Secret(theToken) },
    apiUrl: fake.url,
    timeoutMs: 500,
    now: Date.now,
    log: { warn: () => {} },
    retryBaseMs: 5,
    ...options,
  });
  onTestFinished(client.close);
  return client;
}

export const secretsOf = (client: GitHubClient) => createActionSecrets({ client });

export async function failureOf(act: Promise<unknown>): Promise<unknown> {
  return act.then(
    () => undefined,
    (error: unknown) => error,
  );
}

export const putsTo = (fake: FakeGitHub): number => fake.requests().filter(({ method }) => method === "PUT").length;
