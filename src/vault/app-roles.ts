import pMap from "p-map";
import { ConflictError, NotFoundError, UpstreamError } from "../domain/errors.ts";
import { Secret } from "../domain/secret.ts";
import { say } from "../domain/sentence.ts";
import type { AppRoles, SecretIdInfo } from "../ports/app-roles.ts";
import { type Capability, missingOf } from "./capabilities.ts";
import { vaultPath } from "./paths.ts";
import type { Transport, VaultCall, VaultClient } from "./transport.ts";
import { ListAnswer, RoleAnswer, readAnswer, SecretIdAnswer, TuneAnswer, UnwrapAnswer, WrapAnswer } from "./wire.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "vault.role-unknown": { role: string };
    "vault.issue-refused": { role: string };
    "vault.wrap-gone": NoParams;
  }
}

export interface AppRolesDeps {
  readonly session: VaultClient;
  /** Unwrapping is a login of its own: its client holds the wrapping token, not ours. */
  readonly transport: Transport;
  /** Mount path of the AppRole auth method, e.g. `approle`. */
  readonly mount: string;
  /** Now by Vault's clock, in milliseconds. */
  readonly now: () => number;
}

/**
 * SecretIDs over Vault's API, its oddities levelled out: https://developer.hashicorp.com/vault/api-docs/auth/approle
 * Role names must be lower case (InputError otherwise; nothing was sent).
 */
