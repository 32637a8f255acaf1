import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RunningBotProcess, World } from "../../demo/world.ts";
import { startWorld } from "../support/a-world.ts";
import { letItGoOn } from "../support/goes-on.ts";
import { type RoleInUse, roleInUse } from "../support/older-redis.ts";
import { cardThat, peopleOf, wordsOf } from "../support/person.ts";
import { backUpRedis, type RedisBackup } from "../support/redis-backup.ts";
import { secretIdsOf } from "../support/secret-ids.ts";

const role = "profinaut-db";

let world: World;
let bot: RunningBotProcess;
let other: RoleInUse;
let backup: RedisBackup;
let kept: RedisBackup;
beforeAll(async () => {
  world = await startWorld({ overlap: "1s" });
  bot = await world.startBot();
  other = roleInUse(world, "profinaut-kafka");
});
afterAll(async () => {
  backup?.remove();
  kept?.remove();
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

/** How each step of "A backup was put back" begins; each is played below, in this order. */
const steps = {
  stop: "Stop the bot",
  keep: "Keep what Redis holds now",
  putBack: "Put the newest copy back",
  start: "Start the bot.",
  goOn: "Let the log go on",
  role: "For each role",
  cleanUp: "After the overlap",
} as const;

describe("T24 a backup of Redis that is put back", () => {
  let pressed = "";

  it("is put back by the steps of docs/operations.md", () => {
    const guide = readFileSync(new URL("../../docs/operations.md", import.meta.url), "utf8");
    const section = /\n## A backup was put back\n(.*?)\n## /s.exec(guide)?.[1] ?? "";

    expect([...section.matchAll(/^\d+\. \*\*(.+?)\*\*/gm)].map(([, step]) => step)).toEqual(Object.values(steps));
  });

  it("is from before a rotation, of which Redis then knows nothing", async () => {
    await carriedOut(`rotate ${role} weekly`);
    // An old card: its requester is told what may be cleaned up, and presses much later.
    await world.vault.api("POST", `auth/approle/role/${role}/secret-id`, { metadata: JSON.stringify({ owner: "old-pipeline" }) });
    const { requester, approver } = peopleOf(world.slack);
    const { id } = await requester.request(`clean-up ${role}`);
    pressed = id;
    await cardThat(world.slack, id, (words) => words.includes("Approve"), 60_000);
    await bot.process.stop();
    backup = await backUpRedis(world);
    bot = await world.startBot();
    await approver.press(await cardThat(world.slack, id, () => true), "deny", id);
    await carriedOut(`rotate ${role} again`);
    await carriedOut(`rotate ${other.name} since`);
    await bot.process.stop();
    // The channel sees the end of the trail when the bot starts, and every minute.
    bot = await world.startBot();
  });

  it(`${steps.stop}; ${steps.keep}; ${steps.putBack}`, async () => {
    await bot.process.stop();
    kept = await backUpRedis(world);
    await backup.putBack();

    expect(await eachDestinationLogsIn()).toEqual([true, true]);
  });

  it(`${steps.start} It is read-only, and says which entries are lost and what to do`, async () => {
    bot = await world.startBot();
    const { requester } = peopleOf(world.slack);

    const said = await requester.ask("audit verify");

    expect((await fetch(bot.health)).status).toBe(503);
    expect(await requester.ask(`rotate ${role} read-only`)).toContain("the bot is read-only");

    expect(said).toMatch(/The trail is not whole: The trail was (cut: entries \d+ to \d+|rewritten: entry \d+)/);
    expect(said).toContain("“A backup was put back”");
    expect(await eachDestinationLogsIn()).toEqual([true, true]);
  });

  it(`${steps.goOn}: what was open ends, and the bot accepts again`, async () => {
    await letItGoOn(world);

    const { requester } = peopleOf(world.slack);
    await expect.poll(() => requester.ask("requests"), { timeout: 60_000 }).toContain("Nothing is open");
    await expect.poll(async () => (await fetch(bot.health)).status, { timeout: 60_000 }).toBe(200);
    expect(await eachDestinationLogsIn()).toEqual([true, true]);
  });

  it(`${steps.role}: no button ends a SecretID, and it says what to do`, async () => {
    const { requester } = peopleOf(world.slack);

    const said = await requester.ask(`role ${role}`);
    const told = await requester.toldAfter(
      () => world.slack.command(requester.id, `clean-up ${role}`),
      (words) => words.includes("put that one back"),
    );

    expect(said).not.toContain("Clean up");
    expect(said).toContain(`/profinaut rotate ${role}`);
    expect(told).not.toContain("Accepted");
  });

  it(`${steps.role}: adopting takes over what Vault and GitHub say is in use, and ends nothing`, async () => {
    const before = await other.live();

    const adopted = await other.carriedOut(`adopt ${other.name} the backup was put back`);
    const { role: said } = await other.asked();

    expect(adopted).toContain("Nothing ends");
    expect(adopted).toMatch(/takes `?[0-9a-f]{8}`? for the SecretID/);
    expect(said).toMatch(/– current/);
    expect(said).not.toContain("Redis is older");
    expect([await other.live(), await other.logsIn()]).toEqual([before, [true]]);
    const rotated = await other.carriedOut(`rotate ${other.name} as ever`);
    expect(rotated).not.toContain("End nothing");
    await expect.poll(async () => (await other.live()).length).toBe(1);
    expect(await other.logsIn()).toEqual([true]);
  });

  it("nothing ends when somebody approves a clean-up on the card from before", async () => {
    const { approver } = peopleOf(world.slack);
    const card = await cardThat(world.slack, pressed, () => true);

    // Redis has forgotten that it was denied; it ended when the log went on.
    expect(await approver.press(card, "approve", pressed)).not.toContain("is recorded");
    expect(wordsOf(await cardThat(world.slack, pressed, () => true))).not.toContain("Done at");
    expect(await eachDestinationLogsIn()).toEqual([true, true]);
  });

  it(`${steps.role}: a rotation delivers anew and ends nothing`, async () => {
    const before = await secretIdsOf(world).accessors();
    const rotation = await carriedOut(`rotate ${role} after the backup`);
    const after = await secretIdsOf(world).accessors();

    expect(rotation).toContain("End nothing");
    expect(after).toEqual(expect.arrayContaining([...before]));
    expect(after).toHaveLength(before.length + 1);
    expect(await eachDestinationLogsIn()).toEqual([true, true]);
  });

  it(`${steps.cleanUp}: a clean-up ends the rest`, async () => {
    await expect.poll(() => peopleOf(world.slack).requester.ask(`role ${role}`), { interval: 500 }).toContain("Clean up");
    const cleaned = await carriedOut(`clean-up ${role}`);

    expect(cleaned).toContain("that served nobody ended");
    expect(await secretIdsOf(world).accessors()).toHaveLength(1);
    expect(await eachDestinationLogsIn()).toEqual([true, true]);
  });
});
