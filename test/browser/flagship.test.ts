import { mkdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createTempFolder, type TempFolder } from "../../demo/parts/temp-folder.ts";
import { startWorld, type World } from "../../demo/world.ts";
import { secretIdsOf } from "../support/secret-ids.ts";

const flags =
  "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync";
const largest = 300 * 1024;
const everybody = { requester: "Rie Requester", approver: "Aoi Approver" };

let world: World;
let browser: Browser;
let page: Page;
let scratch: TempFolder;
/** Screenshots go to a folder of their own, unless somebody wants new ones for the README: `UPDATE_SCREENSHOTS=1`. */
let images: string;
beforeAll(async () => {
  world = await startWorld({ overlap: "5s" });
  await world.startBot();
  scratch = createTempFolder("screenshots");
  images = process.env["UPDATE_SCREENSHOTS"] ? fileURLToPath(new URL("../../docs/images", import.meta.url)) : scratch.path;
  await mkdir(images, { recursive: true });
  browser = await chromium.launch({ executablePath: "/usr/bin/chromium", headless: true, args: flags.split(" ") });
  page = await browser.newPage({ viewport: { width: 1000, height: 1000 }, colorScheme: "light" });
  page.setDefaultTimeout(30_000);
});
afterAll(async () => {
  await browser?.close();
  await scratch?.remove();
  await world?.stop();
});

it("rotates profinaut-db by clicking, as the requester and then as the approver", async () => {
  await page.goto(world.slack.url);
  await page.getByRole("button", { name: "vault-ops" }).click();

  await be("requester");
  await type("/profinaut help");
  await photograph("help", answer("What can be typed"));
  await type("/profinaut rotate profinaut-db weekly rotation");
  const card = message("Rotate the SecretID of profinaut-db");
  await card.getByText("Waiting for approval").waitFor();
  await photograph("request-card", card);

  await be("approver");
  await photograph("approval", page.locator("body"));
  await card.getByRole("button", { name: "Approve" }).click();
  await card.getByText("Done at").waitFor();
  const old = world.byHand["profinaut-db"]?.secretId ?? "";
  expect(await secretIdsOf(world).logsIn(old)).toBe(true);
  await card.getByText(/8\. ✅/).waitFor();
  await photograph("done", card);

  await be("requester");
  await type("/profinaut roles");
  await photograph("answer-roles", answer("5 AppRoles"));

  const secretIds = secretIdsOf(world);
  expect(await secretIds.logsIn(old)).toBe(false);
  expect(secretIds.delivered().size).toBe(2);
  for (const secretId of secretIds.delivered().values()) expect(await secretIds.logsIn(secretId)).toBe(true);
});

const message = (title: string) => page.locator(".msg", { has: page.locator(".bk-header", { hasText: title }) });
const answer = (words: string) => page.locator(".msg", { hasText: "only visible to you" }).filter({ hasText: words }).last();

async function be(who: keyof typeof everybody): Promise<void> {
  await page.getByLabel("Act as").selectOption({ label: everybody[who] });
}

async function type(text: string): Promise<void> {
  await page.locator("textarea.composer-input").fill(text);
  await page.getByRole("button", { name: "Send", exact: true }).click();
}

async function photograph(name: string, what: ReturnType<Page["locator"]>): Promise<void> {
  await page.mouse.move(0, 0); // a message under the pointer is grey and has buttons of its own
  const path = join(images, `${name}.png`);
  await what.screenshot({ path, animations: "disabled" });
  expect((await readFile(path)).subarray(1, 4).toString()).toBe("PNG");
  expect((await stat(path)).size).toBeGreaterThan(1_000);
  expect((await stat(path)).size).toBeLessThanOrEqual(largest);
}
