import type { Secret } from "../domain/secret.ts";
import type { AppRoles } from "../ports/app-roles.ts";
import type { OwnLogin } from "../ports/own-login.ts";
import { vaultPath } from "./paths.ts";
import type { VaultCall, VaultClient } from "./transport.ts";
import { readAnswer, TokenAnswer } from "./wire.ts";

export interface OwnLoginDeps {
  readonly session: VaultClient;
  readonly appRoles: Pick<AppRoles, "lookUpValue">;
  readonly secretId: Secret;
}

const lookupPath = vaultPath("auth/token/lookup-self");

/** Our token and the SecretID behind it, by Vault's own times. https://developer.hashicorp.com/vault/api-docs/auth/token#lookup-a-token-self */
export const createOwnLogin = ({ session, appRoles, secretId }: OwnLoginDeps): OwnLogin => ({
  async look(signal) {
    const call: VaultCall = { method: "GET", path: lookupPath, kind: "read", signal };
    const { data } = readAnswer(TokenAnswer, await session.request(call), call);
    const role = data.meta.role_name;
    const found = await appRoles.lookUpValue(role, secretId, signal);
    return {
      role,
      token: { issuedAtMs: data.creation_time * 1_000, expiresAtMs: data.expire_time },
      secretId: found === undefined ? null : { issuedAtMs: found.createdAtMs, expiresAtMs: found.expiresAtMs },
    };
  },
});
