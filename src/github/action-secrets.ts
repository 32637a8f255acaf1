import { setTimeout as sleep } from "node:timers/promises";
import type { z } from "zod";
import { ConflictError, InputError, NotAllowedError, NotFoundError, UpstreamError } from "../domain/errors.ts";
import type { Secret } from "../domain/secret.ts";
import { say } from "../domain/sentence.ts";
import type { DestinationState, SecretDestinations } from "../ports/secret-destinations.ts";
import type { GitHubAnswer, GitHubClient } from "./client.ts";
import { strangeAnswer, unconfirmed } from "./failures.ts";
import { seal } from "./sealed-box.ts";
import { type SecretScope, scopeOf } from "./secret-scope.ts";
import { ActionsSecret, PublicKey, Repository, SelectedRepositories } from "./wire.ts";
import { missingPermission } from "./write-permission.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "github.archived": { what: string };
    "github.value-size": { maxBytes: number };
  }
}

/** https://docs.github.com/en/actions/reference/security/secrets#limits-for-secrets */
const maxValueBytes = 48 * 1024;
/** GitHub ends a request itself after 10 s, so a write that we gave up can go on for that long; and clocks differ. */
const marginMs = 15_000;
const readBackWaitsMs = [0, 200, 500, 1000, 2000];

/** One value on its way. */
interface Handover {
  readonly value: Secret;
  readonly signal: AbortSignal | undefined;
  readonly beforeSend: (() => Promise<void>) | undefined;
}

