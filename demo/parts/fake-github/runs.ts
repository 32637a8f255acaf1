import { filledIn } from "./expressions.ts";
import type { JobWork } from "./job-work.ts";
import { commitOf, defaultBranch } from "./repository-files.ts";
import { readWorkflowFile, type WorkflowFile } from "./workflow-file.ts";
import type { KnownRepository } from "./world.ts";

export type Conclusion = "success" | "failure" | "cancelled" | "skipped" | "timed_out";
type Status = "requested" | "waiting" | "queued" | "in_progress" | "completed";

export interface RunJob {
  readonly id: number;
  readonly key: string;
  name: string;
  readonly steps: readonly string[];
  readonly environment: string | undefined;
  status: "queued" | "in_progress" | "completed";
  conclusion: Conclusion | null;
  readonly createdAtMs: number;
  startedAtMs: number | null;
  completedAtMs: number | null;
  outputs: { readonly [name: string]: string };
}

export interface Run {
  readonly id: number;
  readonly number: number;
  readonly repository: KnownRepository;
  readonly path: string;
  readonly file: WorkflowFile;
  readonly event: string;
  readonly branch: string;
  readonly sha: string;
  readonly title: string;
  readonly actor: string;
  status: Status;
  conclusion: Conclusion | null;
  readonly createdAtMs: number;
  updatedAtMs: number;
  /** From then on lists have it. */
  readonly listedAtMs: number;
  readonly jobs: RunJob[];
  /** Repository secrets by name, as they were when it was queued: later writes are for later runs. */
  readonly secrets: ReadonlyMap<string, string>;
}

export interface NewRun {
  readonly repository: KnownRepository;
  readonly path: string;
  readonly event: string;
  readonly branch?: string;
  readonly actor?: string;
  readonly inputs?: { readonly [name: string]: string };
  /** How long ago it was created. */
  readonly agoMs?: number;
  readonly status?: Status;
  /** Ends so long after now, in one go; without it, jobs take their time one after the other. */
  readonly lastsMs?: number;
}

export interface RunsDeps {
  readonly now: () => number;
  readonly work: JobWork;
  /** Repository secrets as they are now. */
  readonly secretsOf: (repository: KnownRepository) => ReadonlyMap<string, string>;
  /** How long each notch takes; without it, runs move by command only. */
  readonly notchMs: number | undefined;
  /** How long after its dispatch a run is in the lists. */
  readonly listedAfterMs: number;
}

/** Workflow runs of all repositories, and how they move: requested, queued, job by job, completed. */
export interface Runs {
  create(run: NewRun): Run;
  /** One notch: taken up, or the next job done. @returns false when it is over */
  advance(run: Run): Promise<boolean>;
  cancel(run: Run): boolean;
  /** While they do not, runs move by command only. */
  moveByThemselves(isMoving: boolean): void;
  all(): readonly Run[];
  /** Forgets all of them. */
  clear(): void;
}

export function createRuns({ now, work, secretsOf, notchMs, listedAfterMs }: RunsDeps): Runs {
  const runs: Run[] = [];
  const timers = new Set<NodeJS.Timeout>();
  let lastJob = 80_000_000;
  let isMovingByItself = true;

  const later = (ms: number, what: () => void): void => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      what();
    }, ms);
    timer.unref();
    timers.add(timer);
  };
  const touch = (run: Run, status: Status, conclusion: Conclusion | null = null): void => {
    run.status = status;
    run.conclusion = conclusion;
    run.updatedAtMs = now();
  };
  const drive = (run: Run): void => {
    if (notchMs === undefined) return;
    later(notchMs, () => {
      if (isMovingByItself) void advance(run).then((isMoving) => (isMoving ? drive(run) : undefined));
      else drive(run);
    });
  };

  /** Jobs whose needs are met appear, and begin. */
  const begin = (run: Run): void => {
    for (const { key, name, needs, steps, environment } of run.file.jobs) {
      const before = needs.map((need) => run.jobs.find((job) => job.key === need));
      if (run.jobs.some((job) => job.key === key) || before.some((job) => job?.conclusion !== "success")) continue;
      const outputs = (text: string): string | undefined => {
        const [, need, output] = /^needs\.([\w-]+)\.outputs\.([\w-]+)$/.exec(text) ?? [];
        return run.jobs.find((job) => job.key === need)?.outputs[output ?? ""];
      };
      lastJob += 1;
      run.jobs.push({
        id: lastJob,
        key,
        name: filledIn(name ?? key, outputs),
        steps: ["Set up job", ...steps.map((step) => step.name ?? step.uses ?? "Run"), "Complete job"],
        environment,
        status: "in_progress",
        conclusion: null,
        createdAtMs: now(),
        startedAtMs: now(),
        completedAtMs: null,
        outputs: {},
      });
    }
  };
  const isOver = ({ status }: Run): boolean => status === "completed";

  async function advance(run: Run): Promise<boolean> {
    if (isOver(run)) return false;
    if (run.status === "queued") {
      touch(run, "in_progress");
      begin(run);
      return true;
    }
    if (run.status !== "in_progress") {
      touch(run, "queued");
      return true;
    }
    const job = run.jobs.find(({ status }) => status === "in_progress");
    if (job !== undefined) {
      const { conclusion, outputs } = await work(run, job);
      if (isOver(run)) return false;
      Object.assign(job, { status: "completed", conclusion, outputs, completedAtMs: now() });
      touch(run, "in_progress");
    }
    begin(run);
    if (run.jobs.some(({ status }) => status === "in_progress")) return true;
    touch(run, "completed", run.jobs.find(({ conclusion }) => conclusion !== "success")?.conclusion ?? "success");
    return false;
  }

  function cancel(run: Run): boolean {
    if (isOver(run)) return false;
    for (const job of run.jobs)
      if (job.status !== "completed") Object.assign(job, { status: "completed", conclusion: "cancelled", completedAtMs: now() });
    touch(run, "completed", "cancelled");
    return true;
  }

  async function finish(run: Run): Promise<void> {
    while (await advance(run));
  }

  return {
    create({ repository, path, event, branch = defaultBranch, actor = "somebody", inputs = {}, agoMs = 0, status, lastsMs }) {
      const file = readWorkflowFile(path, repository.files.get(path) ?? "");
      const isSame = (run: Run): boolean => run.repository === repository && run.path === path;
      const contexts = (name: string): string | undefined =>
        name.startsWith("inputs.")
          ? inputs[name.slice("inputs.".length)]
          : { "github.actor": actor, "github.ref_name": branch }[name];
      const title = file.runName === undefined ? "" : filledIn(file.runName, contexts).trim();
      const run: Run = {
        id: 9_000_001 + runs.length,
        number: runs.filter(isSame).length + 1,
        repository,
        path,
        file,
        event,
        branch,
        sha: commitOf(repository.files),
        title: title === "" ? file.name : title,
        actor,
        status: status ?? "queued",
        conclusion: null,
        createdAtMs: now() - agoMs,
        updatedAtMs: now(),
        listedAtMs: now() + listedAfterMs,
        jobs: [],
        secrets: new Map(secretsOf(repository)),
      };
      runs.push(run);
      if (lastsMs === undefined) drive(run);
      else {
        touch(run, status ?? "in_progress");
        if (run.status === "in_progress") begin(run);
        later(lastsMs, () => void finish(run));
      }
      return run;
    },
    advance,
    cancel,
    moveByThemselves: (isMoving) => {
      isMovingByItself = isMoving;
    },
    all: () => runs,
    clear() {
      isMovingByItself = true;
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
      runs.length = 0;
    },
  };
}
