import type { Section } from "./locale.ts";

/** In English: processes that were configured differently. */
export const enConfiguration: Section<"configuration"> = {
  "configuration.differs": (p, f) =>
    `Processes of the bot share one Redis and have different configurations: ${f.codes(p.settings)}${p.more === 0 ? "" : ` and ${p.more} more`}. They are ${f.codes(p.processes)}.`,
  "configuration.mend": () =>
    "Give all of them the same `profinaut.yml` and addresses, and start the bot again where it is older. Is one of them not yours, or of another platform? It needs a Redis of its own.",
  "configuration.title": () => "All processes of the bot are configured alike",
  "configuration.why": () =>
    "Whichever of them takes up a request goes by its own: who may approve, where a SecretID is delivered and when the old one ends would depend on chance.",
};
