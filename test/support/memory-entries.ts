import { type EntryPath, isEntryPath } from "../../src/domain/entry-path.ts";
import { ConflictError, InputError, UpstreamError } from "../../src/domain/errors.ts";
import { Secret } from "../../src/domain/secret.ts";
import { say } from "../../src/domain/sentence.ts";
import type { EntryInfo, KvEntries, SecretFields } from "../../src/ports/kv-entries.ts";
import { requireFittingAbout } from "../../src/vault/about.ts";
import type { KvEntriesWorld } from "../ports/kv-entries.ts";

interface Version {
  readonly createdAtMs: number;
  deletedAtMs: number | null;
  isDestroyed: boolean;
  data: Readonly<Record<string, unknown>>;
}

interface Entry {
  readonly createdAtMs: number;
  updatedAtMs: number;
  readonly versions: Version[];
  about: Readonly<Record<string, string>>;
}

export interface MemoryEntries extends KvEntriesWorld {
  /** How often each method was called. */
  readonly calls: Map<string, number>;
}

/** Values in memory, with the same meaning as those in Vault. */
export function createMemoryEntries({ now }: { readonly now: () => number }): MemoryEntries {
  const kept = new Map<EntryPath, Entry>();
  const wrapped = new Map<string, Readonly<Record<string, unknown>>>();
  const calls = new Map<string, number>();
  let tokens = 0;

  const called = (method: string, path: EntryPath, signal?: AbortSignal): void => {
    calls.set(method, (calls.get(method) ?? 0) + 1);
    if (!isEntryPath(path)) throw new InputError("entry.bad-path", say("entry.bad-path", {}));
    if (signal?.aborted)
      throw new UpstreamError("vault.unreachable", say("vault.unreachable", { reason: "ABORTED" }), {
        service: "vault",
        effect: "none",
        retryable: true,
      });
  };
  const entryAt = (path: EntryPath): Entry => {
    const entry = kept.get(path) ?? { createdAtMs: now(), updatedAtMs: now(), versions: [], about: {} };
    kept.set(path, entry);
    return entry;
  };
  const put = (path: EntryPath, data: Readonly<Record<string, unknown>>): number => {
    const entry = entryAt(path);
    entry.updatedAtMs = now();
    return entry.versions.push({ createdAtMs: now(), deletedAtMs: null, isDestroyed: false, data });
  };
  const readable = (path: EntryPath, version?: number): { readonly version: number; readonly found: Version } | undefined => {
    const versions = kept.get(path)?.versions ?? [];
    const number = version ?? versions.length;
    const found = versions[number - 1];
    return found === undefined || found.isDestroyed || found.deletedAtMs !== null ? undefined : { version: number, found };
  };

  const entries: KvEntries = {
    async look(path, signal) {
      called("look", path, signal);
      const entry = kept.get(path);
      return entry && infoOf(path, entry);
    },
    async children(folder, signal) {
      called("children", folder === "" ? "base" : folder, signal);
      const prefix = folder === "" ? "" : `${folder}/`;
      const below = [...kept.keys()].filter((path) => path.startsWith(prefix)).map((path) => path.slice(prefix.length));
      return [...new Set(below.map((rest) => rest.replace(/\/.*$/, "/")))].sort();
    },
    async write({ path, fields, replaces }, signal) {
      called("write", path, signal);
      const found = kept.get(path)?.versions.length ?? 0;
      if (found !== replaces) throw new ConflictError("kv.changed", say("kv.changed", { path, expected: replaces, found }));
      return put(path, Object.fromEntries([...fields].map(([name, value]) => [name, value.reveal()])));
    },
    async describe(path, about, signal) {
      called("describe", path, signal);
      requireFittingAbout(about);
      entryAt(path).about = { ...about };
    },
    async read(path, version, signal) {
      called("read", path, signal);
      const at = readable(path, version);
      return at && { fields: secretsOf(path, at.found.data), version: at.version };
    },
    async readWrapped(path, wrapTtlS, signal) {
      called("readWrapped", path, signal);
      const at = readable(path);
      if (at === undefined) return undefined;
      const token = `memory-token-${tokens++}`;
      wrapped.set(token, { data: at.found.data, metadata: { version: at.version } });
      return { token: new Secret(token), ttlS: wrapTtlS, version: at.version };
    },
    async deleteVersion(path, version, signal) {
      called("deleteVersion", path, signal);
      const found = kept.get(path)?.versions[version - 1];
      if (found !== undefined) found.deletedAtMs ??= now();
    },
    async missingCapabilities(path, _needed, signal) {
      called("missingCapabilities", path, signal);
      return [];
    },
  };
  return {
    entries,
    calls,
    opened: async (token) => {
      const content = wrapped.get(token.reveal());
      wrapped.delete(token.reveal());
      return content;
    },
    byHand: async (path, data) => void put(path, { ...data }),
    destroy: async (path, version) => {
      const found = kept.get(path)?.versions[version - 1];
      if (found !== undefined) found.isDestroyed = true;
    },
    stop: async () => {},
  };
}

const infoOf = (path: EntryPath, { createdAtMs, updatedAtMs, versions, about }: Entry): EntryInfo => ({
  path,
  currentVersion: versions.length,
  createdAtMs,
  updatedAtMs,
  versions: versions.map(({ createdAtMs: madeAtMs, deletedAtMs, isDestroyed }, at) => ({
    version: at + 1,
    createdAtMs: madeAtMs,
    deletedAtMs,
    isDestroyed,
  })),
  about,
});

function secretsOf(path: EntryPath, data: Readonly<Record<string, unknown>>): SecretFields {
  const fields = new Map<string, Secret>();
  for (const [name, value] of Object.entries(data)) {
    if (typeof value !== "string") throw new ConflictError("kv.not-text", say("kv.not-text", { path }));
    fields.set(name, new Secret(value));
  }
  return fields;
}
