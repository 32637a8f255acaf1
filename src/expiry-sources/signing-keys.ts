import { type EntryPath, isEntryPath } from "../domain/entry-path.ts";
import { readEntryTree } from "../domain/entry-tree.ts";
import type { ExpirySource } from "../domain/expiry.ts";
import { say } from "../domain/sentence.ts";
import { itemOfEntry } from "./entry-item.ts";
import { lookedEntries } from "./looked-entries.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "signing-keys.title": NoParams;
  }
}

const places: readonly EntryPath[] = ["release", "staging/release"];
const mostFolders = 50;

/** Keys that sign releases, by what was noted when they were registered. */
export const signingKeys: ExpirySource = {
  name: "signing-keys",
  title: say("signing-keys.title", {}),
  read: async (context) => {
    const { ports, signal, nowMs } = context;
    const paths: EntryPath[] = [];
    for (const place of places) {
      const tree = await readEntryTree(place, mostFolders, (folder) => ports.entries.children(folder, signal));
      paths.push(place, ...(tree.entries ?? tree.children).filter(isEntryPath));
    }
    return lookedEntries(paths, context, (info) => itemOfEntry(info, { kind: "signing-key", maxAgeMs: undefined, nowMs }));
  },
};
