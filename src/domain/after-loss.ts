import type { AuditEntry } from "./audit.ts";
import type { Continuation } from "./continuation.ts";
import type { OperationRequest } from "./request.ts";
import { say } from "./sentence.ts";
import type { RequestEvent } from "./transition.ts";

declare module "./sentence.ts" {
  interface Sentences {
    "continued.ask-again": { command: string };
    "continued.look": NoParams;
  }
}

/**
 * What becomes of a request of which nothing is on the log behind the place from which that went on: nobody knows what became of it in
 * what was lost. One that has not begun ends; one that runs is held for somebody to look.
 */
export function afterLoss(
  { request: { state, command }, trail }: { readonly request: OperationRequest; readonly trail: readonly AuditEntry[] },
  continuations: readonly Continuation[],
  atMs: number,
): RequestEvent | undefined {
  const newest = continuations.at(-1);
  if (newest === undefined || trail.some(({ seq }) => seq > newest.from.seq)) return undefined;
  switch (state) {
    case "preparing":
    case "pending":
    case "approved":
      return { type: "lapsed", atMs, because: say("continued.ask-again", { command }) };
    case "running":
      return { type: "needs-attention", atMs, because: say("continued.look", {}) };
    default:
      return undefined;
  }
}
