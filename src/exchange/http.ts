import { Pool } from "undici";
import { sendOnce } from "../http/send-once.ts";
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
const largestAnswerBytes = 256 * 1024;

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
    maxResponseSize: largestAnswerBytes,
    // Said outright, because NODE_TLS_REJECT_UNAUTHORIZED would change the default.
    connect: { rejectUnauthorized: true, timeout: timeoutMs },
  });

  return {
    async get({ path, query, headers, signal }) {
      const result = await sendOnce(pool, {
        method: "GET",
        path: query === undefined ? path : `${path}?${query}`,
        headers: { accept: "application/json", "user-agent": "profinaut-vault-bot", ...headers },
        body: null,
        deadlineMs: timeoutMs,
        signal,
      });
      return result.answered ? { answered: true, answer: { exchange, path, ...result } } : result;
    },
    close: () => pool.destroy(),
  };
}
