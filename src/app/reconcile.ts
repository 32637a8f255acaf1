import { AppError } from "../domain/errors.ts";
import { hasExpired, type Request } from "../domain/request.ts";
import type { Jobs } from "../ports/jobs.ts";
import type { Log } from "../ports/log.ts";
import type { RequestStore } from "../ports/request-store.ts";
import type { ViewState } from "../ports/view-state.ts";
import type { Record } from "./record.ts";
import { isUpToDate } from "./show.ts";

export interface ReconcileDeps {
  readonly store: RequestStore;
  readonly viewState: Pick<ViewState, "read">;
  readonly jobs: Pick<Jobs, "ensure">;
  readonly record: Record;
  readonly changed: (requestId: string) => void;
  readonly log: Log;
  readonly now: () => number;
}

/** How many of the newest requests are looked at for a card that missed its last change. */
const recentlyClosed = 50;

/**
 * Makes the world agree with the records, whatever was lost: a request without a job gets one, an expired one is closed, a
 * card that shows an older revision is edited. Safe to run at any time, by any number of processes; one request that
 * cannot be mended does not keep the others waiting.
 */
export function createReconcile({ store, viewState, jobs, record, changed, log, now }: ReconcileDeps) {
  return async function reconcile(): Promise<void> {
    const ids = new Set([...(await store.openIds()), ...(await store.recent(recentlyClosed)).map(({ id }) => id)]);
    for (const id of ids) {
      try {
        await mend(id);
      } catch (error) {
        log.warn(
          { requestId: id, code: error instanceof AppError ? error.code : "unexpected" },
          "reconcile failed for one request; it will be repeated",
        );
      }
    }
  };

  async function mend(id: string): Promise<void> {
    const loaded = await store.loadWithTrail(id);
    if (loaded === undefined) return;
    const { request } = loaded;
    if (hasExpired(request, now())) await record(request, [{ type: "expired", atMs: now() }]);
    else {
      const atMs = nextJobAtMs(request);
      if (atMs !== undefined) await jobs.ensure(id, Math.max(atMs, now()));
    }
    if (!isUpToDate(loaded, await viewState.read(id))) changed(id);
  }
}

/** When a worker has something to do for a request; `undefined`: it waits for people, or is over. */
function nextJobAtMs({ state, retryAtMs, steps, laterSteps }: Request): number | undefined {
  if (state === "running") return retryAtMs ?? steps.find((step) => step.state === "running")?.dueAtMs ?? 0;
  if (state === "preparing" || state === "approved") return retryAtMs ?? 0;
  const open = state === "succeeded" ? laterSteps.find((step) => step.state !== "done") : undefined;
  return open === undefined ? undefined : (open.dueAtMs ?? 0);
}
