import type { Continuation } from "../domain/continuation.ts";
import { AppError, EndedBadlyError, UpstreamError } from "../domain/errors.ts";
import type { AnyOperation, AnyStep, OperationPorts, Waits } from "../domain/operation.ts";
import { factsOf, isFinal, type OperationRequest } from "../domain/request.ts";
import { retryIntervalMs } from "../domain/retry-policy.ts";
import { say } from "../domain/sentence.ts";
import type { RequestEvent } from "../domain/transition.ts";
import type { Anchor } from "../ports/anchor.ts";
import type { AuditLog } from "../ports/audit-log.ts";
import type { HeldLock, Locks } from "../ports/locks.ts";
import type { Log } from "../ports/log.ts";
import type { Loaded } from "../ports/request-store.ts";
import { againAfter, requestRetryPolicy } from "./again-after.ts";
import type { ApprovalCheck } from "./approval-check.ts";
import { createBeginOnce, startIn } from "./begin-once.ts";
import { compensate } from "./compensate.ts";
import { dueEvent } from "./due.ts";
import { createExplain } from "./explain.ts";
import { isHandOver } from "./hand-over.ts";
import type { IntegrityVerifier } from "./integrity-verifier.ts";
import { operationOf, type Registry } from "./registry.ts";
import type { SaveRequest } from "./save-request.ts";
import { createStepWork, type StepWork } from "./step-work.ts";
import { whileLocked } from "./while-locked.ts";
import type { Again } from "./work.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "run.used-up": NoParams;
    "run.gave-up": { attempts: number; last: Sentence };
  }
}

export interface RunDeps {
  readonly registry: Registry;
  readonly ports: OperationPorts;
  readonly record: SaveRequest;
  readonly locks: Locks;
  readonly integrity: IntegrityVerifier;
  readonly approvalCheck: ApprovalCheck;
  readonly log: Log;
  readonly now: () => number;
  readonly newReference: () => string;
  readonly audit: Pick<AuditLog, "seenHead" | "entries">;
  readonly anchor: Pick<Anchor, "begin">;
  readonly continuations: () => readonly Continuation[];
  /** Tells one beginning of a run from every other one. */
  readonly newStart: () => string;
  /** Told when a run is over; must not throw. */
  readonly onOver: () => Promise<void>;
}

const jobLostAfterMs = 60_000;
const maxAttempts = 40;

/**
 * Runs an approved request, or goes on with one whose worker died. Checks the approval itself before the first step; each
 * step is recorded before and after. Failures that time can heal are tried again; others are compensated, or need attention.
 * Throws only when somebody else must go on (lock lost, record changed, store unreachable).
 */
