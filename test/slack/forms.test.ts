import { describe, expect, it } from "vitest";
import type { Gate } from "../../src/app/gate.ts";
import type { FormReply } from "../../src/app/interaction-handler.ts";
import type { FormMistake } from "../../src/domain/form.ts";
import { say } from "../../src/domain/sentence.ts";
import { createInFlight } from "../../src/slack/in-flight.ts";
import { createListener, type Stranger } from "../../src/slack/listen.ts";
import { formView, inputIds } from "../../src/slack/messages/form-view.ts";
import { createRespond } from "../../src/slack/respond.ts";
import { aCommand, self } from "../support/hostile-slack.ts";
import { aCommandService, aSlack, closedGate, eventually, openGate, translators } from "./arrange.ts";

const opened: FormReply = {
  form: {
    title: say("register.form-title", {}),
    intro: [say("register.form-where", { path: "binance" })],
    fields: [
      {
        id: "owner",
        kind: "text",
        label: say("register.field.owner", {}),
        hint: say("register.field.owner-hint", {}),
        isOptional: false,
      },
      {
        id: "day",
        kind: "date",
        label: say("register.field.expires", {}),
        hint: say("register.field.expires-hint", {}),
        isOptional: true,
      },
      {
        id: "token",
        kind: "secret",
        label: say("register.field.token", {}),
        hint: say("register.field.token-hint", {}),
        isOptional: true,
      },
      {
        id: "lines",
        kind: "secret-lines",
        label: say("register.field.lines", {}),
        hint: say("register.field.lines-hint", {}),
        isOptional: true,
      },
    ],
  },
  command: "register binance",
  locale: "en",
};

async function aListener({
  mistakes = [],
  gate = openGate,
}: {
  readonly mistakes?: readonly FormMistake[];
  readonly gate?: Gate;
} = {}) {
  const { slack, lane, log } = await aSlack();
  const { commandService, fills } = aCommandService();
  const strangers: Stranger[] = [];
  const listener = createListener({
    gate,
    strangersGate: openGate,
    commandService: { ...commandService, command: async () => opened, mistakesIn: () => mistakes },
    home: () => Promise.reject(new Error("not asked")),
    directory: { actor: () => Promise.reject(new Error("not asked")), approvers: () => Promise.reject(new Error("not asked")) },
    admitted: { appIds: new Set([self.appId]), teamIds: new Set(["T0HOME"]), enterpriseId: undefined },
    refused: async (stranger) => void strangers.push(stranger),
    respond: createRespond({ apiUrl: slack.apiUrl, lane, log }),
    lane,
    language: "en",
    translators,
    inFlight: createInFlight(),
    log,
  });
  return { slack, listener, fills, strangers, log };
}

const metadata = JSON.stringify({ command: "register binance", channel: "C0OPS", locale: "en" });
const submission = (changes: object = {}, view: object = {}) => ({
  type: "view_submission",
  api_app_id: self.appId,
  team: { id: "T0HOME" },
  user: { id: "U0ALICE", team_id: "T0HOME" },
  view: {
    id: "V0VIEW",
    private_metadata: metadata,
    state: {
      values: {
        owner: { [inputIds.text]: { type: "plain_text_input", value: " treasury " } },
        day: { [inputIds.text]: { type: "datepicker", selected_date: "2030-01-31" } },
        token: { [inputIds.secret]: { type: "plain_text_input", value: "a value" } },
        lines: { [inputIds.secret]: { type: "plain_text_input", value: null } },
      },
    },
    ...view,
  },
  ...changes,
});

/** What Slack got as the acknowledgement. */
function heard(body: unknown) {
  const acks: unknown[] = [];
  return {
    acks,
    given: {
      body,
      ack: async () => void acks.push("closed"),
      refuse: async (errors: object) => void acks.push(errors),
      isKnownFresh: true,
    },
  };
}

