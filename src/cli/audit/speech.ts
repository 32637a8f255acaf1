import { ConfigError } from "../../configuration/config-error.ts";
import type { Environment } from "../../configuration/environment.ts";
import { AppError } from "../../domain/errors.ts";
import { type Sentence, say } from "../../domain/sentence.ts";
import { createTranslators } from "../../locale/translator.ts";
import { loadLanguage } from "../../wiring/config.ts";
import { mistakesInWords } from "../mistakes.ts";

declare module "../../domain/sentence.ts" {
  interface Sentences {
    "audit-file.denied": { path: string };
    "audit-file.no-redis": NoParams;
  }
}

/** 0: as it should be; 1: it could not be looked at; 2: it is not as it should be. */
export type ExitStatus = 0 | 1 | 2;

export interface AuditStreams {
  readonly output: NodeJS.WritableStream;
  readonly errors: NodeJS.WritableStream;
}

export interface Speech {
  readonly plain: (sentence: Sentence) => string;
  /** On the output. */
  say(sentence: Sentence, indent?: number): void;
  /** On the error output. */
  warn(sentence: Sentence): void;
}

/** Talks in the language of the person's own environment; times are UTC, as in Vault's log. */
export function createSpeech({ output, errors }: AuditStreams, env?: Environment): Speech {
  const { plain } = createTranslators("UTC")[loadLanguage(env)];
  // Whoever reads us may go first: `… | head` is no failure, and what was found stays found.
  for (const stream of [output, errors]) stream.on("error", () => {});
  return {
    plain,
    say: (sentence, indent = 0) => void output.write(`${" ".repeat(indent)}${plain(sentence)}\n`),
    warn: (sentence) => void errors.write(`${plain(sentence)}\n`),
  };
}

/** Runs one of the commands; whatever keeps it from looking is said, and is status 1. */
export async function orSaid(
  { errors }: AuditStreams,
  { warn, plain }: Speech,
  command: () => Promise<ExitStatus>,
): Promise<ExitStatus> {
  try {
    return await command();
  } catch (error) {
    if (error instanceof ConfigError) errors.write(`${mistakesInWords(error, plain)}\n`);
    else if (error instanceof AppError) warn(forReaders(error));
    else throw error;
    return 1;
  }
}

/** What the bot would say of itself, said to whoever only reads. */
function forReaders({ code, sentence }: AppError): Sentence {
  if (code === "redis.unreachable") return say("audit-file.no-redis", {});
  if (code === "vault.denied") return say("audit-file.denied", { path: String(sentence.params["path"]) });
  return sentence;
}
