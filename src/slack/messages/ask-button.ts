import type { Button, KnownBlock } from "@slack/types";
import type { AnswerAction } from "../../domain/answer.ts";
import { shortened } from "../../domain/cut.ts";
import type { Translator } from "../../locale/translator.ts";
import { actionIds } from "./action-ids.ts";
import { limits, plain } from "./bounded.ts";

const button = ({ label, command, reason }: AnswerAction, actionId: string, translator: Translator): Button => ({
  type: "button",
  action_id: actionId,
  text: plain(translator.plain(label), limits.button),
  value: shortened([command, ...(reason === undefined ? [] : [translator.plain(reason)])].join(" "), limits.buttonValue),
});

/** A button that says what would otherwise be typed. */
export const askButton = (action: AnswerAction, translator: Translator): KnownBlock => ({
  type: "actions",
  elements: [button(action, actionIds.ask, translator)],
});

/** Several of them in a row; within one, no two may have the same action id. */
export const askButtons = (actions: readonly AnswerAction[], translator: Translator): KnownBlock => ({
  type: "actions",
  elements: actions.map((action, at) => button(action, `${actionIds.ask}:${at}`, translator)),
});
