import { randomBytes } from "node:crypto";
import { isFinal } from "../../../src/domain/request.ts";
import { eventually } from "../observers.ts";
import { checked, type KillStory, notSucceeded, type } from "./story.ts";

/** A request that was refused, as nobody is locked out, and has what nobody was to write. */
export const redact: KillStory = {
  operation: "redact",
  about: "others",
  // The answer to the request that was refused may come after its record.
  chance: / tell the requester$/,
  begin: async (stage, subject) => {
    const { store } = stage.people.stores;
    const written = `note ${randomBytes(3).toString("hex")} about ${subject}`;
    const ended = async () => (await store.recent(1_000)).find(({ reason, state }) => reason === written && isFinal(state));
    const asked = type(stage, subject, `unlock profinaut-kafka ${written}`);
    // The bot may just be dead of another story, or have died before the record was there.
    const unheard = await eventually(async () => {
      if ((await ended()) !== undefined) return [];
      await asked().catch(() => undefined);
      return eventually(async () => ((await ended()) === undefined ? ["it is not over"] : []), 4_000);
    });
    const request = await ended();
    if (request === undefined) throw new Error(`nothing came of “unlock profinaut-kafka ${written}”: ${unheard.join()}`);
    const { id } = request;
    return {
      ask: type(stage, subject, `redact ${id} ${subject}`),
      broken: checked(stage, subject, async (by) => {
        const left = await store.load(id);
        const trail = (await stage.people.trail()).filter((entry) => entry.request === id).map(({ action }) => action);
        return [
          ...notSucceeded(by),
          ...(JSON.stringify(left).includes(written) ? ["the words are still in the record"] : []),
          ...(left?.redacted?.by === by.id ? [] : ["the record does not say by what its words were taken out"]),
          ...(trail.filter((action) => action === "request.redacted").length === 1 ? [] : [`it was done as ${trail.join()}`]),
        ];
      }),
    };
  },
};
