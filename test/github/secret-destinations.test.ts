import { startGitHubDouble } from "../../demo/parts/github-double/server.ts";
import { Secret } from "../../src/domain/secret.ts";
import { createActionSecrets } from "../../src/github/action-secrets.ts";
import { createGitHubClient } from "../../src/github/client.ts";
import { describeSecretDestinations } from "../ports/secret-destinations.ts";
import { inEnvironment, inOrganisation, inRepository, putsTo, TOKEN } from "./arrange.ts";

describeSecretDestinations("GitHub Actions secrets", async () => {
  const double = await startGitHubDouble({
    repositories: ["acme/profinaut", "acme/platform"],
    environments: [{ repository: "acme/platform", environment: "production/eu 1" }],
    organisations: ["acme"],
    token: TOKEN,
  });
  const client = createGitHubClient({
    auth: { token: new Secret(TOKEN) },
    apiUrl: double.url,
    timeoutMs: 500,
    now: Date.now,
    log: { warn: () => {} },
    retryBaseMs: 5,
  });

  return {
    destinations: createActionSecrets({ client }),
    places: [inRepository, inEnvironment, inOrganisation],
    nowhere: { github: "repository", repository: "acme/nowhere", secret: "DB_SECRET_ID" },
    seen: async ({ secret }) => double.secrets().find(({ name }) => name === secret)?.value,
    writes: async () => putsTo(double),
    loseAnswers: async () => double.mode({ mode: "commit-then-drop" }),
    disconnect: double.stop,
    stop: async () => {
      await client.close();
      await double.stop();
    },
  };
});
