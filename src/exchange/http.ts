import { Pool } from "undici";
import { wellFormed } from "../domain/json.ts";
import type { Asked } from "./failures.ts";

/** One GET, already signed. */
export interface HttpRequest {
  /** Absolute path without a query. */
  readonly path: string;
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
}

/** A whole answer (`body` is JSON that nobody has checked, `undefined` when it is none), or the code that says why there is none. */
export type HttpResult =
  | { readonly answered: true; readonly answer: HttpAnswer }
  | { readonly answered: false; readonly code: string };

export interface HttpAnswer extends Asked {
  readonly status: number;
  header(name: string): string | undefined;
  readonly body: unknown;
}

/** The only way out to one exchange: its own origin, no redirects, a deadline, bounded answers. */
export interface ExchangeHttp {
  /** Never throws. */
  get(request: HttpRequest): Promise<HttpResult>;
  /** Breaks what is under way and closes the connections. */
  close(): Promise<void>;
}

/** A key's rights fit into a few kilobytes. */
const LARGEST_ANSWER_BYTES = 256 * 1024;
const CODE = /^[A-Z][A-Z0-9_]{1,63}$/;

export function createExchangeHttp({
  exchange,
  origin,
  timeoutMs,
}: {
  /** Name in the configuration. */
  readonly exchange: string;
  readonly origin: string;
  /** Of one request, from queueing to the last byte of the answer. */
  readonly timeoutMs: number;
}): ExchangeHttp {
  const pool = new Pool(origin, {
    connections: 2,
    pipelining: 1,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    maxResponseSize: LARGEST_ANSWER_BYTES,
    // Said outright, because NODE_TLS_REJECT_UNAUTHORIZED would change the default.
    connect: { rejectUnauthorized: true, timeout: timeoutMs },
  });

  /** undici follows no redirect unless told to, and asks no proxy of the environment. */
  const send = async ({ path, query, headers }: HttpRequest, giveUp: AbortSignal): Promise<HttpResult> => {
    const sent = await pool.request({
      method: "GET",
      path: query === undefined ? path : `${path}?${query}`,
      headers: { accept: "application/json", "user-agent": "profinaut-vault-bot", ...headers },
      signal: giveUp,
    });
    const text = await sent.body.text();
    const header = (name: string): string | undefined => {
      const value = sent.headers[name];
      return Array.isArray(value) ? value[0] : value;
    };
    return { answered: true, answer: { exchange, path, status: sent.statusCode, header, body: parsed(text) } };
  };

  return {
    async get(request) {
      const deadline = AbortSignal.timeout(timeoutMs);
      const giveUp = request.signal === undefined ? deadline : AbortSignal.any([deadline, request.signal]);
      const why = (): HttpResult => ({ answered: false, code: request.signal?.aborted ? "ABORTED" : "TIMEOUT" });
      if (giveUp.aborted) return why();

      let onAbort = (): void => {};
      // undici heeds a signal only once it has a connection.
      const givenUp = new Promise<HttpResult>((resolve) => {
        onAbort = () => resolve(why());
        giveUp.addEventListener("abort", onAbort, { once: true });
      });
      const sending = send(request, giveUp).catch((error: unknown): HttpResult => {
        return giveUp.aborted ? why() : { answered: false, code: codeOf(error) };
      });
      const result = await Promise.race([sending, givenUp]);
      giveUp.removeEventListener("abort", onAbort);
      return result;
    },
    close: () => pool.destroy(),
  };
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error) || !("code" in error)) return "UNKNOWN";
  return typeof error.code === "string" && CODE.test(error.code) ? error.code : "UNKNOWN";
}

function parsed(text: string): unknown {
  try {
    return wellFormed(JSON.parse(text));
  } catch {
    return undefined;
  }
}
