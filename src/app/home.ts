import type { Actor } from "../domain/actor.ts";
import type { AnswerAction } from "../domain/answer.ts";
import { mayDecide } from "../domain/approval.ts";
import { type Check, CheckReport, checkReportName, type OpenFinding } from "../domain/check.ts";
import { AppError } from "../domain/errors.ts";
import { dayMs, ExpiryReport, expiryReportName, foundIn, isDue } from "../domain/expiry.ts";
import { expiryLine } from "../domain/expiry-line.ts";
import { renewalActions } from "../domain/renewals.ts";
import { isOpen, type OperationRequest } from "../domain/request.ts";
import type { Sentence } from "../domain/sentence.ts";
import { type Snooze, snoozeOf } from "../domain/snooze.ts";
import type { Verified } from "../domain/verified.ts";
import type { Directory } from "../ports/directory.ts";
import type { Heartbeat } from "../ports/heartbeat.ts";
import type { Reminders } from "../ports/reminders.ts";
import type { Reports } from "../ports/reports.ts";
import type { RequestStore } from "../ports/request-store.ts";
import type { Verify } from "./verify.ts";

/** A request with a link to its card; empty when it has none. */
export interface LinkedRequest<R extends OperationRequest = OperationRequest> {
  readonly request: R;
  readonly link: string;
}

/** What one person finds when they open the bot. */
export interface Home {
  /** What waits for this person's approval, what expires first at the top. */
  readonly waiting: readonly LinkedRequest<Verified>[];
  readonly waitingMore: number;
  /** What this person asked for: what is open, and the last that ended; newest first. */
  readonly mine: readonly LinkedRequest<Verified>[];
  /** What ends within 90 days, what dies first at the top, with buttons that ask for its renewal; `null`: nobody has looked yet. */
  readonly ending: { readonly lines: readonly Sentence[]; readonly actions: readonly AnswerAction[] } | null;
  /** Alarms and warnings that are open now, alarms first. */
  readonly findings: readonly OpenFinding[];
  /** Why something could not be looked at. */
  readonly failures: readonly Sentence[];
  /** When a worker was last seen; `null`: not for two minutes. */
  readonly workerSeenAtMs: number | null;
  readonly readAtMs: number;
}

export interface HomeDeps {
  readonly store: Pick<RequestStore, "recent" | "loadWithTrail">;
  readonly verify: Verify;
  readonly directory: Pick<Directory, "approvers">;
  readonly linkTo: (requestId: string) => Promise<string>;
  readonly reports: Pick<Reports, "read">;
  readonly heartbeat: Pick<Heartbeat, "read">;
  readonly checks: readonly Check[];
  readonly reminders: Pick<Reminders, "owners">;
  readonly snoozes: () => Promise<readonly Snooze[]>;
  readonly now: () => number;
}

const looksBack = 200;
const mostWaiting = 10;
const mostMine = 5;
const mostEnding = 5;
const mostRenewals = 3;
const horizonMs = 90 * dayMs;

/** Reads what the Home tab of one person shows. Changes nothing. Throws UpstreamError (service "redis" or "slack"). */
export function createHome(deps: HomeDeps) {
  const { store, directory, linkTo, reports, heartbeat, checks, now } = deps;
  return async (actor: Actor): Promise<Home> => {
    const recent = await store.recent(looksBack);
    const waiting = await waitingFor(actor, recent);
    const mine = recent.filter(({ requester }) => requester.userId === actor.userId);
    const known = await Promise.all(checks.map(reportOf));
    return {
      waiting: await linked(await verified(waiting.slice(0, mostWaiting))),
      waitingMore: Math.max(0, waiting.length - mostWaiting),
      mine: await linked(
        await verified([...mine.filter(isOpen), ...mine.filter((request) => !isOpen(request))].slice(0, mostMine)),
      ),
      ending: await ending(),
      findings: known
        .flatMap(({ findings }) => findings)
        .sort((a, b) => Number(a.severity === "warning") - Number(b.severity === "warning") || a.sinceMs - b.sinceMs),
      failures: known.flatMap(({ failure }) => failure ?? []),
      workerSeenAtMs: (await heartbeat.read())?.atMs ?? null,
      readAtMs: now(),
    };
  };

  async function ending(): Promise<Home["ending"]> {
    const report = ExpiryReport.safeParse((await reports.read(expiryReportName))?.content).data;
    if (report === undefined) return null;
    const nowMs = now();
    // What cannot be known to be snoozed is shown as if nobody had.
    const snoozes = await deps.snoozes().catch(none);
    const items = foundIn(report)
      .items.filter((item) => isDue(item, nowMs, horizonMs))
      .slice(0, mostEnding);
    return {
      lines: items.map((item) =>
        expiryLine(item, { nowMs, owners: deps.reminders.owners, snooze: snoozeOf(item, snoozes, nowMs) }),
      ),
      actions: renewalActions(items, nowMs, mostRenewals),
    };
  }

  async function waitingFor(actor: Actor, requests: readonly OperationRequest[]): Promise<readonly OperationRequest[]> {
    const mine = await Promise.all(
      requests.map(async (request) => {
        const { state, plan, requester, decisions } = request;
        if (state !== "pending" || plan === null || decisions.some(({ by }) => by.userId === actor.userId)) return [];
        const permission = mayDecide(actor, requester, await directory.approvers(plan.policy));
        return permission.allowed ? [{ request, expiresAtMs: plan.expiresAtMs }] : [];
      }),
    );
    return mine
      .flat()
      .sort((a, b) => a.expiresAtMs - b.expiresAtMs)
      .map(({ request }) => request);
  }

  /** What somebody else wrote is left out, as there is no card of it either. */
  async function verified(requests: readonly OperationRequest[]): Promise<readonly Verified[]> {
    const loaded = await Promise.all(requests.map(({ id }) => deps.store.loadWithTrail(id)));
    const proved = await Promise.all(loaded.map((each) => each && deps.verify(each)));
    return proved.flatMap((request) => request ?? []);
  }

  function linked<R extends OperationRequest>(requests: readonly R[]): Promise<readonly LinkedRequest<R>[]> {
    return Promise.all(
      requests.map(async (request) => ({
        request,
        // A link is a convenience; without it the id is enough.
        link: await linkTo(request.id).catch((error: unknown) => {
          none(error);
          return "";
        }),
      })),
    );
  }

  async function reportOf(check: Check): Promise<Pick<CheckReport, "findings" | "failure">> {
    const report = CheckReport.safeParse((await reports.read(checkReportName(check)))?.content);
    return report.data ?? { findings: [], failure: null };
  }
}

/** Does without what an upstream system does not tell. */
function none(error: unknown): readonly never[] {
  if (error instanceof AppError) return [];
  throw error;
}
