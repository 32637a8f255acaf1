/** The bot cannot start as it is configured; one sentence for each thing to mend. */
export class ConfigError extends Error {
  readonly mistakes: readonly string[];

  constructor(mistakes: readonly string[]) {
    super(["The configuration needs mending:", ...mistakes.map((mistake) => `  ${mistake}`)].join("\n"));
    this.name = "ConfigError";
    this.mistakes = mistakes;
  }
}
