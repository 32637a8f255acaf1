import { type Caller, type Need, refusalOf } from "./access.ts";
import { answerOfActions } from "./action-routes.ts";
import { type Answer, errorAnswer, notFound } from "./answer.ts";
import { getCommit, getContent } from "./content-routes.ts";
import { answerOfGit, branchRules } from "./git-routes.ts";
import { pageOf } from "./page.ts";
import { answerOfPulls } from "./pull-routes.ts";
import { repositoryAnswer } from "./repository-answer.ts";
import { defaultBranch } from "./repository-files.ts";
import { rootAnswer } from "./root-answer.ts";
import { deleteSecret, getSecret, listSecrets, putSecret } from "./secret-routes.ts";
import { answerOfTree } from "./tree-routes.ts";
import type { Place, World } from "./world.ts";

export interface ApiRequest {
  readonly method: string;
  /** Decoded segments. */
  readonly segments: readonly string[];
  readonly query: URLSearchParams;
  readonly body: unknown;
  readonly caller: Caller;
  readonly nowMs: number;
}

const archived = errorAnswer(403, "Repository was archived so is read-only.");

/** The part of GitHub's REST API that is there; everything else is 404, as at GitHub. */
export function answerTo(request: ApiRequest, world: World, api: string): Answer {
  const { method, segments } = request;
  const [root, first = "", second = "", ...rest] = segments;
  const isReading = method === "GET";

  if (root === "orgs" && second === "actions" && rest[0] === "secrets") {
    const place = world.place({ organisation: first });
    return place === undefined ? notFound : answerOfSecrets(request, world, api, place, rest.slice(1));
  }
  if (root === "" && isReading) return { status: 200, body: rootAnswer(api) };
  if (root !== "repos") return notFound;

  const repository = world.repository(`${first}/${second}`);
  if (repository === undefined) return notFound;
  if (rest.length === 0) return isReading ? { status: 200, body: repositoryAnswer(repository, api) } : notFound;

  if (rest[0] === "actions") {
    const answer = isReading || !repository.isArchived ? answerOfActions(request, { world, repository, api }) : archived;
    if (answer !== undefined) return answer;
  }
  if (isReading && (rest[0] === "commits" || rest[0] === "contents")) {
    const refusal = refusalOf(request.caller, { permission: "contents", classicScope: "repo", level: "read" });
    const [, ...path] = rest;
    if (refusal !== undefined) return refusal;
    if (rest[0] === "commits") return getCommit(repository, path.join("/"), api);
    return getContent(repository, path.join("/"), request.query.get("ref") ?? defaultBranch, api);
  }
  if (isReading && rest[0] === "git" && rest[1] === "trees" && rest.length === 3)
    return answerOfTree(request, repository.files, `${api}/repos/${repository.fullName}/git/trees`, rest[2] ?? "");

  if (isReading && rest[0] === "environments" && rest.length === 1) {
    const refusal = refusalOf(request.caller, { permission: "actions", classicScope: "repo", level: "read" });
    return refusal ?? listEnvironments(repository.fullName, world, api, request.query);
  }

  if (rest[0] === "rules" && rest[1] === "branches" && isReading) return branchRules(repository, rest.slice(2).join("/"));
  if (rest[0] === "git" || rest[0] === "pulls") {
    if (!isReading && repository.isArchived) return archived;
    return (rest[0] === "git" ? answerOfGit : answerOfPulls)(request, repository, api, rest.slice(1));
  }

  const environment = rest[0] === "environments" ? rest[1] : undefined;
  const place = world.place({ repository: repository.fullName, ...(environment === undefined ? {} : { environment }) });
  if (place === undefined) return notFound;
  if (!isReading && repository.isArchived) return archived;

  if (environment !== undefined && rest.length === 2 && isReading) {
    const refusal = refusalOf(request.caller, { permission: "actions", classicScope: "repo", level: "read" });
    return refusal ?? { status: 200, body: environmentAnswer(repository.fullName, environment, api) };
  }
  const [folder, ...names] = environment === undefined ? rest.slice(1) : rest.slice(2);
  const isSecrets = folder === "secrets" && (environment !== undefined || rest[0] === "actions");
  return isSecrets ? answerOfSecrets(request, world, api, place, names) : notFound;
}

function answerOfSecrets(request: ApiRequest, world: World, api: string, place: Place, names: readonly string[]): Answer {
  const { method, query, body, nowMs } = request;
  const [name, below] = names;
  const refusal = refusalOf(request.caller, needOf(place, method));
  if (refusal !== undefined) return refusal;

  if (method === "GET" && name === undefined) return listSecrets(place, api, query);
  if (name === undefined) return notFound;
  if (method === "GET" && name === "public-key") return { status: 200, body: place.boxes.publicKey() };
  if (method === "GET" && below === "repositories") return selectedRepositories(world, api, place, name, query);
  if (below !== undefined) return notFound;
  if (method === "GET") return getSecret(place, api, name);
  if (method === "PUT") {
    world.written(place, name);
    return putSecret(place, name, body, nowMs);
  }
  return method === "DELETE" ? deleteSecret(place, name) : notFound;
}

/** https://docs.github.com/en/rest/authentication/permissions-required-for-fine-grained-personal-access-tokens */
function needOf(place: Place, method: string): Need {
  const level = method === "GET" ? "read" : "write";
  if (place.organisation !== undefined) return { permission: "organization_secrets", classicScope: "admin:org", level };
  return { permission: place.environment === undefined ? "secrets" : "environments", classicScope: "repo", level };
}

function selectedRepositories(world: World, api: string, place: Place, name: string, query: URLSearchParams): Answer {
  const secret = place.secrets.get(name.toUpperCase());
  if (secret === undefined || place.organisation === undefined) return notFound;
  if (secret.visibility !== "selected") return errorAnswer(409, "Visibility type of the secret is not selected");

  const chosen = world.repositories.filter(({ id }) => secret.selectedRepositoryIds?.includes(id));
  const repositories = pageOf(chosen, query).map((known) => repositoryAnswer(known, api));
  return { status: 200, body: { total_count: chosen.length, repositories } };
}

function listEnvironments(repository: string, { places }: World, api: string, query: URLSearchParams): Answer {
  const names = places.flatMap((place) => (place.repository === repository ? (place.environment ?? []) : []));
  const environments = pageOf(names, query).map((name) => environmentAnswer(repository, name, api));
  return { status: 200, body: { total_count: names.length, environments } };
}

function environmentAnswer(repository: string, name: string, api: string) {
  const since = "2024-01-01T00:00:00Z";
  return {
    id: 1,
    node_id: "EN_1",
    name,
    url: `${api}/repos/${repository}/environments/${encodeURIComponent(name)}`,
    html_url: `https://github.com/${repository}/deployments/activity_log?environments_filter=${encodeURIComponent(name)}`,
    created_at: since,
    updated_at: since,
    protection_rules: [],
    deployment_branch_policy: null,
  };
}
