import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { SocketModeClient } from "@slack/socket-mode";
import { WebClient } from "@slack/web-api";
import { afterEach, expect, it } from "vitest";
import { startLocalSlack } from "../../demo/parts/local-slack.ts";
import { isListening, isRunning } from "./gone.ts";

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const start = async (...options: Parameters<typeof startLocalSlack>) => {
  const slack = await startLocalSlack(...options);
  closers.push(slack.stop);
  return { slack, web: new WebClient(slack.tokens.bot, { slackApiUrl: slack.apiUrl }) };
};

const connect = async (slack: { apiUrl: string; tokens: { app: string } }) => {
  const client = new SocketModeClient({ appToken: slack.tokens.app, clientOptions: { slackApiUrl: slack.apiUrl } });
  closers.push(() => client.disconnect());
  const heard: { readonly type: string; readonly body: Record<string, unknown> }[] = [];
  client.on("slack_event", async ({ ack, type, body }) => {
    heard.push({ type, body });
    await ack();
  });
  await client.start();
  return heard;
};

it("a command and a click reach a bot that is connected, as the person who made them", async () => {
  const { slack, web } = await start();
  const heard = await connect(slack);
  const { requester, approver } = slack.ids.users;
  const card = await web.chat.postMessage({ channel: slack.ids.channel, text: "a card" });

  await slack.command(requester, "rotate profinaut-db");
  await slack.click({ user: approver, messageTs: card.ts ?? "", actionId: "approve", value: "req_1" });

  expect(heard).toEqual([
    {
      type: "slash_commands",
      body: expect.objectContaining({ user_id: requester, command: "/profinaut", text: "rotate profinaut-db" }),
    },
    {
      type: "interactive",
      body: expect.objectContaining({
        user: expect.objectContaining({ id: approver }),
        actions: [expect.objectContaining({ action_id: "approve", value: "req_1" })],
      }),
    },
  ]);
});

it("with an address for requests they are signed and posted there", async () => {
  const requests: { readonly signature: unknown; readonly body: string }[] = [];
  const bot = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => {
      requests.push({ signature: request.headers["x-slack-signature"], body });
      response.end();
    });
  });
  await new Promise<void>((resolve) => bot.listen(0, "127.0.0.1", resolve));
  closers.push(async () => bot.close());
  const address: AddressInfo | string | null = bot.address();
  const port = address instanceof Object ? address.port : 0;
  const { slack } = await start({ requestUrl: `http://127.0.0.1:${port}/slack/events` });

  await slack.command(slack.ids.users.requester, "help");

  expect(requests).toEqual([
    { signature: expect.stringMatching(/^v0=[0-9a-f]{64}$/), body: expect.stringContaining("command=%2Fprofinaut") },
  ]);
});

it("what the bot posts is seen, and every call is in the log", async () => {
  const { slack, web } = await start();
  await web.chat.postMessage({ channel: slack.ids.channel, text: "rotated" });
  await web.chat.postEphemeral({ channel: slack.ids.channel, user: slack.ids.users.requester, text: "for you alone" });

  const seen = await slack.waitForMessage((message) => message.text === "for you alone");

  expect(seen).toMatchObject({ subtype: "ephemeral", ephemeral_to: slack.ids.users.requester });
  expect((await slack.messages()).map((message) => message.text)).toEqual(["rotated", "for you alone"]);
  expect((await slack.log()).map((entry) => entry.summary).join()).toContain("chat.postEphemeral");
  await expect(slack.waitForMessage((message) => message.text === "never", { withinMs: 100 })).rejects.toThrow("- rotated");
});

it("a modal is submitted with what was filled in", async () => {
  const { slack, web } = await start();
  const heard = await connect(slack);
  await slack.command(slack.ids.users.requester, "register binance");
  await web.views.open({
    trigger_id: String(heard[0]?.body["trigger_id"]),
    view: {
      type: "modal",
      title: { type: "plain_text", text: "Register" },
      submit: { type: "plain_text", text: "Ask" },
      blocks: [
        {
          type: "input",
          block_id: "api",
          label: { type: "plain_text", text: "Key" },
          element: { type: "plain_text_input", action_id: "key" },
        },
      ],
    },
  });

  await slack.submitView(slack.ids.users.requester, { api: { key: { type: "plain_text_input", value: "x" } } });

  await expect.poll(() => heard.at(-1)?.body["type"]).toBe("view_submission");
  expect(heard.at(-1)?.body["view"]).toMatchObject({ state: { values: { api: { key: { value: "x" } } } } });
});

it("people can be added who are not in the channel", async () => {
  const person = { id: "U0STRANGER", name: "sam", realName: "Sam Stranger", email: "sam@elsewhere.example", outside: true };
  const { slack, web } = await start({ people: [person] });

  const info = await web.users.info({ user: person.id });
  const { members } = await web.conversations.members({ channel: slack.ids.channel });

  expect(info.user).toMatchObject({ id: person.id, real_name: person.realName });
  expect(members).toContain(slack.ids.users.approver2);
  expect(members).not.toContain(person.id);
});

it("stop leaves no process or port", async () => {
  const { slack } = await start();

  await slack.stop();
  await slack.stop();

  expect(isRunning(slack.pid())).toBe(false);
  expect(await isListening(Number(new URL(slack.url).port))).toBe(false);
});

it("where there is no build of it, it says how to use a real workspace", async () => {
  await expect(startLocalSlack({ platform: "sunos-sparc" })).rejects.toThrow(/sunos-sparc.*SLACK_BOT_TOKEN and SLACK_APP_TOKEN/s);
});