/** GitHub Actions secrets of repositories, environments and organisations. A value can be written and never read. */
export function createActionSecrets({
  client,
  settleMarginMs = marginMs,
}: {
  readonly client: GitHubClient;
  /** Added to the client's time-out to make `settleMs`. */
  readonly settleMarginMs?: number;
}): SecretDestinations {
  const call = (scope: SecretScope, method: string, path: string, signal?: AbortSignal) => ({
    route: `${method} ${scope.secrets}${path}`,
    parameters: path === "/public-key" ? scope.place : { ...scope.place, secret_name: scope.secret },
    what: scope.what,
    need: scope.need,
    signal,
  });

  /** 404 on the key means that the place does not exist, or that we may not know of it. */
  const publicKey = async (scope: SecretScope, signal?: AbortSignal) => {
    const answer = await client.read({ ...call(scope, "GET", "/public-key", signal), what: scope.placeName });
    return { key: parsed(PublicKey, answer, scope), headers: answer.headers, repository: undefined };
  };

  const current = async (scope: SecretScope, signal?: AbortSignal): Promise<ActionsSecret | undefined> => {
    try {
      return parsed(ActionsSecret, await client.read(call(scope, "GET", "/{secret_name}", signal)), scope);
    } catch (error) {
      if (error instanceof NotFoundError && error.code === "github.not-found") return undefined;
      throw error;
    }
  };

  /** An organisation's secret keeps its readers; a new one is for private repositories, as with GitHub's own `gh`. */
  const readersOf = async (scope: SecretScope, signal?: AbortSignal) => {
    if (scope.permission !== "organization_secrets") return {};
    const visibility = (await current(scope, signal))?.visibility ?? "private";
    if (visibility !== "selected") return { visibility };

    const ids: number[] = [];
    for (let page = 1; ; page += 1) {
      const request = call(scope, "GET", "/{secret_name}/repositories", signal);
      const answer = await client.read({ ...request, parameters: { ...request.parameters, per_page: 100, page } });
      const { repositories } = parsed(SelectedRepositories, answer, scope);
      ids.push(...repositories.map(({ id }) => id));
      if (repositories.length < 100) return { visibility, selected_repository_ids: ids };
    }
  };

  const write = async (scope: SecretScope, { value, signal, beforeSend }: Handover, refusedKeyId: string | undefined) => {
    const { key } = await publicKey(scope, signal);
    const sealed = await seal(value, key.key);
    if (sealed === undefined) throw strangeAnswer(scope);
    const readers = await readersOf(scope, signal);

    try {
      const request = call(scope, "PUT", "/{secret_name}", signal);
      const body = { encrypted_value: sealed, key_id: key.key_id, ...readers };
      const answer = await client.write({ ...request, parameters: { ...request.parameters, ...body }, beforeSend });
      // Anything else did not come from GitHub's secrets, for example from a proxy between.
      if (answer.status !== 201 && answer.status !== 204) throw unconfirmed(scope.what, { status: answer.status });
      return answer;
    } catch (error) {
      const isKeyDoubtful = error instanceof UpstreamError && error.status === 422 && refusedKeyId !== key.key_id;
      if (!isKeyDoubtful) throw error;
      return { refusedKeyId: key.key_id, error };
    }
  };

  /** The key may have been replaced between its reading and the write; GitHub then refuses with 422 and changes nothing. */
  const writeWithFreshKey = async (scope: SecretScope, handOff: Handover): Promise<GitHubAnswer> => {
    const first = await write(scope, handOff, undefined);
    if (!("refusedKeyId" in first)) return first;

    const second = await write(scope, handOff, first.refusedKeyId);
    if ("refusedKeyId" in second) throw second.error;
    return second;
  };

  /** Whoever answers the reading may be a moment behind whoever took the write. */
  const readBack = async (scope: SecretScope, written: GitHubAnswer, signal?: AbortSignal): Promise<DestinationState> => {
    const { date } = written.headers;
    const answeredAtMs = Date.parse(String(date));
    const notBeforeMs = Number.isNaN(answeredAtMs) ? 0 : answeredAtMs - marginMs;
    try {
      for (const waitMs of readBackWaitsMs) {
        await sleep(waitMs, undefined, { signal });
        const secret = await current(scope, signal);
        if (secret !== undefined && secret.updated_at >= notBeforeMs) return { updatedAtMs: secret.updated_at };
      }
    } catch {
      // Whatever went wrong here went wrong after the write.
    }
    throw unconfirmed(scope.what);
  };

  return {
    settleMs: client.timeoutMs + settleMarginMs,

    async look(destination, signal) {
      const scope = scopeOf(destination);
      const isOrganisation = destination.github === "organisation";
      const first = isOrganisation ? await publicKey(scope, signal) : await repositoryOf(client, scope, signal);

      const classicScopes = first.headers["x-oauth-scopes"]?.toString();
      const granted = await client.granted(scope);
      const need = missingPermission(scope, { granted, classicScopes, repository: first.repository });
      if (need !== undefined) {
        throw new NotAllowedError("github.denied", say("github.denied", { what: scope.placeName, need }));
      }
      if (!isOrganisation) await publicKey(scope, signal);
      return { updatedAtMs: (await current(scope, signal))?.updated_at ?? null };
    },

    changed: async (destination, signal) => ({
      updatedAtMs: (await current(scopeOf(destination), signal))?.updated_at ?? null,
    }),

    async put(destination, value, signal, beforeWrite) {
      const scope = scopeOf(destination);
      const length = Buffer.byteLength(value.reveal());
      if (length === 0 || length > maxValueBytes) {
        throw new InputError("github.value-size", say("github.value-size", { maxBytes: maxValueBytes }));
      }
      try {
        const written = await writeWithFreshKey(scope, { value, signal, beforeSend: beforeWrite });
        return await readBack(scope, written, signal);
      } catch (error) {
        if (!(error instanceof NotAllowedError)) throw error;
        throw new UpstreamError(error.code, error.sentence, { service: "github", effect: "none", retryable: false, status: 403 });
      }
    },
  };
}

/** @throws ConflictError when it is archived: every write would be refused */
async function repositoryOf(client: GitHubClient, scope: SecretScope, signal?: AbortSignal) {
  const { owner, repo } = scope.place;
  const what = `${owner}/${repo}`;
  const call = { route: "GET /repos/{owner}/{repo}", parameters: { owner, repo }, what, need: "Metadata: read", signal };
  const answer = await client.read(call);

  const repository = parsed(Repository, answer, scope);
  if (repository.archived) throw new ConflictError("github.archived", say("github.archived", { what }));
  return { repository, headers: answer.headers };
}

function parsed<T extends z.ZodType>(shape: T, answer: GitHubAnswer, scope: SecretScope): z.infer<T> {
  const result = shape.safeParse(answer.data);
  if (!result.success) throw strangeAnswer(scope, answer.status);
  return result.data;
}
