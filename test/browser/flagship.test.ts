import { afterAll, beforeAll, expect, it } from "vitest";
import type { World } from "../../demo/world.ts";
import { startWorld } from "../support/a-world.ts";
import { secretIdsOf } from "../support/secret-ids.ts";
import { openSlackPage, type SlackPage } from "../support/slack-page.ts";

let world: World;
let slack: SlackPage;
beforeAll(async () => {
  world = await startWorld({ overlap: "5s" });
  await world.startBot();
  slack = await openSlackPage(world.slack.url);
});
afterAll(async () => {
  await slack?.stop();
  await world?.stop();
});

it("rotates profinaut-db by clicking, as the requester and then as the approver", async () => {
  const { be, type, message, answer, photograph } = slack;
  await be("requester");
  await type("/profinaut help");
  await answer("What can be typed").waitFor();
  await type("/profinaut rotate profinaut-db weekly rotation");
  const card = message("Rotate the SecretID of profinaut-db");
  await card.getByText("Waiting for approval").waitFor();
  await photograph("request-card", card);

  await be("approver");
  await card.getByRole("button", { name: "Approve" }).click();
  await card.getByText("Done at").waitFor();
  const old = world.byHand["profinaut-db"]?.secretId ?? "";
  expect(await secretIdsOf(world).logsIn(old)).toBe(true);
  await card.getByText(/8\. ✅/).waitFor();
  await photograph("done", card);

  await be("requester");
  await type("/profinaut roles");
  await answer("5 AppRoles").waitFor();

  const secretIds = secretIdsOf(world);
  expect(await secretIds.logsIn(old)).toBe(false);
  expect(secretIds.delivered().size).toBe(2);
  for (const secretId of secretIds.delivered().values()) expect(await secretIds.logsIn(secretId)).toBe(true);
});

it("approves on the Home tab, which shows what waits for its reader, what she asked for and what ends soon", async () => {
  const { page, be, type, message, photograph } = slack;
  await be("approver");
  await type("/profinaut rotate profinaut-release before the freeze");
  await message("Rotate the SecretID of profinaut-release").getByText("Waiting for approval").waitFor();
  await be("requester");
  await type("/profinaut rotate profinaut-kafka monthly rotation");
  await message("Rotate the SecretID of profinaut-kafka").getByText("Waiting for approval").waitFor();

  await be("approver");
  await page.getByRole("button", { name: "🏠 profinaut" }).click();
  const home = page.locator("main, body").last();
  await home.getByText("Waiting for your approval").waitFor();
  await home.getByText("monthly rotation").waitFor();
  await home.getByText("before the freeze").waitFor();
  await home.getByText("bybit/key1").first().waitFor();
  await photograph("home", page.locator("body"));
  await home.getByRole("button", { name: "Approve" }).click();
  await home.getByText("Nothing waits for your approval").waitFor();

  await page.getByRole("button", { name: "vault-ops" }).click();
  await message("Rotate the SecretID of profinaut-kafka").getByText("Done at").waitFor();
});

it("registers the key of an exchange in a form, and shows the approver what it may do", async () => {
  const { page, be, type, message, photograph } = slack;
  const { apiKey, secretKey } = world.exchangeKeys.trading;
  await be("requester");
  await type("/profinaut register binance first key");
  const form = page.locator(".modal", { hasText: "Register a value" });
  await form.getByText("Nothing is written before somebody else has approved").waitFor();
  await photograph("form", form);
  const input = (label: string) => form.locator(".bk-input", { hasText: label }).locator("input, textarea");
  await input("api_key").fill(apiKey);
  await input("secret_key").fill(secretKey);
  await input("Owner").fill("treasury");
  await form.getByRole("button", { name: "Ask for approval" }).click();

  const card = message("Register a value at binance");
  await card.getByText("valid, may read and trade, may not withdraw").waitFor();
  await photograph("register-card", card);
  await be("approver");
  await card.getByRole("button", { name: "Approve" }).click();
  await card.getByText("Done at").waitFor();

  const { body } = await world.vault.api("GET", "secret/data/profinaut/binance");
  expect(body.data?.["data"]).toEqual({ api_key: apiKey, secret_key: secretKey });
});
