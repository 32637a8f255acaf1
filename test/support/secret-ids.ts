import type { World } from "../../demo/world.ts";

/** What Vault itself says about the SecretIDs of a role, asked with the root token. */
export interface SecretIds {
  /** Accessors of all that are live. */
  accessors(): Promise<readonly string[]>;
  /** Whether a SecretID logs in, over TLS, as its user would. */
  logsIn(secretId: string): Promise<boolean>;
  /** What each destination at GitHub holds, by `environment/NAME` or `NAME`. */
  delivered(): ReadonlyMap<string, string>;
}

export function secretIdsOf(world: World, role = "profinaut-db"): SecretIds {
  const { vault, platform, github } = world;
  const path = `auth/approle/role/${role}/secret-id`;
  const roleId = platform.roles[role]?.roleId;
  if (roleId === undefined) throw new Error(`There is no AppRole ${role}`);
  return {
    accessors: async () => {
      const { status, body } = await vault.api("LIST", path);
      const keys: unknown = body.data?.["keys"];
      return status === 404 || !Array.isArray(keys) ? [] : keys.map(String).sort();
    },
    logsIn: async (secretId) =>
      (await vault.api("POST", "auth/approle/login", { role_id: roleId, secret_id: secretId }, "")).status === 200,
    delivered: () =>
      new Map(
        github
          .secrets()
          .map(({ environment, name, value }) => [environment === undefined ? name : `${environment}/${name}`, value]),
      ),
  };
}

/** All that a rotation could have changed outside of the bot: compare before and after. */
export async function outsideOf(world: World): Promise<object> {
  const roles = Object.keys(world.platform.roles);
  const accessors = await Promise.all(
    roles.map(async (role) => {
      const { body } = await world.vault.api("LIST", `auth/approle/role/${role}/secret-id`);
      return [role, body.data?.["keys"] ?? []];
    }),
  );
  return { accessors, secrets: world.github.secrets() };
}
