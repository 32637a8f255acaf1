import { z } from "zod";
import { unusableAnswer } from "./errors.ts";
import type { VaultAnswer, VaultCall } from "./transport.ts";

/** Whole seconds, as Vault's JSON gives durations. */
const Seconds = z.number().int().nonnegative();
const Text = z.string().min(1);

/** Vault writes "never" as the zero time of Go. */
const never = "0001-01-01T00:00:00Z";
const InstantMs = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));

/** https://developer.hashicorp.com/vault/api-docs/auth/approle#login-with-approle, and the same of renew-self */
export const LoginAnswer = z.object({
  auth: z.object({
    client_token: Text,
    token_type: z.enum(["service", "batch"]),
    renewable: z.boolean(),
    lease_duration: Seconds,
    // An AppRole's name stands here, whatever its SecretID's own metadata says.
    metadata: z.object({ role_name: Text.optional() }).nullish(),
  }),
});
export type LoginAnswer = z.output<typeof LoginAnswer>;

/** https://developer.hashicorp.com/vault/api-docs/auth/token#lookup-a-token-self, of a token that an AppRole got */
export const TokenAnswer = z.object({
  data: z.object({
    creation_time: Seconds,
    expire_time: InstantMs.nullable(),
    meta: z.object({ role_name: Text }),
  }),
});

/** `null` where there is none. */
const Networks = z
  .array(Text)
  .nullish()
  .transform((networks) => networks ?? []);

/** https://developer.hashicorp.com/vault/api-docs/auth/approle#read-approle; the list of policies is absent or null when empty */
export const RoleAnswer = z.object({
  data: z.object({
    token_policies: z
      .array(Text)
      .nullish()
      .transform((policies) => policies ?? []),
    bind_secret_id: z.boolean(),
    secret_id_bound_cidrs: Networks,
    token_bound_cidrs: Networks,
    secret_id_ttl: Seconds,
    secret_id_num_uses: Seconds,
    token_ttl: Seconds,
    token_max_ttl: Seconds,
  }),
});

/** https://developer.hashicorp.com/vault/api-docs/system/mounts#read-mount-configuration */
export const TuneAnswer = z.object({ data: z.object({ max_lease_ttl: Seconds }) });

/** https://developer.hashicorp.com/vault/api-docs/system/mounts#get-the-configuration-of-a-secret-engine; it takes auth methods too */
export const MountAnswer = z.object({ data: z.object({ accessor: Text }) });

const Names = z
  .array(Text)
  .nullish()
  .transform((names) => names ?? []);
/** https://developer.hashicorp.com/vault/api-docs/system/user-lockout#list-locked-users; lists are null when empty */
export const LockedUsersAnswer = z.object({
  data: z.object({
    by_namespace: z
      .array(
        z.object({
          mount_accessors: z
            .array(z.object({ mount_accessor: Text, alias_identifiers: Names }))
            .nullish()
            .transform((mounts) => mounts ?? []),
        }),
      )
      .nullish()
      .transform((namespaces) => namespaces ?? []),
  }),
});

/** https://developer.hashicorp.com/vault/api-docs/secret/identity/lookup#lookup-an-entity; an AppRole's alias is named as its RoleID */
export const EntityAnswer = z.object({
  data: z.object({
    aliases: z.array(z.object({ name: Text, metadata: z.object({ role_name: Text.optional() }).nullish() })),
  }),
});

export const ListAnswer = z.object({ data: z.object({ keys: z.array(Text) }) });

/** https://developer.hashicorp.com/vault/api-docs/auth/approle#read-approle-secret-id; `secret_id_ttl` there is what was asked for, not what was given */
export const SecretIdAnswer = z.object({
  data: z
    .object({
      secret_id_accessor: Text,
      creation_time: InstantMs,
      expiration_time: z.union([z.literal(never).transform(() => null), InstantMs]),
      secret_id_num_uses: Seconds,
      metadata: z
        .record(z.string(), z.string())
        .nullish()
        .transform((metadata) => metadata ?? {}),
    })
    .transform((data) => ({
      accessor: data.secret_id_accessor,
      createdAtMs: data.creation_time,
      expiresAtMs: data.expiration_time,
      // 0 is "unlimited": Vault deletes a SecretID with its last use.
      usesLeft: data.secret_id_num_uses === 0 ? null : data.secret_id_num_uses,
      metadata: data.metadata,
    })),
});

