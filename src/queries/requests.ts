import { NoWords } from "../domain/arguments.ts";
import type { Query } from "../domain/query.ts";
import { isFinal, type Request } from "../domain/request.ts";
import { type Sentence, say } from "../domain/sentence.ts";
import { stateSentence } from "../domain/transition.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "requests.summary": NoParams;
    "requests.heading": { open: number };
    "requests.none-open": NoParams;
    "requests.recent": NoParams;
    "requests.line": { id: string; state: Sentence; command: string; by: string; atMs: number };
    "requests.more": NoParams;
  }
}

const lineFor = (request: Request): Sentence =>
  say("requests.line", {
    id: request.id,
    state: stateSentence(request),
    command: request.command,
    by: request.requester.userId,
    atMs: request.createdAtMs,
  });

/** What is open now, and the last few that ended. */
export const requests: Query<null> = {
  name: "requests",
  usage: "",
  summary: say("requests.summary", {}),
  examples: ["requests"],
  input: NoWords,
  answer: async (_, { ports }) => {
    const recent = await ports.requests.recent(200);
    const open = recent.filter(({ state }) => !isFinal(state));
    const closed = recent.filter(({ state }) => isFinal(state)).slice(0, 10);
    return {
      heading: open.length === 0 ? say("requests.none-open", {}) : say("requests.heading", { open: open.length }),
      sections: [
        ...(open.length === 0 ? [] : [{ lines: open.map(lineFor) }]),
        ...(closed.length === 0 ? [] : [{ heading: say("requests.recent", {}), lines: closed.map(lineFor) }]),
        { lines: [say("requests.more", {})] },
      ],
    };
  },
};
