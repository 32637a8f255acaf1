import { AppError, type ErrorCode, UpstreamError } from "../domain/errors.ts";
import { type Sentence, say } from "../domain/sentence.ts";
import type { LogFields } from "../ports/log.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "error.unexpected": { reference: string };
  }
}

/** An error for people and for the log. What nobody expected is named by a reference that both have. */
export type Explain = (error: unknown) => {
  readonly because: Sentence;
  readonly code: ErrorCode | "unexpected";
  readonly fields: LogFields;
};

export const createExplain =
  (newReference: () => string): Explain =>
  (error) => {
    if (error instanceof AppError) return { because: error.sentence, code: error.code, fields: { code: error.code } };
    const reference = newReference();
    const err = error instanceof Error ? error : new Error("a value that is no error was thrown");
    const code = "unexpected";
    return { because: say("error.unexpected", { reference }), code, fields: { code, reference, err } };
  };

/** An error for the log alone, where nobody has to be told. */
export const described = (error: unknown): LogFields => {
  if (error instanceof AppError) return { code: error.code };
  return error instanceof Error ? { err: error } : {};
};

/** The same with the name of what failed. Without the store everything fails, which one line says for all. */
export const describedWith = (name: LogFields, error: unknown): LogFields =>
  error instanceof UpstreamError && error.service === "redis" ? described(error) : { ...name, ...described(error) };
