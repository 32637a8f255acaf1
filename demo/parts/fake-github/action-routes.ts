import { type Need, refusalOf } from "./access.ts";
import { type Answer, notFound } from "./answer.ts";
import type { ApiRequest } from "./routes.ts";
import { answerOfRun, listRuns } from "./run-routes.ts";
import { dispatch, getWorkflow, listWorkflows } from "./workflow-routes.ts";
import { workflowOf } from "./workflows.ts";
import type { KnownRepository, World } from "./world.ts";

/** Everything below `/repos/{owner}/{repo}/actions/workflows` and `…/runs`; `undefined` for what else is below `actions`. */
export function answerOfActions(
  { method, segments, query, body, caller, nowMs }: ApiRequest,
  { world, repository, api }: { readonly world: World; readonly repository: KnownRepository; readonly api: string },
): Answer | undefined {
  const [folder, ...names] = segments.slice(4);
  if (folder !== "workflows" && folder !== "runs") return undefined;
  const need: Need = { permission: "actions", classicScope: "repo", level: method === "GET" ? "read" : "write" };
  const refusal = refusalOf(caller, need);
  if (refusal !== undefined) return refusal;

  const { runs } = world;
  const own = runs.all().filter((run) => run.repository === repository);
  const isReading = method === "GET";
  if (folder === "runs") {
    if (names.length === 0) return isReading ? listRuns(own, { query, api, nowMs }) : notFound;
    return answerOfRun(method, names, { repository, runs, api, query });
  }
  const [name, part] = names;
  if (name === undefined) return isReading ? listWorkflows(repository, api, query) : notFound;
  const workflow = workflowOf(repository, name);
  if (workflow === undefined) return notFound;
  if (isReading && part === undefined) return getWorkflow(repository, workflow, api);
  if (isReading && part === "runs")
    return listRuns(
      own.filter(({ path }) => path === workflow.path),
      { query, api, nowMs },
    );
  if (method !== "POST" || part !== "dispatches") return notFound;
  return dispatch(body, { repository, workflow, runs, api, actor: world.actor, tellsRun: world.tellsRun });
}
