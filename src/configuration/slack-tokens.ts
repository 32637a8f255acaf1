import type { Secret } from "../domain/secret.ts";

/** Beginnings of Slack's tokens: https://docs.slack.dev/authentication/tokens */
const kinds: readonly (readonly [beginning: string, kind: string])[] = [
  ["xoxe.", "a token that is rotated and ends after twelve hours (turn token rotation off and reinstall the app)"],
  ["xoxb-", "a bot token"],
  ["xoxp-", "a user token"],
  ["xapp-", "an app-level token"],
  ["xoxa-", "a legacy token"],
  ["xoxs-", "a session token"],
  ["xoxc-", "a session token"],
  ["xoxr-", "a refresh token"],
  ["xoxe-", "a refresh token"],
];

const wanted = {
  SLACK_BOT_TOKEN: ["xoxb-", "the Bot User OAuth Token of the app's page OAuth & Permissions, which begins with xoxb-"],
  SLACK_APP_TOKEN: [
    "xapp-",
    "an App-Level Token of the app's page Basic Information, with the scope connections:write, which begins with xapp-",
  ],
  SLACK_SIGNING_SECRET: [undefined, "the Signing Secret of the app's page Basic Information, which is no token"],
} as const;

/** What is wrong with the kind of a credential; `undefined` when nothing is, or it is empty. */
export function mistakenKind(name: keyof typeof wanted, value: Secret): string | undefined {
  const text = value.reveal();
  const [beginning, what] = wanted[name];
  if (text === "" || (beginning !== undefined && text.startsWith(beginning))) return undefined;
  const found = kinds.find(([start]) => text.startsWith(start))?.[1];
  if (found === undefined && beginning === undefined) return undefined;
  return `${name} is ${found ?? "no token of Slack"}. Set it to ${what}.`;
}
