import type { Secret } from "../domain/secret.ts";
import { type Sentence, type Sentences, say } from "../domain/sentence.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "config.slack-token": { name: string; found: Sentence; wanted: Sentence };
    "config.token.rotated": NoParams;
    "config.token.bot": NoParams;
    "config.token.user": NoParams;
    "config.token.app-level": NoParams;
    "config.token.legacy": NoParams;
    "config.token.session": NoParams;
    "config.token.refresh": NoParams;
    "config.token.none": NoParams;
    "config.wanted.bot-token": NoParams;
    "config.wanted.app-token": NoParams;
    "config.wanted.signing-secret": NoParams;
  }
}

/** Beginnings of Slack's tokens: https://docs.slack.dev/authentication/tokens */
const kinds: readonly (readonly [beginning: string, kind: Extract<keyof Sentences, `config.token.${string}`>])[] = [
  ["xoxe.", "config.token.rotated"],
  ["xoxb-", "config.token.bot"],
  ["xoxp-", "config.token.user"],
  ["xapp-", "config.token.app-level"],
  ["xoxa-", "config.token.legacy"],
  ["xoxs-", "config.token.session"],
  ["xoxc-", "config.token.session"],
  ["xoxr-", "config.token.refresh"],
  ["xoxe-", "config.token.refresh"],
];

const wanted = {
  SLACK_BOT_TOKEN: ["xoxb-", "config.wanted.bot-token"],
  SLACK_APP_TOKEN: ["xapp-", "config.wanted.app-token"],
  SLACK_SIGNING_SECRET: [undefined, "config.wanted.signing-secret"],
} as const;

/** What is wrong with the kind of a credential; `undefined` when nothing is, or it is empty. */
export function mistakenKind(name: keyof typeof wanted, value: Secret): Sentence | undefined {
  const text = value.reveal();
  const [beginning, what] = wanted[name];
  if (text === "" || (beginning !== undefined && text.startsWith(beginning))) return undefined;
  const found = kinds.find(([start]) => text.startsWith(start))?.[1];
  if (found === undefined && beginning === undefined) return undefined;
  return say("config.slack-token", { name, found: say(found ?? "config.token.none", {}), wanted: say(what, {}) });
}
