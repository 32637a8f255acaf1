import { requestIdPattern } from "../../src/domain/arguments.ts";
import { ConflictError, InputError } from "../../src/domain/errors.ts";
import { say } from "../../src/domain/sentence.ts";
import type { SecretSubmission, WaitingValues } from "../../src/ports/waiting-values.ts";

/** Waiting values in memory, with the same meaning as those in Vault. */
export function createMemoryWaiting({ now }: { readonly now: () => number }): WaitingValues {
  const kept = new Map<string, { readonly value: SecretSubmission; readonly sinceMs: number }>();
  const known = (requestId: string): string => {
    if (!requestIdPattern.test(requestId)) throw new InputError("vault.bad-name", say("vault.bad-name", {}));
    return requestId;
  };
  return {
    async put(requestId, value) {
      if (kept.has(known(requestId))) throw new ConflictError("kv.waits-already", say("kv.waits-already", {}));
      kept.set(requestId, { value, sinceMs: now() });
    },
    read: async (requestId) => kept.get(known(requestId))?.value,
    remove: async (requestId) => void kept.delete(known(requestId)),
    list: async () =>
      [...kept].map(([requestId, { sinceMs }]) => ({ requestId, sinceMs })).sort((a, b) => (a.requestId < b.requestId ? -1 : 1)),
  };
}
