import { AppError } from "../../domain/errors.ts";
import { type Sentence, say } from "../../domain/sentence.ts";

declare module "../../domain/sentence.ts" {
  interface Sentences {
    "bootstrap.unreachable": { address: string; reason: string };
    "bootstrap.untrusted": { address: string; reason: string };
    "bootstrap.denied": { path: string };
    "bootstrap.busy": NoParams;
    "bootstrap.sealed": NoParams;
    "bootstrap.lost-answer": { path: string };
    "bootstrap.failed": { path: string; status: string };
    "bootstrap.unexpected": { kind: string };
  }
}

/** What the bot would say of itself, said to the person at the terminal: what happened, and what to type instead. */
export function failureOf(error: unknown, address: string): Sentence {
  // Its message may quote anything, a token too.
  if (!(error instanceof AppError))
    return say("bootstrap.unexpected", { kind: error instanceof Error ? error.name : typeof error });
  const { params } = error.sentence;
  const text = (name: string): string => String(params[name] ?? "");
  switch (error.code) {
    case "vault.unreachable":
      return say("bootstrap.unreachable", { address, reason: text("reason") });
    case "vault.untrusted":
      return say("bootstrap.untrusted", { address, reason: text("reason") });
    case "vault.sealed":
      return say("bootstrap.sealed", {});
    case "vault.denied":
      return say("bootstrap.denied", { path: text("path") });
    case "vault.busy":
      return say("bootstrap.busy", {});
    case "vault.lost-answer":
      return say("bootstrap.lost-answer", { path: text("path") });
    case "vault.failed":
    case "vault.unusable":
      return say("bootstrap.failed", { path: text("path"), status: text("status") });
    default:
      return error.sentence;
  }
}
