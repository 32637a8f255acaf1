import { afterAll, beforeAll, expect, it } from "vitest";
import type { World } from "../../demo/world.ts";
import { startWorld } from "../support/a-world.ts";
import { finishRuns } from "../support/finish-runs.ts";
import { secretIdsOf } from "../support/secret-ids.ts";
import { openSlackPage, type SlackPage } from "../support/slack-page.ts";

let world: World;
let slack: SlackPage;
beforeAll(async () => {
  world = await startWorld({ isWatched: true, overlap: "10s", busyForMs: 3_600_000 });
  await world.startBot();
  slack = await openSlackPage(world.slack.url);
});
afterAll(async () => {
  await slack?.stop();
  await world?.stop();
});

it("renews what ends by a button of the digest, and follows the canary and the run that is waited for to the end", async () => {
  const { page, be, type, message, answer, photograph } = slack;
  const old = world.byHand["profinaut-db"]?.secretId ?? "";
  const secretIds = secretIdsOf(world);
  await be("requester");
  await type("/profinaut expiring");
  await answer("things end one day").waitFor();
  await type("/profinaut digest now");
  const digest = page.locator(".msg", { hasText: "in 90 days, one mark a week" });
  await digest.waitFor();
  await photograph("digest", digest);
  await digest.getByRole("button", { name: "Rotate" }).click();
  const card = message("Rotate the SecretID of profinaut-db");
  await card.getByText("expires in 6 days").first().waitFor();

  await be("approver");
  await card.getByRole("button", { name: "Approve" }).click();
  await card.getByText("Done at").waitFor();
  await card.getByText("Held:").waitFor();
  await photograph("gate", card);
  for (const secretId of [old, ...secretIds.delivered().values()]) expect(await secretIds.logsIn(secretId)).toBe(true);
  await finishRuns(world.github, ({ event }) => event === "push");
  await card.getByText(/10\. ✅/).waitFor({ timeout: 60_000 });

  expect(await secretIds.logsIn(old)).toBe(false);
  for (const secretId of secretIds.delivered().values()) expect(await secretIds.logsIn(secretId)).toBe(true);
});
