import { afterLoss } from "../domain/after-loss.ts";
import { isBelievable } from "../domain/believable.ts";
import type { Continuation } from "../domain/continuation.ts";
import { ConflictError, NotFoundError } from "../domain/errors.ts";
import type { OperationRequest } from "../domain/request.ts";
import { say } from "../domain/sentence.ts";
import type { RequestEvent } from "../domain/transition.ts";
import type { RequestStore } from "../ports/request-store.ts";
import { NotMovedError, type SaveRequest, StaleRecordError } from "./save-request.ts";

export interface LoadDeps {
  readonly store: Pick<RequestStore, "loadWithTrail">;
  readonly record: SaveRequest;
  /** Every word by which the log went on although something was lost. */
  readonly continuations: () => readonly Continuation[];
  readonly now: () => number;
}

/**
 * A request that somebody wants to do something with. One whose record is not what the bot wrote, or that the log has outlived, is ended,
 * as far as it can be. @throws NotFoundError; ConflictError (code "request.tampered" or "continued.ask-again") for such a one
 */
export function createLoad({ store, record, continuations, now }: LoadDeps) {
  const end = async (request: OperationRequest, event: RequestEvent): Promise<void> => {
    await record(request, [event]).catch((error: unknown) => {
      if (!(error instanceof NotMovedError || error instanceof StaleRecordError)) throw error;
    });
  };

  return async (requestId: string): Promise<OperationRequest> => {
    const loaded = await store.loadWithTrail(requestId);
    if (loaded === undefined) throw new NotFoundError("show.unknown", say("show.unknown", { id: requestId }));
    const { request, objection } = loaded;
    if (objection !== undefined && !isBelievable(loaded)) {
      await end(request, { type: "tampered", atMs: now(), detail: objection });
      throw new ConflictError("request.tampered", say("request.tampered", {}));
    }
    const event = afterLoss(loaded, continuations(), now());
    if (event?.type !== "lapsed") return request;
    await end(request, event);
    throw new ConflictError("continued.ask-again", event.because);
  };
}
