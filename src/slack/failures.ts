import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebAPIRequestError } from "@slack/web-api";
import { type ErrorCode, UpstreamError } from "../domain/errors.ts";
import { atMostLongestPause } from "../domain/retry-after.ts";
import { say } from "../domain/sentence.ts";
import { type WebMethod, webMethods } from "./web-methods.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "slack.unanswered": NoParams;
    "slack.limited": NoParams;
    "slack.refused": { problem: string };
    "slack.strange-answer": NoParams;
  }
}

/** The errors of Slack that this app tells apart (https://docs.slack.dev/reference/methods, "Errors"); all others are `other`. */
const problems = [
  "access_denied",
  "accesslimited",
  "account_inactive",
  "cant_update_message",
  "channel_not_found",
  "edit_window_closed",
  "ekm_access_denied",
  "enterprise_is_restricted",
  "forbidden_team",
  "invalid_auth",
  "invalid_blocks",
  "is_archived",
  "message_not_found",
  "messages_tab_disabled",
  "missing_scope",
  "msg_too_long",
  "no_permission",
  "no_such_subteam",
  "not_allowed_token_type",
  "not_authed",
  "not_in_channel",
  "org_login_required",
  "plan_upgrade_required",
  "socket_mode_not_enabled",
  "subteam_not_found",
  "team_access_not_granted",
  "team_added_to_org",
  "thread_not_found",
  "token_expired",
  "token_revoked",
  "two_factor_setup_required",
  "user_not_found",
  "user_not_in_channel",
  "user_not_visible",
] as const;

type Problem = (typeof problems)[number] | "other";

/** Slack's own troubles, which pass: https://docs.slack.dev/reference/methods/chat.postMessage, "Errors". */
const passing: ReadonlySet<string> = new Set(["fatal_error", "internal_error", "request_timeout", "service_unavailable"]);

/** A failed call: what callers are told, and whether and when it may be made again. */
interface Failure {
  readonly error: UpstreamError;
  readonly mayRepeat: boolean;
  /** How long Slack asked to wait; `null` when it did not say. */
  readonly waitMs: number | null;
}

/** Translates what the SDK threw, by class, status and known codes; nothing of Slack's answer is kept. */
export function failureOf(thrown: unknown, method: WebMethod, nowMs: number): Failure {
  const repeatable = webMethods[method] === "same";
  if (thrown instanceof WebAPIRateLimitedError)
    return {
      error: slackLimited(nowMs + thrown.retryAfter * 1000, nowMs),
      mayRepeat: true,
      waitMs: thrown.retryAfter * 1000,
    };
  if (thrown instanceof WebAPIPlatformError) {
    const problem = problems.find((each) => each === thrown.data.error) ?? "other";
    if (passing.has(thrown.data.error))
      return { error: failed("slack.unanswered", repeatable ? "none" : "unknown"), mayRepeat: repeatable, waitMs: null };
    return { error: refusedBySlack(problem), mayRepeat: false, waitMs: null };
  }
  const neverSent = thrown instanceof WebAPIRequestError && isRefusedConnection(thrown.original);
  const status = thrown instanceof WebAPIHTTPError ? thrown.statusCode : undefined;
  const effect = repeatable || neverSent ? "none" : "unknown";
  return { error: failed("slack.unanswered", effect, status), mayRepeat: repeatable || neverSent, waitMs: null };
}

/** The problem behind an error of `failureOf`, for the callers that can do something about it. */
export const problemOf = (error: unknown): Problem | undefined =>
  error instanceof UpstreamError && error.service === "slack"
    ? ([...problems, "other"] as const).find((each) => error.code === codeOf(each))
    : undefined;

/** An answer that does not have the documented shape. */
export const strangeAnswer = (): UpstreamError =>
  new UpstreamError("slack.strange-answer", say("slack.strange-answer", {}), {
    service: "slack",
    effect: "unknown",
    retryable: false,
  });

const codeOf = (problem: Problem): ErrorCode => `slack.refused.${problem}`;

const refusedBySlack = (problem: Problem): UpstreamError =>
  new UpstreamError(codeOf(problem), say("slack.refused", { problem }), { service: "slack", effect: "none", retryable: false });

const failed = (code: "slack.unanswered", effect: "none" | "unknown", status?: number | undefined): UpstreamError =>
  new UpstreamError(code, say(code, {}), { service: "slack", effect, retryable: true, status });

/** Slack does not want to hear it before. */
export const slackLimited = (untilAtMs: number, nowMs: number): UpstreamError =>
  new UpstreamError("slack.limited", say("slack.limited", {}), {
    service: "slack",
    effect: "none",
    retryable: true,
    status: 429,
    untilAtMs: atMostLongestPause(untilAtMs, nowMs),
  });

/** The connection was never made, so the call cannot have done anything. */
const isRefusedConnection = (error: Error): boolean => {
  const cause: unknown = error.cause;
  const code = typeof cause === "object" && cause !== null && "code" in cause ? cause.code : undefined;
  return code === "ECONNREFUSED" || code === "ENOTFOUND" || code === "EAI_AGAIN" || code === "UND_ERR_CONNECT_TIMEOUT";
};
