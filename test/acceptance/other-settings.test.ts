import { describe, expect, it, onTestFinished } from "vitest";
import { onFreePort } from "../../demo/parts/free-port.ts";
import type { WorldOptions } from "../../demo/world.ts";
import { startWorld } from "../support/a-world.ts";
import { cardThat, peopleOf, wordsOf } from "../support/person.ts";
import { outsideOf, secretIdsOf } from "../support/secret-ids.ts";
import { trailEntry } from "../support/trail.ts";

async function aWorld(options: WorldOptions) {
  const world = await startWorld(options);
  onTestFinished(() => world.stop());
  return world;
}

it("speaks Japanese in the channel and to those who read it", async () => {
  const world = await aWorld({ locale: "ja", overlap: "1s" });
  await world.startBot();
  const { requester, approver } = peopleOf(world.slack);

  const { id, card } = await requester.request("rotate profinaut-kafka 週次");
  const refused = await requester.press(card, "approve", id);
  await approver.press(card, "approve", id);
  const done = await cardThat(world.slack, id, (words) => /7\. ✅/.test(words), 30_000);

  expect(refused).toMatch(/\p{Script=Hiragana}/u);
  expect(refused).not.toMatch(/You asked for this/);
  expect(wordsOf(done)).toMatch(/[\p{Script=Katakana}\p{Script=Han}]/u);
  expect(wordsOf(done)).toContain("週次");
  expect(await requester.ask("help")).toMatch(/\p{Script=Hiragana}/u);
});

it("T16 closes a request that nobody approved in time, and refuses a press after that", async () => {
  const world = await aWorld({ expiresAfter: "2s" });
  await world.startBot();
  const { requester, approver } = peopleOf(world.slack);
  const { id, card } = await requester.request("rotate profinaut-kafka weekly");
  const before = await outsideOf(world);
  const { details } = await trailEntry(world, ({ action }) => action === "request.prepared");
  await expect.poll(() => Date.now() >= Number(details["expiresAtMs"]), { timeout: 10_000 }).toBe(true);

  const told = await approver.press(card, "approve", id);
  const closed = await cardThat(world.slack, id, (words) => words.includes("Expired at"));

  expect(told).toMatch(/This request expired at .* ask again with the same command/);
  expect(wordsOf(closed)).not.toContain("Approve this plan?");
  expect((await trailEntry(world, ({ action }) => action === "press.refused")).actor).toBe(`user:${approver.id}`);
  expect(await outsideOf(world)).toEqual(before);
});

describe("HTTP mode", () => {
  it("rotates by signed requests, without an app-level token", async () => {
    const port = await onFreePort(async (free) => free);
    const world = await aWorld({ overlap: "1s", slack: { requestUrl: `http://127.0.0.1:${port}/slack/events` } });
    await world.startBot({
      SLACK_APP_TOKEN: undefined,
      SLACK_SIGNING_SECRET: world.slack.tokens.signingSecret,
      PORT: String(port),
    });
    const { requester, approver } = peopleOf(world.slack);

    const { id, card } = await requester.request("rotate profinaut-db weekly");
    await approver.press(card, "approve", id);
    await cardThat(world.slack, id, (words) => /8\. ✅/.test(words), 30_000);

    const secretIds = secretIdsOf(world);
    expect(await secretIds.accessors()).toHaveLength(1);
    for (const secretId of secretIds.delivered().values()) expect(await secretIds.logsIn(secretId)).toBe(true);
  });

  it("T1 hears nothing that Slack has not signed", async () => {
    const port = await onFreePort(async (free) => free);
    const world = await aWorld({ slack: { requestUrl: `http://127.0.0.1:${port}/slack/events` } });
    await world.startBot({ SLACK_APP_TOKEN: undefined, SLACK_SIGNING_SECRET: "another-secret", PORT: String(port) });
    const before = (await world.slack.messages()).length;

    const answer = await fetch(`http://127.0.0.1:${port}/slack/events`, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams({ command: "/profinaut", text: "rotate profinaut-db", user_id: "U0REQUESTER" }),
    });

    expect(answer.status).toBe(401);
    expect(await world.slack.messages()).toHaveLength(before);
  });
});
