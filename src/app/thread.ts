import type { AuditEntry } from "../domain/audit.ts";
import { type Continuation, isNumberedAgain } from "../domain/continuation.ts";
import type { Loaded } from "../ports/request-store.ts";
import type { CardPlace, RequestView, ThreadLine } from "../ports/request-view.ts";
import type { Shown } from "../ports/view-state.ts";

export interface ThreadDeps {
  readonly view: Pick<RequestView, "postTrail" | "threadLines">;
  readonly continuations: () => readonly Continuation[];
}

/** How far a thread is: the newest entry that has a line in it, or none to say. */
type Reached = Pick<Shown, "seq" | "hash">;

/** The thread of a card: one line for each entry, told by its hash, as its number is given again where the log lost its end. */
export function createThread({ view, continuations }: ThreadDeps) {
  /** Hash of the newest entry that is in the thread of each request, where this process knows. */
  const certain = new Map<string, string | undefined>();

  const isLineOf =
    (entry: AuditEntry) =>
    ({ seq, hash }: ThreadLine): boolean =>
      hash === undefined ? seq === entry.seq && !isNumberedAgain(entry, continuations()) : entry.hash.startsWith(hash);

  return {
    forget: (requestId: string): void => void certain.delete(requestId),
    /** Adds what is missing, and looks for it first where this process does not know. */
    async show(
      place: CardPlace,
      { request: { id }, trail }: Pick<Loaded, "request" | "trail">,
      { seq, hash }: Reached,
    ): Promise<Reached> {
      const reached = trail.findIndex((entry) => entry.hash === hash);
      const isCertain = certain.has(id) && certain.get(id) === hash && (hash === undefined || reached !== -1);
      certain.delete(id);
      const rest = trail.slice(reached + 1);
      const lines = isCertain ? [] : await view.threadLines(place);
      const news = rest.filter((entry) => !lines.some(isLineOf(entry)));
      if (news.length > 0) await view.postTrail(place, news);
      const newest = trail.at(-1);
      if (certain.size > 1_000) certain.clear();
      certain.set(id, newest?.hash);
      return newest === undefined ? { seq, hash } : { seq: newest.seq, hash: newest.hash };
    },
  };
}