/** https://developer.hashicorp.com/vault/docs/concepts/response-wrapping; for a SecretID `wrapped_accessor` is its accessor */
export const WrapAnswer = z.object({
  wrap_info: z.object({ token: Text, ttl: Seconds, wrapped_accessor: Text }),
});

export const UnwrapAnswer = z.object({ data: z.object({ secret_id: Text, secret_id_accessor: Text }) });

/** A wrapped answer of anything else: https://developer.hashicorp.com/vault/docs/concepts/response-wrapping */
export const WrappedAnswer = z.object({ wrap_info: z.object({ token: Text, ttl: Seconds }) });

/** https://developer.hashicorp.com/vault/api-docs/system/wrapping-lookup */
export const WrappingLookupAnswer = z.object({
  data: z.object({ creation_path: Text, creation_time: InstantMs, creation_ttl: Seconds }),
});

/** What somebody wrapped; `data` is empty where the answer of another kind of call was wrapped. */
export const OpenedAnswer = z.object({ data: z.record(z.string(), z.unknown()).nullish() });

/** https://developer.hashicorp.com/vault/api-docs/system/capabilities-self */
export const CapabilitiesAnswer = z.object({ data: z.record(z.string(), z.array(z.string())) });

/** https://developer.hashicorp.com/vault/api-docs/system/internal-ui-mounts#get-single-mount-details */
export const MountSeen = z.object({
  data: z.object({ type: Text.max(64), options: z.object({ version: z.string().optional() }).nullish() }),
});

/** https://developer.hashicorp.com/vault/api-docs/system/health */
export const HealthAnswer = z.object({ version: Text.max(64), server_time_utc: Seconds.optional() });

/** https://developer.hashicorp.com/vault/api-docs/system/leader */
export const LeaderAnswer = z.object({ leader_address: z.string().max(2048) });

/** https://developer.hashicorp.com/vault/api-docs/secret/kv/kv-v2#read-secret-version */
export const EntryAnswer = z.object({
  data: z.object({
    data: z.record(z.string(), z.unknown()),
    metadata: z.object({ version: z.number().int().positive() }),
  }),
});

/** https://developer.hashicorp.com/vault/api-docs/secret/kv/kv-v2#create-update-secret */
export const WrittenAnswer = z.object({ data: z.object({ version: z.number().int().positive() }) });

/** https://developer.hashicorp.com/vault/api-docs/secret/kv/kv-v2#read-secret-metadata; a version's number is its name there */
export const MetadataAnswer = z.object({
  data: z.object({
    created_time: InstantMs,
    updated_time: InstantMs,
    current_version: z.number().int().nonnegative(),
    versions: z.record(
      z.string().regex(/^[1-9]\d{0,14}$/),
      z.object({
        created_time: InstantMs,
        deletion_time: z.union([z.literal("").transform(() => null), InstantMs]),
        destroyed: z.boolean(),
      }),
    ),
    custom_metadata: z
      .record(z.string(), z.string())
      .nullish()
      .transform((about) => about ?? {}),
  }),
});
export type MetadataAnswer = z.output<typeof MetadataAnswer>;

/** What waits for an approval, as we store it: names and values in order, or a wrapping token. */
export const WaitingEntry = z.union([
  z.strictObject({ fields: jsonText(z.array(z.tuple([z.string(), z.string()]))) }),
  z.strictObject({ wrappingToken: Text }),
]);
export type WaitingEntry = z.output<typeof WaitingEntry>;

/** Entry of the private half: PKCS #8 PEM. */
export const PrivateKeyEntry = z.object({ kid: Text.max(128), privateKey: Text });

/** Entry of the public halves: JSON text of `{ kid: SPKI PEM }`. */
export const PublicKeysEntry = z.object({ keys: jsonText(z.record(z.string(), Text)) });

/** Text that is JSON of this shape. */
function jsonText<Schema extends z.ZodType>(schema: Schema) {
  return z
    .string()
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text);
      } catch {
        context.addIssue({ code: "custom", message: "no JSON" });
        return z.NEVER;
      }
    })
    .pipe(schema);
}

/**
 * Checks the body of an answer.
 * @throws UpstreamError when it is not what Vault documents; nothing of the body is in it
 */
export function readAnswer<Schema extends z.ZodType>(schema: Schema, answer: VaultAnswer, call: VaultCall): z.output<Schema> {
  const parsed = schema.safeParse(answer.body);
  if (!parsed.success) throw unusableAnswer({ kind: call.kind, template: call.path.template });
  return parsed.data;
}
