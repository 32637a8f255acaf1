import { setTimeout as sleep } from "node:timers/promises";
import { retry } from "@octokit/plugin-retry";
import { RequestError } from "@octokit/request-error";
import { Octokit } from "@octokit/rest";
import { wellFormed } from "../domain/json.ts";
import { parseApiUrl } from "./api-url.ts";
import { createCredential, type GitHubAuth, type GrantedPermissions } from "./credential.ts";
import { type CallSubject, failureOf, failureOfStatus, isPage, limited, notTheApi } from "./failures.ts";
import { createGuardedFetch, type Journal } from "./guarded-fetch.ts";
import { createPacing } from "./pacing.ts";

export interface GitHubAnswer {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: { readonly [name: string]: string | number | undefined };
  /** Unparsed: `wire.ts` says what to expect. */
  readonly data: unknown;
}

export interface GitHubCall {
  /** Octokit's route template, e.g. `GET /repos/{owner}/{repo}`. */
  readonly route: string;
  readonly parameters: { readonly [name: string]: unknown };
  /** What it is about, for the person who reads the failure, e.g. `acme/profinaut`. */
  readonly what: string;
  /** The permission it takes, for the same reader, e.g. `Secrets: write`. */
  readonly need: string;
  readonly signal?: AbortSignal | undefined;
  /** Of an answer that is known: the same answer comes back as 304 without data, and costs nothing of the allowance. */
  readonly etag?: string | undefined;
  /** Awaited in the last moment before the request leaves; what it throws is thrown, and nothing is sent. */
  readonly beforeSend?: (() => Promise<void>) | undefined;
}

/**
 * GitHub's REST API. While GitHub limits us nothing is sent: a limit holds for all that one credential asks, and who goes on
 * asking is limited for longer. Both calls throw `UpstreamError` (service "github"), `NotFoundError` for 404 and for a redirect
 * (a renamed repository), `NotAllowedError` for a refusing 403; no error holds a token, a header or a body.
 */
export interface GitHubClient {
  /** Repeated when GitHub fails or asks to wait, within bounds; a limit that ends soon is waited for. `effect` is always "none". */
  read(call: GitHubCall): Promise<GitHubAnswer>;
  /** Sent at most once. `effect` is "unknown" when it was sent and got no answer, or one of 5xx. */
  write(call: GitHubCall): Promise<GitHubAnswer>;
  /** What the App's installation may do; `undefined` for a plain token. */
  granted(call: Pick<GitHubCall, "what" | "need">): Promise<GrantedPermissions | undefined>;
  /** What GitHub says that it is now by its last answer, in milliseconds since 1970; `undefined` when that was long ago. Asks nothing. */
  clock(): Promise<number | undefined>;
  /** The longest one request may take. */
  readonly timeoutMs: number;
  /** Breaks what is under way and closes the connections. */
  close(): Promise<void>;
}

export interface GitHubClientOptions {
  readonly auth: GitHubAuth;
  /** `https://api.github.com`, or GitHub Enterprise's `https://host/api/v3`; http on loopback only. */
  readonly apiUrl: string;
  readonly timeoutMs: number;
  readonly log: { warn(fields: object, sentence: string): void };
  readonly now: () => number;
  /** Milliseconds since some moment, whatever becomes of the host's clock: what waits is measured by it. Default `performance.now()`. */
  readonly monotonicMs?: () => number;
  /** Wait before the first repetition of a read; the second waits four times as long. Default 1,000. */
  readonly retryBaseMs?: number;
  /** The longest wait a rate limit may ask of a read before it fails. Default 60,000. */
  readonly maxLimitWaitMs?: number;
}

const readRetries = 2;
/** An answer that takes longer says too little of when it was given. */
const longestToldMs = 2_000;
const toldLastsMs = 5 * 60_000;
const answersNotToRetry = [400, 401, 403, 404, 409, 410, 413, 422, 429, 451];

