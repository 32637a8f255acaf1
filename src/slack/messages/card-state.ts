import { approvalsMissing, type OperationRequest, type RequestState } from "../../domain/request.ts";
import { type Sentence, say } from "../../domain/sentence.ts";

declare module "../../domain/sentence.ts" {
  interface Sentences {
    "card.preparing": NoParams;
    "card.pending": { missing: number };
    "card.approved": NoParams;
    "card.running": NoParams;
    "card.needs-attention": NoParams;
    "card.succeeded": { atMs: number; tookMs: number };
    "card.failed": { atMs: number };
    "card.denied": { atMs: number; by: string };
    "card.cancelled": { atMs: number; by: string };
    "card.expired": { atMs: number };
    "card.refused": { atMs: number };
  }
}

const icons: { readonly [S in RequestState]: string } = {
  preparing: "🔎",
  pending: "⏳",
  approved: "👍",
  running: "▶️",
  "needs-attention": "🚨",
  succeeded: "✅",
  failed: "❌",
  denied: "⛔",
  cancelled: "🚫",
  expired: "⌛",
  refused: "🚫",
};

export const cardIcon = (state: RequestState): string => icons[state];

/** The one line that says how a request stands, with who and when. */
export function cardState(request: OperationRequest): Sentence {
  const { state, decisions, requester, steps } = request;
  const atMs = request.finishedAtMs ?? request.createdAtMs;
  switch (state) {
    case "preparing":
      return say("card.preparing", {});
    case "pending":
      return say("card.pending", { missing: approvalsMissing(request) });
    case "approved":
      return say("card.approved", {});
    case "running":
      return say("card.running", {});
    case "needs-attention":
      return say("card.needs-attention", {});
    case "succeeded": {
      const startedAtMs = steps[0]?.lines[0]?.startedAtMs ?? atMs;
      return say("card.succeeded", { atMs, tookMs: Math.max(0, atMs - startedAtMs) });
    }
    case "failed":
      return say("card.failed", { atMs });
    case "denied":
      return say("card.denied", { atMs, by: decisions.findLast(({ verdict }) => verdict === "deny")?.by.userId ?? "" });
    case "cancelled":
      return say("card.cancelled", { atMs, by: requester.userId });
    case "expired":
      return say("card.expired", { atMs });
    case "refused":
      return say("card.refused", { atMs });
  }
}
