import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { startLocalSlack } from "../../demo/parts/local-slack.ts";
import { Secret } from "../../src/domain/secret.ts";
import { checkChannel } from "../../src/slack/channel.ts";
import { createClientQueue } from "../../src/slack/client-queue.ts";
import { createDirectory } from "../../src/slack/directory.ts";
import { identify } from "../../src/slack/identity.ts";
import { createRequestView } from "../../src/slack/notifier.ts";
import { createSlackApp, type SlackApp } from "../../src/slack/slack-app.ts";
import { createSocketConnections } from "../../src/slack/socket-connections.ts";
import {
  aCommandService,
  aHome,
  aLog,
  anActor,
  anEntry,
  aRequest,
  eventually,
  openGate,
  sentence,
  translators,
} from "./arrange.ts";

let slack: Awaited<ReturnType<typeof startLocalSlack>>;
let app: SlackApp;

beforeAll(async () => {
  slack = await startLocalSlack();
}, 60_000);
afterAll(async () => {
  await app?.stop(1_000);
  await slack?.stop();
});

it("tells the whole story in a Slack that was not written for these tests", { timeout: 30_000 }, async () => {
  const { ids, tokens, apiUrl } = slack;
  const { requester, approver } = ids.users;
  const log = aLog();
  const lane = createClientQueue({ token: new Secret(tokens.bot), apiUrl, log, now: Date.now });
  const self = await identify(lane, { teams: new Set([slack.ids.team]) });
  const directory = createDirectory({ lane, teams: new Set([ids.team]), people: new Map(), now: Date.now });
  const { commandService, asks, presses } = aCommandService();
  const payloads = createSocketConnections({ appToken: new Secret(tokens.app), apiUrl, log, now: Date.now });
  const options = { gate: openGate, strangersGate: openGate, self, language: "en", translators, lane, log } as const;
  const home = async () => aHome();
  app = createSlackApp({
    ...options,
    payloads,
    teams: new Set([ids.team]),
    apiUrl,
    commandService,
    home,
    directory,
    refused: async () => {},
  });
  const channel = { channel: ids.channel, isDurabilityRelaxed: false, now: Date.now };
  const view = createRequestView({ ...options, ...channel, cards: lane, rest: lane });

  await checkChannel(lane, ids.channel);
  await app.start();
  await slack.command(requester, "role profinaut-db");

  const answer = await slack.waitForMessage(({ subtype }) => subtype === "ephemeral");
  expect(answer.text).toContain("Vault has no AppRole `profinaut-db`");
  await eventually(() => asks.length === 2);
  expect(new Set(asks.map(({ interactionId }) => interactionId)).size).toBe(1);
  expect(asks[0]).toMatchObject({ userId: requester, channel: ids.channel });
  expect(await directory.actor(requester)).toMatchObject({ name: "Rie Requester", email: "rie@profinaut.example" });

  const request = aRequest({ createdAtMs: Date.now() });
  const place = await view.postCard(request);
  expect(await view.findCard(request)).toEqual(place);
  expect(await view.linkTo(place)).toMatch(/^http/);

  await slack.click({ user: approver, messageTs: place.message, actionId: "profinaut_approve", value: request.id });
  await eventually(() => presses.length === 2);
  expect(presses[0]).toMatchObject({ userId: approver, action: "approve", value: request.id, at: place });

  await view.updateCard(aRequest({ state: "approved" }), place);
  await view.postTrail(place, [anEntry("request.submitted", {}, 7), anEntry("request.approved", {}, 8)]);
  expect((await view.threadLines(place)).map(({ seq }) => seq)).toEqual([7, 8]);

  await view.tell(anActor(requester), ids.otherChannel, sentence);
  await slack.waitForMessage(({ text }) => text.includes("Vault has no AppRole"), { channel: ids.otherChannel });

  await view.publishCheckpoint('{"seq":8,"hash":"a+/="}');
  expect(await view.publishedCheckpoints(5)).toEqual(['{"seq":8,"hash":"a+/="}']);

  await slack.openHome(requester);
  await slack.waitForMessage(({ ts, text }) => ts === place.message && text.includes("Approved."));
  await vi.waitFor(async () => expect(JSON.stringify(await slack.log())).toContain("views.publish"), {
    timeout: 10_000,
    interval: 50,
  });
});
