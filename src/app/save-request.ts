import type { AuditEvent } from "../domain/audit.ts";
import { ConflictError } from "../domain/errors.ts";
import type { DocumentWrite } from "../domain/operation.ts";
import type { OperationRequest } from "../domain/request.ts";
import { type Sentence, say } from "../domain/sentence.ts";
import { type RequestEvent, transition } from "../domain/transition.ts";
import type { Lease } from "../ports/locks.ts";
import type { RequestStore } from "../ports/request-store.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "request.changed-meanwhile": NoParams;
    "request.lock-lost": NoParams;
  }
}

/** Somebody else saved the request first. Nothing was written; load it again. */
export class StaleRecordError extends ConflictError {}

/** Our lock was taken over by a newer holder. Nothing was written; stop. */
export class LockLostError extends ConflictError {}

/** An event does not fit the state the request is in. Nothing was written. */
export class NotMovedError extends ConflictError {}

/** Saves what events make of a request: record, trail and documents in one write. Throws the errors above or UpstreamError. */
export type SaveRequest = (
  request: OperationRequest,
  events: readonly RequestEvent[],
  extras?: { readonly documents?: readonly DocumentWrite[]; readonly lease?: Lease },
) => Promise<OperationRequest>;

export function createSaveRequest({
  store,
  changed,
}: {
  readonly store: Pick<RequestStore, "save">;
  readonly changed: (requestId: string) => void;
}): SaveRequest {
  return async (request, events, extras = {}) => {
    const { next, audit } = fold(request, events);
    const saved = await store.save({ request: next, events: audit, ...extras });
    switch (saved.outcome) {
      case "saved":
        changed(request.id);
        return next;
      case "fenced":
        throw new LockLostError("request.lock-lost", say("request.lock-lost", {}));
      default:
        throw new StaleRecordError("request.changed-meanwhile", say("request.changed-meanwhile", {}));
    }
  };
}

/** Several events in one save: one revision further, all their audit events. */
function fold(
  request: OperationRequest,
  events: readonly RequestEvent[],
): { readonly next: OperationRequest; readonly audit: readonly AuditEvent[] } {
  let next = request;
  const audit: AuditEvent[] = [];
  for (const event of events) {
    const moved = transition(next, event);
    if (!moved.moved) throw notMoved(moved.because);
    next = moved.request;
    audit.push(...moved.events);
  }
  return { next: { ...next, revision: request.revision + 1 }, audit };
}

const notMoved = (because: Sentence): NotMovedError => new NotMovedError("request.not-moved", because);
