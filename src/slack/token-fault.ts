import { ConflictError } from "../domain/errors.ts";
import { say } from "../domain/sentence.ts";
import { problemOf } from "./failures.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "start.token-unknown": { variable: string; problem: string };
    "start.token-ended": { variable: string; problem: string };
    "start.token-kind": { variable: string };
    "start.scope-missing": { variable: string; scopes: readonly string[] };
    "start.socket-mode-off": NoParams;
    "start.slack-refused": { variable: string; problem: string };
  }
}

export type TokenVariable = "SLACK_BOT_TOKEN" | "SLACK_APP_TOKEN";

/**
 * What an error of `failureOf` says of the token that was sent, with its variable and what to do; `undefined` when it says nothing of
 * it. https://docs.slack.dev/reference/methods/auth.test and apps.connections.open, "Errors"
 */
export function tokenFault(error: unknown, variable: TokenVariable): ConflictError | undefined {
  const problem = problemOf(error);
  switch (problem) {
    case undefined:
      return undefined;
    case "invalid_auth":
    case "not_authed":
      return new ConflictError("start.token-unknown", say("start.token-unknown", { variable, problem }));
    case "account_inactive":
    case "token_expired":
    case "token_revoked":
      return new ConflictError("start.token-ended", say("start.token-ended", { variable, problem }));
    case "not_allowed_token_type":
      return new ConflictError("start.token-kind", say("start.token-kind", { variable }));
    case "missing_scope": {
      const scopes = variable === "SLACK_APP_TOKEN" ? ["connections:write"] : [];
      return new ConflictError("start.scope-missing", say("start.scope-missing", { variable, scopes }));
    }
    case "socket_mode_not_enabled":
      return new ConflictError("start.socket-mode-off", say("start.socket-mode-off", {}));
    default:
      return new ConflictError("start.slack-refused", say("start.slack-refused", { variable, problem }));
  }
}
