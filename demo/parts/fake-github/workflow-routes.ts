import { z } from "zod";
import { type Answer, errorAnswer } from "./answer.ts";
import { hasRef } from "./content-routes.ts";
import { pageOf } from "./page.ts";
import { runUrls } from "./run-answers.ts";
import type { Runs } from "./runs.ts";
import { type FileInput, readWorkflowFile } from "./workflow-file.ts";
import { type KnownWorkflow, workflowsOf } from "./workflows.ts";
import type { KnownRepository } from "./world.ts";

const docsPage = "/actions/workflows#create-a-workflow-dispatch-event";
const since = "2024-01-01T00:00:00Z";

export function listWorkflows(repository: KnownRepository, api: string, query: URLSearchParams): Answer {
  const workflows = workflowsOf(repository);
  return {
    status: 200,
    body: {
      total_count: workflows.length,
      workflows: pageOf(workflows, query).map((one) => workflowAnswer(repository, one, api)),
    },
  };
}

export const getWorkflow = (repository: KnownRepository, workflow: KnownWorkflow, api: string): Answer => ({
  status: 200,
  body: workflowAnswer(repository, workflow, api),
});

function workflowAnswer(repository: KnownRepository, { id, path }: KnownWorkflow, api: string) {
  const { fullName, files, workflowStates } = repository;
  const html = `https://github.com/${fullName}`;
  return {
    id,
    node_id: `W_${id}`,
    name: readWorkflowFile(path, files.get(path) ?? "").name,
    path,
    state: workflowStates.get(path) ?? "active",
    created_at: since,
    updated_at: since,
    url: `${api}/repos/${fullName}/actions/workflows/${id}`,
    html_url: `${html}/blob/main/${path}`,
    badge_url: `${html}/workflows/${id}/badge.svg`,
  };
}

const Dispatch = z.object({
  ref: z.string(),
  inputs: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String)).default({}),
  return_run_details: z.boolean().default(false),
});

export interface DispatchContext {
  readonly repository: KnownRepository;
  readonly workflow: KnownWorkflow;
  readonly runs: Runs;
  readonly api: string;
  readonly actor: string;
  /** Of a server that is too old to tell which run it made. */
  readonly tellsRun: boolean;
}

/** Checks what GitHub checks, in its order, and makes the run. */
export function dispatch(body: unknown, { repository, workflow, runs, api, actor, tellsRun }: DispatchContext): Answer {
  const refused = (message: string): Answer => errorAnswer(422, message, { page: docsPage });
  const wanted = Dispatch.safeParse(body).data;
  if (wanted === undefined) return refused("Invalid request. ref must be supplied.");
  if ((repository.workflowStates.get(workflow.path) ?? "active") !== "active")
    return refused("Cannot trigger a 'workflow_dispatch' on a disabled workflow");
  if (!hasRef(repository, wanted.ref)) return refused(`No ref found for: ${wanted.ref}`);
  const { inputs: known } = readWorkflowFile(workflow.path, repository.files.get(workflow.path) ?? "");
  if (known === undefined) return refused("Workflow does not have 'workflow_dispatch' trigger");
  const strangers = Object.keys(wanted.inputs).filter((name) => !(name in known));
  if (strangers.length > 0) return refused(`Unexpected inputs provided: ${JSON.stringify(strangers)}`);
  for (const [name, input] of Object.entries(known)) {
    const objection = objectionTo(name, input, wanted.inputs[name]);
    if (objection !== undefined) return refused(objection);
  }

  const defaults = Object.entries(known).flatMap(([name, input]) => (input.default === undefined ? [] : [[name, input.default]]));
  const run = runs.create({
    repository,
    path: workflow.path,
    event: "workflow_dispatch",
    branch: wanted.ref,
    actor,
    inputs: { ...Object.fromEntries(defaults), ...wanted.inputs },
  });
  if (!tellsRun || !wanted.return_run_details) return { status: 204 };
  const { url, html } = runUrls(run, api);
  return { status: 200, body: { workflow_run_id: run.id, run_url: url, html_url: html } };
}

function objectionTo(name: string, { required, type, options, default: otherwise }: FileInput, value: string | undefined) {
  if (value === undefined) return required && otherwise === undefined ? `Required input '${name}' not provided` : undefined;
  if (type === "choice" && !options.includes(value))
    return `Provided value '${value}' for input '${name}' not in the list of allowed values`;
  if (type === "boolean" && !["true", "false"].includes(value))
    return `Provided value '${value}' for input '${name}' not a boolean`;
  return undefined;
}
