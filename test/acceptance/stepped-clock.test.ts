import { describe, expect, it, onTestFinished, vi } from "vitest";
import { createTempFolder } from "../../demo/parts/temp-folder.ts";
import type { World } from "../../demo/world.ts";
import { startWorld } from "../support/a-world.ts";
import { cardThat, peopleOf, wordsOf } from "../support/person.ts";
import { secretIdsOf } from "../support/secret-ids.ts";
import { trailOf } from "../support/trail.ts";
import { settableHostClock } from "../support/wrong-host-clock.ts";

const minute = 60_000;
const overlapMs = 20_000;
const patiently = { timeout: 2 * minute, interval: 200 };
const isDelivered = (words: string): boolean => words.includes("Done at");

/** Asked, approved, delivered; nothing was refused on the way. */
async function rotated({ slack }: World, role: string, meanwhile = async (): Promise<void> => {}): Promise<void> {
  const { requester, approver } = peopleOf(slack);
  const { id, card } = await requester.request(`rotate ${role} weekly`);
  await approver.press(card, "approve", id);
  await meanwhile();
  const done = wordsOf(await cardThat(slack, id, isDelivered, patiently.timeout));
  expect(done).not.toMatch(/Failed|needs attention|Denied|Expired/i);
}

describe.each<[string, number, RegExp]>([
  ["ten minutes ahead", 10 * minute, /is 10 min ahead of Vault's and Redis's/],
  ["ten minutes back", -10 * minute, /is 10 min behind Vault's and Redis's/],
])("T26 a host's clock that is set %s while the bot runs", (_, aheadMs, says) => {
  it("holds nothing up, refuses nothing, retires nothing early, and is told to the channel", {
    timeout: 5 * minute,
  }, async () => {
    const folder = createTempFolder("host-clock");
    onTestFinished(() => folder.remove());
    const world = await startWorld({ overlap: `${overlapMs / 1_000}s` });
    onTestFinished(() => world.stop());
    const clock = settableHostClock(folder.path);
    const bot = await world.startBot(clock.env);
    const { accessors } = secretIdsOf(world, "profinaut-kafka");
    await rotated(world, "profinaut-kafka");
    await vi.waitFor(async () => expect(await accessors()).toHaveLength(1), patiently);

    // Set while what was replaced is in its overlap.
    await rotated(world, "profinaut-kafka");
    const deliveredAtMs = performance.now();
    await clock.set(bot, aheadMs);
    expect(await accessors()).toHaveLength(2);
    await vi.waitFor(async () => expect(await accessors()).toHaveLength(1), patiently);
    // What rounds to whole seconds on the way there.
    expect(performance.now() - deliveredAtMs).toBeGreaterThan(overlapMs - 3_000);

    // Set back while another one runs.
    await vi.waitFor(async () => {
      const said = (await world.slack.messages()).map(({ text = "" }) => text).filter((text) => says.test(text));
      expect(said).toEqual([expect.stringMatching(says)]);
    }, patiently);
    await rotated(world, "profinaut-release", () => clock.set(bot, 0));
    await rotated(world, "profinaut-readonly");
    for (const { atMs } of await trailOf(world)) expect(Math.abs(atMs - Date.now())).toBeLessThan(5 * minute);
  });
});
