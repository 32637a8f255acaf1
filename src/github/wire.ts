import { z } from "zod";

/** Shapes of GitHub's answers, as far as they are used: REST API version 2022-11-28, https://docs.github.com/en/rest */

const Instant = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));

export const PublicKey = z.object({ key_id: z.string().min(1).max(200), key: z.base64().max(200) });
export type PublicKey = z.infer<typeof PublicKey>;

export const ActionsSecret = z.object({
  name: z.string(),
  updated_at: Instant,
  /** Organisation secrets only: which repositories may read it. */
  visibility: z.enum(["all", "private", "selected"]).optional(),
});
export type ActionsSecret = z.infer<typeof ActionsSecret>;

export const SecretNames = z.object({ secrets: z.array(z.object({ name: z.string(), updated_at: Instant })) });

/** A repository that never had one answers without a list. */
export const Environments = z.object({ environments: z.array(z.object({ name: z.string() })).default([]) });

export const Repository = z.object({
  private: z.boolean(),
  archived: z.boolean(),
  default_branch: z.string().min(1).max(255),
  /** What the person behind a token may do; for an App's token it says nothing about secrets. */
  permissions: z.object({ push: z.boolean() }).optional(),
});
export type Repository = z.infer<typeof Repository>;

/** https://docs.github.com/en/rest/meta/meta#github-api-root */
export const RootAnswer = z.object({ repository_url: z.string(), current_user_url: z.string() });

/** Of a repository: the branch that is meant when none is named. */
export const DefaultBranch = z.object({ default_branch: z.string().min(1).max(255) });

/** https://docs.github.com/en/rest/git/trees#get-a-tree */
export const GitTree = z.object({
  truncated: z.boolean(),
  tree: z.array(z.object({ path: z.string(), type: z.string(), sha: z.string() })),
});
export type GitTree = z.infer<typeof GitTree>;

export const SelectedRepositories = z.object({ repositories: z.array(z.object({ id: z.int() })) });

export const Workflow = z.object({ id: z.int(), name: z.string(), path: z.string(), state: z.string(), html_url: z.string() });

export const Commit = z.object({ sha: z.string().regex(/^[0-9a-f]{40,64}$/) });

export const FileContent = z.object({ type: z.literal("file"), encoding: z.literal("base64"), content: z.string() });

export const Dispatched = z.object({ workflow_run_id: z.int() });

export const WorkflowRun = z.object({
  id: z.int(),
  run_number: z.int(),
  name: z.string().nullish(),
  display_title: z.string(),
  event: z.string(),
  head_branch: z.string().nullable(),
  head_sha: z.string(),
  status: z.string().nullable(),
  conclusion: z.string().nullable(),
  html_url: z.string(),
  created_at: Instant,
});
export type WorkflowRun = z.infer<typeof WorkflowRun>;

export const WorkflowRuns = z.object({ workflow_runs: z.array(WorkflowRun) });

export const WorkflowJobs = z.object({
  jobs: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      conclusion: z.string().nullable(),
      started_at: Instant.nullish(),
      completed_at: Instant.nullish(),
    }),
  ),
});

export const ErrorBody = z.object({
  documentation_url: z.string().max(500).catch(""),
  message: z.string().max(2_000).catch(""),
});
