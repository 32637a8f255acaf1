import { afterLoss } from "../domain/after-loss.ts";
import { isBelievable } from "../domain/believable.ts";
import { AppError, ConflictError } from "../domain/errors.ts";
import { hasExpired, type OperationRequest } from "../domain/request.ts";
import type { Jobs } from "../ports/jobs.ts";
import type { Log } from "../ports/log.ts";
import type { Loaded, RequestStore } from "../ports/request-store.ts";
import type { Standing } from "../ports/standing.ts";
import type { ViewState } from "../ports/view-state.ts";
import type { Alarms } from "./alarms.ts";
import type { DocumentsKept } from "./documents-kept.ts";
import type { IdleRequests, SeenRequest } from "./idle-requests.ts";
import { createOpenByLog, type OpenByLogDeps } from "./open-by-log.ts";
import { recordLost } from "./record-lost.ts";
import type { SaveRequest } from "./save-request.ts";
import { isUpToDate, notOursAlarm } from "./show.ts";
import type { Stuck } from "./stuck.ts";

export interface ReconcileDeps extends OpenByLogDeps {
  readonly store: RequestStore;
  readonly viewState: Pick<ViewState, "read">;
  readonly jobs: Pick<Jobs, "ensure">;
  readonly record: SaveRequest;
  readonly changed: (requestId: string) => void;
  readonly alarms: Pick<Alarms, "say">;
  readonly stuck: Stuck;
  readonly kept: DocumentsKept;
  readonly idle: Pick<IdleRequests, "look" | "forget">;
  readonly standing: Pick<Standing, "objection" | "continuations">;
  readonly log: Log;
  readonly now: () => number;
}

/** What is known of a request before its record is read. */
interface Known {
  readonly askedAtMs: number;
  readonly isListed: boolean;
  /** Is told of it, also when it cannot be mended. */
  readonly seen: SeenRequest[];
}

/** How many of the newest requests are looked at for a card that missed its last change. */
const recentlyClosed = 50;

/**
 * Makes the world agree with the records, whatever was lost, while those can be believed: a request without a job gets one, an expired one is closed, a
 * card that shows an older revision is edited; a record that is gone or not the bot's, and one of which nothing comes, is told to the channel, and so is
 * a document that is not as it was saved; a record that is on no list is put back there. Safe to run at any time, by any number of processes; one request that
 * cannot be mended does not keep the others waiting.
 */
export function createReconcile(deps: ReconcileDeps) {
  const { store, viewState, jobs, record, changed, alarms, stuck, kept, idle, standing, log, now } = deps;
  const openByLog = createOpenByLog(deps);

  return async function reconcile(): Promise<void> {
    if ((await standing.objection()) !== undefined) return idle.forget();
    const { open, ended, documents } = await openByLog();
    await kept.look(documents);
    const asked = new Map([...ended, ...open]);
    const listed = new Set([...(await store.openIds()), ...(await store.recent(recentlyClosed)).map(({ id }) => id)]);
    const seen: SeenRequest[] = [];
    for (const id of new Set([...listed, ...asked.keys()])) {
      const known = { askedAtMs: asked.get(id) ?? now(), isListed: listed.has(id), seen };
      try {
        await stuck.watched({ request: id, to: "mend" }, () => mend(id, known));
      } catch (error) {
        log.warn(
          { requestId: id, code: error instanceof AppError ? error.code : "unexpected" },
          "reconcile failed for one request; it will be repeated",
        );
      }
    }
    await idle.look(seen);
  };

  /** What a worker ends, as the log went on without what was lost. */
  function isOutlived(loaded: Loaded): boolean {
    return afterLoss(loaded, standing.continuations(), now()) !== undefined;
  }

  async function mend(id: string, { askedAtMs, isListed, seen }: Known): Promise<void> {
    const loaded = await store.loadWithTrail(id).catch((error: unknown) => {
      if (error instanceof ConflictError) return undefined;
      throw error;
    });
    if (loaded === undefined) return alarms.say(recordLost(id, now() - askedAtMs));
    const { request, objection } = loaded;
    if (!isListed && isBelievable(loaded)) await store.relist(request);
    // What the bot has not written is for the worker to end: to write anything else of it would be to sign it.
    if (objection === undefined && hasExpired(request, now())) await record(request, [{ type: "expired", atMs: now() }]);
    else {
      const atMs = isOutlived(loaded) ? 0 : nextJobAtMs(loaded);
      // Of what the bot has not written the channel is told anyway.
      if (objection === undefined) seen.push(seenOf(request, atMs !== undefined && atMs <= now()));
      if (atMs !== undefined) await jobs.ensure(id, Math.max(atMs, now()));
    }
    if (!isUpToDate(loaded, await viewState.read(id))) changed(id);
    if (!isBelievable(loaded)) await alarms.say(notOursAlarm(id));
  }
}

const seenOf = ({ id, lock, revision, state }: OperationRequest, isDue: boolean): SeenRequest => ({
  id,
  lock,
  revision,
  isDue,
  isLater: state === "succeeded",
});

/** When a worker has something to do for a request; `undefined`: it waits for people, or is over. */
function nextJobAtMs({ request: { state, retryAtMs, steps, laterSteps }, objection }: Loaded): number | undefined {
  if (state === "pending") return objection === undefined ? undefined : 0;
  if (state === "running") return retryAtMs ?? steps.find((step) => step.state === "running")?.dueAtMs ?? 0;
  if (state === "preparing" || state === "approved") return retryAtMs ?? 0;
  const open = state === "succeeded" ? laterSteps.find((step) => step.state !== "done") : undefined;
  return open === undefined ? undefined : (open.dueAtMs ?? 0);
}
