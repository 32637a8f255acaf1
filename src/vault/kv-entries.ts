import { type EntryPath, isEntryPath } from "../domain/entry-path.ts";
import { ConflictError, InputError } from "../domain/errors.ts";
import { Secret } from "../domain/secret.ts";
import { say } from "../domain/sentence.ts";
import type { EntryInfo, KvEntries, SecretFields } from "../ports/kv-entries.ts";
import { requireFittingAbout } from "./about.ts";
import { type Capability, missingOf } from "./capabilities.ts";
import { fromStatus } from "./errors.ts";
import { readVersion } from "./kv.ts";
import { type VaultPath, vaultPath } from "./paths.ts";
import { unlessSettled } from "./settle.ts";
import type { VaultCall, VaultClient } from "./transport.ts";
import { ListAnswer, MetadataAnswer, readAnswer, WrappedAnswer } from "./wire.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "kv.changed": { path: string; expected: number; found: number };
    "kv.not-text": { path: string };
  }
}

export interface KvEntriesDeps {
  readonly session: VaultClient;
  /** Mount path of the KV version 2 engine, e.g. `secret`. */
  readonly mount: string;
  /** Where everything of the platform lives below it, e.g. `profinaut`. */
  readonly base: string;
  /** Now, in milliseconds. */
  readonly now: () => number;
}

/**
 * The answer to a write holds no value, but a policy that lets us read values only wrapped asks the same of every call at that
 * path. What is in the wrapping is known without opening it, so it may end soon.
 */
const answerWrappedS = 5;

/** Values over KV version 2: https://developer.hashicorp.com/vault/api-docs/secret/kv/kv-v2 */
export function createKvEntries({ session, mount, base, now }: KvEntriesDeps): KvEntries {
  const at = (what: "data" | "metadata" | "delete", path: EntryPath): VaultPath =>
    vaultPath(`${mount}/${what}/${base}`, ...segmentsOf(path));

  const isPast = (atMs: number | null): boolean => atMs !== null && atMs <= now();

  const entries: KvEntries = {
    async look(path, signal) {
      const call: VaultCall = { method: "GET", path: at("metadata", path), kind: "read", accept: [404], signal };
      const answer = await session.request(call);
      return answer.status === 404 ? undefined : infoOf(path, readAnswer(MetadataAnswer, answer, call));
    },

    async children(folder, signal) {
      const path = folder === "" ? vaultPath(`${mount}/metadata/${base}`) : at("metadata", folder);
      const call: VaultCall = { method: "LIST", path, kind: "read", accept: [404], signal };
      const answer = await session.request(call);
      return answer.status === 404 ? [] : [...readAnswer(ListAnswer, answer, call).data.keys].sort();
    },

    async write({ path, fields, replaces }, signal) {
      const call: VaultCall = {
        method: "POST",
        path: at("data", path),
        kind: "write",
        body: { data: revealed(fields), options: { cas: replaces } },
        wrapTtlS: answerWrappedS,
        accept: [400],
        signal,
      };
      const answer = await session.request(call);
      // Vault counts versions one by one, so the check-and-set says which one this is.
      if (answer.status !== 400) return replaces + 1;
      const found = (await entries.look(path, signal))?.currentVersion ?? 0;
      if (found === replaces) throw fromStatus(answer.status, { kind: call.kind, template: call.path.template });
      throw new ConflictError("kv.changed", say("kv.changed", { path, expected: replaces, found }));
    },

    async describe(path, about, signal) {
      requireFittingAbout(about);
      await session.request({
        method: "POST",
        path: at("metadata", path),
        kind: "write",
        body: { custom_metadata: about },
        signal,
      });
    },

    async read(path, version, signal) {
      const entry = await readVersion(session, { path: at("data", path), version, signal });
      return entry && { fields: fieldsOf(path, entry.data), version: entry.version };
    },

    async readWrapped(path, wrapTtlS, signal) {
      const info = await entries.look(path, signal);
      const newest = info?.versions.find(({ version }) => version === info.currentVersion);
      // Vault would wrap "there is none" just as well.
      if (newest === undefined || newest.isDestroyed || isPast(newest.deletedAtMs)) return undefined;
      const { version } = newest;
      // It is named, so that what is handed out is what we say it is.
      const call: VaultCall = { method: "GET", path: at("data", path), kind: "read", version, wrapTtlS, accept: [404], signal };
      const answer = await session.request(call);
      if (answer.status === 404) return undefined;
      const { wrap_info } = readAnswer(WrappedAnswer, answer, call);
      return { token: new Secret(wrap_info.token), ttlS: wrap_info.ttl, version };
    },

    async deleteVersion(path, version, signal) {
      const isGone = async (): Promise<boolean> => {
        const found = (await entries.look(path, signal))?.versions.find((each) => each.version === version);
        return found === undefined || found.isDestroyed || isPast(found.deletedAtMs);
      };
      const call: VaultCall = {
        method: "POST",
        path: at("delete", path),
        kind: "write",
        body: { versions: [version] },
        accept: [404],
        signal,
      };
      await session.request(call).catch(unlessSettled(isGone));
    },

    async missingCapabilities(path, needed, signal) {
      const [data, metadata, deletion] = [at("data", path).path, at("metadata", path).path, at("delete", path).path];
      const capabilities: { readonly [need in (typeof needed)[number]]: readonly Capability[] } = {
        look: [["read", metadata]],
        write: [
          ["create", data],
          ["update", data],
          ["create", metadata],
          ["update", metadata],
        ],
        read: [["read", data]],
        "read-wrapped": [["read", data]],
        delete: [["update", deletion]],
      };
      const all = needed.flatMap((need) => capabilities[need]);
      return [...new Set(await missingOf(session, all, signal))];
    },
  };
  return entries;
}

/** What a person named is refused here even where Vault would take it. @throws InputError; nothing was sent */
function segmentsOf(path: EntryPath): readonly { readonly path: string }[] {
  if (!isEntryPath(path)) throw new InputError("entry.bad-path", say("entry.bad-path", {}));
  return path.split("/").map((segment) => ({ path: segment }));
}

const infoOf = (path: EntryPath, { data }: MetadataAnswer): EntryInfo => ({
  path,
  currentVersion: data.current_version,
  createdAtMs: data.created_time,
  updatedAtMs: data.updated_time,
  versions: Object.entries(data.versions)
    .map(([version, { created_time, deletion_time, destroyed }]) => ({
      version: Number(version),
      createdAtMs: created_time,
      deletedAtMs: deletion_time,
      isDestroyed: destroyed,
    }))
    .sort((a, b) => a.version - b.version),
  about: data.custom_metadata,
});

const revealed = (fields: SecretFields): { readonly [name: string]: string } =>
  Object.fromEntries([...fields].map(([name, value]) => [name, value.reveal()]));

/** An entry that people wrote by hand may hold anything; what is no text could not be written back as it was. */
function fieldsOf(path: EntryPath, data: { readonly [field: string]: unknown }): SecretFields {
  const fields = new Map<string, Secret>();
  for (const [name, value] of Object.entries(data)) {
    if (typeof value !== "string") throw new ConflictError("kv.not-text", say("kv.not-text", { path }));
    fields.set(name, new Secret(value));
  }
  return fields;
}
