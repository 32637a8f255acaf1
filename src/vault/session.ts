import { UpstreamError } from "../domain/errors.ts";
import { Secret } from "../domain/secret.ts";
import { fromLoss } from "./errors.ts";
import { vaultPath } from "./paths.ts";
import { refusedLogin } from "./refused-login.ts";
import type { Transport, VaultCall, VaultClient } from "./transport.ts";
import { LoginAnswer, readAnswer } from "./wire.ts";

export interface VaultSession extends VaultClient {
  /** The AppRole that our login is of, as Vault calls it. @throws UpstreamError (service "vault"). Nothing changed. */
  role(): Promise<string | undefined>;
  /** Revokes our token, as far as Vault answers in time; every later request fails. Never throws. */
  stop(): Promise<void>;
}

export interface SessionDeps {
  readonly transport: Transport;
  /** Mount path of the AppRole auth method, e.g. `approle`. */
  readonly mount: string;
  readonly roleId: string;
  readonly secretId: Secret;
  /** Now, in milliseconds. */
  readonly now: () => number;
}

/** One token and the client made for it. */
interface Login {
  readonly client: VaultClient;
  readonly token: Secret;
  readonly role: string | undefined;
  readonly isService: boolean;
  readonly isRenewable: boolean;
  /** What the login granted; 0: no end. */
  readonly ttlMs: number;
  readonly expiresAtMs: number;
  readonly refreshAtMs: number;
}

const renewPath = vaultPath("auth/token/renew-self");
const lookupPath = vaultPath("auth/token/lookup-self");
const revokePath = vaultPath("auth/token/revoke-self");

/**
 * Vault locks a RoleID for 15 minutes after five refused logins, for everybody who uses it; a refusal is therefore
 * remembered for this long instead of being asked for again.
 * https://developer.hashicorp.com/vault/docs/concepts/user-lockout
 */
const refusalRememberedMs = 5 * 60_000;
const afterFailedRefreshMs = 5_000;
const refreshAt = 2 / 3;
const stopWithinMs = 2_000;

/**
 * Our own AppRole login, kept usable: logs in when first needed, refreshes at two thirds of the token's life (renews it, or
 * logs in again where it is a batch token or near its maximum), and logs in again when the token was revoked. One login or
 * renewal at a time, whoever asks. It needs no timer: a token that nobody uses may expire.
 *
 * A failure to log in has `effect: "none"`: what was asked for was never sent.
 */
