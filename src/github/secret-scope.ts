import type { Destination } from "../ports/secret-destinations.ts";
import { namesOf } from "./destination-names.ts";

/** One destination in GitHub's terms: where its key and its secret are, and what it takes to write there. */
export interface SecretScope {
  /** Shown to people: `acme/profinaut`, `acme/profinaut (production)`, `acme`. */
  readonly placeName: string;
  /** Shown to people, with the secret's name. */
  readonly what: string;
  /** Path template of the secrets and the parameters that name the place, for Octokit. */
  readonly secrets: string;
  readonly place: { readonly [name: string]: string };
  readonly secret: string;
  /** An App's permission, as in `permissions` of its installation, and as people find it in the settings. */
  readonly permission: "secrets" | "environments" | "organization_secrets";
  readonly need: string;
  /** The scope a classic token must have. */
  readonly classicScope: "repo" | "admin:org";
}

/**
 * Permissions are those of "Create or update … secret" for each scope:
 * https://docs.github.com/en/rest/actions/secrets
 *
 * @throws InputError when a name is not acceptable to GitHub
 */
export function scopeOf(destination: Destination): SecretScope {
  const { owner, repository, secret } = namesOf(destination);

  switch (destination.github) {
    case "repository":
      return {
        placeName: destination.repository,
        what: `${destination.repository}: ${secret}`,
        secrets: "/repos/{owner}/{repo}/actions/secrets",
        place: { owner, repo: repository },
        secret,
        permission: "secrets",
        need: "Secrets: write",
        classicScope: "repo",
      };
    case "environment":
      return {
        placeName: `${destination.repository} (${destination.environment})`,
        what: `${destination.repository} (${destination.environment}): ${secret}`,
        secrets: "/repos/{owner}/{repo}/environments/{environment_name}/secrets",
        place: { owner, repo: repository, environment_name: destination.environment },
        secret,
        permission: "environments",
        need: "Environments: write",
        classicScope: "repo",
      };
    case "organisation":
      return {
        placeName: destination.organisation,
        what: `${destination.organisation}: ${secret}`,
        secrets: "/orgs/{org}/actions/secrets",
        place: { org: owner },
        secret,
        permission: "organization_secrets",
        need: "Organization secrets: write",
        classicScope: "admin:org",
      };
  }
}
