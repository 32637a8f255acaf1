import { describe, expect, it, onTestFinished } from "vitest";
import { createGate, type Gate } from "../../src/app/gate.ts";
import type { Home } from "../../src/app/home.ts";
import type { Reply } from "../../src/app/interaction-handler.ts";
import { answerOf } from "../../src/domain/answer.ts";
import { NotAllowedError } from "../../src/domain/errors.ts";
import { Secret } from "../../src/domain/secret.ts";
import type { Directory } from "../../src/ports/directory.ts";
import { createSlackApp } from "../../src/slack/slack-app.ts";
import { createSocketConnections } from "../../src/slack/socket-connections.ts";
import { aCommand, aPress, self } from "../support/hostile-slack.ts";
import {
  aCommandService,
  aHome,
  anActor,
  aSlack,
  canary,
  closedGate,
  eventually,
  openGate,
  sentence,
  translators,
} from "./arrange.ts";

const reply: Reply = { answer: answerOf(sentence), locale: "ja" };

async function aSocketApp(
  options: {
    readonly answer?: () => Promise<Reply | undefined>;
    readonly directory?: Directory["actor"];
    readonly home?: Home;
    readonly gate?: Gate;
  } = {},
) {
  const { slack, lane, log } = await aSlack();
  const { commandService, asks, presses } = aCommandService(options.answer ?? (async () => reply));
  const payloads = createSocketConnections({ appToken: new Secret(canary.app), apiUrl: slack.apiUrl, log, now: Date.now });
  const app = createSlackApp({
    payloads,
    self,
    teams: new Set(["T0HOME"]),
    apiUrl: slack.apiUrl,
    gate: options.gate ?? openGate,
    strangersGate: openGate,
    commandService,
    home: async () => options.home ?? aHome(),
    directory: { actor: options.directory ?? (async (id) => anActor(id, { locale: "ja" })), approvers: async () => new Set() },
    refused: async () => {},
    lane,
    language: "en",
    translators,
    log,
  });
  onTestFinished(async () => void (await app.stop(2_000)));
  return { slack, app, asks, presses, log, lane };
}

async function aStartedSocketApp(options: Parameters<typeof aSocketApp>[0] = {}) {
  const parts = await aSocketApp(options);
  await parts.app.start();
  await eventually(() => parts.slack.connections() === 2);
  return parts;
}

