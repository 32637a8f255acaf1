import type { RunningVault } from "../../demo/parts/vault-server.ts";

const statePaths = [
  ...["sys/audit", "sys/mounts", "sys/auth", "sys/auth/approle/tune", "secret/config", "profinaut-pending/config"],
  ...["profinaut-db", "profinaut-staging-db", "profinaut-bot-ingress", "profinaut-bot-worker"].map(
    (name) => `sys/policies/acl/${name}`,
  ),
  ...["profinaut-db", "profinaut-staging-admin", "profinaut-bot"].flatMap((name) => [
    `auth/approle/role/${name}`,
    `auth/approle/role/${name}/role-id`,
  ]),
];
/** What Vault says of itself at these paths. */
export const stateOf = (vault: RunningVault, paths = statePaths) =>
  Promise.all(paths.map(async (path) => ({ path, ...(await vault.api("GET", path)).body.data })));

/** What is the same in every Vault that is as declared. */
export const comparable = async (vault: RunningVault) =>
  JSON.parse(
    JSON.stringify(
      await stateOf(
        vault,
        statePaths.filter((path) => !path.endsWith("role-id")),
      ),
    ).replaceAll(vault.folder, "…"),
    (key, value) => (["accessor", "uuid", "id", "deprecation_status"].includes(key) ? undefined : value),
  );
