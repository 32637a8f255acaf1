import pMap from "p-map";
import { lastLetters } from "../domain/cut.ts";
import type { Lockout, Lockouts } from "../ports/lockouts.ts";
import { missingOf } from "./capabilities.ts";
import { vaultPath } from "./paths.ts";
import type { VaultCall, VaultClient } from "./transport.ts";
import { EntityAnswer, LockedUsersAnswer, MountAnswer, readAnswer } from "./wire.ts";

const concurrency = 4;

/** A lockout with its RoleID, which goes no further than this file. */
interface Locked extends Lockout {
  readonly roleId: string;
}

/**
 * User lockout of one AppRole mount: https://developer.hashicorp.com/vault/api-docs/system/user-lockout
 * The name of a RoleID is what the identity store noted at its last login, so that nobody has to read a role's RoleID.
 */
export function createLockouts({
  session,
  mount,
}: {
  readonly session: VaultClient;
  /** Mount path of the AppRole auth method, e.g. `approle`. */
  readonly mount: string;
}): Lockouts {
  const mountPath = vaultPath(`sys/mounts/auth/${mount}`);
  const listPath = vaultPath("sys/locked-users");
  const entityPath = vaultPath("identity/lookup/entity");

  const accessor = async (signal?: AbortSignal): Promise<string> => {
    const call: VaultCall = { method: "GET", path: mountPath, kind: "read", signal };
    return readAnswer(MountAnswer, await session.request(call), call).data.accessor;
  };

  const roleOf = async (roleId: string, mountAccessor: string, signal?: AbortSignal): Promise<string | undefined> => {
    const body = { alias_name: roleId, alias_mount_accessor: mountAccessor };
    const call: VaultCall = { method: "POST", path: entityPath, kind: "read", body, accept: [403], signal };
    const answer = await session.request(call);
    // 204: nobody logged in with it yet.
    if (answer.status !== 200) return undefined;
    const { aliases } = readAnswer(EntityAnswer, answer, call).data;
    return aliases.find(({ name }) => name === roleId)?.metadata?.role_name?.toLowerCase();
  };

  const locked = async (signal?: AbortSignal) => {
    const at = await accessor(signal);
    const call: VaultCall = { method: "GET", path: listPath, kind: "read", signal };
    const { by_namespace } = readAnswer(LockedUsersAnswer, await session.request(call), call).data;
    const roleIds = by_namespace
      .flatMap(({ mount_accessors }) => mount_accessors)
      .flatMap(({ mount_accessor, alias_identifiers }) => (mount_accessor === at ? alias_identifiers : []));
    const all = await pMap(
      roleIds,
      async (roleId): Promise<Locked> => {
        return { roleId, role: await roleOf(roleId, at, signal), ending: lastLetters(roleId, 4) };
      },
      { concurrency },
    );
    return { at, all };
  };

  return {
    async list(signal) {
      const { all } = await locked(signal);
      const key = ({ role = "~", ending }: Lockout): string => `${role} ${ending}`;
      return all.map(({ role, ending }) => ({ role, ending })).sort((a, b) => (key(a) < key(b) ? -1 : 1));
    },

    async end({ role, ending }, signal) {
      const { at, all } = await locked(signal);
      for (const each of all.filter((one) => one.role === role && one.ending === ending)) {
        const path = vaultPath("sys/locked-users", { mount: at }, "unlock", { roleId: each.roleId });
        await session.request({ method: "POST", path, kind: "write", body: {}, signal });
      }
    },

    async missingCapabilities(signal) {
      // Any RoleID: the policy cannot know one, nor the mount's accessor before there is the mount.
      const unlock = vaultPath("sys/locked-users", { mount: "any" }, "unlock", { roleId: "any" });
      return missingOf(
        session,
        [
          ["read", mountPath.path],
          ["read", listPath.path],
          ["update", entityPath.path],
          ["update", unlock.path],
        ],
        signal,
      );
    },
  };
}
