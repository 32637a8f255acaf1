import { z } from "zod";
import type { FakeGitHubControl } from "./control.ts";
import type { Run } from "./runs.ts";
import type { KnownRepository, World } from "./world.ts";

/** One run, for tests and for the reader of the demo. */
export interface SeenRun {
  readonly id: number;
  readonly repository: string;
  readonly path: string;
  readonly event: string;
  readonly title: string;
  readonly status: string;
  readonly conclusion: string | null;
  readonly jobs: readonly { readonly name: string; readonly status: string; readonly conclusion: string | null }[];
}

export const StartRun = z.strictObject({
  repository: z.string(),
  path: z.string(),
  event: z.string().default("push"),
  branch: z.string().optional(),
  status: z.enum(["requested", "waiting", "queued", "in_progress"]).optional(),
  agoMs: z.number().optional(),
  lastsMs: z.number().optional(),
});
export type StartRun = z.input<typeof StartRun>;

export const Script = z.strictObject({
  path: z.string(),
  conclusion: z.enum(["success", "failure", "cancelled", "timed_out"]).optional(),
});
export type Script = z.infer<typeof Script>;

export const WorkflowState = z.strictObject({ repository: z.string(), path: z.string(), state: z.string() });
export type WorkflowState = z.infer<typeof WorkflowState>;

type RunControl = Pick<
  FakeGitHubControl,
  "runs" | "startRun" | "advanceRun" | "moveRuns" | "script" | "workflowState" | "tellRuns"
>;

/** The part of the control that is about workflows. */
export function createRunControl(world: World): RunControl {
  const known = (repository: string): KnownRepository => {
    const found = world.repository(repository);
    if (found === undefined) throw new Error(`the fake has no repository ${repository}`);
    return found;
  };
  const run = (id: number): Run => {
    const found = world.runs.all().find((one) => one.id === id);
    if (found === undefined) throw new Error(`the fake has no run ${id}`);
    return found;
  };
  return {
    runs: () =>
      world.runs.all().map(({ id, repository, path, event, title, status, conclusion, jobs }) => ({
        ...{ id, repository: repository.fullName, path, event, title, status, conclusion },
        jobs: jobs.map((job) => ({ name: job.name, status: job.status, conclusion: job.conclusion })),
      })),
    startRun: (start) => {
      const { repository, branch, status, agoMs, lastsMs, ...rest } = StartRun.parse(start);
      return world.runs.create({
        ...rest,
        repository: known(repository),
        ...(branch === undefined ? {} : { branch }),
        ...(status === undefined ? {} : { status }),
        ...(agoMs === undefined ? {} : { agoMs }),
        ...(lastsMs === undefined ? {} : { lastsMs }),
      }).id;
    },
    advanceRun: (id) => world.runs.advance(run(id)),
    moveRuns: world.runs.moveByThemselves,
    script: ({ path, conclusion }) => world.script(path, conclusion),
    workflowState: ({ repository, path, state }) => void known(repository).workflowStates.set(path, state),
    tellRuns: (isTold) => {
      world.tellsRun = isTold;
    },
  };
}
