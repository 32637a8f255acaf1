import { type EntryPath, isEntryPath } from "../domain/entry-path.ts";
import { canBeEntered, readEntryTree } from "../domain/entry-tree.ts";
import type { ExpiryFailure, ExpirySource } from "../domain/expiry.ts";
import { say } from "../domain/sentence.ts";
import { isSigningKeyPath } from "../domain/signing-key-path.ts";
import { itemOfEntry } from "./entry-item.ts";
import { lookedEntries } from "./looked-entries.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "values.title": NoParams;
    "values.too-many-folders": { most: number };
    "values.too-many": { count: number };
    "values.odd-name": NoParams;
  }
}

const most = { folders: 1_000, entries: 3_000 } as const;

/** The values in Vault's KV: those with a noted end, and those that a policy of ours wants renewed by their age. */
export const values: ExpirySource = {
  name: "values",
  title: say("values.title", {}),
  read: async (context) => {
    const { ports, signal, nowMs } = context;
    const tree = await readEntryTree("", most.folders, (folder) => ports.entries.children(folder, signal));
    const named = tree.entries ?? tree.children.filter((path) => !canBeEntered(path));
    const paths = named.filter(isEntryPath).filter((path) => !isSigningKeyPath(path));
    const looked = await lookedEntries(paths.slice(0, most.entries), context, (info) =>
      itemOfEntry(info, { kind: "value", maxAgeMs: oldestAllowed(info.path, ports.reminders.maxAgeMs), nowMs }),
    );
    const failures: ExpiryFailure[] = [
      ...(tree.entries === undefined ? [{ what: "", because: say("values.too-many-folders", { most: most.folders }) }] : []),
      ...(paths.length > most.entries
        ? [{ what: "", because: say("values.too-many", { count: paths.length - most.entries }) }]
        : []),
      ...named.filter((path) => !isEntryPath(path)).map((what) => ({ what, because: say("values.odd-name", {}) })),
    ];
    return { items: looked.items, failures: [...failures, ...(looked.failures ?? [])] };
  },
};

/** The strictest of the policies that name this path. */
function oldestAllowed(path: EntryPath, policies: ReadonlyMap<string, number>): number | undefined {
  const ages = [...policies].filter(([pattern]) => matches(path, pattern)).map(([, maxAgeMs]) => maxAgeMs);
  return ages.length === 0 ? undefined : Math.min(...ages);
}

/** `*` stands for anything, also for several parts of a path. */
function matches(path: EntryPath, pattern: string): boolean {
  const escaped = pattern.split("*").map((text) => text.replaceAll(/[.\\+?^${}()|[\]]/g, "\\$&"));
  return new RegExp(`^${escaped.join(".*")}$`).test(path);
}
