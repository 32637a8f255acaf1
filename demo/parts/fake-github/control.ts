import { z } from "zod";
import type { Answer } from "./answer.ts";
import type { AppTokens } from "./app-tokens.ts";
import { type Faults, Mode } from "./faults.ts";
import { CommitFile, createGitControl, type GitControl } from "./git-control.ts";
import { createRunControl, Script, type SeenRun, StartRun, WorkflowState } from "./run-control.ts";
import type { World } from "./world.ts";

/** One opened secret, for tests and for the reader of the demo. */
export interface SeenSecret {
  readonly repository?: string;
  readonly environment?: string;
  readonly organisation?: string;
  readonly name: string;
  readonly value: string;
  readonly updatedAt: string;
  readonly puts: number;
  readonly visibility?: string;
  readonly selectedRepositoryIds?: readonly number[];
}

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
}

/** What only a fake can do. Over HTTP: `GET /_double/secrets`, `GET /_double/requests`, `POST /_double/mode` and so on. */
export interface FakeGitHubControl extends GitControl {
  secrets(): readonly SeenSecret[];
  /** Of the API, oldest first; never a body, a query or a header. */
  requests(): readonly SeenRequest[];
  mode(mode: Mode): void;
  /** New key pairs everywhere: what was sealed for the old ones is refused. */
  rotateKey(): void;
  archive(repository: string, isArchived: boolean): void;
  revokeInstallationTokens(): void;
  /** All runs there ever were, oldest first. */
  runs(): readonly SeenRun[];
  /** A run that nobody dispatched: pushed, scheduled. @returns its id */
  startRun(run: StartRun): number;
  /** One notch further: queued, taken up, the next job done. @returns false when it is over */
  advanceRun(id: number): Promise<boolean>;
  /** Whether runs that people dispatch move by themselves, or wait to be advanced. */
  moveRuns(isMoving: boolean): void;
  /** How runs of this workflow end from now on; without a conclusion: as they do by themselves. */
  script(script: Script): void;
  /** `disabled_manually`, `active` again, and so on. */
  workflowState(state: WorkflowState): void;
  /** Whether dispatches are answered with their run. */
  tellRuns(isTold: boolean): void;
  /** No secrets, no runs, no pull requests, no requests, no fault, nothing archived, every workflow active. */
  reset(): void;
}

export function createControl(
  world: World,
  {
    faults,
    appTokens,
    log,
    now,
  }: { readonly faults: Faults; readonly appTokens: AppTokens; readonly log: SeenRequest[]; readonly now: () => number },
): FakeGitHubControl {
  return {
    secrets: () =>
      world.places.flatMap(({ repository, environment, organisation, secrets }) =>
        [...secrets.values()].map(({ createdAt: _, ...secret }) => ({
          ...(repository === undefined ? {} : { repository }),
          ...(environment === undefined ? {} : { environment }),
          ...(organisation === undefined ? {} : { organisation }),
          ...secret,
        })),
      ),
    requests: () => [...log],
    mode: faults.set,
    rotateKey() {
      for (const { boxes } of world.places) boxes.rotate();
    },
    archive(repository, isArchived) {
      const known = world.repository(repository);
      if (known === undefined) throw new Error(`the fake has no repository ${repository}`);
      known.isArchived = isArchived;
    },
    revokeInstallationTokens: appTokens.revoke,
    ...createRunControl(world),
    ...createGitControl(world, now),
    reset() {
      for (const { secrets } of world.places) secrets.clear();
      for (const repository of world.repositories) {
        repository.isArchived = false;
        repository.workflowStates.clear();
        repository.git.clear();
      }
      world.runs.clear();
      log.length = 0;
      faults.set({ mode: "ok" });
    },
  };
}

const Advance = z.strictObject({ id: z.int() });
const Merge = z.strictObject({ repository: z.string(), number: z.int() });
const MoveRuns = z.strictObject({ moving: z.boolean() });
const TellRuns = z.strictObject({ told: z.boolean() });
const Archive = z.strictObject({ repository: z.string(), archived: z.boolean() });

/** @param path behind `/_double/` */
export async function answerToControl(control: FakeGitHubControl, method: string, path: string, body: unknown): Promise<Answer> {
  const done: Answer = { status: 204 };
  try {
    switch (`${method} ${path}`) {
      case "GET secrets":
        return { status: 200, body: control.secrets() };
      case "GET requests":
        return { status: 200, body: control.requests() };
      case "POST mode":
        control.mode(Mode.parse(body));
        return done;
      case "POST rotate-key":
        control.rotateKey();
        return done;
      case "POST archive": {
        const { repository, archived } = Archive.parse(body);
        control.archive(repository, archived);
        return done;
      }
      case "GET pulls":
        return { status: 200, body: control.pulls() };
      case "POST merge": {
        const { repository, number } = Merge.parse(body);
        control.mergePull(repository, number);
        return done;
      }
      case "POST commit-file":
        control.commitFile(CommitFile.parse(body));
        return done;
      case "GET runs":
        return { status: 200, body: control.runs() };
      case "POST run":
        return { status: 200, body: { id: control.startRun(StartRun.parse(body)) } };
      case "POST advance":
        return { status: 200, body: { isMoving: await control.advanceRun(Advance.parse(body).id) } };
      case "POST move-runs":
        control.moveRuns(MoveRuns.parse(body).moving);
        return done;
      case "POST script":
        control.script(Script.parse(body));
        return done;
      case "POST workflow-state":
        control.workflowState(WorkflowState.parse(body));
        return done;
      case "POST tell-runs":
        control.tellRuns(TellRuns.parse(body).told);
        return done;
      case "POST reset":
        control.reset();
        return done;
      default:
        return { status: 404, body: { message: "no such control" } };
    }
  } catch (error) {
    return { status: 400, body: { message: error instanceof Error ? error.message : "bad request" } };
  }
}
