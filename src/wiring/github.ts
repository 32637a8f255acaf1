import { createGitHubClient, type GitHubClient } from "../github/client.ts";
import { lookAtGitHub } from "../github/first-look.ts";
import type { Log } from "../ports/log.ts";
import type { Config } from "./config.ts";
import type { FirstLook } from "./first-looks.ts";

/** GitHub ends a request after ten seconds by itself: docs.github.com/rest/using-the-rest-api/troubleshooting-the-rest-api#timeouts */
const timeoutMs = 10_000;
/** A GitHub that hangs keeps nobody waiting for the bot. */
const lookMs = 5_000;

export const connectGitHub = (
  { credential, apiUrl }: NonNullable<Config["github"]>,
  { log, now }: { readonly log: Log; readonly now: () => number },
): GitHubClient => createGitHubClient({ auth: credential, apiUrl, timeoutMs, log, now });

/** Whether GitHub takes the credential, and knows the platform's repository. */
export const gitHubLook = (client: GitHubClient, repository: string): FirstLook => ({
  at: "GitHub",
  isNeeded: false,
  look: () => lookAtGitHub(client, repository, AbortSignal.timeout(lookMs)),
});
