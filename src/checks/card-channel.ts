import type { Check } from "../domain/check.ts";
import { say } from "../domain/sentence.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "checked.channel.title": NoParams;
    "checked.channel.why": NoParams;
    "checked.channel.mend": NoParams;
  }
}

/** That cards may still be shown where they are. No alarm: that would be posted there; those who approve are told privately. */
export const cardChannel: Check = {
  name: "card-channel",
  title: say("checked.channel.title", {}),
  everyMs: 3 * 60_000,
  run: async ({ ports }) => {
    const what = await ports.cardChannel.objection();
    if (what === undefined) return { findings: [] };
    const [why, mend] = [say("checked.channel.why", {}), say("checked.channel.mend", {})];
    return { findings: [{ about: `card-channel/${what.key}`, severity: "warning", what, why, mend }] };
  },
};
