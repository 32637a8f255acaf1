import { mkdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Browser, chromium, type Locator, type Page } from "playwright-core";
import { expect } from "vitest";
import { createTempFolder } from "../../demo/parts/temp-folder.ts";

const flags =
  "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync";
const largest = 300 * 1024;
const everybody = { requester: "Rie Requester", approver: "Aoi Approver" };

/** The local Slack's page, as a person at a browser has it. */
export interface SlackPage {
  readonly page: Page;
  be(who: keyof typeof everybody): Promise<void>;
  /** Types into the channel and sends it. */
  type(text: string): Promise<void>;
  /** The message with this heading. */
  message(title: string): Locator;
  /** The last private answer with these words. */
  answer(words: string): Locator;
  /** Into a folder of its own, unless somebody wants new ones for the README: `UPDATE_SCREENSHOTS=1`. */
  photograph(name: string, what: Locator): Promise<void>;
  stop(): Promise<void>;
}

/** Opens the page in Debian's chromium, in the channel where the bot is. */
export async function openSlackPage(url: string): Promise<SlackPage> {
  const scratch = createTempFolder("screenshots");
  const images = process.env["UPDATE_SCREENSHOTS"] ? fileURLToPath(new URL("../../docs/images", import.meta.url)) : scratch.path;
  await mkdir(images, { recursive: true });
  let browser: Browser | undefined;
  const stop = async (): Promise<void> => {
    await browser?.close();
    await scratch.remove();
  };
  try {
    browser = await chromium.launch({ executablePath: "/usr/bin/chromium", headless: true, args: flags.split(" ") });
    const page = await browser.newPage({ viewport: { width: 1000, height: 1000 }, colorScheme: "light" });
    page.setDefaultTimeout(30_000);
    await page.goto(url);
    await page.getByRole("button", { name: "vault-ops" }).click();
    return {
      page,
      stop,
      be: async (who) => void (await page.getByLabel("Act as").selectOption({ label: everybody[who] })),
      type: async (text) => {
        await page.locator("textarea.composer-input").fill(text);
        await page.getByRole("button", { name: "Send", exact: true }).click();
      },
      message: (title) => page.locator(".msg", { has: page.locator(".bk-header", { hasText: title }) }),
      answer: (words) => page.locator(".msg", { hasText: "only visible to you" }).filter({ hasText: words }).last(),
      photograph: async (name, what) => {
        await page.mouse.move(0, 0); // a message under the pointer is grey and has buttons of its own
        const path = join(images, `${name}.png`);
        await what.screenshot({ path, animations: "disabled" });
        expect((await readFile(path)).subarray(1, 4).toString()).toBe("PNG");
        expect((await stat(path)).size).toBeGreaterThan(1_000);
        expect((await stat(path)).size).toBeLessThanOrEqual(largest);
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
