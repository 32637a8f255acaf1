import { say } from "../domain/sentence.ts";
import type { Documents } from "../ports/documents.ts";
import type { Alarms, Crowd } from "./alarms.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "document.not-kept": { document: string };
    "document.many-not-kept": NoParams;
    "document.kept": { document: string };
  }
}

export interface DocumentsKeptDeps {
  readonly documents: Pick<Documents, "digests">;
  readonly alarms: Alarms;
}

/** Tells the channel, hourly, of documents, such as the ledger of a role, that are not as the bot saved them last. */
export interface DocumentsKept {
  /** @param logged digests of those that the log knows, by name; `undefined` while nobody has read it to its end */
  look(logged: ReadonlyMap<string, string> | undefined): Promise<void>;
}

const hourMs = 3_600_000;
const crowd: Crowd = { of: "documents", sentence: say("document.many-not-kept", {}) };

export function createDocumentsKept({ documents, alarms }: DocumentsKeptDeps): DocumentsKept {
  /** As this process saw it last: releases that do not put it on the log write some, too. */
  const seen = new Set<string>();
  /** What is not what the log says, as it was found at the last look: it may have been saved after the log was read. */
  let otherwise = new Map<string, string>();
  const said = new Set<string>();
  const mark = (document: string): string => `document/${document}`;

  return {
    look: async (logged) => {
      if (logged === undefined) return;
      const stored = await documents.digests();
      const before = otherwise;
      otherwise = new Map();
      for (const document of new Set([...logged.keys(), ...seen, ...stored.keys()])) {
        const [digest, wanted] = [stored.get(document), logged.get(document)];
        const differs = digest !== undefined && wanted !== undefined && digest !== wanted;
        const pair = `${digest} ${wanted}`;
        if (differs) otherwise.set(document, pair);
        if (digest === undefined || (differs && before.get(document) === pair)) {
          said.add(document);
          await alarms.say({ mark: mark(document), everyMs: hourMs, sentence: say("document.not-kept", { document }), crowd });
        } else if (!differs) {
          seen.add(document);
          if (said.delete(document)) await alarms.over(mark(document), say("document.kept", { document }));
        }
      }
    },
  };
}
