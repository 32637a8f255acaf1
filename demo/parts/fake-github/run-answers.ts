import { bareRepositoryAnswer, ownerAnswer } from "./repository-answer.ts";
import type { Run, RunJob } from "./runs.ts";
import { workflowsOf } from "./workflows.ts";

const instant = (atMs: number): string => new Date(atMs).toISOString().replace(/\.\d+/, "");

export function runUrls({ id, repository: { fullName } }: Run, api: string) {
  return { url: `${api}/repos/${fullName}/actions/runs/${id}`, html: `https://github.com/${fullName}/actions/runs/${id}` };
}

/** A `workflow-run` of GitHub's API description. */
export function runAnswer(run: Run, api: string) {
  const { id, repository, path, file, sha, actor } = run;
  const { url, html } = runUrls(run, api);
  const known = bareRepositoryAnswer(repository, api);
  const workflowId = workflowsOf(repository).find((workflow) => workflow.path === path)?.id ?? 0;
  return {
    id,
    name: file.name,
    node_id: `WR_${id}`,
    head_branch: run.branch,
    head_sha: sha,
    path,
    run_number: run.number,
    run_attempt: 1,
    event: run.event,
    display_title: run.title,
    status: run.status,
    conclusion: run.conclusion,
    workflow_id: workflowId,
    check_suite_id: id,
    url,
    html_url: html,
    pull_requests: [],
    created_at: instant(run.createdAtMs),
    updated_at: instant(run.updatedAtMs),
    run_started_at: instant(run.createdAtMs),
    actor: ownerAnswer(actor, api),
    triggering_actor: ownerAnswer(actor, api),
    jobs_url: `${url}/jobs`,
    logs_url: `${url}/logs`,
    check_suite_url: `${api}/repos/${repository.fullName}/check-suites/${id}`,
    artifacts_url: `${url}/artifacts`,
    cancel_url: `${url}/cancel`,
    rerun_url: `${url}/rerun`,
    previous_attempt_url: null,
    workflow_url: `${api}/repos/${repository.fullName}/actions/workflows/${workflowId}`,
    head_commit: {
      id: sha,
      tree_id: sha,
      message: "A commit of the fake",
      timestamp: "2024-01-01T00:00:00Z",
      author: { name: actor, email: `${actor}@example.com` },
      committer: { name: actor, email: `${actor}@example.com` },
    },
    repository: known,
    head_repository: known,
  };
}

/** A `job` of GitHub's API description. */
export function jobAnswer(run: Run, job: RunJob, api: string) {
  const repository = `${api}/repos/${run.repository.fullName}`;
  const hasEnded = job.completedAtMs !== null;
  return {
    id: job.id,
    run_id: run.id,
    workflow_name: run.file.name,
    head_branch: run.branch,
    run_url: runUrls(run, api).url,
    run_attempt: 1,
    node_id: `CR_${job.id}`,
    head_sha: run.sha,
    url: `${repository}/actions/jobs/${job.id}`,
    html_url: `${runUrls(run, api).html}/job/${job.id}`,
    status: job.status,
    conclusion: job.conclusion,
    created_at: instant(job.createdAtMs),
    started_at: instant(job.startedAtMs ?? job.createdAtMs),
    completed_at: hasEnded ? instant(job.completedAtMs ?? 0) : null,
    name: job.name,
    steps: job.steps.map((name, at) => ({
      name,
      status: hasEnded ? "completed" : "in_progress",
      conclusion: hasEnded ? job.conclusion : null,
      number: at + 1,
      started_at: instant(job.startedAtMs ?? job.createdAtMs),
      completed_at: hasEnded ? instant(job.completedAtMs ?? 0) : null,
    })),
    check_run_url: `${repository}/check-runs/${job.id}`,
    labels: ["ubuntu-24.04"],
    runner_id: 1,
    runner_name: "a runner of the fake",
    runner_group_id: 1,
    runner_group_name: "GitHub Actions",
  };
}
