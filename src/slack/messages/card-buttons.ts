import type { Button, KnownBlock } from "@slack/types";
import { shortened } from "../../domain/cut.ts";
import { mayBeStopped, mayRetireNow, rerunnableFrom } from "../../domain/request.ts";
import { type Sentence, say } from "../../domain/sentence.ts";
import type { Verified } from "../../domain/verified.ts";
import type { Translator } from "../../locale/translator.ts";
import { actionIds } from "./action-ids.ts";
import { blockId, limits, plain } from "./bounded.ts";
import { cardBlockId } from "./buttons-block.ts";

declare module "../../domain/sentence.ts" {
  interface Sentences {
    "button.approve": NoParams;
    "button.deny": NoParams;
    "button.retry": NoParams;
    "button.stop": NoParams;
    "button.redo": NoParams;
    "button.hasten": NoParams;
    "button.confirm-title": NoParams;
    "button.confirm-text": { title: Sentence; impact: Sentence };
    "button.back": NoParams;
  }
}

/** The buttons a card has in its state. */
export const cardButtons = (request: Verified, title: Sentence, translator: Translator): readonly KnownBlock[] =>
  requestButtons(request, title, translator, cardBlockId(request.id, request.plan?.digest));

/** The buttons a request has in its state, in a block with this id. They carry the request's id, and their block the plan's digest. */
export function requestButtons(request: Verified, title: Sentence, translator: Translator, block: string): readonly KnownBlock[] {
  const said = (key: Parameters<typeof plainKey>[0], atMost: number) => plain(translator.plain(plainKey(key)), atMost);
  const button = (action: Exclude<keyof typeof actionIds, "ask">): Button => ({
    type: "button",
    action_id: actionIds[action],
    text: said(`button.${action}`, limits.button),
    value: shortened(request.id, limits.buttonValue),
  });
  const row = (...elements: readonly Button[]): readonly KnownBlock[] => [
    { type: "actions", block_id: blockId(block), elements: [...elements] },
  ];
  if (request.state === "needs-attention")
    return rerunnableFrom(request) === undefined ? row(button("retry")) : row(button("retry"), button("redo"));
  if (mayRetireNow(request)) return row({ ...button("hasten"), style: "danger" });
  if (mayBeStopped(request)) return row({ ...button("stop"), style: "danger" });
  if (request.state !== "pending" || request.plan === null) return [];
  const question = say("button.confirm-text", { title, impact: request.plan.impact });
  return row(
    {
      ...button("approve"),
      style: "primary",
      confirm: {
        title: said("button.confirm-title", limits.confirmTitle),
        text: plain(translator.plain(question), limits.confirmText),
        confirm: said("button.approve", limits.confirmButton),
        deny: said("button.back", limits.confirmButton),
      },
    },
    { ...button("deny"), style: "danger" },
  );
}

const plainKey = (
  key:
    | "button.approve"
    | "button.deny"
    | "button.retry"
    | "button.redo"
    | "button.hasten"
    | "button.stop"
    | "button.confirm-title"
    | "button.back",
): Sentence => say(key, {});
