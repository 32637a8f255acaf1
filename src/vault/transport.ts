import { setTimeout as pause } from "node:timers/promises";
import nodeVault from "node-vault";
import { Pool } from "undici";
import { InputError } from "../domain/errors.ts";
import type { Json } from "../domain/json.ts";
import { retryAfterAtMs } from "../domain/retry-after.ts";
import { safeAddress } from "../domain/safe-address.ts";
import type { Secret } from "../domain/secret.ts";
import { say } from "../domain/sentence.ts";
import { type Sent, sendOnce } from "../http/send-once.ts";
import { type CallKind, fromLoss, fromStatus, wantsTls } from "./errors.ts";
import { requireMeantUrl, type VaultPath } from "./paths.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "vault.address-invalid": NoParams;
  }
}

export interface VaultCall {
  readonly method: "GET" | "LIST" | "POST" | "DELETE";
  readonly path: VaultPath;
  readonly kind: CallKind;
  readonly body?: { readonly [field: string]: Json };
  /** Asks for the answer response-wrapped, its wrapping token living this many seconds. */
  readonly wrapTtlS?: number;
  /** Asks for this version of a KV entry instead of the newest. A number, so that nothing anybody typed is ever in a query. */
  readonly version?: number;
  /** Statuses beside 2xx that are answers to the caller, not failures. */
  readonly accept?: readonly number[];
  readonly signal?: AbortSignal | undefined;
}

/** `body` is parsed JSON that nobody has checked yet, `undefined` when there was none. */
export interface VaultAnswer {
  readonly status: number;
  readonly body: unknown;
}

export interface VaultClient {
  /** @throws UpstreamError (service "vault"); `effect` is "unknown" only when a `write` may have happened */
  request(call: VaultCall): Promise<VaultAnswer>;
}

export interface Transport {
  /** A node-vault client of its own for one token, or for none. All share the connections. */
  client(token?: Secret): VaultClient;
  /** Closes every connection; calls still waiting fail. */
  close(): Promise<void>;
}

export interface TransportOptions {
  /** `https://host:port`; `http:` on loopback alone. */
  readonly address: string;
  /** PEM text of the certificate authority to trust instead of the system's. */
  readonly ca?: string | undefined;
  readonly namespace?: string | undefined;
  /** Of one try, from queueing to the last byte of the answer. */
  readonly timeoutMs: number;
  /** Most connections at a time, default 8. */
  readonly connections?: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** What node-vault hands to the sender: its own fields, and whatever our call put beside them. */
interface SendOptions {
  readonly uri: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly call: VaultCall;
}

const keepAliveMs = 30_000;
const largestAnswerBytes = 8 * 1024 * 1024;
const beforeSecondTryMs = 100;

/**
 * undici under node-vault. node-vault composes URLs and credentials; sending is ours: kept-alive connections, a deadline,
 * cancelling, the same origin only and no redirects, nothing of a request or an answer in an error. Reads alone are
 * repeated, once, after a lost connection, 412 or 5xx; 503 says sealed, which a second try does not cure.
 *
 * @throws InputError for an address that is no origin, or is plain `http:` beyond loopback
 */
export function createTransport(options: TransportOptions): Transport {
  const { now } = options;
  const origin = checkedOrigin(options.address);
  const pool = new Pool(origin, {
    connections: options.connections ?? 8,
    pipelining: 1,
    keepAliveTimeout: keepAliveMs,
    maxResponseSize: largestAnswerBytes,
    // Said outright, because NODE_TLS_REJECT_UNAUTHORIZED would change the default.
    connect: { rejectUnauthorized: true, timeout: options.timeoutMs, ...(options.ca === undefined ? {} : { ca: options.ca }) },
  });

  const sendChecked = async ({ uri, headers, call }: SendOptions) => {
    requireMeantUrl(uri, origin, call.path);
    return sendOnce(pool, {
      method: call.method,
      path: `/v1/${call.path.path}${call.version === undefined ? "" : `?version=${call.version.toFixed(0)}`}`,
      headers: requestHeaders(headers, call),
      body: call.body === undefined ? null : JSON.stringify(call.body),
      deadlineMs: options.timeoutMs,
      signal: call.signal,
    });
  };

  /** node-vault would put an unwelcome answer's body into its error, so every answer passes it as a 200 and is judged here. */
  const send = async (sending: SendOptions) => {
    const { call } = sending;
    let result = await sendChecked(sending);
    if (call.kind === "read" && isWorthASecondTry(result, call)) {
      await pause(beforeSecondTryMs);
      result = await sendChecked(sending);
    }
    const failed = { kind: call.kind, template: call.path.template };
    if (!result.answered) throw fromLoss(result.code, result.sent, failed);
    if (result.status === 400 && result.body === undefined && origin.startsWith("http:")) throw wantsTls();
    if (!isWelcome(result.status, call))
      throw fromStatus(result.status, failed, retryAfterAtMs(result.header("retry-after"), now()));
    const answer: VaultAnswer = { status: result.status, body: result.body };
    return { statusCode: 200, body: answer, request: { path: call.path.template } };
  };

  return {
    client(token) {
      const client = nodeVault({ endpoint: origin, debug: () => {}, "request-promise": { defaults: () => send } });
      // node-vault falls back to VAULT_TOKEN, VAULT_NAMESPACE and VAULT_PREFIX; only what we were given counts.
      Object.assign(client, { token: token?.reveal() ?? "", namespace: options.namespace ?? "", pathPrefix: "" });
      return {
        request: (call) => client.request({ path: `/${call.path.path}`, method: call.method, headers: {}, call }),
      };
    },
    close: () => pool.destroy(),
  };
}

const isWelcome = (status: number, call: VaultCall) => (status >= 200 && status < 300) || (call.accept ?? []).includes(status);

const lostConnection = new Set(["ECONNRESET", "EPIPE", "UND_ERR_SOCKET"]);

function isWorthASecondTry(result: Sent, call: VaultCall): boolean {
  if (call.signal?.aborted) return false;
  if (!result.answered) return lostConnection.has(result.code);
  if (isWelcome(result.status, call)) return false;
  return result.status === 412 || (result.status >= 500 && result.status !== 503);
}

/** Only the headers we mean; node-vault adds those of token and namespace. */
function requestHeaders(given: Readonly<Record<string, string>>, call: VaultCall): Record<string, string> {
  const headers: Record<string, string> = { accept: "application/json", "x-vault-request": "true" };
  const { "X-Vault-Token": token, "X-Vault-Namespace": namespace } = given;
  if (token) headers["x-vault-token"] = token;
  if (namespace) headers["x-vault-namespace"] = namespace;
  if (call.wrapTtlS !== undefined) headers["x-vault-wrap-ttl"] = `${call.wrapTtlS}s`;
  if (call.body !== undefined) headers["content-type"] = "application/json";
  return headers;
}

function checkedOrigin(address: string): string {
  const checked = safeAddress(address, { mayHavePath: false });
  if ("fault" in checked) throw new InputError("vault.address-invalid", say("vault.address-invalid", {}));
  return checked.url.origin;
}
