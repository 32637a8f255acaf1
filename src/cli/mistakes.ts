import type { ConfigError } from "../configuration/config-error.ts";
import { type Sentence, say } from "../domain/sentence.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "config.needs-mending": NoParams;
  }
}

/** Everything that is to be mended, a line each. */
export const mistakesInWords = ({ mistakes }: ConfigError, inWords: (sentence: Sentence) => string): string =>
  [inWords(say("config.needs-mending", {})), ...mistakes.map((mistake) => `  ${inWords(mistake)}`)].join("\n");
