import type { DestinationCredential } from "../ports/destination-credential.ts";
import type { GitHubClient } from "./client.ts";

/**
 * When the token ends, which GitHub names in every answer to a token that does; of an App's key it names nothing.
 * https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/token-expiration-and-revocation
 */
export const createDestinationCredential = ({
  client,
  repository,
}: {
  readonly client: Pick<GitHubClient, "read" | "granted">;
  /** `owner/name` of one that the credential may see. */
  readonly repository: string;
}): DestinationCredential => ({
  async look(signal) {
    const [owner = "", repo = ""] = repository.split("/");
    const need = "Metadata: read";
    const route = "GET /repos/{owner}/{repo}";
    const answer = await client.read({ route, parameters: { owner, repo }, what: repository, need, signal });
    if ((await client.granted({ what: repository, need })) !== undefined) return { kind: "app-key" };
    return { kind: "token", expiresAtMs: endOf(answer.headers["github-authentication-token-expiration"]) };
  },
});

/** `2027-01-31 09:00:00 UTC`, or with an offset such as `-0800` in the place of the zone. */
function endOf(header: string | number | undefined): number | null {
  const [, day, time, hours, minutes] =
    /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) (?:UTC|([+-]\d\d)(\d\d))$/.exec(String(header)) ?? [];
  if (day === undefined || time === undefined) return null;
  return Date.parse(`${day}T${time}${hours === undefined ? "Z" : `${hours}:${minutes}`}`);
}