export function createAppRoles({ session, transport, mount, now }: AppRolesDeps): AppRoles {
  const at = (role: string, ...rest: readonly string[]) => vaultPath(`auth/${mount}/role`, { role }, ...rest);
  const tunePath = vaultPath(`sys/mounts/auth/${mount}/tune`);

  const look = async (role: string, by: "secret-id" | "secret-id-accessor", value: string, signal?: AbortSignal) => {
    const body = by === "secret-id" ? { secret_id: value } : { secret_id_accessor: value };
    const call: VaultCall = { method: "POST", path: at(role, by, "lookup"), kind: "read", body, accept: [404], signal };
    try {
      const answer = await session.request(call);
      // 404: unknown; 204: unknown by value, or another role's.
      return answer.status === 200 ? readAnswer(SecretIdAnswer, answer, call).data : undefined;
    } catch (error) {
      // Vault says 500 here when the role itself is gone.
      if (error instanceof UpstreamError && error.status === 500 && !(await exists(role, signal))) return undefined;
      throw error;
    }
  };

  const exists = async (role: string, signal?: AbortSignal) => {
    const answer = await session.request({ method: "GET", path: at(role), kind: "read", accept: [404], signal });
    return answer.status !== 404;
  };

  const unlessExpired = (info: SecretIdInfo | undefined) =>
    info && (info.expiresAtMs === null || info.expiresAtMs > now()) ? info : undefined;

  const appRoles: AppRoles = {
    async role(role, signal) {
      const call: VaultCall = { method: "GET", path: at(role), kind: "read", accept: [404], signal };
      const tuneCall: VaultCall = { method: "GET", path: tunePath, kind: "read", signal };
      const answer = await session.request(call);
      if (answer.status === 404) throw roleUnknown(role);
      const { data } = readAnswer(RoleAnswer, answer, call);
      const tune = readAnswer(TuneAnswer, await session.request(tuneCall), tuneCall);
      return {
        role,
        policies: data.token_policies,
        secretIdTtlS: data.secret_id_ttl,
        secretIdNumUses: data.secret_id_num_uses,
        bindSecretId: data.bind_secret_id,
        secretIdBoundCidrs: data.secret_id_bound_cidrs,
        tokenBoundCidrs: data.token_bound_cidrs,
        tokenTtlS: data.token_ttl,
        tokenMaxTtlS: data.token_max_ttl,
        mountMaxTtlS: tune.data.max_lease_ttl,
      };
    },

    async accessors(role, signal) {
      const call: VaultCall = { method: "LIST", path: at(role, "secret-id"), kind: "read", accept: [400, 404], signal };
      const answer = await session.request(call);
      if (answer.status === 400) throw roleUnknown(role);
      return answer.status === 404 ? [] : readAnswer(ListAnswer, answer, call).data.keys;
    },

    async live(role, signal) {
      const accessors = await appRoles.accessors(role, signal);
      const infos = await pMap(accessors, (accessor) => appRoles.lookUp(role, accessor, signal), {
        concurrency: lookUpConcurrency,
      });
      const live = infos.filter((info) => info !== undefined);
      return live.sort((a, b) => a.createdAtMs - b.createdAtMs || (a.accessor < b.accessor ? -1 : 1));
    },

    async lookUp(role, accessor, signal) {
      return unlessExpired(await look(role, "secret-id-accessor", accessor, signal));
    },

    async issueWrapped({ role, ttlS, metadata, wrapTtlS }, signal) {
      const call: VaultCall = {
        method: "POST",
        path: at(role, "secret-id"),
        kind: "write",
        // Vault takes the metadata as text, and a bare number as seconds would do for the TTL; the unit says so.
        body: { metadata: JSON.stringify(metadata), ttl: `${ttlS}s` },
        wrapTtlS,
        accept: [400, 404],
        signal,
      };
      const answer = await session.request(call);
      if (answer.status === 404) throw roleUnknown(role);
      if (answer.status === 400) throw new ConflictError("vault.issue-refused", say("vault.issue-refused", { role }));
      const { wrap_info } = readAnswer(WrapAnswer, answer, call);
      return {
        accessor: wrap_info.wrapped_accessor,
        wrappingToken: new Secret(wrap_info.token),
        wrappedForS: wrap_info.ttl,
      };
    },

    async unwrap({ accessor, wrappingToken }, signal) {
      const path = vaultPath("sys/wrapping/unwrap");
      const call: VaultCall = { method: "POST", path, kind: "write", accept: [400, 403], signal };
      const answer = await transport.client(wrappingToken).request(call);
      const opened = answer.status === 200 ? readAnswer(UnwrapAnswer, answer, call).data : undefined;
      if (opened?.secret_id_accessor !== accessor) throw new ConflictError("vault.wrap-gone", say("vault.wrap-gone", {}));
      return new Secret(opened.secret_id);
    },

    async lookUpValue(role, secretId, signal) {
      return unlessExpired(await look(role, "secret-id", secretId.reveal(), signal));
    },

    async destroy(role, accessor, signal) {
      // An expired one that Vault still knows is destroyed too, so expiry by our clock is no answer here.
      const isGone = async () => (await look(role, "secret-id-accessor", accessor, signal)) === undefined;
      if (await isGone()) return;

      const path = at(role, "secret-id-accessor", "destroy");
      const call: VaultCall = { method: "POST", path, kind: "write", body: { secret_id_accessor: accessor }, signal };
      const failure = await session.request(call).then(() => undefined, toFailure);
      // Somebody else may have been faster, which Vault calls an error; and a lost answer is settled by looking.
      const wasSettled = await isGone().catch((error) => {
        throw failure ?? error;
      });
      if (!wasSettled) throw failure ?? stillThere(path.template);
    },

    async missingCapabilities(role, signal) {
      const secretId = at(role, "secret-id").path;
      const needed: readonly Capability[] = [
        ["read", at(role).path],
        ["read", tunePath.path],
        // Listing asks for the stanza with the slash, and falls back to the one without.
        ["list", `${secretId}/`],
        ["update", secretId],
        ["update", at(role, "secret-id/lookup").path],
        ["update", at(role, "secret-id-accessor/lookup").path],
        ["update", at(role, "secret-id-accessor/destroy").path],
      ];
      return missingOf(session, needed, signal);
    },
  };
  return appRoles;
}

/** Look-ups at once when a whole role is read; Vault reads one entry for each. */
const lookUpConcurrency = 8;

const roleUnknown = (role: string) => new NotFoundError("vault.role-unknown", say("vault.role-unknown", { role }));

/** Keeps a failure as a value until it is known whether it matters. */
const toFailure = (error: unknown) => error;

function stillThere(template: string): UpstreamError {
  return new UpstreamError("vault.lost-answer", say("vault.lost-answer", { path: template }), {
    service: "vault",
    effect: "unknown",
    retryable: true,
  });
}
