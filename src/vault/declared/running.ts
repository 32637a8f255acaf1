import { idOf, type Settings, type Thing } from "../../domain/declared-thing.ts";
import type { Running } from "../../domain/platform-plan.ts";
import { vaultPath } from "../paths.ts";
import type { VaultClient } from "../transport.ts";
import { ask, list, ofEach } from "./ask.ts";
import type { Mounts } from "./declaration.ts";
import { hasSigningKeys } from "./signing-keys.ts";
import { AppRoleAnswer, AuditAnswer, AuthTuneAnswer, KvConfigAnswer, MountsAnswer, PolicyAnswer } from "./wire.ts";

/** What a mount table says, by path without the slash. */
type Table = ReadonlyMap<
  string,
  { readonly type: string; readonly options?: { readonly [name: string]: string } | null | undefined }
>;

interface Tables {
  readonly audit: Table;
  readonly secrets: Table;
  readonly auth: Table;
}

/**
 * Looks at everything that is declared, and lists what else is named like it. Reads settings and names, never a value.
 * @throws UpstreamError (service "vault"). Nothing changed.
 */
export async function lookAt(client: VaultClient, things: readonly Thing[], mounts: Mounts): Promise<Running> {
  const { approleMount, kvBase } = mounts;
  const tables: Tables = {
    audit: tableOf((await ask(client, vaultPath("sys/audit"), AuditAnswer))?.data),
    secrets: tableOf((await ask(client, vaultPath("sys/mounts"), MountsAnswer))?.data),
    auth: tableOf((await ask(client, vaultPath("sys/auth"), MountsAnswer))?.data),
  };
  const found = await ofEach(things, async (thing) => [idOf(thing), await settingsOf(client, thing, tables, mounts)] as const);
  const policies = await list(client, vaultPath("sys/policies/acl"));
  const isOurMount = tables.auth.get(approleMount)?.type === "approle";
  const appRoles = isOurMount ? await list(client, vaultPath(`auth/${approleMount}/role`)) : [];
  const looksLikeOurs = (name: string): boolean => name.startsWith("profinaut-") || name.startsWith(`${kvBase}-`);
  const named = (kind: Thing["kind"], names: Iterable<string>) =>
    [...names].filter(looksLikeOurs).map((name) => ({ kind, name }));
  return {
    settings: new Map(found.flatMap(([id, settings]) => (settings === undefined ? [] : [[id, settings]]))),
    names: [
      ...named("kv-mount", tables.secrets.keys()),
      ...named("approle-mount", tables.auth.keys()),
      ...named("policy", policies),
      ...named("app-role", appRoles),
    ],
  };
}

const tableOf = (
  data: {
    readonly [path: string]: { readonly type: string; readonly options?: { readonly [name: string]: string } | null | undefined };
  } = {},
): Table => new Map(Object.entries(data).map(([path, entry]) => [path.replace(/\/$/, ""), entry]));

async function settingsOf(
  client: VaultClient,
  { kind, name }: Thing,
  tables: Tables,
  mounts: Mounts,
): Promise<Settings | undefined> {
  switch (kind) {
    case "audit-device": {
      const there = tables.audit.get(name);
      return there && { type: there.type, ...there.options };
    }
    case "kv-mount": {
      const there = tables.secrets.get(name);
      if (there === undefined) return undefined;
      const what = { type: there.type, version: there.options?.["version"] ?? "1" };
      // What is no KV of version 2 has no such path.
      const isOurs = what.type === "kv" && what.version === "2";
      return { ...what, ...(isOurs ? await ownSettings(client, { kind, name }, mounts) : {}) };
    }
    case "approle-mount": {
      const there = tables.auth.get(name);
      if (there === undefined) return undefined;
      return { type: there.type, ...(await ownSettings(client, { kind, name }, mounts)) };
    }
    case "policy":
      return ownSettings(client, { kind, name }, mounts);
    case "app-role":
      if (tables.auth.get(mounts.approleMount)?.type !== "approle") return undefined;
      return ownSettings(client, { kind, name }, mounts);
    case "signing-keys": {
      if (!tables.secrets.has(mounts.kvMount)) return undefined;
      return (await hasSigningKeys(client, mounts)) ? {} : undefined;
    }
  }
}

/** Kinds whose settings have a path of their own; a table holds the rest of a mount's. */
export type Readable = Extract<Thing["kind"], "kv-mount" | "approle-mount" | "policy" | "app-role">;

/** What is at a thing's own path; `undefined` when it is not there. @throws UpstreamError (service "vault"). Nothing changed. */
export async function ownSettings(
  client: VaultClient,
  { kind, name }: { readonly kind: Readable; readonly name: string },
  { approleMount }: Pick<Mounts, "approleMount">,
): Promise<Settings | undefined> {
  switch (kind) {
    case "kv-mount":
      return (await ask(client, vaultPath(`${name}/config`), KvConfigAnswer))?.data;
    case "approle-mount": {
      // The same as sys/auth/<mount>/tune, which only a root token or "sudo" may read.
      const tuned = (await ask(client, vaultPath(`sys/mounts/auth/${name}/tune`), AuthTuneAnswer))?.data;
      return tuned && onlySet(tuned);
    }
    case "policy":
      return (await ask(client, vaultPath("sys/policies/acl", { policy: name }), PolicyAnswer))?.data;
    case "app-role":
      return (await ask(client, vaultPath(`auth/${approleMount}/role`, { role: name }), AppRoleAnswer))?.data;
  }
}

const onlySet = (settings: { readonly [name: string]: number | boolean | undefined }): Settings =>
  Object.fromEntries(Object.entries(settings).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
