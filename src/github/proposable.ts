import { ConflictError, NotAllowedError, NotFoundError, UpstreamError } from "../domain/errors.ts";
import { say } from "../domain/sentence.ts";
import type { ProposalPlace } from "../ports/proposals.ts";
import type { GitHubClient } from "./client.ts";
import { ProposalRepository, Rules } from "./git-wire.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "github.fork": { what: string };
    "github.branch-locked": { what: string; branch: string };
  }
}

/** As people find them in the settings of a token or an App. */
export const proposalNeeds = {
  contents: "Contents: write",
  pulls: "Pull requests: write",
  workflows: "Workflows: write",
} as const;
/** Of an App's installation: https://docs.github.com/en/rest/authentication/permissions-required-for-github-apps */
const granting = [
  ["contents", proposalNeeds.contents],
  ["pull_requests", proposalNeeds.pulls],
  ["workflows", proposalNeeds.workflows],
] as const;
/** Rules under which nobody makes or moves a branch by itself: https://docs.github.com/en/rest/repos/rules#get-rules-for-a-branch */
const forbidding = ["creation", "update", "pull_request"];

/**
 * Whether a repository takes pull requests from us, as far as GitHub tells before one is made: a fine-grained token shows what it may
 * do only by being refused.
 * @throws ConflictError, NotAllowedError or NotFoundError that says what is in the way. Nothing changed.
 */
export async function requireProposable(
  client: GitHubClient,
  place: ProposalPlace,
  signal?: AbortSignal,
): Promise<{ readonly defaultBranch: string }> {
  const { repository: what, branch } = place;
  const [owner = "", repo = ""] = what.split("/");
  const about = { what, need: "Metadata: read", signal };
  const answer = await client.read({ ...about, route: "GET /repos/{owner}/{repo}", parameters: { owner, repo } });
  const repository = ProposalRepository.safeParse(answer.data).data;
  if (repository === undefined) throw strange(what, answer.status);
  if (repository.archived) throw new ConflictError("github.archived", say("github.archived", { what }));
  if (repository.fork) throw new ConflictError("github.fork", say("github.fork", { what }));

  const missing = await missingPermissions(client, {
    what,
    scopes: answer.headers["x-oauth-scopes"]?.toString(),
    mayPush: repository.permissions?.push !== false,
  });
  if (missing.length > 0) throw new NotAllowedError("github.denied", say("github.denied", { what, need: missing.join(", ") }));

  const rules = { ...about, route: "GET /repos/{owner}/{repo}/rules/branches/{branch}", parameters: { owner, repo, branch } };
  const found = await client.read(rules).catch((error: unknown) => {
    // Older servers know no rules.
    if (error instanceof NotFoundError) return { status: 200, data: [] };
    throw error;
  });
  const types = Rules.safeParse(found.data).data;
  if (types === undefined) throw strange(what, found.status);
  if (types.some(({ type }) => forbidding.includes(type)))
    throw new ConflictError("github.branch-locked", say("github.branch-locked", { what, branch }));
  return { defaultBranch: repository.default_branch };
}

async function missingPermissions(
  client: GitHubClient,
  { what, scopes, mayPush }: { readonly what: string; readonly scopes: string | undefined; readonly mayPush: boolean },
): Promise<readonly string[]> {
  const granted = await client.granted({ what, need: "Metadata: read" });
  if (granted !== undefined) return granting.filter(([name]) => granted[name] !== "write").map(([, need]) => need);
  const held = scopes?.split(",").map((text) => text.trim());
  const classic = held === undefined ? [] : ["repo", "workflow"].filter((scope) => !held.includes(scope));
  return mayPush ? classic : [...classic, "push"];
}

const strange = (what: string, status: number): UpstreamError =>
  new UpstreamError("github.strange-answer", say("github.strange-answer", { what }), {
    service: "github",
    effect: "none",
    retryable: true,
    status,
  });
