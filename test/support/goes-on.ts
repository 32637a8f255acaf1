import { expect, vi } from "vitest";
import { WebSocket } from "ws";
import type { SlackMessage } from "../../demo/parts/wire.ts";
import type { World } from "../../demo/world.ts";
import { actionIds } from "../../src/slack/messages/action-ids.ts";
import { inputIds } from "../../src/slack/messages/form-view.ts";
import { peopleOf, wordsOf } from "./person.ts";

const patiently = { timeout: 90_000, interval: 250 };

/** Codes of earlier losses: the page hears of earlier forms, too. */
const typed = new Set<string>();

type Place = Pick<World, "slack">;

/** Messages of the channel with these words, oldest first. */
export const toldOf = async ({ slack }: Place, ...words: readonly string[]): Promise<readonly SlackMessage[]> =>
  (await slack.messages()).filter((message) => words.some((each) => wordsOf(message).includes(each)));

/** Waits until the channel has been told so many times. */
export const toldInChannel = (world: Place, words: string, times = 1): Promise<void> =>
  vi.waitFor(async () => expect((await toldOf(world, words)).length).toBeGreaterThanOrEqual(times), patiently);

/** An approver presses *Continue from here* below the alarm and fills in the form; then the worker takes it up, and the bot accepts again. */
export async function letItGoOn(world: Place): Promise<void> {
  const { slack } = world;
  const { approver } = peopleOf(slack);
  const [goneOn, over] = ["The audit log goes on behind", "The audit log can be believed again"];
  const goneOnBefore = (await toldOf(world, goneOn)).length;
  const overBefore = (await toldOf(world, over)).length;
  const alarm = await vi.waitFor(async () => {
    const last = (await toldOf(world, "The bot is read-only", over)).findLast(({ ephemeral_to }) => ephemeral_to === undefined);
    if (last === undefined || !JSON.stringify(last.blocks).includes('"continue"'))
      throw new Error(`No such alarm, but: ${last?.text}`);
    return last;
  }, patiently);
  await withPage(slack.url, async (seen) => {
    await slack.click({ user: approver.id, messageTs: alarm.ts, actionId: actionIds.ask, value: "continue" });
    const code = await vi.waitFor(() => {
      const codes = [...seen().matchAll(/code of this very loss is `?([0-9a-f]{8})/g)].map(([, each = ""]) => each);
      const found = codes.findLast((each) => !typed.has(each));
      if (found === undefined) throw new Error(`There is no form: ${seen().slice(-2_000)}`);
      return found;
    }, patiently);
    typed.add(code);
    const text = (value: string) => ({ [inputIds.text]: { type: "plain_text_input", value } });
    await approver.toldAfter(() => slack.submitView(approver.id, { code: text(code), reason: text("a story of the tests") }));
  });
  await toldInChannel(world, goneOn, goneOnBefore + 1);
  await toldInChannel(world, over, overBefore + 1);
}

/** @param look is given all that the local Slack has sent to its page since then */
async function withPage(url: string, look: (seen: () => string) => Promise<void>): Promise<void> {
  const heard: string[] = [];
  const page = new WebSocket(`${url.replace("http:", "ws:")}/ui`);
  await new Promise((resolve, reject) => page.once("open", resolve).once("error", reject));
  page.on("message", (data) => heard.push(String(data)));
  try {
    await look(() => heard.join("\n"));
  } finally {
    page.close();
  }
}
