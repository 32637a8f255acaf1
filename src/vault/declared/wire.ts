import { z } from "zod";

const Seconds = z.number().int().nonnegative();
const Texts = z
  .array(z.string())
  .nullish()
  .transform((list) => list ?? []);

/** Go's way to write a duration, such as `26h0m0s`; in seconds. KV alone answers with it. */
const GoDuration = z
  .string()
  .regex(/^-?(?:\d+h)?(?:\d+m)?(?:\d+s)?$/)
  .transform((text) => {
    const [, hours = 0, minutes = 0, seconds = 0] = (/^-?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(text) ?? []).map(Number);
    const span = (hours || 0) * 3_600 + (minutes || 0) * 60 + (seconds || 0);
    return text.startsWith("-") ? -span : span;
  });

/** https://developer.hashicorp.com/vault/api-docs/system/audit#list-enabled-audit-devices */
export const AuditAnswer = z.object({
  data: z.record(z.string(), z.object({ type: z.string(), options: z.record(z.string(), z.string()).nullish() })),
});

/** https://developer.hashicorp.com/vault/api-docs/system/mounts#list-mounted-secrets-engines, and the same of sys/auth */
export const MountsAnswer = z.object({
  data: z.record(z.string(), z.object({ type: z.string(), options: z.record(z.string(), z.string()).nullish() })),
});

/** https://developer.hashicorp.com/vault/api-docs/secret/kv/kv-v2#read-kv-engine-configuration */
export const KvConfigAnswer = z.object({
  data: z.object({ cas_required: z.boolean(), max_versions: z.number().int(), delete_version_after: GoDuration }),
});

/** https://developer.hashicorp.com/vault/api-docs/system/auth#read-auth-method-tuning; lockout is absent until it was once set */
export const AuthTuneAnswer = z.object({
  data: z.object({
    max_lease_ttl: Seconds,
    user_lockout_disable: z.boolean().optional(),
    user_lockout_threshold: Seconds.optional(),
    user_lockout_duration: Seconds.optional(),
    user_lockout_counter_reset_duration: Seconds.optional(),
  }),
});

/** https://developer.hashicorp.com/vault/api-docs/system/policies#read-acl-policy */
export const PolicyAnswer = z.object({ data: z.object({ policy: z.string() }) });

/** https://developer.hashicorp.com/vault/api-docs/auth/approle#read-approle */
export const AppRoleAnswer = z.object({
  data: z.object({
    bind_secret_id: z.boolean(),
    secret_id_ttl: Seconds,
    secret_id_num_uses: Seconds,
    secret_id_bound_cidrs: Texts,
    token_policies: Texts,
    token_no_default_policy: z.boolean(),
    token_ttl: Seconds,
    token_max_ttl: Seconds,
    token_period: Seconds,
    token_num_uses: Seconds,
    token_bound_cidrs: Texts,
    token_type: z.string(),
  }),
});

/** https://developer.hashicorp.com/vault/api-docs/auth/approle#read-approle-role-id */
export const RoleIdAnswer = z.object({ data: z.object({ role_id: z.string().min(1) }) });

/** https://developer.hashicorp.com/vault/api-docs/secret/kv/kv-v2#read-secret-metadata */
export const MetadataAnswer = z.object({
  data: z.object({
    current_version: z.number().int().nonnegative(),
    versions: z.record(z.string(), z.object({ deletion_time: z.string(), destroyed: z.boolean() })),
  }),
});

/** https://developer.hashicorp.com/vault/api-docs/auth/token#lookup-a-token-self */
export const TokenAnswer = z.object({ data: z.object({ policies: Texts }) });

/** https://developer.hashicorp.com/vault/api-docs/system/generate-root#read-root-generation-progress */
export const RootGenerationAnswer = z.object({ started: z.boolean() });

/** https://developer.hashicorp.com/vault/api-docs/auth/token#lookup-a-token-self */
export const AccessorAnswer = z.object({ data: z.object({ accessor: z.string() }) });
