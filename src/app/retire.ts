import { AppError, ConflictError, UpstreamError } from "../domain/errors.ts";
import type { AnyLaterStep, OperationPorts } from "../domain/operation.ts";
import type { StepRecord } from "../domain/request.ts";
import { type Sentence, say } from "../domain/sentence.ts";
import type { RequestEvent } from "../domain/transition.ts";
import type { HeldLock, Locks } from "../ports/locks.ts";
import type { Log } from "../ports/log.ts";
import type { Loaded } from "../ports/request-store.ts";
import { againAfter } from "./again-after.ts";
import { dueAt, dueEvent } from "./due.ts";
import { isHandOver } from "./hand-over.ts";
import type { IntegrityVerifier } from "./integrity-verifier.ts";
import { operationOf, type Registry } from "./registry.ts";
import type { SaveRequest } from "./save-request.ts";
import { createStepWork, type StepWork } from "./step-work.ts";
import { whileLocked } from "./while-locked.ts";
import type { Again } from "./work.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "retire.stuck": { id: string; because: Sentence };
  }
}

export interface RetireDeps {
  readonly registry: Registry;
  readonly ports: OperationPorts;
  readonly record: SaveRequest;
  readonly locks: Locks;
  readonly integrity: Pick<IntegrityVerifier, "verifyApproval" | "verifyRetireNow">;
  readonly alarm: (sentence: Sentence) => Promise<void>;
  readonly log: Log;
  readonly now: () => number;
}

const retryAfterMs = 30_000;
const stuckRetryAfterMs = 600_000;

/**
 * Does what a succeeded request still has to do later (retire what it replaced), once it is due. It is repeated until it is
 * done. That it was approved is checked here too: a record that only claims to have succeeded ends nothing.
 */
export function createRetire({ registry, ports, record, locks, integrity, alarm, log, now }: RetireDeps) {
  /** Requests of which this process has said that they are not what the bot wrote. */
  const toldOf = new Set<string>();
  return async ({ request, objection }: Loaded, jobSignal: AbortSignal): Promise<Again> => {
    const open = request.laterSteps.find(({ state }) => state !== "done");
    if (open === undefined) return {};
    const step = operationOf(registry, request.operation).laterSteps.find(({ id }) => id === open.id);
    if (step === undefined) return {};
    if (open.dueAtMs !== null && now() < open.dueAtMs && request.hastened === undefined) return { againAtMs: open.dueAtMs };
    const again = await whileLocked(locks, request.lock, (held) =>
      retireLocked({ request, objection }, { open, step, held }, jobSignal),
    );
    return again ?? { againAtMs: now() + 1_000 };
  };

  async function retireLocked(
    { request, objection }: Pick<Loaded, "request" | "objection">,
    {
      open,
      step,
      held,
    }: { readonly open: StepRecord; readonly step: AnyLaterStep; readonly held: Pick<HeldLock, "lease" | "lost"> },
    jobSignal: AbortSignal,
  ): Promise<Again> {
    const signal = AbortSignal.any([jobSignal, held.lost]);
    if (objection !== undefined) {
      // To write anything of it would be to sign it.
      if (!toldOf.has(request.id)) await sayStuck(request.id, say("request.tampered", {}));
      toldOf.add(request.id);
      return { againAtMs: now() + stuckRetryAfterMs };
    }
    const work = createStepWork({ request, ports, record, lease: held.lease, signal, now });
    try {
      const started: RequestEvent = { type: "step-started", step: step.id, atMs: now() };
      const forged = (await integrity.verifyApproval(request)) ?? (await integrity.verifyRetireNow(request));
      if (forged !== undefined) {
        if (open.state === "waiting") await work.save([started]);
        throw new ConflictError("request.tampered", say("request.tampered", {}));
      }
      const due = await step.dueAtMs(work.context(step.id));
      const dueAtMs = dueAt(due);
      if (now() < dueAtMs) {
        const noted = dueEvent(step.id, now(), due);
        await work.save(open.state === "waiting" ? [started, noted] : [noted]);
        return { againAtMs: dueAtMs };
      }
      if (open.state === "waiting") await work.save([started]);
      const { checkpoint, documents, details, outcome } = await step.run(work.context(step.id));
      await work.save(
        [
          {
            type: "step-done",
            step: step.id,
            atMs: now(),
            checkpoint,
            next: undefined,
            ...(details === undefined ? {} : { details }),
            ...(outcome === undefined ? {} : { outcome }),
          },
        ],
        documents,
      );
      return { againAtMs: now() };
    } catch (error) {
      if (isHandOver(error, signal) || !(error instanceof AppError)) throw error;
      return await failed(work, open, error);
    }
  }

  async function sayStuck(id: string, because: Sentence): Promise<void> {
    await alarm(say("retire.stuck", { id, because })).catch(() => log.warn({ requestId: id }, "alarm could not be posted"));
  }

  /** Nothing is given up: what time cannot heal is said once, and tried again all the same. `before` is the step as this attempt found it. */
  async function failed(work: StepWork, before: StepRecord, error: AppError): Promise<Again> {
    const requestId = work.request().id;
    const step = before.id;
    log.error({ requestId, step, code: error.code }, "later step failed; it will be tried again");
    const shown = work.request().laterSteps.filter(({ id }) => id === step);
    const mayBeHastened = shown.some((one) => one.mayBeHastened === true);
    if (error instanceof UpstreamError && error.retryable) {
      const againAtMs = againAfter(error, retryAfterMs, now());
      // On the record: whoever takes it up next, here or after a kill, must not ask before that time either.
      if (error.untilAtMs !== undefined)
        await work.save([
          ...(shown.some(({ state }) => state === "waiting") ? [{ type: "step-started", step, atMs: now() } as const] : []),
          // Whether an approver may wait no longer is not for an upstream to say.
          { ...dueEvent(step, now(), againAtMs), mayBeHastened },
        ]);
      return { againAtMs };
    }
    const isShown = shown.some(hasFailed);
    if (!isShown) await work.save([{ type: "step-failed", step, atMs: now(), because: error.code }]);
    if (!hasFailed(before)) await sayStuck(requestId, error.sentence);
    return { againAtMs: now() + stuckRetryAfterMs };
  }
}

const hasFailed = ({ lines }: StepRecord): boolean => lines.some(({ state }) => state === "failed");
