import { shortened } from "../../domain/cut.ts";
import { readExpiry } from "../../domain/expiry.ts";
import { type Sentence, say } from "../../domain/sentence.ts";
import type { EntryInfo, EntryVersion } from "../../ports/kv-entries.ts";

declare module "../../domain/sentence.ts" {
  interface Sentences {
    "list.live": { version: number; ageMs: number; owner: string; expiry: Sentence };
    "list.deleted": { version: number; agoMs: number; owner: string };
    "list.destroyed": { version: number; owner: string };
    "list.unwritten": { owner: string };
    "list.no-expiry": NoParams;
    "list.expires": { on: string; inMs: number };
    "list.expires-soon": { on: string; inMs: number };
    "list.expired": { on: string; agoMs: number };
    "list.odd-expiry": { on: string };
    "list.vanishes": { inMs: number };
    "list.version": { version: number; createdAtMs: number };
    "list.version-deleted": { version: number; createdAtMs: number; deletedAtMs: number };
    "list.version-destroyed": { version: number; createdAtMs: number };
    "list.noted": { name: string; text: string };
  }
}

const soonMs = 14 * 24 * 3_600_000;
const longestOwner = 40;

/** How an entry is, in the words that follow its path. */
export function stateOf(info: EntryInfo, nowMs: number): Sentence {
  const { currentVersion: version, versions } = info;
  const owner = shortened(info.about["owner"] ?? "", longestOwner);
  if (version === 0) return say("list.unwritten", { owner });
  const newest = versions.find((each) => each.version === version);
  if (newest === undefined || newest.isDestroyed) return say("list.destroyed", { version, owner });
  if (isDeleted(newest, nowMs)) return say("list.deleted", { version, agoMs: nowMs - (newest.deletedAtMs ?? nowMs), owner });
  return say("list.live", { version, ageMs: nowMs - newest.createdAtMs, owner, expiry: expiryOf(info, newest, nowMs) });
}

const isDeleted = ({ deletedAtMs }: EntryVersion, nowMs: number): boolean => deletedAtMs !== null && deletedAtMs <= nowMs;

function expiryOf({ about }: EntryInfo, { deletedAtMs }: EntryVersion, nowMs: number): Sentence {
  if (deletedAtMs !== null) return say("list.vanishes", { inMs: deletedAtMs - nowMs });
  const noted = about["expires"];
  if (noted === undefined) return say("list.no-expiry", {});
  const on = shortened(noted, longestOwner);
  const expiresAtMs = readExpiry(noted);
  if (expiresAtMs === undefined) return say("list.odd-expiry", { on });
  const inMs = expiresAtMs - nowMs;
  if (inMs <= 0) return say("list.expired", { on, agoMs: -inMs });
  return say(inMs <= soonMs ? "list.expires-soon" : "list.expires", { on, inMs });
}

/** Every version that Vault still knows, newest first. */
export const versionLines = ({ versions }: EntryInfo, nowMs: number): readonly Sentence[] =>
  [...versions].reverse().map((each) => {
    const { version, createdAtMs, deletedAtMs, isDestroyed } = each;
    if (isDestroyed) return say("list.version-destroyed", { version, createdAtMs });
    return isDeleted(each, nowMs)
      ? say("list.version-deleted", { version, createdAtMs, deletedAtMs: deletedAtMs ?? nowMs })
      : say("list.version", { version, createdAtMs });
  });

/** What is noted about it, by name. */
export const notedLines = ({ about }: EntryInfo): readonly Sentence[] =>
  Object.entries(about)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, text]) => say("list.noted", { name, text }));
