import type { Thing } from "../../domain/declared-thing.ts";
import { type Declaration, type Limits, type Mounts, platformRoles } from "./declaration.ts";
import { policyTexts } from "./policy-texts.ts";

/**
 * Everything Vault must hold, in the order in which it is made.
 * @throws InputError when a policy file has a placeholder that nothing fills
 */
export function thingsOf(declaration: Declaration, mounts: Mounts): readonly Thing[] {
  const { appRole, kv, waiting, audit, bot } = declaration;
  const { kvMount, kvBase, approleMount } = mounts;
  const roles = platformRoles(declaration, mounts);
  const policies = policyTexts(declaration, mounts, roles);
  return [
    {
      kind: "audit-device",
      name: audit.device,
      settings: { type: "file", file_path: audit.path, ...(audit.path === "stdout" ? {} : { mode: audit.mode }) },
    },
    {
      kind: "kv-mount",
      name: kvMount,
      settings: {
        ...{ type: "kv", version: "2" },
        cas_required: kv.casRequired,
        max_versions: kv.maxVersions,
        delete_version_after: 0,
      },
    },
    {
      kind: "kv-mount",
      name: `${kvBase}-pending`,
      settings: {
        ...{ type: "kv", version: "2" },
        cas_required: true,
        max_versions: 1,
        delete_version_after: secondsOf(waiting.vanishAfter),
      },
    },
    {
      kind: "approle-mount",
      name: approleMount,
      settings: { type: "approle", max_lease_ttl: secondsOf(appRole.maxLeaseTtl), ...lockout(appRole.userLockout) },
    },
    ...[...policies].map(([name, policy]): Thing => ({ kind: "policy", name, settings: { policy } })),
    ...roles.map((own) => appRoleOf(own.role, [own.role], own)),
    ...Object.values(bot).map((own) => appRoleOf(own.role, own.policies, own)),
    { kind: "signing-keys", name: `${kvMount}/${kvBase}-keys`, settings: {} },
  ];
}

const secondsOf = (ms: number): number => ms / 1000;

/** Names as the answer of `sys/auth/<mount>/tune` has them. */
const lockout = (wanted: Declaration["appRole"]["userLockout"]) =>
  wanted === "none"
    ? { user_lockout_disable: true }
    : {
        user_lockout_disable: false,
        user_lockout_threshold: wanted.threshold,
        user_lockout_duration: secondsOf(wanted.duration),
        user_lockout_counter_reset_duration: secondsOf(wanted.counterReset),
      };

/** A token for ever, one renewed for ever, or one with Vault's `default` policy is never meant. */
const appRoleOf = (name: string, policies: readonly string[], own: Limits): Thing => ({
  kind: "app-role",
  name,
  settings: {
    bind_secret_id: true,
    secret_id_ttl: secondsOf(own.secretIdTtl),
    secret_id_num_uses: 0,
    secret_id_bound_cidrs: own.boundCidrs,
    token_policies: policies,
    token_no_default_policy: true,
    token_ttl: secondsOf(own.tokenTtl),
    token_max_ttl: secondsOf(own.tokenMaxTtl),
    token_period: 0,
    token_num_uses: 0,
    token_bound_cidrs: own.boundCidrs,
    token_type: own.tokenType ?? "default",
  },
});
