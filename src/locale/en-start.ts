import type { Section } from "./locale.ts";

/** In English: what keeps the bot from starting, and what to set instead. */
export const enStart: Section<"start"> = {
  "start.could-not": (p) => `The bot could not start: ${p.because}`,
  "start.own-mistake": (p) => `The bot could not start, and this is a mistake of its own: ${p.name}`,
  "start.other-app": (p) =>
    `SLACK_APP_TOKEN is of the Slack app ${p.found}, and SLACK_BOT_TOKEN of ${p.app}. Set both to those of one app: App-Level Tokens is on its page Basic Information.`,
  "start.other-organisation": (p) =>
    `SLACK_BOT_TOKEN is of the organisation ${p.found}, and slack.enterprise in profinaut.yml says ${p.enterprise}. Correct the one that is wrong.`,
  "start.other-workspace": (p, f) =>
    `SLACK_BOT_TOKEN is of the workspace ${p.team} (${p.name}), and slack.teams in profinaut.yml names ${f.list(p.teams)}. Take the token of that workspace's installation, or correct slack.teams.`,
  "start.address-not-here": (p) =>
    `${p.variable} names an address that this machine does not have. Set it to 127.0.0.1 for this machine alone, or to 0.0.0.0 for every network it is on.`,
  "start.port-not-allowed": (p) =>
    `${p.variable}: this user may not listen at port ${p.port}. Set ${p.variable} to one above 1023.`,
  "start.port-taken": (p) =>
    `${p.variable}: something listens at port ${p.port} already, perhaps another bot. Stop it, or set ${p.variable} to another port (0 takes any free one).`,
  "start.scope-missing": (p, f) =>
    p.variable === "SLACK_APP_TOKEN"
      ? `SLACK_APP_TOKEN may not do what it has to: it needs the scope ${f.list(p.scopes)}. Make a new App-Level Token with it on the app's page Basic Information.`
      : `SLACK_BOT_TOKEN lacks scopes that manifest.yml asks for: ${f.list(p.scopes)}. Paste manifest.yml on the app's page App Manifest, then reinstall the app (Install App).`,
  "start.slack-refused": (p, f) =>
    `Slack refuses ${p.variable} (${f.code(p.problem)}). An administrator of the workspace has to look at the app's installation.`,
  "start.socket-mode-off": () =>
    "Socket Mode is off for the app of SLACK_APP_TOKEN. Turn it on on the app's page Socket Mode; or hear Slack over HTTP: SLACK_SIGNING_SECRET and PORT in place of SLACK_APP_TOKEN.",
  "start.token-ended": (p, f) =>
    `Slack does not take ${p.variable} any more (${f.code(p.problem)}): it was revoked, or the app was uninstalled. Reinstall the app and set the new token.`,
  "start.token-kind": (p) =>
    `${p.variable} is a token of another kind. SLACK_BOT_TOKEN begins with xoxb- (page OAuth & Permissions), SLACK_APP_TOKEN with xapp- (page Basic Information).`,
  "start.token-unknown": (p, f) =>
    `Slack does not know ${p.variable} (${f.code(p.problem)}): it is mistyped, of a deleted app, or the workspace does not let this address in. Copy it anew from the app's pages.`,
};
