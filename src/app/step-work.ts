import type { Json } from "../domain/json.ts";
import type { DocumentWrite, OperationPorts, People, StepContext } from "../domain/operation.ts";
import { factsOf, type OperationRequest } from "../domain/request.ts";
import type { RequestEvent } from "../domain/transition.ts";
import type { Lease } from "../ports/locks.ts";
import type { SaveRequest } from "./save-request.ts";

/** A request being worked on by the holder of its lock: the newest record, and how steps see it. */
export interface StepWork {
  readonly request: () => OperationRequest;
  /** One write: events, documents, and the check that the lock is still ours. */
  readonly save: (events: readonly RequestEvent[], documents?: readonly DocumentWrite[]) => Promise<void>;
  readonly context: (stepId: string) => StepContext<unknown, Json, unknown>;
}

export interface StepWorkDeps {
  readonly request: OperationRequest;
  readonly ports: OperationPorts;
  readonly record: SaveRequest;
  readonly lease: Lease;
  /** Aborts when the job was taken away or the lock was lost. */
  readonly signal: AbortSignal;
  readonly now: () => number;
}

export function createStepWork({ request, ports, record, lease, signal, now }: StepWorkDeps): StepWork {
  let current = request;
  const save: StepWork["save"] = async (events, documents = []) => {
    signal.throwIfAborted();
    current = await record(current, events, { documents, lease });
  };
  return {
    request: () => current,
    save,
    context: (stepId) => {
      const all = [...current.steps, ...current.laterSteps];
      return {
        requestId: current.id,
        people: peopleOf(current),
        input: current.input,
        facts: factsOf(current),
        done: Object.fromEntries(all.filter(({ state }) => state === "done").map(({ id, checkpoint }) => [id, checkpoint])),
        progress: all.find(({ id }) => id === stepId)?.progress ?? undefined,
        stop: current.stop,
        hastenedBy: current.hastened?.by,
        ports: onlyWhile(signal, ports),
        signal,
        now,
        recordProgress: ({ part, progress, documents, details, note }) =>
          save(
            [
              {
                type: "step-marked",
                step: stepId,
                atMs: now(),
                part,
                progress,
                ...(details === undefined ? {} : { details }),
                ...(note === undefined ? {} : { note }),
              },
            ],
            documents,
          ),
      };
    },
  };
}

const peopleOf = ({ requester, origin, decisions }: OperationRequest): People => ({
  requester,
  origin,
  approvedBy: decisions.filter(({ verdict }) => verdict === "approve").map(({ by }) => by),
});

/** Ports that refuse to begin anything once the signal has aborted: a holder that lost its lock must not act any more. */
function onlyWhile(signal: AbortSignal, ports: OperationPorts): OperationPorts {
  return new Proxy(ports, {
    get: (all, name) => {
      const port: unknown = Reflect.get(all, name);
      if (typeof port !== "object" || port === null || port instanceof Map) return port;
      return new Proxy(port, {
        get: (target, method) => {
          const member: unknown = Reflect.get(target, method);
          if (typeof member !== "function") return member;
          return (...given: readonly unknown[]): unknown => {
            signal.throwIfAborted();
            return Reflect.apply(member, target, given);
          };
        },
      });
    },
  });
}
