import { setTimeout as sleep } from "node:timers/promises";
import type { z } from "zod";
import { ConflictError, NotAllowedError, NotFoundError, UpstreamError } from "../domain/errors.ts";
import { createPace } from "../domain/pace.ts";
import { say } from "../domain/sentence.ts";
import type { SeenJob, SeenRun, WorkflowRuns, WorkflowTarget } from "../ports/workflow-runs.ts";
import type { GitHubAnswer, GitHubCall, GitHubClient } from "./client.ts";
import { repositoryNames } from "./destination-names.ts";
import {
  Commit,
  Dispatched,
  FileContent,
  Repository,
  WorkflowRuns as Runs,
  Workflow,
  WorkflowJobs,
  WorkflowRun,
} from "./wire.ts";
import { readWorkflowFile, showsInput } from "./workflow-file.ts";
import { missingPermission } from "./write-permission.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "github.workflow-archived": { what: string };
    "github.workflow-unreadable": { what: string };
    "github.no-ref": { what: string; ref: string };
  }
}

/** GitHub ends a request itself after 10 s, so a dispatch that we gave up can go on for that long; and clocks differ. */
const settleMarginMs = 15_000;
/**
 * To follow a run takes two calls: at most 3,600 of the 5,000 an hour that a credential has, if all of them had news. To look for unfinished
 * ones takes five, which cost nothing while nothing is new.
 */
const looksPerMinute = 30;
/** Answers that are asked for again and again, by what was asked. */
const longestMemory = 200;

/** Many requests at once look at the same repository; whoever comes that soon is told what the one before saw. */
const sharedForMs = 5_000;
const pageSize = 100;

/** A run may be several of these one after the other while they are asked for. */
const unfinishedStatuses = ["requested", "waiting", "pending", "queued", "in_progress"] as const;

const read = { permission: "actions", need: "Actions: read", classicScope: "repo" } as const;
const write = { ...read, need: "Actions: write" } as const;