export function createRun(deps: RunDeps) {
  const { registry, ports, record, locks, integrity, approvalCheck, log, now, newReference } = deps;
  const explain = createExplain(newReference);
  const beginOnce = createBeginOnce(deps);

  return async function run(loaded: Loaded, jobSignal: AbortSignal): Promise<Again> {
    const { lock, retryAtMs } = loaded.request;
    if (retryAtMs !== null && now() < retryAtMs) return { againAtMs: retryAtMs };
    const again = await whileLocked(locks, lock, (held) => runLocked(loaded, held, jobSignal));
    return again ?? { againAtMs: now() + 1_000 };
  };

  async function runLocked(
    { request, trail, objection: unproved }: Loaded,
    held: Pick<HeldLock, "lease" | "lost">,
    jobSignal: AbortSignal,
  ): Promise<Again> {
    const signal = AbortSignal.any([jobSignal, held.lost]);
    try {
      // First: nothing but this may be recorded of what the bot has not written.
      const forged =
        unproved === undefined
          ? await integrity.verifyRun(request, trail)
          : ((await integrity.verifyRun(request, trail).catch(() => undefined)) ?? unproved);
      if (forged !== undefined) {
        await record(request, [{ type: "tampered", atMs: now(), detail: forged }], { lease: held.lease });
        return {};
      }
      if (request.state === "approved") {
        const objection = await approvalCheck(request, signal);
        if (objection !== undefined) {
          await record(request, [objection], { lease: held.lease });
          return {};
        }
      }
      const work = createStepWork({ request, ports, record, lease: held.lease, signal, now });
      const start = startIn(trail) ?? deps.newStart();
      const again = await runSteps(operationOf(registry, request.operation), work, start, signal);
      if (isFinal(work.request().state)) await deps.onOver();
      return again;
    } catch (error) {
      if (isHandOver(error, signal)) throw error;
      return await beforeFirstStep(request, error);
    }
  }

  async function runSteps(operation: AnyOperation, work: StepWork, start: string, signal: AbortSignal): Promise<Again> {
    const first = work
      .request()
      .steps.filter(({ state }) => state !== "done")
      .slice(0, 1);
    if (!isWaiting(work.request()))
      await work.save([
        { type: "run-started", atMs: now(), start },
        ...first.map(({ id }) => ({ type: "step-started", step: id, atMs: now() }) as const),
      ]);
    const steps = stepsOf(operation, work.request());
    for (const [at, step] of steps.entries()) {
      if (work.request().steps.find(({ id }) => id === step.id)?.state === "done") continue;
      try {
        if (!(await beginOnce(work.request(), start, signal))) {
          await work.save([{ type: "failed", atMs: now(), because: say("run.used-up", {}) }]);
          return {};
        }
        const context = work.context(step.id);
        const isRepeated = work.request().steps.some(({ id, attempts }) => id === step.id && attempts > 1);
        const found = isRepeated ? await step.find?.(context) : undefined;
        const result = found ?? (await step.run(context));
        if ("againAtMs" in result) return await waits(work, step.id, result);
        const { checkpoint, documents, details } = result;
        const next = steps[at + 1]?.id;
        const done = {
          type: "step-done",
          step: step.id,
          atMs: now(),
          checkpoint,
          next,
          ...(details === undefined ? {} : { details }),
        } as const;
        if (next !== undefined) await work.save([done], documents);
        else {
          const checkpoints = {
            ...Object.fromEntries(work.request().steps.map((record) => [record.id, record.checkpoint])),
            [step.id]: checkpoint,
          };
          const outcome = operation.outcome(work.request().input, factsOf(work.request()), checkpoints);
          const later = await laterEvents(operation, work, checkpoints);
          await work.save([done, { type: "succeeded", atMs: now(), outcome }, ...later], documents);
        }
      } catch (error) {
        if (isHandOver(error, signal)) throw error;
        return failed(operation, step.id, work, error);
      }
    }
    const [later] = work.request().laterSteps;
    return later === undefined ? {} : { againAtMs: later.dueAtMs ?? now() };
  }

  /**
   * Leaves the worker to others until then. What is recorded is by when somebody looks again at the latest, a while after that
   * and seldom: should the job be lost, reconcile makes another one.
   */
  async function waits(work: StepWork, step: string, { againAtMs }: Waits): Promise<Again> {
    const latest = work.request().steps.find(({ id }) => id === step)?.dueAtMs ?? 0;
    if (latest < againAtMs) await work.save([{ type: "step-due", step, atMs: now(), dueAtMs: againAtMs + jobLostAfterMs }]);
    return { againAtMs };
  }

  /** When what is still to happen is due, for the write that says the rest is done; asked again later when nobody can tell now. */
  async function laterEvents(operation: AnyOperation, work: StepWork, done: unknown): Promise<readonly RequestEvent[]> {
    const [later] = operation.laterSteps;
    const due = await later?.dueAtMs({ ...work.context(later.id), done }).catch(() => undefined);
    if (later === undefined || due === undefined) return [];
    return [{ type: "step-started", step: later.id, atMs: now() }, dueEvent(later.id, now(), due)];
  }

  async function failed(operation: AnyOperation, stepId: string, work: StepWork, error: unknown): Promise<Again> {
    const { id: requestId, attempts } = work.request();
    if (error instanceof UpstreamError && error.retryable && attempts < maxAttempts) {
      const retryAtMs = againAfter(error, retryIntervalMs(requestRetryPolicy, attempts), now());
      await work.save([{ type: "run-postponed", atMs: now(), retryAtMs, because: error.sentence }]);
      log.warn({ requestId, step: stepId, code: error.code, attempts }, "step failed; it will be tried again");
      return { againAtMs: retryAtMs };
    }
    const { because, code, fields } = explainedAfter(error, attempts);
    log.error({ requestId, step: stepId, ...fields }, "step failed");
    await work.save([{ type: "step-failed", step: stepId, atMs: now(), because: code }]);
    if (error instanceof EndedBadlyError) await work.save([{ type: "failed", atMs: now(), because }]);
    else if (!(error instanceof AppError)) await work.save([{ type: "needs-attention", atMs: now(), because }]);
    else await compensate({ operation, stepId, work, because, explain, log, now });
    return {};
  }

  /** Nothing was done yet: wait for what time can heal, give up on the rest. */
  async function beforeFirstStep(request: OperationRequest, error: unknown): Promise<Again> {
    if (error instanceof UpstreamError && error.retryable && request.attempts < maxAttempts) {
      const retryAtMs = againAfter(error, retryIntervalMs(requestRetryPolicy, request.attempts), now());
      await record(request, [{ type: "run-postponed", atMs: now(), retryAtMs, because: error.sentence }]);
      return { againAtMs: retryAtMs };
    }
    const { because, fields } = explainedAfter(error, request.attempts);
    log.error({ requestId: request.id, ...fields }, "run could not begin");
    await record(request, [{ type: request.state === "approved" ? "failed" : "needs-attention", atMs: now(), because }]);
    return {};
  }

  function explainedAfter(error: unknown, attempts: number): ReturnType<typeof explain> {
    const explained = explain(error);
    if (!(error instanceof UpstreamError && error.retryable)) return explained;
    return { ...explained, because: say("run.gave-up", { attempts, last: explained.because }) };
  }
}

/** The steps of an operation that are in this request's plan. */
const stepsOf = (operation: AnyOperation, request: OperationRequest): readonly AnyStep[] =>
  operation.steps.filter(({ id }) => request.steps.some((record) => record.id === id));

/** The step it is at waits for something outside: looking again is no new beginning. */
const isWaiting = ({ retryAtMs, steps }: OperationRequest): boolean =>
  retryAtMs === null && steps.some(({ state, dueAtMs }) => state === "running" && dueAtMs !== null);
