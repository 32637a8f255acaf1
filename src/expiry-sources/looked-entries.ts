import pMap from "p-map";
import type { EntryPath } from "../domain/entry-path.ts";
import { lookUpConcurrency } from "../domain/entry-tree.ts";
import { AppError } from "../domain/errors.ts";
import type { ExpiryContext, ExpiryResult } from "../domain/expiry.ts";
import type { EntryInfo } from "../ports/kv-entries.ts";

/** Looks at each entry; one that may not be looked at is said, and hides no other. */
export async function lookedEntries(
  paths: readonly EntryPath[],
  { ports, signal }: ExpiryContext,
  read: (info: EntryInfo) => ExpiryResult,
): Promise<ExpiryResult> {
  const results = await pMap(
    paths,
    async (path): Promise<ExpiryResult> => {
      try {
        const info = await ports.entries.look(path, signal);
        return info === undefined ? { items: [] } : read(info);
      } catch (error) {
        const isOfThisOne = error instanceof AppError && !signal.aborted && !("retryable" in error && error.retryable === true);
        if (!isOfThisOne) throw error;
        return { items: [], failures: [{ what: path, because: error.sentence }] };
      }
    },
    { concurrency: lookUpConcurrency },
  );
  return { items: results.flatMap(({ items }) => items), failures: results.flatMap(({ failures = [] }) => failures) };
}
