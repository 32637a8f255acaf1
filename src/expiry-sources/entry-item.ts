import { type ExpiryItem, type ExpiryResult, readExpiry } from "../domain/expiry.ts";
import { say } from "../domain/sentence.ts";
import type { EntryInfo } from "../ports/kv-entries.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "values.odd-expiry": NoParams;
    "values.by-age": { maxAgeMs: number };
  }
}

interface About {
  readonly kind: "value" | "signing-key";
  readonly maxAgeMs: number | undefined;
  readonly nowMs: number;
}

/**
 * What ends about one entry: the first of the end that is noted, the end of the key in it, the end of its version, and the age
 * our policy allows. Nothing, where none of them is known; a noted end that is no date is said.
 */
export function itemOfEntry(info: EntryInfo, { kind, maxAgeMs, nowMs }: About): ExpiryResult {
  const { path, about, versions, currentVersion } = info;
  const newest = versions.find(({ version }) => version === currentVersion);
  const isGone = newest === undefined || newest.isDestroyed || (newest.deletedAtMs !== null && newest.deletedAtMs <= nowMs);
  if (isGone) return { items: [] };

  const noted = [about["expires"], about["key_expires"]].filter((text) => text !== undefined);
  const read = noted.map(readExpiry);
  const failures = read.includes(undefined) ? [{ what: path, because: say("values.odd-expiry", {}) }] : [];
  const ends = [...read, newest.deletedAtMs ?? undefined].filter((atMs) => atMs !== undefined);
  const tooOldAtMs = maxAgeMs === undefined ? [] : [newest.createdAtMs + maxAgeMs];
  const expiresAtMs = Math.min(...ends, ...tooOldAtMs);
  if (!Number.isFinite(expiresAtMs)) return { items: [], failures };
  const isByAge = maxAgeMs !== undefined && !ends.includes(expiresAtMs);
  const item: ExpiryItem = {
    kind,
    name: path,
    owner: about["owner"] ?? null,
    expiresAtMs,
    issuedAtMs: newest.createdAtMs,
    mayBeEndless: true,
    basis: isByAge ? "age" : "end",
    renewal: { verb: "register", target: path },
    note: isByAge ? say("values.by-age", { maxAgeMs }) : null,
  };
  return { items: [item], failures };
}
