import { z } from "zod";
import type { CommandWords } from "../../src/domain/command.ts";
import { NotFoundError } from "../../src/domain/errors.ts";
import { type AnyOperation, operation } from "../../src/domain/operation.ts";
import { say } from "../../src/domain/sentence.ts";

type StowInput = { readonly box: string; readonly owner: string | null };

const StowInput: z.ZodType<StowInput, CommandWords> = z
  .object({ words: z.array(z.string()).readonly(), flags: z.array(z.string()).readonly() })
  .transform(({ words: [box = ""] }) => ({ box, owner: null }));

/** `stow <box>`: the smallest operation with a form; what is put into the box is asked for in it. */
export const stowing = (): AnyOperation =>
  operation({
    name: "stow",
    summary: say("register.summary", {}),
    usage: "<box>",
    examples: ["stow red"],
    input: StowInput,
    words: ({ box }) => ({ words: [box], flags: [] }),
    reason: () => "",
    lock: ({ box }) => `box/${box}`,
    validateConfiguration: ({ box }) => {
      if (box === "none") throw new NotFoundError("value.not-there", say("value.not-there", { path: box }));
    },
    form: {
      ask: ({ box }) => ({ title: say("register.title", { path: box }), intro: [], fields: [] }),
      fill: (input, { texts, secrets }, { random, nowMs }) => {
        const [owner, token, value] = [texts.get("owner"), secrets.get("token"), secrets.get("value")];
        if (owner === undefined) return { mistakes: [{ field: "owner", because: say("register.owner-missing", {}) }] };
        if (owner === "nobody") return { mistakes: [] };
        const filled = { ...input, owner: `${owner} ${nowMs} ${random(4).length}` };
        if (token !== undefined) return { input: filled, submission: { wrappingToken: token } };
        return { input: filled, submission: { fields: new Map(value === undefined ? [] : [["value", value]]) } };
      },
    },
    plan: async () => ({}),
    describe: ({ box }) => ({
      title: say("register.title", { path: box }),
      facts: [],
      impact: say("register.impact-first", { path: box }),
    }),
    approval: (_, defaults) => defaults,
    outcome: ({ box }) => say("register.done", { path: box, version: 1 }),
  });
