import { type Answer, errorAnswer, notFound } from "./answer.ts";
import { pageOf } from "./page.ts";
import { jobAnswer, runAnswer } from "./run-answers.ts";
import type { Run, Runs } from "./runs.ts";
import type { KnownRepository } from "./world.ts";

/** The filters of "list workflow runs": https://docs.github.com/en/rest/actions/workflow-runs#list-workflow-runs-for-a-repository */
export function listRuns(
  all: readonly Run[],
  { query, api, nowMs }: { query: URLSearchParams; api: string; nowMs: number },
): Answer {
  const wanted = (name: string, of: string): boolean => [null, of].includes(query.get(name));
  const found = all
    .filter(
      (run) =>
        run.listedAtMs <= nowMs &&
        wanted("event", run.event) &&
        wanted("branch", run.branch) &&
        wanted("actor", run.actor) &&
        wanted("head_sha", run.sha) &&
        (query.get("status") === null || query.get("status") === run.status || query.get("status") === run.conclusion) &&
        isCreatedWithin(run.createdAtMs, query.get("created")),
    )
    .toReversed();
  return {
    status: 200,
    body: { total_count: found.length, workflow_runs: pageOf(found, query).map((run) => runAnswer(run, api)) },
  };
}

/** `>=2024-01-01T00:00:00Z`, `<…`, `from..to`, in whole seconds. */
function isCreatedWithin(createdAtMs: number, range: string | null): boolean {
  if (range === null) return true;
  const atMs = Math.floor(createdAtMs / 1000) * 1000;
  const [from, to] = range.split("..");
  if (to !== undefined) return atMs >= Date.parse(from ?? "") && atMs <= Date.parse(to);
  const [, relation = "", instant = ""] = /^([<>]=?)?(.+)$/.exec(range) ?? [];
  const than = Date.parse(instant);
  switch (relation) {
    case ">=":
      return atMs >= than;
    case ">":
      return atMs > than;
    case "<=":
      return atMs <= than;
    case "<":
      return atMs < than;
    default:
      return new Date(atMs).toISOString().startsWith(instant);
  }
}

/** Everything below `/actions/runs/{run_id}`. */
export function answerOfRun(
  method: string,
  [id, part]: readonly string[],
  { repository, runs, api, query }: { repository: KnownRepository; runs: Runs; api: string; query: URLSearchParams },
): Answer {
  const run = runs.all().find((known) => String(known.id) === id && known.repository === repository);
  if (run === undefined) return notFound;
  if (method === "GET" && part === undefined) return { status: 200, body: runAnswer(run, api) };
  if (method === "GET" && part === "jobs") {
    const jobs = pageOf(run.jobs, query).map((job) => jobAnswer(run, job, api));
    return { status: 200, body: { total_count: run.jobs.length, jobs } };
  }
  if (method !== "POST" || part !== "cancel") return notFound;
  return runs.cancel(run)
    ? { status: 202, body: {} }
    : errorAnswer(409, "Cannot cancel a workflow run that is completed.", {
        page: "/actions/workflow-runs#cancel-a-workflow-run",
      });
}
