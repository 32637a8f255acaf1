import { type Logger, LogLevel } from "@slack/bolt";
import type { Log } from "../ports/log.ts";

/** What the SDK's own messages begin with (bolt 5.1.0, socket-mode 3.1.0, web-api 8.2.0), and what is logged instead. */
const known: readonly (readonly [RegExp, string])[] = [
  [/^API Call failed due to rate limiting/, "Slack asked to slow down"],
  [/^http request failed/, "a call to Slack failed"],
  [/^(WebSocket error|Failed to retrieve a new WSS URL|A p[io]ng wasn't received)/, "the Socket Mode connection has trouble"],
  [/^(Failed to send|Peer did not complete)/, "a Socket Mode message could not be sent"],
  [/^Failed to parse and verify the request/, "a request with a bad signature was refused"],
  [/^An incoming event was not acknowledged/, "an interaction was not acknowledged in time"],
  [/^(Could not determine the type|Malformed request body)/, "an unreadable request was refused"],
];

/**
 * The SDK's logger, reduced to fixed sentences: at level DEBUG it prints whole payloads, and its warnings hold texts that
 * came from outside, so none of what it says is passed on.
 */
export function createSdkLogger(log: Log): Logger {
  const sentenceFor = (message: unknown): string =>
    known.find(([beginning]) => typeof message === "string" && beginning.test(message))?.[1] ??
    "the Slack SDK reported a problem";
  return {
    debug: () => {},
    info: () => {},
    warn: (message: unknown) => log.warn({ from: "slack-sdk" }, sentenceFor(message)),
    error: (message: unknown) => log.error({ from: "slack-sdk" }, sentenceFor(message)),
    setLevel: () => {},
    getLevel: () => LogLevel.WARN,
    setName: () => {},
  };
}
