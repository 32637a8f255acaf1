import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RunningBotProcess, World } from "../../demo/world.ts";
import { startWorld } from "../support/a-world.ts";
import { cardThat, peopleOf, wordsOf } from "../support/person.ts";
import { backUpRedis, type RedisBackup } from "../support/redis-backup.ts";
import { secretIdsOf } from "../support/secret-ids.ts";

const role = "profinaut-db";

let world: World;
let bot: RunningBotProcess;
let backup: RedisBackup;
beforeAll(async () => {
  world = await startWorld({ overlap: "1s" });
  bot = await world.startBot();
});
afterAll(async () => {
  backup?.remove();
  await world?.stop();
});

/** Asks, approves, and waits until the last line of the plan is ticked off. */
async function carriedOut(text: string): Promise<string> {
  const { requester, approver } = peopleOf(world.slack);
  const { id } = await requester.request(text);
  const card = await cardThat(world.slack, id, (words) => words.includes("Approve"), 60_000);
  await approver.press(card, "approve", id);
  return wordsOf(await cardThat(world.slack, id, (words) => words.includes("Done at") && !/⬜|⏳/.test(words), 60_000));
}

async function eachDestinationLogsIn(): Promise<readonly boolean[]> {
  const { delivered, logsIn } = secretIdsOf(world);
  return Promise.all(
    [...delivered()].filter(([name]) => !/KAFKA|RELEASE|READONLY|ADMIN/.test(name)).map(([, value]) => logsIn(value)),
  );
}

/** The sequence of "Put a backup back" in docs/operations.md, for a backup from before a rotation. */
describe("T24 a backup of Redis that is put back", () => {
  let pressed = "";

  it("is from before a rotation, of which Redis then knows nothing", async () => {
    await carriedOut(`rotate ${role} weekly`);
    // An old card: its requester is told what may be cleaned up, and presses much later.
    await world.vault.api("POST", `auth/approle/role/${role}/secret-id`, { metadata: JSON.stringify({ owner: "old-pipeline" }) });
    const { requester } = peopleOf(world.slack);
    const { id } = await requester.request(`clean-up ${role}`);
    pressed = id;
    await cardThat(world.slack, id, (words) => words.includes("Approve"), 60_000);
    await bot.process.stop();
    backup = await backUpRedis(world);
    bot = await world.startBot();
    const { approver } = peopleOf(world.slack);
    await approver.press(await cardThat(world.slack, id, () => true), "deny", id);
    await carriedOut(`rotate ${role} again`);
    await bot.process.stop();
    // The channel sees the end of the trail when the bot starts, and every minute.
    bot = await world.startBot();
    await bot.process.stop();
    await backup.putBack();
    bot = await world.startBot();

    expect(await eachDestinationLogsIn()).toEqual([true, true]);
  });

  it("offers no button that ends a SecretID, and says what to do", async () => {
    const { requester } = peopleOf(world.slack);

    const said = await requester.ask(`role ${role}`);
    const told = await requester.toldAfter(
      () => world.slack.command(requester.id, `clean-up ${role}`),
      (words) => words.includes("put that one back") || words.includes("is open for the same thing"),
    );

    expect(said).not.toContain("Clean up");
    expect(said).toContain(`/profinaut rotate ${role}`);
    expect(told).not.toContain("Accepted");
  });

  it("ends nothing when somebody approves a clean-up on the card from before", async () => {
    const { approver } = peopleOf(world.slack);
    // It says that it was denied; but Redis has forgotten that, and takes the press.
    const card = await cardThat(world.slack, pressed, (words) => words.includes("Denied"));
    await approver.press(card, "approve", pressed);
    const failed = wordsOf(await cardThat(world.slack, pressed, (words) => words.includes("put that one back"), 60_000));

    expect(failed).not.toContain("Done at");
    expect(await eachDestinationLogsIn()).toEqual([true, true]);
  });

  it("a rotation ends nothing and makes it certain again; then a clean-up ends the rest", async () => {
    const before = await secretIdsOf(world).accessors();
    const rotation = await carriedOut(`rotate ${role} after the backup`);
    const kept = await secretIdsOf(world).accessors();
    await expect.poll(() => peopleOf(world.slack).requester.ask(`role ${role}`), { interval: 500 }).toContain("Clean up");
    const cleaned = await carriedOut(`clean-up ${role}`);

    expect(rotation).toContain("End nothing");
    expect(kept).toEqual(expect.arrayContaining([...before]));
    expect(cleaned).toContain("that served nobody ended");
    expect(await secretIdsOf(world).accessors()).toHaveLength(1);
    expect(await eachDestinationLogsIn()).toEqual([true, true]);
  });
});
