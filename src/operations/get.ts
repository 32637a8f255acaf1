import { wordsOf } from "../domain/arguments.ts";
import { ConflictError, NotAllowedError, NotFoundError } from "../domain/errors.ts";
import { operation } from "../domain/operation.ts";
import { say } from "../domain/sentence.ts";
import type { EntryInfo } from "../ports/kv-entries.ts";
import { GetInput } from "./get/input.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "get.summary": NoParams;
    "get.title": { path: string };
    "get.label.version": NoParams;
    "get.label.owner": NoParams;
    "get.value.version": { version: number; sinceMs: number };
    "get.value.owner": { owner: string };
    "get.value.no-owner": NoParams;
    "get.impact": { path: string; ttlMs: number };
    "get.step.hand-over": { ttlMs: number };
    "get.done": { path: string; version: number };
    "value.not-there": { path: string };
    "value.deleted": { path: string };
    "value.may-not": { path: string; missing: readonly string[] };
  }
}

/** What will be handed out; a newer version sends the request back for approval. */
export type GetFacts = {
  readonly version: number;
  readonly writtenAtMs: number;
  readonly owner: string | null;
};

/** Long enough to copy a command, short enough to be worth nothing tomorrow. */
const wrapTtlS = 300;

/**
 * Hands one person a wrapping token for a value. The value passes us by unseen: Vault wraps it before it answers, and whoever
 * opens the token reads it, once.
 */
export const get = operation({
  name: "get",
  summary: say("get.summary", {}),
  usage: "<path> [reason]",
  examples: ["get db/credentials", "get binance/key2 compare with the exchange"],
  input: GetInput,
  words: ({ path, reason }) => wordsOf(path, reason),
  reason: ({ reason }) => reason,
  lock: ({ path }) => `get/${path}`,
  validateConfiguration: () => {},
  plan: async ({ input: { path }, ports, signal, nowMs }): Promise<GetFacts> => {
    const missing = await ports.entries.missingCapabilities(path, ["look", "read-wrapped"], signal);
    if (missing.length > 0) throw new NotAllowedError("value.may-not", say("value.may-not", { path, missing }));
    const { version, createdAtMs, owner } = readable(path, await ports.entries.look(path, signal), nowMs);
    return { version, writtenAtMs: createdAtMs, owner };
  },
  describe: ({ path }, { version, writtenAtMs, owner }) => ({
    title: say("get.title", { path }),
    facts: [
      { label: say("get.label.version", {}), value: say("get.value.version", { version, sinceMs: writtenAtMs }) },
      {
        label: say("get.label.owner", {}),
        value: owner === null ? say("get.value.no-owner", {}) : say("get.value.owner", { owner }),
      },
    ],
    impact: say("get.impact", { path, ttlMs: wrapTtlS * 1_000 }),
  }),
  approval: (_, defaults) => defaults,
  outcome: ({ path }, { version }) => say("get.done", { path, version }),
}).step("hand-over", {
  parts: () => [{ id: "hand-over", title: say("get.step.hand-over", { ttlMs: wrapTtlS * 1_000 }) }],
  run: async ({ input: { path }, facts, people, ports, signal, recordProgress }) => {
    // Whoever reads the trail must know of a token even if the process that asked for it died: it may have been opened.
    await recordProgress({ details: { path, version: facts.version, to: people.requester.userId } });
    const wrapped = await ports.entries.readWrapped(path, wrapTtlS, signal);
    if (wrapped === undefined) throw new ConflictError("value.deleted", say("value.deleted", { path }));
    const { token, ttlS } = wrapped;
    await ports.handOff.give({ to: people.requester, origin: people.origin, path, token, ttlS });
    return { checkpoint: { version: facts.version }, details: { path, to: people.requester.userId } };
  },
  undo: "nothing",
});

/** @throws NotFoundError when there is nothing to read */
function readable(path: string, info: EntryInfo | undefined, nowMs: number) {
  if (info === undefined || info.currentVersion === 0)
    throw new NotFoundError("value.not-there", say("value.not-there", { path }));
  const newest = info.versions.at(-1);
  if (newest === undefined || newest.isDestroyed || (newest.deletedAtMs !== null && newest.deletedAtMs <= nowMs))
    throw new ConflictError("value.deleted", say("value.deleted", { path }));
  return { version: newest.version, createdAtMs: newest.createdAtMs, owner: info.about["owner"] ?? null };
}
