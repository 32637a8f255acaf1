import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { type DyingBotWorld, startDyingBotWorld } from "../support/dying-bot.ts";

const subject = "the-digest";

let dying: DyingBotWorld;
beforeAll(async () => {
  dying = await startDyingBotWorld({ roles: [], others: [subject] }, { digest: "* * * * *" });
});
afterAll(() => dying?.stop());

/** How often the digest of each time is in the channel. */
async function posted(): Promise<readonly number[]> {
  const times = new Map<string, number>();
  for (const { blocks = [] } of await dying.world.slack.messages()) {
    const [, slot] = /^digest:(.+)$/.exec(String(blocks[0]?.["block_id"])) ?? [];
    if (slot !== undefined) times.set(slot, (times.get(slot) ?? 0) + 1);
  }
  return [...times.values()];
}

it("T21 the bot is killed before and after it posts the digest: it is posted once, and so is the next one", async () => {
  dying.arm(subject, ["before post the digest", "after post the digest"]);

  await vi.waitFor(() => expect(dying.armed(subject)).toEqual([]), { timeout: 200_000, interval: 200 });
  const atDeath = await posted();
  await vi.waitFor(async () => expect((await posted()).length).toBeGreaterThan(1), { timeout: 200_000, interval: 500 });

  expect(dying.kills()).toBe(2);
  expect(atDeath).toEqual([1]);
  expect(new Set(await posted())).toEqual(new Set([1]));
}, 420_000);
