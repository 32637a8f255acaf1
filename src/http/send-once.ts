import type { Dispatcher, Pool } from "undici";
import { wellFormed } from "../domain/json.ts";

/** One HTTP request, already checked. */
export interface HttpRequest {
  readonly method: string;
  /** Absolute path on the pool's origin. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  readonly deadlineMs: number;
  readonly signal: AbortSignal | undefined;
}

/**
 * Either a whole answer (`body` is parsed JSON, `undefined` when there was none or it was no JSON), or none: then `sent`
 * says whether any of the request may have left us, and `code` is Node's or undici's code, `TIMEOUT` or `ABORTED`.
 */
export type Sent =
  | { readonly answered: true; readonly status: number; readonly body: unknown; header(name: string): string | undefined }
  | { readonly answered: false; readonly sent: boolean; readonly code: string };

/**
 * Sends one request to the origin of a pool, follows no redirect, and never throws. undici's own `request()` cannot tell a request that was never written from one
 * whose answer was lost, and lets a signal wait for the connection; so this listens to the dispatcher itself.
 */
export function sendOnce(pool: Pool, request: HttpRequest): Promise<Sent> {
  return new Promise((resolve) => {
    let sent = false;
    let settled = false;
    let status = 0;
    let headers: Readonly<Record<string, string | string[] | undefined>> = {};
    let controller: Dispatcher.DispatchController | undefined;
    const chunks: Buffer[] = [];

    const settle = (result: Sent) => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      request.signal?.removeEventListener("abort", onAbort);
      resolve(result);
    };
    const giveUp = (code: string) => {
      settle({ answered: false, sent, code });
      controller?.abort(new Error(code));
    };
    const onAbort = () => giveUp("ABORTED");
    const timer = setTimeout(() => giveUp("TIMEOUT"), request.deadlineMs);

    if (request.signal?.aborted) return giveUp("ABORTED");
    request.signal?.addEventListener("abort", onAbort, { once: true });

    const { method, path, body } = request;
    pool.dispatch(
      { method, path, headers: request.headers, body },
      {
        onRequestStart(started) {
          if (settled) return started.abort(new Error("given up"));
          controller = started;
          sent = true;
        },
        onResponseStart(_controller, statusCode, answered) {
          status = statusCode;
          headers = answered;
        },
        onResponseData(_controller, chunk) {
          chunks.push(chunk);
        },
        onResponseEnd() {
          settle({
            answered: true,
            status,
            header: (name) => [headers[name]].flat()[0],
            body: parseJson(Buffer.concat(chunks).toString("utf8")),
          });
        },
        onResponseError(_controller, error) {
          settle({ answered: false, sent, code: codeOf(error) });
        },
      },
    );
  });
}

const codeGrammar = /^[A-Z][A-Z0-9_]{1,63}$/;

function codeOf(error: Error): string {
  return "code" in error && typeof error.code === "string" && codeGrammar.test(error.code) ? error.code : "UNKNOWN";
}

function parseJson(text: string): unknown {
  try {
    return wellFormed(JSON.parse(text));
  } catch {
    return undefined;
  }
}
