import { afterLoss } from "../domain/after-loss.ts";
import type { OperationRequest } from "../domain/request.ts";
import type { Loaded, RequestStore } from "../ports/request-store.ts";
import type { Standing } from "../ports/standing.ts";
import type { SaveRequest } from "./save-request.ts";

/** When to look at the request again; nothing means: when something happens to it. */
export interface Again {
  readonly againAtMs?: number;
}

export type Work = (requestId: string, signal: AbortSignal) => Promise<Again>;

export interface WorkDeps {
  readonly store: Pick<RequestStore, "loadWithTrail">;
  readonly prepare: (loaded: Loaded, signal: AbortSignal) => Promise<Again>;
  readonly run: (loaded: Loaded, signal: AbortSignal) => Promise<Again>;
  readonly retire: (loaded: Loaded, signal: AbortSignal) => Promise<Again>;
  /** Whether a request is left to a worker of another version; see `createLeftToOthers`. */
  readonly isLeft: (request: OperationRequest) => Promise<boolean>;
  /** Says outside of the store how far the audit log is; what fails is said again later. */
  readonly noteEnd: () => Promise<void>;
  readonly record: SaveRequest;
  readonly standing: Pick<Standing, "objection" | "continuations">;
  readonly now: () => number;
}

const hasWork: ReadonlySet<OperationRequest["state"]> = new Set(["preparing", "approved", "running", "succeeded"]);
/** By then whoever it is left to has begun, or is gone. */
const leftForMs = 2_000;
const askAgainAfterMs = 15_000;

/** What a job does: whatever the record says is next, as long as there is something due. While the audit log cannot be believed: nothing. */
export function createWork({ store, prepare, run, retire, isLeft, noteEnd, record, standing, now }: WorkDeps): Work {
  const next = async (loaded: Loaded, signal: AbortSignal): Promise<Again> => {
    const event = loaded.objection === undefined ? afterLoss(loaded, standing.continuations(), now()) : undefined;
    if (event !== undefined) {
      await record(loaded.request, [event]);
      return {};
    }
    if (hasWork.has(loaded.request.state) && (await isLeft(loaded.request))) return { againAtMs: now() + leftForMs };
    switch (loaded.request.state) {
      case "preparing":
        return prepare(loaded, signal);
      case "approved":
      case "running":
        return run(loaded, signal);
      case "succeeded":
        return retire(loaded, signal);
      case "pending":
        if (loaded.objection !== undefined)
          await record(loaded.request, [{ type: "tampered", atMs: now(), detail: loaded.objection }]);
        return {};
      default:
        // Over, which the other half has said: an older store must not make it open again.
        await noteEnd();
        return {};
    }
  };
  return async (requestId, signal) => {
    let again: Again;
    do {
      if ((await standing.objection()) !== undefined) return { againAtMs: now() + askAgainAfterMs };
      const loaded = await store.loadWithTrail(requestId);
      again = loaded === undefined ? {} : await next(loaded, signal);
    } while (again.againAtMs !== undefined && again.againAtMs <= now());
    return again;
  };
}
