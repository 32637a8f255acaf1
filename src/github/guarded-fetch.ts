import { Agent, type Dispatcher, fetch, Response } from "undici";

/** What became of one call, seen from below Octokit. `isSent`: bytes of the request may have left this machine. */
export interface Journal {
  isSent: boolean;
  /** What kept it from being sent. */
  stoppedBy?: unknown;
}

/** As much of an answer as any call here needs (a tree has up to 7 MB); a longer one is a fault of the other side. */
const maxAnswerBytes = 8_000_000;

interface FetchInit {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

/**
 * The only way out to GitHub. Each returned `fetch` serves one call: it goes to the API's own origin and path only,
 * follows no redirect, gives up after `timeoutMs`, reads the whole answer before it returns, and notes in the journal
 * whether the request was put on a connection: before that, a failure certainly changed nothing.
 */
export function createGuardedFetch({
  api,
  timeoutMs,
  onDate = () => {},
}: {
  readonly api: URL;
  readonly timeoutMs: number;
  /** Told the `Date` of each answer, with how long that took from when it was asked for, in milliseconds. */
  readonly onDate?: (date: string, tookMs: number) => void;
}) {
  const agent = new Agent({ connect: { timeout: timeoutMs }, headersTimeout: timeoutMs, bodyTimeout: timeoutMs });
  const basePath = api.pathname.endsWith("/") ? api.pathname : `${api.pathname}/`;

  function forCall(journal: Journal, signal?: AbortSignal, beforeSend?: () => Promise<void>) {
    const dispatcher = agent.compose(
      notingStart(() => {
        journal.isSent = true;
      }),
    );
    const isCancelled = () => signal?.aborted === true;

    return async (address: string, init: FetchInit): Promise<Response> => {
      const url = new URL(address);
      if (isCancelled() || url.origin !== api.origin || !url.pathname.startsWith(basePath)) throw notToBeRepeated();

      await beforeSend?.().catch((error: unknown) => {
        journal.stoppedBy = error;
        throw notToBeRepeated();
      });
      const deadline = AbortSignal.timeout(timeoutMs);
      const askedAtMs = performance.now();
      try {
        const answer = await fetch(url, {
          ...(init.method === undefined ? {} : { method: init.method }),
          ...(init.headers === undefined ? {} : { headers: init.headers }),
          ...(init.body === undefined ? {} : { body: init.body }),
          redirect: "manual",
          signal: signal === undefined ? deadline : AbortSignal.any([signal, deadline]),
          dispatcher,
        });
        onDate(answer.headers.get("date") ?? "", performance.now() - askedAtMs);
        return await readWhole(answer);
      } catch {
        // The original error may hold the request with its headers; nothing above needs more than that there was no answer.
        if (isCancelled()) throw notToBeRepeated();
        throw new TypeError("no answer");
      }
    };
  }

  return { forCall, close: () => agent.destroy() };
}

/** Octokit's retry plugin leaves errors of this name alone. */
function notToBeRepeated(): Error {
  const error = new Error("not sent, or cancelled");
  error.name = "AbortError";
  return error;
}

async function readWhole(answer: Response): Promise<Response> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of answer.body ?? []) {
    length += chunk.byteLength;
    if (length > maxAnswerBytes) throw new RangeError("answer too long");
    chunks.push(chunk);
  }
  const body = length === 0 ? null : Buffer.concat(chunks);
  return new Response(body, { status: answer.status, headers: answer.headers });
}

/** undici starts a request only once it has a connection, so what fails earlier was never sent. */
function notingStart(onStart: () => void): Dispatcher.DispatcherComposeInterceptor {
  return (dispatch) => (options, handler) =>
    dispatch(options, {
      onRequestStart: (controller, context) => {
        onStart();
        handler.onRequestStart?.(controller, context);
      },
      onRequestUpgrade: (controller, status, headers, socket) => handler.onRequestUpgrade?.(controller, status, headers, socket),
      onResponseStart: (controller, status, headers, text) => handler.onResponseStart?.(controller, status, headers, text),
      onResponseData: (controller, chunk) => handler.onResponseData?.(controller, chunk),
      onResponseEnd: (controller, trailers) => handler.onResponseEnd?.(controller, trailers),
      onResponseError: (controller, error) => handler.onResponseError?.(controller, error),
    });
}
