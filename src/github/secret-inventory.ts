import type { z } from "zod";
import type { SecretInventory, SecretPlace } from "../ports/secret-inventory.ts";
import type { GitHubCall, GitHubClient } from "./client.ts";
import { strangeAnswer } from "./failures.ts";
import { scopeOf } from "./secret-scope.ts";
import { Environments, SecretNames } from "./wire.ts";

/** As many as GitHub gives at once, and more pages than any place can fill: https://docs.github.com/en/rest/actions/secrets */
const perPage = 100;
const maxPages = 10;
/** Several looks within a minute, of different things, are answered by one call. */
const freshMs = 60_000;

interface Kept {
  readonly atMs: number;
  readonly answer: Promise<readonly { readonly name: string; readonly updated_at: number }[]>;
}

/** Names and times of GitHub Actions secrets; one call for each place and hundred of secrets. */
export function createSecretInventory({
  client,
  monotonicMs = () => performance.now(),
}: {
  readonly client: GitHubClient;
  /** Milliseconds since some moment, whatever becomes of the host's clock. */
  readonly monotonicMs?: () => number;
}): SecretInventory {
  const kept = new Map<string, Kept>();

  async function pages<Shape extends z.ZodType, Item>(
    call: GitHubCall,
    shape: Shape,
    itemsIn: (page: z.infer<Shape>) => readonly Item[],
  ): Promise<readonly Item[]> {
    const all: Item[] = [];
    for (let page = 1; page <= maxPages; page += 1) {
      const answer = await client.read({ ...call, parameters: { ...call.parameters, per_page: perPage, page } });
      const parsed = shape.safeParse(answer.data);
      if (!parsed.success) throw strangeAnswer(call, answer.status);
      const items = itemsIn(parsed.data);
      all.push(...items);
      if (items.length < perPage) break;
    }
    return all;
  }

  const listed = (place: SecretPlace, signal?: AbortSignal): Kept["answer"] => {
    const { secrets, place: parameters, placeName: what, need } = scopeOf({ ...place, secret: "ANY" });
    const call = { route: `GET ${secrets}`, parameters, what, need: need.replace("write", "read"), signal };
    const key = JSON.stringify(place);
    const known = kept.get(key);
    if (known !== undefined && monotonicMs() - known.atMs < freshMs) return known.answer;
    const answer = pages(call, SecretNames, (page) => page.secrets);
    kept.set(key, { atMs: monotonicMs(), answer });
    answer.catch(() => kept.delete(key));
    return answer;
  };

  return {
    secretsAt: async (place, signal) => new Map((await listed(place, signal)).map(({ name, updated_at }) => [name, updated_at])),

    async environmentsOf(repository, signal) {
      const { place, placeName: what } = scopeOf({ github: "repository", repository, secret: "ANY" });
      const call = { route: "GET /repos/{owner}/{repo}/environments", parameters: place, what, need: "Actions: read", signal };
      return (await pages(call, Environments, ({ environments }) => environments)).map(({ name }) => name);
    },
  };
}
