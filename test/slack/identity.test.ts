import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { Secret } from "../../src/domain/secret.ts";
import { createTranslators } from "../../src/locale/translator.ts";
import { createClientQueue } from "../../src/slack/client-queue.ts";
import { type Expected, identify } from "../../src/slack/identity.ts";
import { botScopes } from "../../src/slack/scopes.ts";
import { createSocketConnections } from "../../src/slack/socket-connections.ts";
import { type HostileSlack, self, startHostileSlack } from "../support/hostile-slack.ts";

const log = { info: () => {}, warn: () => {}, error: () => {} };
let slack: HostileSlack;
beforeAll(async () => {
  slack = await startHostileSlack();
});
afterAll(() => slack.stop());
afterEach(() => {
  slack.token.about = {};
  slack.token.scopes = undefined;
});

const ours: Expected = { teams: new Set([self.teamId]) };
const inWords = (error: unknown): unknown =>
  error instanceof Error && "sentence" in error ? createTranslators("UTC").en.plain(Object(error.sentence)) : error;
const said = (expected: Expected = ours): Promise<unknown> =>
  identify(createClientQueue({ token: new Secret("xoxb-test"), apiUrl: slack.apiUrl, log, now: Date.now }), expected).catch(
    inWords,
  );
const heard = (): Promise<unknown> =>
  Promise.resolve(
    createSocketConnections({ appToken: new Secret("xapp-test"), apiUrl: slack.apiUrl, log, now: Date.now }).receiver.start(),
  ).catch(inWords);

describe("the bot token", () => {
  it("is taken with all scopes, and where Slack does not name them", async () => {
    expect(await said()).toEqual(self);
    slack.token.scopes = [...botScopes, "files:read"];
    expect(await said()).toEqual(self);
  });

  it.each([
    ["invalid_auth", /Slack does not know SLACK_BOT_TOKEN \(invalid_auth\).*Copy it anew/],
    ["not_authed", /Slack does not know SLACK_BOT_TOKEN/],
    ["account_inactive", /does not take SLACK_BOT_TOKEN any more \(account_inactive\).*Reinstall the app/],
    ["token_revoked", /any more \(token_revoked\).*set the new token/],
    ["token_expired", /any more \(token_expired\)/],
    ["not_allowed_token_type", /SLACK_BOT_TOKEN is a token of another kind.*xoxb-/],
    ["ekm_access_denied", /Slack refuses SLACK_BOT_TOKEN \(ekm_access_denied\)/],
    ["team_access_not_granted", /Slack refuses SLACK_BOT_TOKEN \(team_access_not_granted\)/],
  ])("that Slack answers with %s is said so", async (error, words) => {
    slack.fail("auth.test", { kind: "refused", error });

    expect(await said()).toMatch(words);
  });

  it("that lacks scopes is said with those of the manifest that are missing", async () => {
    slack.token.scopes = botScopes.filter((scope) => scope !== "usergroups:read" && scope !== "im:write");

    expect(await said()).toMatch(
      /SLACK_BOT_TOKEN lacks scopes that manifest\.yml asks for: im:write.*usergroups:read.*reinstall/,
    );
  });

  it("whose scopes Slack does not name is found by the first call that needs one", async () => {
    slack.fail("bots.info", { kind: "refused", error: "missing_scope" });

    expect(await said()).toMatch(/SLACK_BOT_TOKEN lacks scopes/);
  });

  it("of another workspace is said with both", async () => {
    slack.token.about = { team_id: "T0ELSEWHERE", team: "Elsewhere" };

    expect(await said()).toMatch(/workspace T0ELSEWHERE \(Elsewhere\), and slack\.teams in profinaut\.yml names T0HOME/);
  });

  it("of another workspace of the organisation is taken, of another organisation not", async () => {
    slack.token.about = { team_id: "T0OTHERTEAM", enterprise_id: "E0ORG" };

    expect(await said({ ...ours, enterprise: "E0ORG" })).toMatchObject({ teamId: "T0OTHERTEAM", enterpriseId: "E0ORG" });
    expect(await said({ ...ours, enterprise: "E0ELSE" })).toMatch(/organisation E0ORG, and slack\.enterprise .* says E0ELSE/);
  });

  it("of another app than the app-level token is said with both", async () => {
    const appToken = (app: string) => new Secret(["xapp", "1", app, "1", "x"].join("-"));

    expect(await said({ ...ours, appToken: appToken("A0SOMETHINGELSE") })).toMatch(/A0SOMETHINGELSE.*SLACK_BOT_TOKEN of A0BOT/);
    expect(await said({ ...ours, appToken: new Secret("xapp-demo") })).toEqual(self);
  });
});

describe("the app-level token", () => {
  it.each([
    ["invalid_auth", /Slack does not know SLACK_APP_TOKEN/],
    ["token_revoked", /SLACK_APP_TOKEN any more/],
    ["not_allowed_token_type", /SLACK_APP_TOKEN is a token of another kind.*xapp-/],
    ["missing_scope", /SLACK_APP_TOKEN may not do what it has to: it needs the scope connections:write/],
    ["socket_mode_not_enabled", /Socket Mode is off for the app.*SLACK_SIGNING_SECRET and PORT/],
    ["forbidden_team", /Slack refuses SLACK_APP_TOKEN \(forbidden_team\)/],
  ])("that Slack answers with %s is said so, and nothing is tried again", async (error, words) => {
    slack.fail("apps.connections.open", { kind: "refused", error }, { kind: "refused", error });
    const before = slack.calls.length;

    expect(await heard()).toMatch(words);
    expect(slack.calls.slice(before)).toHaveLength(2);
  });
});
