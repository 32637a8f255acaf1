import { NoWords } from "../domain/arguments.ts";
import { trailDamage } from "../domain/audit.ts";
import { isBelievable } from "../domain/believable.ts";
import { AppError } from "../domain/errors.ts";
import type { Query, QueryPorts } from "../domain/query.ts";
import { holdsLock, isFinal, type OperationRequest } from "../domain/request.ts";
import { type Sentence, say } from "../domain/sentence.ts";
import { stateSentence } from "../domain/transition.ts";
import { wordOfLog } from "../domain/word-of-log.ts";
import type { LockHolder } from "../ports/request-store.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "requests.summary": NoParams;
    "requests.heading": { open: number };
    "requests.none-open": NoParams;
    "requests.recent": NoParams;
    "requests.line": { id: string; state: Sentence; command: string; by: string; atMs: number };
    "requests.more": NoParams;
    "requests.locks": NoParams;
    "requests.lock": { lock: string; id: string };
    "requests.lock-of-nobody": { lock: string; id: string };
    "requests.not-ours": { id: string };
    "requests.not-proven": NoParams;
  }
}

const lineFor = ({ request, word }: Found): Sentence =>
  word ??
  say("requests.line", {
    id: request.id,
    state: stateSentence(request),
    command: request.command,
    by: request.requester.userId,
    atMs: request.createdAtMs,
  });

const lockLine = ({ lock, requestId: id, request }: LockHolder): Sentence =>
  request !== undefined && holdsLock(request) && request.lock === lock
    ? say("requests.lock", { lock, id })
    : say("requests.lock-of-nobody", { lock, id });

/** A request, and whether the log proves that its record is the bot's. */
interface Found {
  readonly request: OperationRequest;
  readonly proof: "ours" | "not-ours" | "log-not-believed" | "unsigned";
  /** Where it is unsigned. */
  readonly word?: Sentence;
}

async function recent({ requests: store, signedFrom }: Pick<QueryPorts, "requests" | "signedFrom">): Promise<readonly Found[]> {
  const stored = await store.recent(200);
  try {
    const loaded = await Promise.all(stored.map(({ id }) => store.loadWithTrail(id)));
    return loaded.flatMap((each): readonly Found[] => {
      if (each === undefined) return [];
      const { request, trail, objection } = each;
      if (!isBelievable(each)) return [{ request, proof: "not-ours" }];
      if (objection === undefined) return [{ request, proof: "ours" }];
      return [{ request, proof: "unsigned", word: wordOfLog(request.id, trail, signedFrom()) }];
    });
  } catch (error) {
    if (!(error instanceof AppError && error.code === trailDamage)) throw error;
    return stored.map((request) => ({ request, proof: "log-not-believed" }));
  }
}

/** What is open now, and the last few that ended. */
export const requests: Query<null> = {
  name: "requests",
  usage: "",
  summary: say("requests.summary", {}),
  examples: ["requests"],
  input: NoWords,
  answer: async (_, { ports }) => {
    const [found, holders] = await Promise.all([recent(ports), ports.requests.holders()]);
    const ours = found.filter(({ proof }) => proof !== "not-ours");
    const others = found
      .filter(({ proof }) => proof === "not-ours")
      .map(({ request: { id } }) => say("requests.not-ours", { id }));
    const doubts = found.some(({ proof }) => proof === "log-not-believed") ? [say("requests.not-proven", {})] : [];
    const open = ours.filter(({ request }) => !isFinal(request.state));
    const closed = ours.filter(({ request }) => isFinal(request.state)).slice(0, 10);
    const first = [...doubts, ...others, ...open.map(lineFor)];
    return {
      heading: open.length === 0 ? say("requests.none-open", {}) : say("requests.heading", { open: open.length }),
      sections: [
        ...(first.length === 0 ? [] : [{ lines: first }]),
        ...(closed.length === 0 ? [] : [{ heading: say("requests.recent", {}), lines: closed.map(lineFor) }]),
        ...(holders.length === 0 ? [] : [{ heading: say("requests.locks", {}), lines: holders.map(lockLine) }]),
        { lines: [say("requests.more", {})] },
      ],
    };
  },
};
