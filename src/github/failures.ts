import { RequestError } from "@octokit/request-error";
import { AppError, ConflictError, type ErrorCode, NotAllowedError, NotFoundError, UpstreamError } from "../domain/errors.ts";
import { atMostLongestPause, retryAfterAtMs } from "../domain/retry-after.ts";
import { type Sentence, say } from "../domain/sentence.ts";
import type { Journal } from "./guarded-fetch.ts";
import { ErrorBody } from "./wire.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    /** Nothing changed; the same call may be made again. */
    "github.unreachable": { what: string };
    /** A write was sent and nobody said what became of it. */
    "github.unanswered": { what: string };
    "github.unauthorised": NoParams;
    "github.app-refused": NoParams;
    "github.no-installation": NoParams;
    "github.suspended": NoParams;
    "github.not-the-api": NoParams;
    "github.sso": { what: string };
    "github.address-refused": { what: string };
    "github.denied": { what: string; need: string };
    "github.not-found": { what: string };
    "github.moved": { what: string };
    "github.limited": { untilAtMs: number };
    "github.refused": { what: string; status: number };
    "github.strange-answer": { what: string };
  }
}

/** What the failed call was about. `what` is shown to people; `need` is the permission it takes. */
export interface CallSubject {
  readonly kind: "read" | "write";
  readonly what: string;
  readonly need: string;
}

/**
 * Translates any failure of a call from its status and headers. The result has no cause: Octokit's errors hold the
 * request with its headers and the upstream body.
 */
export function failureOf(error: unknown, subject: CallSubject, journal: Journal, nowMs: number): AppError {
  if (error instanceof AppError) return error;

  const answer = error instanceof RequestError ? error.response : undefined;
  if (answer === undefined) return unanswered(subject, journal);

  const { status, headers } = answer;
  const limitedUntilAtMs = limitOf(status, headers, answer.data, nowMs);
  if (limitedUntilAtMs !== undefined) return limited(limitedUntilAtMs, status);
  if (status === 404 && isPage(headers)) return notTheApi();
  if (status === 403) return whyForbidden(headers, answer.data, subject);
  return failureOfStatus(status, subject, journal, retryAfterAtMs(headers["retry-after"], nowMs));
}

/** The same for a bare status, also a redirect's: GitHub answers a renamed repository with 301, and we follow none. */
export function failureOfStatus(
  status: number,
  { what, need, kind }: CallSubject,
  journal: Journal,
  untilAtMs?: number,
): AppError {
  if (status >= 300 && status < 400) return new NotFoundError("github.moved", say("github.moved", { what }));
  if (status === 401) return unauthorised(status);
  if (status === 403) return new NotAllowedError("github.denied", say("github.denied", { what, need }));
  if (status === 404 || status === 410) return new NotFoundError("github.not-found", say("github.not-found", { what }));
  if (status === 408 || status >= 500) return unanswered({ what, need, kind }, journal, { status, untilAtMs });

  return refused("github.refused", say("github.refused", { what, status }), { status, retryable: status === 409 });
}

/** An organisation's own rules, which no permission helps with; what it says of an address is in no header and of no code. */
function whyForbidden(headers: Headers, body: unknown, subject: CallSubject): AppError {
  const { what, need } = subject;
  if (/^required/.test(String(headers["x-github-sso"] ?? "")))
    return new NotAllowedError("github.sso", say("github.sso", { what }));
  const message = ErrorBody.safeParse(body).data?.message ?? "";
  return message.includes("IP allow list")
    ? new NotAllowedError("github.address-refused", say("github.address-refused", { what }))
    : new NotAllowedError("github.denied", say("github.denied", { what, need }));
}

type Headers = { readonly [name: string]: string | number | undefined };

/** The API answers with JSON; web pages, proxies and sign-in forms do not. */
export const isPage = (headers: Headers): boolean => /^text\/html/.test(String(headers["content-type"] ?? ""));

/** Whatever answers at the API's address, it is not GitHub's API. */
export const notTheApi = (): ConflictError => new ConflictError("github.not-the-api", say("github.not-the-api", {}));

/**
 * GitHub makes no installation token for us.
 * https://docs.github.com/en/rest/apps/apps#create-an-installation-access-token-for-an-app
 */
export function noInstallationToken(status: number | undefined): UpstreamError {
  const about = { status, retryable: false };
  if (status === 404) return refused("github.no-installation", say("github.no-installation", {}), about);
  if (status === 403) return refused("github.suspended", say("github.suspended", {}), about);
  return refused("github.app-refused", say("github.app-refused", {}), about);
}

function unauthorised(status?: number): UpstreamError {
  return refused("github.unauthorised", say("github.unauthorised", {}), { status, retryable: false });
}

/** What an answer says beside what it means. */
interface AboutAnswer {
  readonly status?: number | undefined;
  /** Until when it asks to be left alone. */
  readonly untilAtMs?: number | undefined;
}

/** What was read and is not what GitHub documents. */
export const strangeAnswer = ({ what }: Pick<CallSubject, "what">, status?: number): UpstreamError =>
  refused("github.strange-answer", say("github.strange-answer", { what }), { status, retryable: true });

/** A write that was sent and may have happened. */
export function unconfirmed(what: string, about: AboutAnswer = {}): UpstreamError {
  return new UpstreamError("github.unanswered", say("github.unanswered", { what }), {
    service: "github",
    effect: "unknown",
    retryable: true,
    ...about,
  });
}

function unanswered({ kind, what }: CallSubject, journal: Journal, about: AboutAnswer = {}): UpstreamError {
  if (kind === "write" && journal.isSent) return unconfirmed(what, about);
  return refused("github.unreachable", say("github.unreachable", { what }), { ...about, retryable: true });
}

export function limited(untilAtMs: number, status?: number): UpstreamError {
  return refused("github.limited", say("github.limited", { untilAtMs }), { status, untilAtMs, retryable: true });
}

function refused(code: ErrorCode, sentence: Sentence, about: AboutAnswer & { readonly retryable: boolean }): UpstreamError {
  return new UpstreamError(code, sentence, { service: "github", effect: "none", ...about });
}

/**
 * When a rate limit ends, or `undefined` when this is none. GitHub answers limits with 429 or with 403, told apart from
 * a refusal by `retry-after`, by a used-up allowance, or by the page its `documentation_url` names; without a time it
 * asks for at least a minute.
 * https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit
 */
export function limitOf(
  status: number,
  headers: { readonly [name: string]: string | number | undefined },
  body: unknown,
  nowMs: number,
): number | undefined {
  if (status !== 403 && status !== 429) return undefined;

  const untilAtMs = retryAfterAtMs(headers["retry-after"], nowMs);
  if (untilAtMs !== undefined) return untilAtMs;

  const resetS = Number(headers["x-ratelimit-reset"]);
  // GitHub's clock says when its allowance begins anew; how long that is, its own time of the answer says, whatever ours is.
  const answeredAtMs = Date.parse(String(headers["date"]));
  const resetAtMs = resetS * 1000 + (Number.isNaN(answeredAtMs) ? 0 : nowMs - answeredAtMs);
  if (String(headers["x-ratelimit-remaining"]) === "0" && resetS > 0) return atMostLongestPause(resetAtMs, nowMs);

  const page = ErrorBody.safeParse(body).data?.documentation_url ?? "";
  return status === 429 || page.includes("secondary-rate-limit") ? nowMs + 60_000 : undefined;
}
