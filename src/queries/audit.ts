import { oneWord, requestIdPattern } from "../domain/arguments.ts";
import { firstLetters } from "../domain/cut.ts";
import { NotFoundError } from "../domain/errors.ts";
import type { Query } from "../domain/query.ts";
import { say } from "../domain/sentence.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "audit.summary": NoParams;
    "audit.usage": NoParams;
    "audit.unknown": { id: string };
    "audit.heading": { id: string; entries: number };
    "audit.line": { seq: number; atMs: number; actor: string; action: string; hash: string };
  }
}

/** The trail of one request, entry by entry. */
export const audit: Query<string> = {
  name: "audit",
  usage: "<request id>",
  summary: say("audit.summary", {}),
  examples: ["audit req_01ab23cd45ef"],
  input: oneWord(requestIdPattern, say("audit.usage", {})),
  answer: async (id, { ports }) => {
    const found = await ports.requests.loadWithTrail(id);
    if (found === undefined) throw new NotFoundError("audit.unknown", say("audit.unknown", { id }));
    const lines = found.trail.map(({ seq, atMs, actor, action, hash }) =>
      say("audit.line", { seq, atMs, actor, action, hash: firstLetters(hash, 12) }),
    );
    return { heading: say("audit.heading", { id, entries: lines.length }), sections: [{ lines }] };
  },
};
