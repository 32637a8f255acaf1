import type { KnownBlock } from "@slack/types";
import type { AnswerAction } from "../../domain/answer.ts";
import type { Speaker } from "../locale/speaker.ts";
import { actionIds } from "./action-ids.ts";
import { cutPlain, limits, plain } from "./bounded.ts";

/** A button that says what would otherwise be typed; in a block of its own, as within one no two may have the same action id. */
export const askButton = ({ label, command }: AnswerAction, speaker: Speaker): KnownBlock => ({
  type: "actions",
  elements: [
    {
      type: "button",
      action_id: actionIds.ask,
      text: plain(speaker.plain(label), limits.button),
      value: cutPlain(command, limits.buttonValue),
    },
  ],
});