/** @throws InputError when `apiUrl` is not acceptable */
export function createGitHubClient(options: GitHubClientOptions): GitHubClient {
  const { timeoutMs, now, log, monotonicMs = () => performance.now(), retryBaseMs = 1000, maxLimitWaitMs = 60_000 } = options;
  const api = parseApiUrl(options.apiUrl);
  let told: { readonly dateMs: number; readonly atMs: number } | undefined;
  const guarded = createGuardedFetch({
    api,
    timeoutMs,
    onDate: (date, tookMs) => {
      // The middle of the second that it says, in the middle of how long it took.
      const dateMs = Date.parse(date) + 500;
      if (tookMs <= longestToldMs && !Number.isNaN(dateMs)) told = { dateMs, atMs: monotonicMs() - tookMs / 2 };
    },
  });
  let limitedUntilMs = 0;
  const isLimitedFor = (ms: number): void => {
    limitedUntilMs = Math.max(limitedUntilMs, monotonicMs() + ms);
  };
  const pacing = createPacing({
    ...{ now, monotonicMs, repetitions: readRetries, maxLimitWaitMs },
    onLimit: ({ waitMs, isWaiting }) => {
      isLimitedFor(waitMs);
      log.warn({ waitS: Math.ceil(waitMs / 1000), isWaiting }, "GitHub limits our requests");
    },
  });
  const PacedOctokit = Octokit.plugin(pacing, retry);

  const createOctokit = () =>
    new PacedOctokit({
      baseUrl: api.href.replace(/\/$/, ""),
      userAgent: "profinaut-vault-bot",
      request: { fetch: guarded.forCall({ isSent: false }), log: silent },
      // Octokit logs whole requests and upstream texts.
      log: silent,
      retry: { doNotRetry: answersNotToRetry, retries: readRetries, retryAfterBaseValue: retryBaseMs },
    });

  const credential = createCredential(options.auth, { octokit: createOctokit(), now, monotonicMs });
  const octokit = createOctokit();
  octokit.hook.wrap("request", async (request, parameters) => {
    const authorised = async (isRefused: boolean) => {
      parameters.headers.authorization = `token ${await credential.token(isRefused)}`;
      return request(parameters);
    };
    try {
      return await authorised(false);
    } catch (error) {
      const isRefused = error instanceof RequestError && error.status === 401;
      if (!isRefused || !credential.isRenewable || parameters.method !== "GET") throw error;
      // A new installation token takes a moment to be known everywhere, and a cached one may have been revoked.
      await sleep(retryBaseMs);
      return authorised(true);
    }
  });

  async function call(kind: CallSubject["kind"], request: GitHubCall): Promise<GitHubAnswer> {
    const { route, parameters, what, need, signal, etag, beforeSend } = request;
    const journal: Journal = { isSent: false };
    const subject = { kind, what, need };
    await untilAllowed(kind, signal);
    try {
      const { status, headers, data } = await orAborted(signal, () =>
        octokit.request(route, {
          ...parameters,
          headers: { "x-github-api-version": "2022-11-28", ...(etag === undefined ? {} : { "if-none-match": etag }) },
          // A number of retries here would repeat even a 404, so only writes get one.
          request: {
            fetch: guarded.forCall(journal, signal, beforeSend),
            log: silent,
            ...(kind === "write" ? { retries: 0 } : {}),
          },
        }),
      );
      if (status >= 300 && isPage(headers)) throw notTheApi();
      if (status >= 300) throw failureOfStatus(status, subject, journal);
      return { status, headers, data: wellFormed(data) };
    } catch (error) {
      if (etag !== undefined && error instanceof RequestError && error.status === 304)
        return { status: 304, headers: {}, data: undefined };
      throw journal.stoppedBy ?? failureOf(error, subject, journal, now());
    }
  }

  async function untilAllowed(kind: CallSubject["kind"], signal: AbortSignal | undefined): Promise<void> {
    const waitMs = limitedUntilMs - monotonicMs();
    if (waitMs <= 0) return;
    if (kind === "write" || waitMs > maxLimitWaitMs) throw limited(now() + waitMs);
    await orAborted(signal, () => sleep(waitMs, undefined, { ref: false })).catch(() => {
      throw limited(now() + Math.max(0, limitedUntilMs - monotonicMs()));
    });
  }

  return {
    read: (request) => call("read", request),
    write: (request) => call("write", request),
    granted: async ({ what, need }) => {
      try {
        return await credential.granted();
      } catch (error) {
        throw failureOf(error, { kind: "read", what, need }, { isSent: false }, now());
      }
    },
    clock: async () => {
      const sinceMs = told && monotonicMs() - told.atMs;
      return told && sinceMs !== undefined && sinceMs < toldLastsMs ? Math.round(told.dateMs + sinceMs) : undefined;
    },
    timeoutMs,
    close: guarded.close,
  };
}

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** Octokit's queues and waits know no signal; what they still hold when it fires is stopped by the guarded fetch. */
async function orAborted<T>(signal: AbortSignal | undefined, act: () => Promise<T>): Promise<T> {
  if (signal === undefined) return act();
  signal.throwIfAborted();

  let onAbort = () => {};
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(new Error("cancelled"));
    signal.addEventListener("abort", onAbort, { once: true });
  });
  try {
    return await Promise.race([act(), aborted]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
