import { isSchedule } from "../domain/actor.ts";
import type { ApprovalPolicy } from "../domain/approval.ts";
import { AppError, UpstreamError } from "../domain/errors.ts";
import { type Json, StoredJson } from "../domain/json.ts";
import type { AnyOperation, AnyStep, OperationPorts, Part } from "../domain/operation.ts";
import { type Plan, type PlanLine, planDigest } from "../domain/plan.ts";
import type { OperationRequest, StepRecord } from "../domain/request.ts";
import { retryIntervalMs } from "../domain/retry-policy.ts";
import { isAskedBy, type Schedule } from "../domain/schedule.ts";
import { say } from "../domain/sentence.ts";
import type { RequestEvent } from "../domain/transition.ts";
import type { Directory } from "../ports/directory.ts";
import type { Loaded } from "../ports/request-store.ts";
import { againAfter, requestRetryPolicy } from "./again-after.ts";
import { nobodyLeft } from "./approvers-left.ts";
import { isHandOver } from "./hand-over.ts";
import type { IntegrityVerifier } from "./integrity-verifier.ts";
import { operationOf, type Registry } from "./registry.ts";
import type { SaveRequest } from "./save-request.ts";
import type { Again } from "./work.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "schedule.not-configured": { command: string };
  }
}

export interface PlanDeps {
  readonly registry: Registry;
  readonly ports: OperationPorts;
  readonly defaults: ApprovalPolicy;
  /** Of this process. */
  readonly version: string;
  readonly now: () => number;
}

export interface Prepared {
  readonly plan: Plan & { readonly madeBy: string };
  readonly steps: readonly StepRecord[];
  readonly laterSteps: readonly StepRecord[];
}

/** Looks at the world and writes down what would be done. Changes nothing. Throws what the operation's `look` throws. */
export function createPlanner({ registry, ports, defaults, version, now }: PlanDeps) {
  return async (request: OperationRequest, signal: AbortSignal, approved?: Plan): Promise<Prepared> => {
    const operation = operationOf(registry, request.operation);
    const nowMs = now();
    const seen = StoredJson.parse(
      await operation.plan({ requestId: request.id, input: request.input, ports, signal, nowMs, approved: approved?.seen }),
    );
    const policy = operation.approval(request.input, defaults, ports);
    // A plan that is looked at again keeps its deadline, or its digest could never be the same.
    const expiresAtMs = approved?.expiresAtMs ?? nowMs + policy.expiresAfterMs;
    const subject = {
      requestId: request.id,
      requester: request.requester.userId,
      operation: operation.name,
      input: request.input,
      seen,
      policy,
      expiresAtMs,
    };
    const brief = operation.describe(request.input, seen);
    const plan = {
      ...brief,
      facts: [...brief.facts],
      seen,
      policy,
      preparedAtMs: nowMs,
      expiresAtMs,
      madeBy: version,
      digest: planDigest(subject),
    };
    return { plan, ...stepRecords(operation, request.input, seen) };
  };
}

function stepRecords(operation: AnyOperation, input: Json, seen: Json): Pick<Prepared, "steps" | "laterSteps"> {
  const line = ({ id, title }: Part): PlanLine => ({ part: id, title, state: "waiting", startedAtMs: null, finishedAtMs: null });
  const record = (step: Pick<AnyStep, "id" | "parts" | "isStoppable" | "redoFrom">): StepRecord => ({
    id: step.id,
    state: "waiting",
    attempts: 0,
    progress: null,
    checkpoint: null,
    dueAtMs: null,
    lines: step.parts(input, seen).map(line),
    ...(step.isStoppable === true ? { isStoppable: true } : {}),
    ...(step.redoFrom === undefined ? {} : { redoFrom: step.redoFrom }),
  });
  return {
    steps: operation.steps.filter((step) => step.isWanted === undefined || step.isWanted(input, seen)).map(record),
    laterSteps: operation.laterSteps.map(record),
  };
}

export interface PrepareDeps {
  readonly plan: ReturnType<typeof createPlanner>;
  readonly record: SaveRequest;
  readonly integrity: IntegrityVerifier;
  readonly directory: Directory;
  /** What schedules may ask for: whatever else is asked in a schedule's name is refused. */
  readonly schedules: readonly Schedule[];
  readonly now: () => number;
}

/** Then somebody has to look: what a schedule asked does not wait for ever. */
const waitsAtMostMs = 24 * 3_600_000;

/**
 * preparing → pending, or refused with the reason. Nobody has been asked yet, so nobody but the requester hears of a refusal.
 * What a schedule asked waits for an upstream system that is down; a person hears at once, and asks again when they like.
 */
export function createPrepare({ plan, record, integrity, directory, schedules, now }: PrepareDeps) {
  return async ({ request, objection }: Loaded, signal: AbortSignal): Promise<Again> => {
    if (request.retryAtMs !== null && now() < request.retryAtMs) return { againAtMs: request.retryAtMs };
    const forged =
      objection === undefined
        ? await integrity.verifySubmission(request)
        : ((await integrity.verifySubmission(request).catch(() => undefined)) ?? objection);
    if (forged !== undefined) return moves(request, { type: "tampered", atMs: now(), detail: forged });
    if (isSchedule(request.requester) && !isAskedBy(schedules, request)) {
      const because = say("schedule.not-configured", { command: request.command });
      return moves(request, { type: "refused", atMs: now(), because });
    }
    try {
      const prepared = await plan(request, signal);
      const because = await nobodyLeft(prepared.plan.policy, directory, request.requester);
      if (because !== undefined) return await moves(request, { type: "refused", atMs: now(), because });
      return await moves(request, { type: "prepared", atMs: now(), ...prepared });
    } catch (error) {
      if (!(error instanceof AppError) || isHandOver(error, signal)) throw error;
      return moves(request, afterwards(request, error));
    }
  };

  async function moves(request: OperationRequest, event: RequestEvent): Promise<Again> {
    await record(request, [event]);
    return event.type === "run-postponed" ? { againAtMs: event.retryAtMs } : {};
  }

  function afterwards({ requester, createdAtMs, attempts }: OperationRequest, error: AppError): RequestEvent {
    const [atMs, because] = [now(), error.sentence];
    if (!isSchedule(requester) || !(error instanceof UpstreamError && error.retryable)) return { type: "refused", atMs, because };
    if (atMs < createdAtMs + waitsAtMostMs)
      return {
        type: "run-postponed",
        atMs,
        retryAtMs: againAfter(error, retryIntervalMs(requestRetryPolicy, attempts), atMs),
        because,
      };
    return { type: "refused", atMs, because: say("run.gave-up", { attempts, last: because }) };
  }
}
