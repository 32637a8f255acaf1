import type { Sentence } from "../domain/sentence.ts";

/** What has to be mended before it can start; one sentence for each thing. */
export class ConfigError extends Error {
  readonly mistakes: readonly Sentence[];

  constructor(mistakes: readonly Sentence[]) {
    super(`the configuration needs mending: ${mistakes.map(({ key }) => key).join(", ")}`);
    this.name = "ConfigError";
    this.mistakes = mistakes;
  }
}
