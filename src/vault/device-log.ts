import { z } from "zod";
import { firstLetters } from "../domain/cut.ts";
import { wellFormed } from "../domain/json.ts";
import type { VaultRecord } from "../domain/vault-record.ts";

const Text = z
  .string()
  .nullish()
  .transform((text) => text ?? "");
const Texts = z
  .array(z.string())
  .nullish()
  .transform((texts) => texts ?? []);
const Accessor = z.object({ secret_id_accessor: z.string().optional() });
/** A device with `log_raw` writes the credential itself, which is not even looked at. */
const Hash = z
  .string()
  .regex(/^hmac-sha256:[0-9a-f]{64}$/)
  .transform((text) => firstLetters(text.slice("hmac-sha256:".length), 32))
  .optional()
  .catch(undefined);

/**
 * A line of an audit device in its JSON format. Paths, operations, policies and a login's metadata stand in clear; every other text of
 * request and answer is an HMAC. https://developer.hashicorp.com/vault/docs/audit
 */
const DeviceLine = z.object({
  time: z.iso.datetime({ offset: true }),
  type: z.enum(["request", "response"]),
  error: Text,
  auth: z
    .object({
      display_name: Text,
      entity_id: Text,
      policies: Texts,
      metadata: z
        .object({ role_name: z.string().optional(), request: z.string().optional(), generation: z.string().optional() })
        .nullish(),
      policy_results: z.object({ allowed: z.boolean() }).nullish(),
    })
    .nullish(),
  request: z.object({
    id: z.string().min(1),
    operation: z.string().min(1),
    path: z.string(),
    namespace: z.object({ path: Text }).nullish(),
    remote_address: Text,
    data: Accessor.extend({ role_id: Hash, secret_id: Hash }).nullish().catch(null),
  }),
  response: z
    .object({
      data: Accessor.extend({ error: z.unknown() }).nullish().catch(null),
      wrap_info: z.object({ wrapped_accessor: z.string().optional() }).nullish(),
      auth: z.object({ policies: Texts }).nullish(),
    })
    .nullish(),
});
type DeviceLine = z.output<typeof DeviceLine>;

/** @returns `undefined` for what is no line of an audit device. One may have a prefix, as the device's option `prefix` or syslog put it there. */
export function readDeviceLine(text: string): VaultRecord | undefined {
  const from = text.indexOf("{");
  const line = from < 0 ? undefined : DeviceLine.safeParse(jsonOf(text.slice(from))).data;
  if (line === undefined) return undefined;
  const { time, type, auth, request, response } = line;
  return {
    requestId: request.id,
    isAnswer: type === "response",
    atMs: Date.parse(time),
    operation: request.operation,
    path: pathOf(request.path),
    namespace: (request.namespace?.path ?? "").replaceAll(/^\/+|\/+$/g, ""),
    outcome: outcomeOf(line),
    caller: {
      displayName: auth?.display_name ?? "",
      roleName: auth?.metadata?.role_name,
      entityId: auth?.entity_id ?? "",
      policies: auth?.policies ?? [],
      remoteAddress: request.remote_address,
    },
    accessorHash: response?.wrap_info?.wrapped_accessor ?? response?.data?.secret_id_accessor ?? request.data?.secret_id_accessor,
    tokenPolicies: response?.auth?.policies ?? [],
    login: loginOf(line),
  };
}

function loginOf({ auth, request: { data }, response }: DeviceLine): VaultRecord["login"] {
  if (!data?.role_id || !data.secret_id) return undefined;
  return {
    ...{ roleId: data.role_id, secretId: data.secret_id, isShutOut: !response },
    ...{ request: auth?.metadata?.request, generation: auth?.metadata?.generation },
  };
}

/** To end a lockout is the one call with a RoleID in its path, which is half of a login: its end is enough to know it by. */
const pathOf = (path: string): string =>
  path
    .toLowerCase()
    .replace(/\/+$/, "")
    .replace(/^(sys\/locked-users\/[^/]+\/unlock\/).*?(.{1,4})$/, "$1…$2");

function outcomeOf({ type, error, auth, response }: DeviceLine): VaultRecord["outcome"] {
  if (auth?.policy_results?.allowed === false) return "denied";
  if (error !== "" || response?.data?.error !== undefined) return "failed";
  const isEmpty = type === "response" && !response?.data && !response?.wrap_info && !response?.auth;
  return isEmpty ? "nothing-there" : "done";
}

function jsonOf(text: string): unknown {
  try {
    return wellFormed(JSON.parse(text));
  } catch {
    return undefined;
  }
}
