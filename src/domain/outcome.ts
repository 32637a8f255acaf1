import { isSchedule } from "./actor.ts";
import type { AuditAction, AuditEntry } from "./audit.ts";
import { approvalsMissing, type OperationRequest, type RequestState } from "./request.ts";
import { type Sentence, say } from "./sentence.ts";

declare module "./sentence.ts" {
  interface Sentences {
    "outcome.succeeded": { title: Sentence; outcome: Sentence };
    "outcome.failed": { title: Sentence; because: Sentence };
    "outcome.needs-attention": { title: Sentence; because: Sentence };
    "outcome.denied": { title: Sentence; by: string };
    "outcome.expired": { title: Sentence; atMs: number; missing: number };
    "outcome.unexplained": NoParams;
  }
}

/** What became of a request, for whoever asked for it. */
export interface Outcome {
  /** The entry of the trail that says so; a request that stops twice has two. */
  readonly entry: Pick<AuditEntry, "seq" | "hash" | "atMs">;
  readonly sentence: Sentence;
}

const entriesOf: { readonly [S in RequestState]?: readonly AuditAction[] } = {
  succeeded: ["run.succeeded"],
  failed: ["run.failed", "request.tampered"],
  "needs-attention": ["run.needs-attention"],
  denied: ["request.denied-by"],
  expired: ["request.expired"],
};

/**
 * How a request ended or why it stopped; `undefined` while it goes on, where nobody in particular asked, where its requester ended it,
 * and where nobody else was asked: a refusal is told when it is made.
 */
export function outcomeOf({
  request,
  trail,
}: {
  readonly request: OperationRequest;
  readonly trail: readonly AuditEntry[];
}): Outcome | undefined {
  const actions: readonly string[] = entriesOf[request.state] ?? [];
  const entry = trail.findLast(({ action }) => actions.includes(action));
  if (entry === undefined || request.plan === null || isSchedule(request.requester)) return undefined;
  return { entry, sentence: sentenceOf(request, request.plan.title, entry.atMs) };
}

function sentenceOf(request: OperationRequest, title: Sentence, atMs: number): Sentence {
  const { state, decisions } = request;
  const note = request.note ?? say("outcome.unexplained", {});
  switch (state) {
    case "succeeded":
      return say("outcome.succeeded", { title, outcome: note });
    case "denied":
      return say("outcome.denied", { title, by: decisions.findLast(({ verdict }) => verdict === "deny")?.by.userId ?? "" });
    case "expired":
      return say("outcome.expired", { title, atMs, missing: approvalsMissing(request) });
    case "needs-attention":
      return say("outcome.needs-attention", { title, because: note });
    default:
      return say("outcome.failed", { title, because: note });
  }
}