/** GitHub Actions workflows and their runs. */
export function createWorkflowRuns({
  client,
  now,
  monotonicMs = () => performance.now(),
  marginMs = settleMarginMs,
  shareMs = sharedForMs,
}: {
  readonly client: GitHubClient;
  readonly now: () => number;
  /** Milliseconds since some moment, whatever becomes of the host's clock. Default `performance.now()`. */
  readonly monotonicMs?: () => number;
  /** For how long one look for unfinished runs serves others. */
  readonly shareMs?: number;
  /** Added to the client's time-out to make `settleMs`. */
  readonly marginMs?: number;
}): WorkflowRuns {
  const pace = createPace(looksPerMinute);
  const known = new Map<string, { readonly etag: string; readonly data: unknown }>();
  const seen = new Map<string, { readonly atMs: number; readonly runs: readonly SeenRun[] }>();

  const ask = async <T extends z.ZodType>(
    shape: T,
    call: Omit<GitHubCall, "need"> & { readonly need?: string },
  ): Promise<z.infer<T>> => parsed(shape, await client.read({ need: read.need, ...call }), call.what);

  /** Says what it says again for nothing, while it has not changed. */
  const askAgain = async <T extends z.ZodType>(shape: T, call: Omit<GitHubCall, "need">): Promise<z.infer<T>> => {
    const key = `${call.route} ${JSON.stringify(call.parameters)}`;
    const before = known.get(key);
    const answer = await client.read({ ...call, need: read.need, etag: before?.etag });
    if (answer.status === 304 && before !== undefined) return parsed(shape, { ...answer, data: before.data }, call.what);
    const { etag } = answer.headers;
    known.delete(key);
    if (typeof etag === "string") known.set(key, { etag, data: answer.data });
    const [oldest] = known.keys();
    if (known.size > longestMemory && oldest !== undefined) known.delete(oldest);
    return parsed(shape, answer, call.what);
  };

  const myTurn = async (signal: AbortSignal | undefined): Promise<void> => {
    const waitMs = pace.next(monotonicMs()) - monotonicMs();
    if (waitMs > 0) await sleep(waitMs, undefined, { signal });
  };

  const placeOf = ({ repository, file }: WorkflowTarget) => ({
    ...repositoryNames(repository),
    workflow_id: file,
  });

  const runsOf = async (target: WorkflowTarget, filter: object, signal?: AbortSignal): Promise<readonly SeenRun[]> => {
    const { workflow_runs } = await ask(Runs, {
      route: "GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs",
      parameters: { ...placeOf(target), ...filter },
      what: `${target.repository}: ${target.file}`,
      signal,
    });
    return workflow_runs.map(runOf);
  };

  const pagesOf = (repository: string, filter: object, signal?: AbortSignal) =>
    Promise.all(
      unfinishedStatuses.map(async (status) => {
        const { workflow_runs } = await askAgain(Runs, {
          route: "GET /repos/{owner}/{repo}/actions/runs",
          parameters: { ...repositoryNames(repository), status, ...filter, per_page: pageSize },
          what: repository,
          signal,
        });
        return workflow_runs;
      }),
    );

  /** All there are, oldest first; where they do not fit into a page, those that were created before then. */
  const underWay = async (repository: string, beforeMs: number, signal?: AbortSignal): Promise<readonly SeenRun[]> => {
    await myTurn(signal);
    const atMs = now();
    let pages = await pagesOf(repository, {}, signal);
    const isWhole = pages.every(({ length }) => length < pageSize);
    if (!isWhole) {
      const created = `<${new Date(beforeMs).toISOString().replace(/\.\d+/, "")}`;
      pages = await pagesOf(repository, { created }, signal);
    }
    const byId = new Map(pages.flat().map((run) => [run.id, runOf(run)]));
    const runs = [...byId.values()].sort((a, b) => a.createdAtMs - b.createdAtMs);
    if (isWhole) seen.set(repository, { atMs, runs });
    return runs;
  };

  return {
    settleMs: client.timeoutMs + marginMs,

    async look(target, asked, signal) {
      const { repository, file } = target;
      const names = repositoryNames(repository);
      const path = `.github/workflows/${file}`;
      const what = `${repository}: ${file}`;
      const answer = await client.read({
        route: "GET /repos/{owner}/{repo}",
        parameters: names,
        what: repository,
        need: "Metadata: read",
        signal,
      });
      const about = parsed(Repository, answer, repository);
      if (about.archived) throw new ConflictError("github.archived", say("github.workflow-archived", { what: repository }));
      const classicScopes = answer.headers["x-oauth-scopes"]?.toString();
      const granted = await client.granted({ what: repository, need: write.need });
      const need = missingPermission(write, { granted, classicScopes, repository: about });
      if (need !== undefined) throw new NotAllowedError("github.denied", say("github.denied", { what: repository, need }));

      const workflow = await ask(Workflow, {
        route: "GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}",
        parameters: placeOf(target),
        what,
        signal,
      });
      const ref = asked ?? about.default_branch;
      const { sha } = await ask(Commit, {
        route: "GET /repos/{owner}/{repo}/commits/{ref}",
        parameters: { ...names, ref },
        what: `${repository}: ${ref}`,
        need: "Contents: read",
        signal,
      }).catch((error: unknown) => {
        const isMissing = error instanceof UpstreamError && error.status === 422;
        if (isMissing || error instanceof NotFoundError)
          throw new NotFoundError("github.no-ref", say("github.no-ref", { what: repository, ref }));
        throw error;
      });
      const { content } = await ask(FileContent, {
        route: "GET /repos/{owner}/{repo}/contents/{path}",
        parameters: { ...names, path, ref: sha },
        what: `${what} (${ref})`,
        need: "Contents: read",
        signal,
      });
      const source = readWorkflowFile(Buffer.from(content, "base64").toString("utf8"));
      if (source === undefined)
        throw new ConflictError("github.workflow-unreadable", say("github.workflow-unreadable", { what: `${what} (${ref})` }));
      return {
        title: workflow.name,
        state: workflow.state,
        url: workflow.html_url,
        ref,
        defaultBranch: about.default_branch,
        sha,
        inputs: source.inputs,
        showsInput: (name) => showsInput(source.runName, name),
      };
    },

    async dispatch({ ref, inputs, ...target }, signal, beforeSend) {
      const what = `${target.repository}: ${target.file}`;
      const answer = await client.write({
        route: "POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches",
        parameters: { ...placeOf(target), ref, inputs, return_run_details: true },
        what,
        need: write.need,
        signal,
        beforeSend,
      });
      return Dispatched.safeParse(answer.data).data?.workflow_run_id ?? null;
    },

    async newest(target, signal) {
      const [newest] = await runsOf(target, { per_page: 1 }, signal);
      return newest?.number ?? 0;
    },

    async dispatchedAfter({ ref, number, ...target }, signal) {
      const runs = await runsOf(target, { event: "workflow_dispatch", branch: ref, per_page: 100 }, signal);
      return runs.filter((run) => run.number > number);
    },

    async run(repository, id, signal) {
      await myTurn(signal);
      const parameters = { ...repositoryNames(repository), run_id: id };
      const call = { parameters, what: `${repository}: ${id}`, signal };
      try {
        const run = runOf(await askAgain(WorkflowRun, { ...call, route: "GET /repos/{owner}/{repo}/actions/runs/{run_id}" }));
        const { jobs } = await askAgain(WorkflowJobs, {
          ...call,
          route: "GET /repos/{owner}/{repo}/actions/runs/{run_id}/jobs",
          parameters: { ...parameters, per_page: 100 },
        });
        return { run, jobs: jobs.map(({ name, status, conclusion }): SeenJob => ({ name, state: stateOf(status), conclusion })) };
      } catch (error) {
        if (error instanceof NotFoundError && error.code === "github.not-found") return undefined;
        throw error;
      }
    },

    async unfinished(repository, beforeMs, signal) {
      const shared = seen.get(repository);
      // What was created by then was there to be seen; what has ended since is only waited for a little longer.
      const isGood = shared !== undefined && shared.atMs >= beforeMs && now() < shared.atMs + shareMs;
      const runs = isGood ? shared.runs : await underWay(repository, beforeMs, signal);
      return runs.filter(({ createdAtMs }) => createdAtMs < beforeMs);
    },

    async cancel(repository, id, signal) {
      const what = `${repository}: ${id}`;
      const parameters = { ...repositoryNames(repository), run_id: id };
      const route = "POST /repos/{owner}/{repo}/actions/runs/{run_id}/cancel";
      await client.write({ route, parameters, what, need: write.need, signal }).catch((error: unknown) => {
        // 409: it is over, which is what was wanted.
        if (!(error instanceof UpstreamError && error.status === 409)) throw error;
      });
    },
  };
}

const runOf = (run: WorkflowRun): SeenRun => ({
  id: run.id,
  number: run.run_number,
  workflow: run.name ?? "",
  title: run.display_title,
  event: run.event,
  sha: run.head_sha,
  url: run.html_url,
  createdAtMs: run.created_at,
  state: stateOf(run.status ?? "queued"),
  conclusion: run.conclusion,
});

/** https://docs.github.com/en/rest/actions/workflow-runs#list-workflow-runs-for-a-repository: `status` */
function stateOf(status: string): SeenRun["state"] {
  switch (status) {
    case "completed":
      return "over";
    case "in_progress":
      return "running";
    case "waiting":
      return "waiting";
    default:
      return "queued";
  }
}

function parsed<T extends z.ZodType>(shape: T, answer: GitHubAnswer, what: string): z.infer<T> {
  const result = shape.safeParse(answer.data);
  if (result.success) return result.data;
  throw new UpstreamError("github.strange-answer", say("github.strange-answer", { what }), {
    service: "github",
    effect: "none",
    retryable: true,
    status: answer.status,
  });
}