describe("Socket Mode", () => {
  it("listens over two connections, and answers in the language its reader reads", async () => {
    const { slack, app, asks } = await aStartedSocketApp();
    expect(app.connected()).toBe(true);
    expect(app.port()).toBeUndefined();

    await slack.deliver("slash_commands", aCommand({ text: "role profinaut-db", response_url: slack.responseUrl }));

    await eventually(() => slack.responses.length === 1);
    expect(asks[0]).toMatchObject({ userId: "U0ALICE", channel: "C0OPS", text: "role profinaut-db" });
    expect(slack.responses[0]).toMatchObject({ text: expect.stringContaining("ありません") });
  });

  it("gives an envelope that comes over both connections the same interaction id, for the desk to handle it once", async () => {
    const seen = new Set<string>();
    const { slack, presses } = await aStartedSocketApp({
      answer: async () => (seen.size === seen.add("t-3").size ? undefined : reply),
    });

    await slack.deliver("interactive", aPress({ trigger_id: "t-3" }), "each");

    await eventually(() => presses.length === 2);
    expect(presses.map(({ interactionId }) => interactionId)).toEqual(["t-3", "t-3"]);
    await eventually(() => slack.privately.length === 1);
  });

  it("T17 answers whoever asks too much in the acknowledgement, and asks nobody", async () => {
    const { slack, asks } = await aStartedSocketApp({ gate: closedGate });

    await slack.deliver("slash_commands", aCommand({ response_url: slack.responseUrl }));

    expect(slack.acknowledged).toMatchObject([{ response_type: "ephemeral", text: expect.stringMatching(/Try again in 7 s/) }]);
    expect([asks, slack.responses, slack.privately, slack.calls.filter(({ method }) => method === "users.info")]).toEqual([
      [],
      [],
      [],
      [],
    ]);
  });

  it("T17 tells whoever presses too much so by a private word, in the language they were answered in last", async () => {
    let open = true;
    const gate: Gate = { objectionTo: (userId) => (open ? undefined : closedGate.objectionTo(userId)) };
    const { slack, presses } = await aStartedSocketApp({ gate });
    await slack.deliver("interactive", aPress());
    await eventually(() => slack.privately.length === 1);
    open = false;

    await slack.deliver("interactive", aPress());

    await eventually(() => slack.privately.length === 2);
    expect(presses).toHaveLength(1);
    expect(slack.privately[1]?.text).toMatch(/7秒後にもう一度/);
  });

  it("T17 says so once in a wait, and only acknowledges the presses after that", async () => {
    const limit = { atOnce: 1, perMinute: 1 };
    const gate = createGate({ limits: { person: limit, all: limit }, flood: { refused: () => {} }, monotonicMs: () => 0 });
    const { slack, presses, app } = await aStartedSocketApp({ gate });
    await slack.deliver("interactive", aPress({ trigger_id: "t" }));
    await eventually(() => slack.privately.length === 1);

    for (let at = 0; at < 20; at += 1) await slack.deliver("interactive", aPress({ trigger_id: `t-${at}` }));

    expect(await app.stop(2_000)).toBe(true);
    expect(presses).toHaveLength(1);
    expect(slack.privately).toHaveLength(2);
  });

  it("acknowledges at once while the desk hangs", async () => {
    const { slack, app } = await aStartedSocketApp({ answer: () => new Promise(() => {}) });

    expect(await slack.deliver("slash_commands", aCommand())).toBeLessThan(1_000);
    expect(await app.stop(50)).toBe(false);
  });

  it("does not answer what was answered before", async () => {
    const { slack, asks, app } = await aStartedSocketApp({ answer: async () => undefined });

    await slack.deliver("slash_commands", aCommand({ response_url: slack.responseUrl }));
    await eventually(() => asks.length === 1);

    expect(await app.stop(2_000)).toBe(true);
    expect([...slack.responses, ...slack.privately]).toEqual([]);
  });

  it("is heard while Slack refreshes a connection, and connects again at once", async () => {
    const { slack, app, asks } = await aStartedSocketApp();
    const opened = () => slack.calls.filter(({ method }) => method === "apps.connections.open").length;

    slack.refresh("first");
    await eventually(() => opened() === 3 && slack.connections() === 2);
    await slack.deliver("slash_commands", aCommand());

    await eventually(() => asks.length === 1);
    expect(app.connected()).toBe(true);
  });

  it("comes back after the network broke and Slack was down for a while", async () => {
    const { slack, app, asks } = await aStartedSocketApp();
    slack.fail(
      "apps.connections.open",
      { kind: "status", status: 503 },
      { kind: "lost" },
      { kind: "refused", error: "invalid_auth" },
    );

    slack.cut();
    await eventually(() => !app.connected());
    await eventually(() => slack.connections() === 2, 20_000);
    await slack.deliver("slash_commands", aCommand());

    await eventually(() => asks.length === 1);
  }, 30_000);

  it("does not start when Slack refuses the token", async () => {
    const { slack, app } = await aSocketApp();
    slack.fail("apps.connections.open", { kind: "refused", error: "invalid_auth" }, { kind: "refused", error: "invalid_auth" });

    const started = app.start();

    await expect(started).rejects.toMatchObject({ code: "start.token-unknown" });
    expect(app.connected()).toBe(false);
  });

  it("stops hearing first, and lets what it heard end", async () => {
    let decide = (_: Reply): void => {};
    const decided = new Promise<Reply>((resolve) => {
      decide = resolve;
    });
    const { slack, app, asks } = await aStartedSocketApp({ answer: () => decided });
    await slack.deliver("slash_commands", aCommand());
    await eventually(() => asks.length === 1);

    const stopped = app.stop(5_000);
    await eventually(() => slack.connections() === 0);
    decide(reply);

    expect(await stopped).toBe(true);
    expect(slack.privately).toHaveLength(1);
    expect(app.connected()).toBe(false);
  });
});

