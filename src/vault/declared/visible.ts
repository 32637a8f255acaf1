import { idOf, type Settings, type Thing } from "../../domain/declared-thing.ts";
import { UpstreamError } from "../../domain/errors.ts";
import { planOf } from "../../domain/platform-plan.ts";
import type { VisiblePlatform } from "../../ports/visible-platform.ts";
import { vaultPath } from "../paths.ts";
import type { VaultCall, VaultClient } from "../transport.ts";
import { readAnswer } from "../wire.ts";
import { ofEach } from "./ask.ts";
import { type Declaration, type Mounts, platformRoles } from "./declaration.ts";
import { ownSettings, type Readable } from "./running.ts";
import { thingsOf } from "./things.ts";
import { RootGenerationAnswer } from "./wire.ts";

export interface VisiblePlatformDeps {
  /** With the bot's own token. */
  readonly client: VaultClient;
  /** Without any. */
  readonly stranger: VaultClient;
  readonly declaration: Declaration;
  readonly mounts: Mounts;
}

/** The one text the bot may have hashed, see its policy. */
const probe = "profinaut-check";
/** What the tables of mounts say, which the bot may not read. */
const inTables = ["type", "version"];

/** The bot's own look at what is declared. @throws InputError for a policy file that cannot be filled in */
export function createVisiblePlatform({ client, stranger, declaration, mounts }: VisiblePlatformDeps): VisiblePlatform {
  const roles = platformRoles(declaration, mounts).map(({ role }) => role);
  const things = thingsOf(declaration, mounts).flatMap((thing) => visible(thing, roles));
  return {
    roles,

    async compare(kinds, signal) {
      const own = bound(client, signal);
      const wanted = things.filter(({ kind }) => kinds.includes(kind));
      const found = await ofEach(wanted, async (thing) => ({ thing, seen: await look(own, thing, mounts) }));
      const seen = found.flatMap(({ thing, seen }) => (seen === "denied" ? [] : [{ thing, settings: seen }]));
      const settings = new Map(seen.flatMap(({ thing, settings }) => (settings === undefined ? [] : [[idOf(thing), settings]])));
      const plan = planOf(
        seen.map(({ thing }) => thing),
        { settings, names: [] },
      );
      return {
        different: plan.things.filter(({ action }) => action !== "leave"),
        unseen: found.flatMap(({ thing, seen }) => (seen === "denied" ? [{ kind: thing.kind, name: thing.name }] : [])),
      };
    },

    async isAuditDeviceOn(signal) {
      const path = vaultPath(`sys/audit-hash/${declaration.audit.device}`);
      // 400: there is no such device. https://developer.hashicorp.com/vault/api-docs/system/audit-hash
      const { status } = await client.request({
        ...{ method: "POST", path, kind: "read", signal },
        body: { input: probe },
        accept: [400],
      });
      return status === 200;
    },

    async isRootTokenBeingMade(signal) {
      // Vault 2 keeps it from strangers. https://developer.hashicorp.com/vault/api-docs/system/generate-root
      const path = vaultPath("sys/generate-root/attempt");
      const call: VaultCall = { method: "GET", path, kind: "read", accept: [400, 403, 404], signal };
      const answer = await stranger.request(call);
      return answer.status === 200 ? readAnswer(RootGenerationAnswer, answer, call).started : undefined;
    },
  };
}

type VisibleThing = Thing & { readonly kind: Readable };

/** The thing without what the bot cannot see of it; nothing when that is all. */
function visible({ kind, name, settings }: Thing, roles: readonly string[]): readonly VisibleThing[] {
  switch (kind) {
    case "kv-mount":
    case "approle-mount": {
      const own = Object.fromEntries(Object.entries(settings).filter(([setting]) => !inTables.includes(setting)));
      return [{ kind, name, settings: own }];
    }
    case "policy":
    case "app-role":
      return roles.includes(name) ? [{ kind, name, settings }] : [];
    case "audit-device":
    case "signing-keys":
      return [];
  }
}

/** One thing that is denied hides no other. */
async function look(client: VaultClient, thing: VisibleThing, mounts: Mounts): Promise<Settings | undefined | "denied"> {
  try {
    return await ownSettings(client, thing, mounts);
  } catch (error) {
    if (error instanceof UpstreamError && error.status === 403) return "denied";
    throw error;
  }
}

const bound = (client: VaultClient, signal: AbortSignal | undefined): VaultClient => ({
  request: (call) => client.request({ ...call, signal }),
});
