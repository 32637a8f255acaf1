import type { AuditEntry } from "./audit.ts";
import { type Sentence, say } from "./sentence.ts";

declare module "./sentence.ts" {
  interface Sentences {
    "requests.unsigned": { id: string; action: string; command: string; by: string; atMs: number };
    "requests.unproven": { id: string };
  }
}

/**
 * What can be proven of a request whose record nobody has signed: what the log says of it, as everything before the first signed entry is
 * covered by that one's signature. What only the record says, whoever writes to the store could have written there.
 */
export function wordOfLog(id: string, trail: readonly AuditEntry[], signedFrom: number | undefined): Sentence {
  const [asked, newest] = [trail.at(0), trail.at(-1)];
  const command = asked?.details["command"];
  const isCovered = signedFrom !== undefined && trail.every(({ seq }) => seq < signedFrom);
  if (asked === undefined || newest === undefined || typeof command !== "string" || !isCovered)
    return say("requests.unproven", { id });
  const by = asked.actor.replace(/^user:/, "");
  return say("requests.unsigned", { id, action: newest.action, command, by, atMs: asked.atMs });
}
