import { startFakeGitHub } from "../../demo/parts/fake-github/server.ts";
import { Secret } from "../../src/domain/secret.ts";
import { createActionSecrets } from "../../src/github/action-secrets.ts";
import { createGitHubClient } from "../../src/github/client.ts";
import { describeSecretDestinations } from "../ports/secret-destinations.ts";
import { inEnvironment, inOrganisation, inRepository, putsTo, theToken } from "./arrange.ts";

describeSecretDestinations("GitHub Actions secrets", async () => {
  const fake = await startFakeGitHub({
    repositories: ["acme/profinaut", "acme/platform"],
    environments: [{ repository: "acme/platform", environment: "production/eu 1" }],
    organisations: ["acme"],
    token: theToken,
  });
  const client = createGitHubClient({
    auth: { token: new Secret(theToken) },
    apiUrl: fake.url,
    timeoutMs: 500,
    now: Date.now,
    log: { warn: () => {} },
    retryBaseMs: 5,
  });

  return {
    destinations: createActionSecrets({ client }),
    places: [inRepository, inEnvironment, inOrganisation],
    nowhere: { github: "repository", repository: "acme/nowhere", secret: "DB_SECRET_ID" },
    seen: async ({ secret }) => fake.secrets().find(({ name }) => name === secret)?.value,
    writes: async () => putsTo(fake),
    loseAnswers: async () => fake.mode({ mode: "commit-then-drop" }),
    disconnect: fake.stop,
    stop: async () => {
      await client.close();
      await fake.stop();
    },
  };
});
