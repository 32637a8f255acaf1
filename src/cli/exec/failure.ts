import type { AppError } from "../../domain/errors.ts";
import { type Sentence, say } from "../../domain/sentence.ts";

declare module "../../domain/sentence.ts" {
  interface Sentences {
    "exec.bad-place": NoParams;
    "exec.busy": NoParams;
    "exec.failed": { path: string; status: string };
    "exec.locked": { role: string };
    "exec.login-refused": { role: string };
    "exec.sealed": NoParams;
    "exec.unreachable": { address: string; reason: string };
    "exec.untrusted": { address: string; reason: string };
  }
}

export interface About {
  /** The AppRole that was named, or the variable its RoleID was taken from. */
  readonly role: string;
  readonly address: string;
}

/** What the bot would say of itself, said to whoever starts a program: nothing was started, and what to do. */
export function failureOf(error: AppError, { role, address }: About): Sentence {
  const { params } = error.sentence;
  const text = (name: string): string => String(params[name] ?? "");
  switch (error.code) {
    case "vault.login-locked":
      return say("exec.locked", { role });
    case "vault.login-refused":
      return say("exec.login-refused", { role });
    case "vault.bad-name":
      return say("exec.bad-place", {});
    case "vault.unreachable":
      return say("exec.unreachable", { address, reason: text("reason") });
    case "vault.untrusted":
      return say("exec.untrusted", { address, reason: text("reason") });
    case "vault.sealed":
      return say("exec.sealed", {});
    case "vault.busy":
      return say("exec.busy", {});
    case "vault.failed":
    case "vault.denied":
    case "vault.unusable":
    case "vault.lost-answer":
      return say("exec.failed", { path: text("path"), status: text("status") });
    default:
      return error.sentence;
  }
}
