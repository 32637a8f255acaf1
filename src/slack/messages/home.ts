import type { HomeView } from "@slack/types";
import { say } from "../../domain/sentence.ts";
import type { Speaker } from "../locale/speaker.ts";
import { limits, mrkdwn, plain } from "./bounded.ts";

declare module "../../domain/sentence.ts" {
  interface Sentences {
    "home.title": NoParams;
    "home.what": NoParams;
    "home.how": NoParams;
    "home.commands": NoParams;
  }
}

/** The Home tab: what this bot is, and what to type first. The same for everybody. */
export const homeView = (speaker: Speaker): HomeView => ({
  type: "home",
  blocks: [
    { type: "header", text: plain(speaker.plain(say("home.title", {})), limits.header) },
    { type: "section", text: mrkdwn(speaker.mrkdwn(say("home.what", {}))) },
    { type: "section", text: mrkdwn(speaker.mrkdwn(say("home.how", {}))) },
    { type: "divider" },
    { type: "section", text: mrkdwn(speaker.mrkdwn(say("home.commands", {}))) },
  ],
});
