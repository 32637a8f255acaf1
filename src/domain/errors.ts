import type { Sentence, SentenceKey } from "./sentence.ts";

/**
 * What a failure is called in the log and in audit entries: by the sentence that is said of it, or, where the sentence comes from elsewhere
 * or several failures share one, by a name of its own. Whoever tells failures apart compares whole codes.
 */
export type ErrorCode =
  | SentenceKey
  | "approval.refused"
  | "command.input"
  | "doubt"
  | "exchange.private-key"
  | "form.mistake"
  | "request.not-moved"
  | `slack.refused.${string}`
  | "versions.vault-silent";

/** The systems a request can fail in. */
export type Service = "vault" | "github" | "slack" | "redis" | "queue" | "exchange";

/**
 * Every failure the code expects. `sentence` is for the person; `message` and `code` are for the log and never hold
 * text that came from outside.
 */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly sentence: Sentence;

  constructor(code: ErrorCode, sentence: Sentence, options?: { readonly cause?: unknown }) {
    super(code, options);
    this.name = new.target.name;
    this.code = code;
    this.sentence = sentence;
  }
}

/** The person typed something that cannot be understood or is out of bounds. Nothing changed. */
export class InputError extends AppError {}

/** The person may not do this. Nothing changed. */
export class NotAllowedError extends AppError {}

/** What was named does not exist. Nothing changed. */
export class NotFoundError extends AppError {}

/** The world is not (or no longer) as the request needs it. Nothing changed. */
export class ConflictError extends AppError {}

/** More is asked than is taken at once. Nothing changed and nothing was recorded; time alone helps. */
export class BusyError extends AppError {}

/** What was asked for was done to its end, and the end is a bad one. There is nothing to compensate, and nothing to try again. */
export class EndedBadlyError extends AppError {}

/**
 * An upstream system failed. `effect: "none"` means the call certainly changed nothing; `"unknown"` means it may have
 * taken effect, so the caller must look before it acts again. `retryable` says whether time alone can help.
 */
export class UpstreamError extends AppError {
  readonly service: Service;
  readonly effect: "none" | "unknown";
  readonly retryable: boolean;
  /** HTTP status of the answer, where there was one. */
  readonly status: number | undefined;
  /** Until when whoever was asked wants to be left alone, in milliseconds since 1970, where it said so. */
  readonly untilAtMs: number | undefined;

  constructor(
    code: ErrorCode,
    sentence: Sentence,
    about: {
      readonly service: Service;
      readonly effect: "none" | "unknown";
      readonly retryable: boolean;
      readonly status?: number | undefined;
      readonly untilAtMs?: number | undefined;
      readonly cause?: unknown;
    },
  ) {
    super(code, sentence, { cause: about.cause });
    this.service = about.service;
    this.effect = about.effect;
    this.retryable = about.retryable;
    this.status = about.status;
    this.untilAtMs = about.untilAtMs;
  }
}

/** Whether whoever was asked said no: then what was asked for certainly did not happen. */
export const isRefusal = (error: unknown): boolean =>
  error instanceof AppError && !(error instanceof UpstreamError && error.effect === "unknown");

/** Whether Redis or the queue in it is what failed: then nothing works, and nothing is said about a request. */
export const isStoreDown = (error: unknown): boolean =>
  error instanceof UpstreamError && (error.service === "redis" || error.service === "queue");
