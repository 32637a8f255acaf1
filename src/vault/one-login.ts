import { Secret } from "../domain/secret.ts";
import { fromLoss } from "./errors.ts";
import { vaultPath } from "./paths.ts";
import { refusedLogin } from "./refused-login.ts";
import type { Transport, VaultCall, VaultClient } from "./transport.ts";
import { LoginAnswer, readAnswer } from "./wire.ts";

/** What became of the token: there was none, it is revoked, or it lives until Vault ends it. */
export type TokenEnd = "none" | "revoked" | "left";

export interface OneLogin extends VaultClient {
  /**
   * Logs in, once; whoever asks again gets the same answer. A refused login is never repeated: five of them lock the RoleID.
   * @returns the AppRole the credential belongs to, as Vault calls it
   * @throws UpstreamError (service "vault"). Nothing changed.
   */
  logIn(): Promise<{ readonly role: string | undefined }>;
  /** Revokes the token, also one whose login is still under way. Never throws, and returns within a few seconds. */
  end(): Promise<TokenEnd>;
}

export interface OneLoginDeps {
  readonly transport: Transport;
  /** Mount path of the AppRole auth method, e.g. `approle`. */
  readonly mount: string;
  readonly roleId: string;
  /** Asked for when the login is made: it may have to be unwrapped first. */
  readonly secretId: () => Promise<Secret>;
}

interface Login {
  readonly client: VaultClient;
  readonly role: string | undefined;
  readonly isService: boolean;
}

const revokePath = vaultPath("auth/token/revoke-self");
const loginWithinMs = 2_000;
const revokeWithinMs = 3_000;

/**
 * An AppRole login for a command that reads a few values and is done: one token, no renewal, and revoked as soon as
 * nothing needs it. `createSession` would log in anew where it cannot tell whether a token is alive.
 */
export function createOneLogin({ transport, mount, roleId, secretId }: OneLoginDeps): OneLogin {
  const path = vaultPath(`auth/${mount}/login`);
  let login: Promise<Login> | undefined;
  let isEnded = false;

  const start = async (): Promise<Login> => {
    const body = { role_id: roleId, secret_id: (await secretId()).reveal() };
    if (isEnded) throw fromLoss("STOPPED", false, { kind: "once", template: path.template });
    const call: VaultCall = { method: "POST", path, kind: "once", body, accept: [400, 403] };
    const answer = await transport.client().request(call);
    if (answer.status === 400 || answer.status === 403) throw await refusedLogin(transport, mount, answer.status);
    const { auth } = readAnswer(LoginAnswer, answer, call);
    return {
      client: transport.client(new Secret(auth.client_token)),
      role: auth.metadata?.role_name,
      isService: auth.token_type === "service",
    };
  };
  const once = (): Promise<Login> => {
    if (isEnded) return Promise.reject(fromLoss("STOPPED", false, { kind: "once", template: path.template }));
    login ??= start();
    return login;
  };

  return {
    logIn: async () => ({ role: (await once()).role }),
    request: async (call) => (await once()).client.request(call),

    async end() {
      isEnded = true;
      if (login === undefined) return "none";
      const made = await within(
        loginWithinMs,
        login.catch(() => null),
      );
      if (made === null) return "none";
      if (made === undefined || !made.isService) return "left";
      const signal = AbortSignal.timeout(revokeWithinMs);
      return made.client.request({ method: "POST", path: revokePath, kind: "once", signal }).then(
        () => "revoked",
        () => "left",
      );
    },
  };
}

/** `undefined`: not in time. */
function within<T>(ms: number, work: Promise<T>): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(undefined), ms);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
