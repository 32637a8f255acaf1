import { AppError } from "../../src/domain/errors.ts";
import type { OperationRequest } from "../../src/domain/request.ts";
import { bob } from "./builders.ts";
import type { ProcessRun } from "./process-run.ts";
import type { RotationCase } from "./rotation-case.ts";

/** A world in which one request is made, as far as driving it needs to know. */
export type Driven = Pick<RotationCase, "role" | "newest" | "now" | "advance">;

export interface DriveOptions {
  /** What somebody types when nothing was recorded. */
  readonly command: (role: string) => string;
  /** What they do instead of typing it. */
  readonly ask?: (processRun: ProcessRun) => Promise<unknown>;
  /** What they do with a request that waits for them; they approve it by default. */
  readonly answer?: (processRun: ProcessRun, requestId: string) => Promise<unknown>;
  /** Called once when the request has succeeded and what it replaced is not yet due. */
  readonly onOverlap?: () => Promise<void>;
  /** Presses Retry this often on a request that needs attention. */
  readonly retries?: number;
  /** Called before the clock jumps to the next attempt, and before Retry is pressed. */
  readonly onWait?: () => Promise<void>;
}

const mostTurns = 80;
const overlapMs = 3_600_000;

/**
 * Lets people and one process do what is left to do, as long as there is something: asks, approves, works, shows, collects orphans; the
 * clock jumps where nobody would do anything but wait. Says whether the process died on the way.
 */
export function drive(aCase: Driven, processRun: ProcessRun, options: DriveOptions): Promise<"quiet" | "died"> {
  return Promise.race([processRun.died, untilQuiet(aCase, processRun, options)]);
}

async function untilQuiet(aCase: Driven, processRun: ProcessRun, options: DriveOptions): Promise<"quiet"> {
  const self = { presses: 0, isTold: false };
  for (let turn = 0; turn < mostTurns; turn += 1) {
    try {
      if ((await oneTurn(aCase, processRun, options, self)) === "quiet") return "quiet";
    } catch (error) {
      // People are told to try again, and a job is tried again.
      if (!(error instanceof AppError)) throw error;
      await options.onWait?.();
    }
  }
  throw new Error(`still not quiet after ${mostTurns} turns: ${JSON.stringify(await aCase.newest())}`);
}

async function oneTurn(
  aCase: Driven,
  processRun: ProcessRun,
  {
    command,
    ask = (alive) => alive.submit(command(aCase.role)),
    answer = (alive, requestId) => alive.decide(requestId, bob),
    onOverlap,
    onWait,
    retries = 0,
  }: DriveOptions,
  self: { presses: number; isTold: boolean },
): Promise<"quiet" | "more"> {
  await processRun.reconcile();
  await processRun.show();
  const request = await aCase.newest();
  if (request === undefined) {
    await ask(processRun);
    return "more";
  }
  if (request.state === "pending") {
    await answer(processRun, request.id);
    return "more";
  }
  if (request.state === "needs-attention" && self.presses < retries) {
    await onWait?.();
    self.presses += 1;
    await processRun.resume(request.id);
    return "more";
  }
  if (!hasWork(request)) {
    // What a late write may bring lives through the overlap, also after a leak.
    aCase.advance(overlapMs);
    await processRun.collectOrphans();
    // What was swept is on the trail, and shown.
    await processRun.reconcile();
    await processRun.show();
    return "quiet";
  }
  const { againAtMs = 0 } = await processRun.work(request.id);
  await processRun.show();
  const waitMs = againAtMs - aCase.now();
  if (waitMs <= 0) return "more";
  const isOverlap = (await aCase.newest())?.state === "succeeded" && !self.isTold;
  if (isOverlap) {
    self.isTold = true;
    await onOverlap?.();
  } else await onWait?.();
  aCase.advance(waitMs);
  return "more";
}

const hasWork = ({ state, laterSteps }: OperationRequest): boolean =>
  ["preparing", "approved", "running"].includes(state) ||
  (state === "succeeded" && laterSteps.some((step) => step.state !== "done"));
