import { createAppAuth } from "@octokit/auth-app";
import { RequestError } from "@octokit/request-error";
import type { Octokit } from "@octokit/rest";
import createAppJwt from "universal-github-app-jwt";
import type { Secret } from "../domain/secret.ts";
import { noInstallationToken } from "./failures.ts";

/** A token, or a GitHub App's key from which hourly installation tokens are made. */
export type GitHubAuth =
  | { readonly token: Secret }
  | { readonly appId: string; readonly privateKey: Secret; readonly installationId: number };

/** What an App's installation was granted, e.g. `{ secrets: "write" }`; permissions that are absent were not. */
export type GrantedPermissions = { readonly [permission: string]: string | undefined };

export interface Credential {
  /** The token for one request; `isRefused`: the one before was answered with 401. */
  token(isRefused?: boolean): Promise<string>;
  /** `undefined` for a plain token: GitHub does not say. */
  granted(): Promise<GrantedPermissions | undefined>;
  /** Whether a refused token can be replaced by a new one. */
  readonly isRenewable: boolean;
}

export interface CredentialDeps {
  readonly octokit: Octokit;
  readonly now: () => number;
  readonly monotonicMs: () => number;
}

/** GitHub ends an installation token after an hour. auth-app counts to that by the host's clock, which may be set back meanwhile. */
const tokenLastsMs = 55 * 60_000;

/**
 * `octokit` has no credential of its own and makes the App's installation tokens. We do not use auth-app's own hook: it
 * tells App endpoints by the end of the path, and would answer for a secret that is called INSTALLATION.
 */
export function createCredential(auth: GitHubAuth, { octokit, now, monotonicMs }: CredentialDeps): Credential {
  if ("token" in auth) {
    return { token: async () => auth.token.reveal(), granted: async () => undefined, isRenewable: false };
  }

  const app = createAppAuth({
    appId: auth.appId,
    // By the clock that the bot goes by: GitHub takes no token from the future, nor one that is over.
    createJwt: async (id) => {
      const { token, expiration } = await createAppJwt({
        ...{ id, privateKey: auth.privateKey.reveal(), now: Math.floor(now() / 1000) },
      });
      return { jwt: token, expiresAt: new Date(expiration * 1000).toISOString() };
    },
    installationId: auth.installationId,
    request: octokit.request,
    log: { warn: () => {} },
  });

  let newest = { token: "", sinceMs: monotonicMs() };

  async function installation(isRefused: boolean) {
    try {
      const refresh = isRefused || monotonicMs() - newest.sinceMs > tokenLastsMs;
      const made = await app({ type: "installation", refresh });
      if (made.token !== newest.token) newest = { token: made.token, sinceMs: monotonicMs() };
      return made;
    } catch (error) {
      const status = error instanceof RequestError ? error.status : undefined;
      // No status: the key cannot be read. The others: no such App or installation, or it is suspended.
      if (status === undefined || status === 401 || status === 403 || status === 404 || status === 422)
        throw noInstallationToken(status);
      throw error;
    }
  }

  return {
    token: async (isRefused = false) => (await installation(isRefused)).token,
    granted: async () => (await installation(false)).permissions,
    isRenewable: true,
  };
}
