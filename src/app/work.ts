import type { AuditEntry } from "../domain/audit.ts";
import type { Request } from "../domain/request.ts";
import type { RequestStore } from "../ports/request-store.ts";

/** A request with its trail, as it was stored a moment ago. */
export interface Loaded {
  readonly request: Request;
  readonly trail: readonly AuditEntry[];
}

/** When to look at the request again; nothing means: when something happens to it. */
export interface Again {
  readonly againAtMs?: number;
}

export type Work = (requestId: string, signal: AbortSignal) => Promise<Again>;

export interface WorkDeps {
  readonly store: Pick<RequestStore, "loadWithTrail">;
  readonly prepare: (request: Request, signal: AbortSignal) => Promise<Again>;
  readonly run: (loaded: Loaded, signal: AbortSignal) => Promise<Again>;
  readonly retire: (request: Request, signal: AbortSignal) => Promise<Again>;
  readonly now: () => number;
}

/** What a job does: whatever the record says is next, as long as there is something due. */
export function createWork({ store, prepare, run, retire, now }: WorkDeps): Work {
  const next = async (loaded: Loaded, signal: AbortSignal): Promise<Again> => {
    switch (loaded.request.state) {
      case "preparing":
        return prepare(loaded.request, signal);
      case "approved":
      case "running":
        return run(loaded, signal);
      case "succeeded":
        return retire(loaded.request, signal);
      default:
        return {};
    }
  };
  return async (requestId, signal) => {
    let again: Again;
    do {
      const loaded = await store.loadWithTrail(requestId);
      again = loaded === undefined ? {} : await next(loaded, signal);
    } while (again.againAtMs !== undefined && again.againAtMs <= now());
    return again;
  };
}
