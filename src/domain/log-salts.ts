import type { VaultRecord } from "./vault-record.ts";

/** Lines of a log that one audit device wrote one after the other, with one salt: what is alike stands there alike. */
export interface Stretch {
  /** The hash of each AppRole's RoleID, by role, as its logins show it. */
  readonly roleIds: Map<string, string>;
  /** Its first line says that the device was made just then. */
  readonly isMade: boolean;
}

export interface LogSalts {
  /** Another file begins: mostly the same device, after its log was rotated. */
  nextFile(): void;
  /** Takes every line, in the order of the log. */
  follow(record: VaultRecord): Stretch;
  /** Which salt each stretch was written with: the first line's is 0. */
  salts(): ReadonlyMap<Stretch, number>;
}

/**
 * Tells where the salt of a log changes. An audit device has a salt of its own from the moment in which it is made, and hashes with it until it is
 * removed (https://developer.hashicorp.com/vault/docs/audit). Two things show it: the line by which Vault tries a device that it makes, and a role's
 * RoleID, which stays the same for years and stands in the log with every login.
 */
export function createLogSalts({ login }: { readonly login: (record: VaultRecord) => boolean }): LogSalts {
  let current: Stretch = { roleIds: new Map(), isMade: false };
  const stretches = [current];
  const begin = (isMade: boolean): void => {
    current = { roleIds: new Map(), isMade };
    stretches.push(current);
  };

  return {
    nextFile: () => begin(false),
    follow(record) {
      if (isTrial(record)) begin(true);
      const role = record.caller.roleName;
      if (record.login === undefined || role === undefined || !login(record)) return current;
      const { roleId } = record.login;
      if ((current.roleIds.get(role) ?? roleId) !== roleId) begin(false);
      current.roleIds.set(role, roleId);
      return current;
    },
    salts() {
      const numbers = new Map<Stretch, number>();
      const known: Map<string, Set<string>>[] = [];
      let last = -1;
      for (const stretch of stretches) {
        const alike = known.findIndex((roleIds) => [...stretch.roleIds].some(([role, hash]) => roleIds.get(role)?.has(hash)));
        const differs = [...stretch.roleIds.keys()].some((role) => known[last]?.has(role));
        last = alike >= 0 ? alike : stretch.isMade || differs || last < 0 ? known.push(new Map()) - 1 : last;
        numbers.set(stretch, last);
        for (const [role, hash] of stretch.roleIds) known[last]?.set(role, new Set([...(known[last]?.get(role) ?? []), hash]));
      }
      return numbers;
    },
  };
}

/** The line by which Vault tries a device that is being made: nobody asked for it. */
export const isTrial = ({ path, caller }: VaultRecord): boolean =>
  path === "sys/audit/test" && caller.displayName === "" && caller.remoteAddress === "";
