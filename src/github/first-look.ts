import { NotFoundError } from "../domain/errors.ts";
import type { GitHubClient } from "./client.ts";
import { notTheApi } from "./failures.ts";
import { RootAnswer } from "./wire.ts";

/**
 * That GitHub's API is where it is looked for, takes our credential, and shows the platform's repository. To be called at start.
 * @param repository `owner/name`
 * @throws ConflictError when it is not the API; NotFoundError, NotAllowedError, UpstreamError (service "github"). Nothing changed.
 */
export async function lookAtGitHub(client: Pick<GitHubClient, "read">, repository: string, signal?: AbortSignal): Promise<void> {
  const root = await client
    .read({ route: "GET /", parameters: {}, what: repository, need: "Metadata: read", signal })
    .catch((error: unknown) => {
      // GitHub Enterprise without /api/v3, or a path that is none.
      throw error instanceof NotFoundError ? notTheApi() : error;
    });
  if (!RootAnswer.safeParse(root.data).success) throw notTheApi();
  const [owner = "", repo = ""] = repository.split("/");
  const route = "GET /repos/{owner}/{repo}";
  await client.read({ route, parameters: { owner, repo }, what: repository, need: "Metadata: read", signal });
}