export function createSession(deps: SessionDeps): VaultSession {
  const { transport, now } = deps;
  const loginPath = vaultPath(`auth/${deps.mount}/login`);
  let current: Login | undefined;
  let pending: Promise<Login> | undefined;
  let refusal: { readonly error: UpstreamError; readonly untilMs: number } | undefined;
  let isStopped = false;

  const loginFrom = (auth: LoginAnswer["auth"], sinceMs: number, token: Secret, client: VaultClient, ttlMs: number): Login => {
    const grantedMs = auth.lease_duration * 1000;
    return {
      client,
      token,
      role: auth.metadata?.role_name,
      isService: auth.token_type === "service",
      isRenewable: auth.renewable,
      ttlMs,
      expiresAtMs: grantedMs === 0 ? Number.POSITIVE_INFINITY : sinceMs + grantedMs,
      refreshAtMs: grantedMs === 0 ? Number.POSITIVE_INFINITY : sinceMs + grantedMs * refreshAt,
    };
  };

  const logIn = async (): Promise<Login> => {
    if (refusal && now() < refusal.untilMs) throw refusal.error;
    const body = { role_id: deps.roleId, secret_id: deps.secretId.reveal() };
    const call: VaultCall = { method: "POST", path: loginPath, kind: "once", body, accept: [400, 403] };
    const sinceMs = now();
    const answer = await transport.client().request(call);
    if (answer.status === 400 || answer.status === 403) {
      refusal = { error: await refusedLogin(transport, deps.mount, answer.status), untilMs: now() + refusalRememberedMs };
      throw refusal.error;
    }
    const { auth } = readAnswer(LoginAnswer, answer, call);
    const token = new Secret(auth.client_token);
    return loginFrom(auth, sinceMs, token, transport.client(token), auth.lease_duration * 1000);
  };

  const renew = async (login: Login): Promise<Login> => {
    const body = { increment: `${login.ttlMs / 1000}s` };
    const call: VaultCall = { method: "POST", path: renewPath, kind: "once", body };
    const sinceMs = now();
    const { auth } = readAnswer(LoginAnswer, await login.client.request(call), call);
    return loginFrom(auth, sinceMs, login.token, login.client, login.ttlMs);
  };

  const refresh = async (login: Login): Promise<Login> => {
    try {
      const renewed = login.isRenewable ? await renew(login).catch(onlyIfDenied) : undefined;
      const hasLongEnough = renewed !== undefined && renewed.expiresAtMs - now() >= renewed.ttlMs / 2;
      return hasLongEnough ? renewed : await logIn();
    } catch (error) {
      if (now() >= login.expiresAtMs) throw error;
      return { ...login, refreshAtMs: now() + afterFailedRefreshMs };
    }
  };

  const oneAtATime = (obtain: () => Promise<Login>): Promise<Login> => {
    pending ??= obtain()
      .then((login) => {
        current = login;
        return login;
      })
      .finally(() => {
        pending = undefined;
      });
    return pending;
  };

  const usable = async (): Promise<Login> => {
    if (isStopped) throw fromLoss("STOPPED", false, { kind: "once", template: loginPath.template });
    if (pending !== undefined) return pending;
    const login = current;
    if (!login || now() >= login.expiresAtMs) return oneAtATime(logIn);
    return now() >= login.refreshAtMs ? oneAtATime(() => refresh(login)) : login;
  };

  const usableFor = (call: VaultCall) =>
    untilAborted(usable(), call.signal, () => fromLoss("ABORTED", false, { kind: call.kind, template: call.path.template }));

  /** Vault says 403 both to a dead token and to a living one that may not do this. Being denied changed nothing. */
  const isAlive = async (login: Login, signal: AbortSignal | undefined) => {
    const call: VaultCall = { method: "GET", path: lookupPath, kind: "read", accept: [403], signal };
    return (await login.client.request(call)).status !== 403;
  };

  return {
    role: async () => (await usable()).role,

    async request(call) {
      const login = await usableFor(call);
      try {
        return await login.client.request(call);
      } catch (error) {
        const isDenied = error instanceof UpstreamError && error.status === 403;
        if (!isDenied || (await isAlive(login, call.signal))) throw error;
      }
      if (current === login) current = undefined;
      return (await usableFor(call)).client.request(call);
    },

    async stop() {
      if (isStopped) return;
      isStopped = true;
      const signal = AbortSignal.timeout(stopWithinMs);
      try {
        const login = await untilAborted(pending ?? Promise.resolve(current), signal, () => new Error("STOPPING"));
        if (!login?.isService || now() >= login.expiresAtMs) return;
        await login.client.request({ method: "POST", path: revokePath, kind: "once", signal });
      } catch {
        // The token ends by itself: Vault bounds its life.
      } finally {
        current = undefined;
      }
    },
  };
}

/** A token that may not be renewed any more is replaced; any other failure is somebody else's to judge. */
function onlyIfDenied(error: unknown): undefined {
  if (error instanceof UpstreamError && error.status === 403) return undefined;
  throw error;
}

/** The shared login goes on for the others when one caller gives up. */
function untilAborted<T>(work: Promise<T>, signal: AbortSignal | undefined, reason: () => Error): Promise<T> {
  if (!signal) return work;
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(reason());
    if (signal.aborted) onAbort();
    signal.addEventListener("abort", onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}