describe("the Home tab", () => {
  const opened = (changes: object = {}) => ({
    type: "event_callback",
    api_app_id: self.appId,
    team_id: self.teamId,
    event: { type: "app_home_opened", user: "U0BOB", tab: "home", channel: "D0BOB" },
    ...changes,
  });
  const published = (calls: readonly { readonly method: string; readonly args: object }[]) =>
    calls.filter(({ method }) => method === "views.publish");

  it("says what the bot is, in the language its reader reads", async () => {
    const { slack } = await aStartedSocketApp();

    await slack.deliver("events_api", opened());

    await eventually(() => published(slack.calls).length === 1);
    expect(JSON.stringify(published(slack.calls)[0]?.args)).toMatch(/U0BOB.*Vault 操作/s);
  });

  it("hears a button, answers in a direct message, and shows itself again", async () => {
    const { slack, presses, asks } = await aStartedSocketApp();
    const at = { container: { type: "view", view_id: "V1" }, view: { type: "home" }, channel: undefined };
    const button = { type: "button", action_id: "profinaut_approve", block_id: `home:req_1:${"a".repeat(64)}`, value: "req_1" };

    await slack.deliver("interactive", aPress({ ...at, actions: [button] }));
    await eventually(() => published(slack.calls).length === 1);
    await slack.deliver("interactive", aPress({ ...at, actions: [{ ...button, action_id: "profinaut_ask:2", value: "roles" }] }));
    await eventually(() => published(slack.calls).length === 2);
    await slack.deliver("interactive", aPress({ ...at, view: { type: "modal" }, actions: [button] }));

    expect(presses).toMatchObject([{ userId: "U0BOB", value: "req_1", at: { digest: "a".repeat(64) } }]);
    expect(asks).toMatchObject([{ userId: "U0BOB", text: "roles", channel: "U0BOB" }]);
  });

  it.each<[string, object, Directory["actor"]]>([
    ["of another workspace", opened({ team_id: "T0OTHER" }), async (id) => anActor(id)],
    ["who is a guest", opened(), () => Promise.reject(new NotAllowedError("directory.guest", sentence))],
  ])("stays empty for somebody %s", async (_, event, directory) => {
    const { slack, app } = await aStartedSocketApp({ directory });

    await slack.deliver("events_api", { ...event });

    expect(await app.stop(2_000)).toBe(true);
    expect(published(slack.calls)).toEqual([]);
  });
});

describe("T13 what is logged", () => {
  it("holds no token, no payload and no text of Slack, whatever fails", async () => {
    const { slack, app, log, asks } = await aStartedSocketApp({ answer: () => Promise.reject(new Error("desk-canary")) });
    slack.fail("chat.postEphemeral", { kind: "status", status: 500 }, { kind: "refused", error: "canary<html>" });
    slack.fail("apps.connections.open", { kind: "status", status: 500 }, { kind: "refused", error: "canary" });

    await slack.deliver("slash_commands", aCommand({ text: "typed-canary", response_url: "https://evil.test/canary" }));
    void slack.deliver("interactive", { type: "unknown-canary" });
    await eventually(() => asks.length === 1);
    slack.cut();
    await eventually(() => log.lines.length > 3);
    await eventually(() => slack.connections() > 0, 20_000);
    await app.stop(2_000);

    expect(log.lines.join("\n")).not.toMatch(/canary|evil|127\.0\.0\.1|U0ALICE/);
  }, 30_000);
});