describe("a form", () => {
  it("is opened by its command, within Slack's limits and with nothing filled in", async () => {
    const { slack, listener } = await aListener();

    await listener.command({
      body: aCommand({ trigger_id: "t-1" }),
      ack: async () => {},
      ackWith: async () => {},
      isKnownFresh: true,
    });

    const [call] = slack.views;
    expect(call?.["trigger_id"]).toBe("t-1");
    const view = formView(opened, { channel: "C0OPS", locale: "en" }, translators.en);
    expect(call?.["view"]).toEqual(JSON.parse(JSON.stringify(view)));
    expect(JSON.stringify(view)).not.toMatch(/initial_value|initial_date/);
    expect(view.title.text.length).toBeLessThanOrEqual(24);
    expect(view.submit?.text.length).toBeLessThanOrEqual(24);
  });

  it.each(["en", "ja"] as const)("fits into Slack's title and buttons, in %s", (locale) => {
    const { title, submit, close } = formView(opened, { channel: "C0OPS", locale }, translators[locale]);

    for (const words of [title, submit, close]) expect(words?.text).not.toContain("…");
  });

  it.each(["en", "ja"] as const)("that asks nobody for approval says on its button what it does, in %s", (locale) => {
    const said = say("snooze.form-submit", {});
    const form = { ...opened.form, submit: said };
    const { submit } = formView({ ...opened, form }, { channel: "C0OPS", locale }, translators[locale]);

    expect(submit?.text).toBe(translators[locale].plain(said));
  });

  it("that Slack does not open any more says what to do", async () => {
    const { slack, listener } = await aListener();
    slack.fail("views.open", { kind: "refused", error: "expired_trigger_id" });

    await listener.command({ body: aCommand(), ack: async () => {}, ackWith: async () => {}, isKnownFresh: true });

    await eventually(() => slack.privately.length === 1);
    expect(JSON.stringify(slack.privately)).toContain("Type the command again");
  });

  it("T11 is closed at once and reaches the desk, its secret inputs as secrets", async () => {
    const { slack, listener, fills, log } = await aListener();
    const { acks, given } = heard(submission());

    await listener.form(given);

    expect(acks).toEqual(["closed"]);
    expect(fills).toMatchObject([{ userId: "U0ALICE", channel: "C0OPS", command: "register binance", interactionId: "V0VIEW" }]);
    expect([...(fills[0]?.answers.texts ?? [])]).toEqual([
      ["owner", "treasury"],
      ["day", "2030-01-31"],
    ]);
    expect([...(fills[0]?.answers.secrets ?? [])].map(([name, secret]) => [name, secret.reveal()])).toEqual([
      ["token", "a value"],
    ]);
    await eventually(() => slack.privately.length === 1);
    expect(JSON.stringify([slack.privately, log.lines, fills])).not.toContain("a value");
  });

  it("T17 of somebody who asks too much stays open with what was filled in, and reaches nobody", async () => {
    const { listener, fills } = await aListener({ gate: closedGate });
    const { acks, given } = heard(submission());
    const empty = heard(submission({}, { state: { values: {} } }));

    await listener.form(given);
    await listener.form(empty.given);

    expect(acks).toEqual([{ owner: expect.stringContaining("Try again in 7 s") }]);
    expect(empty.acks).toEqual(["closed"]);
    expect(fills).toEqual([]);
  });

  it("with mistakes stays open and says what to write", async () => {
    const { listener, fills } = await aListener({ mistakes: [{ field: "owner", because: say("register.owner-missing", {}) }] });
    const { acks, given } = heard(submission());

    await listener.form(given);

    expect(acks).toEqual([{ owner: "Write who is asked when it runs out." }]);
    expect(fills).toEqual([]);
  });

  it.each([
    ["metadata that is no JSON", submission({}, { private_metadata: "{" })],
    ["metadata that we did not write", submission({}, { private_metadata: "{}" })],
    ["nobody's application", submission({ api_app_id: undefined })],
    ["a user without an id", submission({ user: {} })],
  ])("that cannot be read stays open and says so: %s", async (_, body) => {
    const { listener, fills, log } = await aListener();
    const { acks, given } = heard(body);

    await listener.form(given);

    expect(acks).toEqual([{ owner: expect.stringContaining("could not be read; nothing was recorded") }]);
    expect(fills).toEqual([]);
    expect(log.lines.join()).not.toContain("a value");
  });

  it("without a single field is closed, and its owner is told", async () => {
    const { slack, listener, fills } = await aListener();
    const { acks, given } = heard({ type: "view_submission", user: { id: "U0ALICE" }, view: { state: {} } });

    await listener.form(given);

    expect(acks).toEqual(["closed"]);
    await eventually(() => slack.privately.length === 1);
    expect(JSON.stringify(slack.privately)).toContain("could not be read");
    expect(fills).toEqual([]);
  });

  it("of nobody is closed and logged", async () => {
    const { listener, log } = await aListener();
    const { acks, given } = heard({ type: "view_submission" });

    await listener.form(given);

    expect(acks).toEqual(["closed"]);
    expect(log.lines.join()).toContain("an unreadable form was handed back");
  });

  const filled = (field: string, id: string, value: string) =>
    submission({}, { state: { values: { [field]: { [id]: { type: "plain_text_input", value } } } } });

  it.each([
    ["a text", "owner", inputIds.text, "x"],
    ["a secret", "token", inputIds.secret, "x"],
    ["lines", "lines", inputIds.secret, "\n"],
    ["characters outside of the BMP", "lines", inputIds.secret, "𠮷"],
  ])("takes as many characters as Slack does, and answers one more at the field: %s", async (_, field, id, character) => {
    const { listener, fills } = await aListener();
    const [whole, over] = [
      heard(filled(field, id, `a${character.repeat(2_998)}b`)),
      heard(filled(field, id, `a${character.repeat(2_999)}b`)),
    ];

    await listener.form(whole.given);
    await listener.form(over.given);

    expect(whole.acks).toEqual(["closed"]);
    expect(fills).toHaveLength(1);
    expect(over.acks).toEqual([{ [field]: expect.stringContaining("3001 characters are more than the 3000") }]);
  });

  it("carries the longest command that can be typed", async () => {
    const { listener, fills } = await aListener();
    const command = `snooze value/${"v".repeat(240)} ${"鍵".repeat(300)}`;
    const { acks, given } = heard(
      submission({}, { private_metadata: JSON.stringify({ command, channel: "C0OPS", locale: "ja" }) }),
    );

    await listener.form(given);

    expect(acks).toEqual(["closed"]);
    expect(fills).toMatchObject([{ command }]);
  });

  it("T3 of another workspace is refused and told to those who keep the trail", async () => {
    const { listener, fills, strangers } = await aListener();
    const { given } = heard(submission({ team: null, user: { id: "U0EVE", team_id: "T0OTHER" } }));

    await listener.form(given);

    expect(strangers).toMatchObject([{ userId: "U0EVE", heard: "form" }]);
    expect(fills).toEqual([]);
  });
});
