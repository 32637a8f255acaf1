import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import type { World } from "../../demo/world.ts";
import { newestOccurrence } from "../../src/domain/cron-occurrences.ts";
import type { RunningBot } from "../../src/main.ts";
import { startWorld } from "../support/a-world.ts";
import { type MovedClock, movedClock } from "../support/moved-clock.ts";
import { cardThat, peopleOf, wordsOf } from "../support/person.ts";
import { secretIdsOf } from "../support/secret-ids.ts";
import { trailOf } from "../support/trail.ts";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const week = 7 * day;
const mondays = { pattern: "0 9 * * 1", timezone: "Asia/Tokyo" };
/** Nine o'clock of a Monday, long enough ago for what Vault issues today not to be too old for the clock of the story. */
const firstMonday = (newestOccurrence(mondays, Date.now()) ?? 0) - 10 * week;

let world: World;
let clock: MovedClock;
let bots: readonly RunningBot[] = [];
beforeAll(async () => {
  world = await startWorld({ rotateAt: mondays.pattern, overlap: "24h", expiresAfter: "24h" });
  clock = movedClock(world, firstMonday - hour);
  bots = [await clock.startBot()];
  await clock.slotsDone();
});
afterAll(async () => {
  await Promise.all(bots.map((bot) => bot.stop()));
  await world?.stop();
});

/** Ids of what the schedule has asked for, oldest first. */
const asked = async (): Promise<readonly string[]> =>
  (await trailOf(world))
    .filter(({ actor, action }) => actor === "schedule:profinaut-db" && action === "request.submitted")
    .flatMap(({ request }) => request ?? []);
const waiting = (id: string) => cardThat(world.slack, id, (words) => words.includes("Approve this plan?"));
/** What the channel was told beside cards and threads, once it fits. */
const told = (fits: RegExp, times = 1) =>
  vi.waitFor(
    async () => {
      const all = (await world.slack.messages()).filter(
        ({ thread_ts: thread, subtype, text }) => thread === undefined && subtype !== "ephemeral" && fits.test(text),
      );
      expect(all).toHaveLength(times);
      return all.map(wordsOf).join("\n");
    },
    { timeout: 15_000, interval: 50 },
  );
/** What the bot has told this person about a request in a direct message. */
const letter = (user: string, id: string) =>
  vi.waitFor(
    async () => {
      const [words, ...more] = (await world.slack.directMessages(user)).map(wordsOf).filter((each) => each.includes(id));
      expect(more).toEqual([]);
      if (words === undefined) throw new Error(`${user} was told nothing of ${id}`);
      return words;
    },
    { timeout: 15_000, interval: 50 },
  );
/** The one request of the Monday so many weeks after the first, and its card. */
async function onMonday(weeks: number) {
  const before = await asked();
  clock.passTo(firstMonday + weeks * week);
  await clock.slotsDone();
  const [id = "", ...more] = (await asked()).slice(before.length);
  expect(more).toEqual([]);
  return { id, card: await waiting(id) };
}

describe("every Monday at nine in Tokyo", { timeout: 120_000 }, () => {
  it("a rotation asks for itself, and is loud when nobody has approved", async () => {
    expect(await asked()).toEqual([]);

    const { id, card } = await onMonday(0);
    expect(wordsOf(card)).toMatch(/🗓 schedule of `profinaut-db` asked at .* 09:00 .*: `rotate profinaut-db`/);
    expect(wordsOf(card)).toContain("1 of <@U0APPROVER> and <@U0APPROVER2>");
    clock.passTo(firstMonday + day / 2 + hour);
    for (const who of ["approver", "approver2"] as const)
      expect(await letter(world.slack.ids.users[who], id)).toMatch(
        /still waits for approval, and you may decide\. 🗓 schedule of/,
      );
    clock.passTo(firstMonday + day + hour);

    await cardThat(world.slack, id, (words) => words.includes("Expired at"));
    expect(await told(/Nobody approved `rotate profinaut-db` in time/)).toContain("Ask: rotate profinaut-db");
  });

  it("asks again, and is done when one has approved: GitHub holds what logs in, and the old one ends after the overlap", async () => {
    const { approver } = peopleOf(world.slack);
    const secretIds = secretIdsOf(world);
    const old = world.byHand["profinaut-db"]?.secretId ?? "";

    const { id, card } = await onMonday(1);
    await approver.press(card, "approve", id);
    await cardThat(world.slack, id, (words) => words.includes("Done at"), 30_000);
    const delivered = [...secretIds.delivered().values()];
    expect(delivered).toHaveLength(2);
    for (const secretId of [...delivered, old]) expect(await secretIds.logsIn(secretId)).toBe(true);
    clock.passTo(clock.now() + day);

    await cardThat(world.slack, id, (words) => /8\. ✅/.test(words), 30_000);
    expect(await secretIds.logsIn(old)).toBe(false);
    for (const secretId of delivered) expect(await secretIds.logsIn(secretId)).toBe(true);
    expect(await secretIds.accessors()).toHaveLength(1);
  });

  it("asks nothing beside what somebody has asked for already, and links to that", async () => {
    const { requester } = peopleOf(world.slack);
    clock.passTo(firstMonday + 2 * week - hour);
    const before = await asked();
    const { id } = await requester.request("rotate profinaut-db before the release");

    clock.passTo(firstMonday + 2 * week);
    await clock.slotsDone();

    expect(await asked()).toEqual(before);
    expect(await told(/`profinaut-db` was due, and .* is still open for the same thing/)).toContain(id);
    expect(await requester.ask(`cancel ${id}`)).toContain("is withdrawn");
  });

  it("waits while GitHub is down, says so once, and goes on by itself", async () => {
    const before = await asked();
    world.github.mode({ mode: "server-error" });
    onTestFinished(() => world.github.mode({ mode: "ok" }));
    clock.passTo(firstMonday + 3 * week);
    await clock.slotsDone();
    const [id = "", ...more] = (await asked()).slice(before.length);
    expect(more).toEqual([]);
    await told(/`rotate profinaut-db`, due by the clock, waits and goes on by itself.*GitHub/);

    for (let minutes = 1; minutes <= 3; minutes += 1) clock.passTo(clock.now() + minute);
    world.github.mode({ mode: "ok" });
    clock.passTo(clock.now() + minute);

    const card = await waiting(id);
    expect(await told(/due by the clock, waits and goes on by itself/)).not.toContain("Ask:");
    expect(await peopleOf(world.slack).approver.press(card, "deny", id)).not.toBe("");
  });

  it("asks when Vault is unsealed, when it was sealed at nine", async () => {
    const before = await asked();
    await world.vault.seal();
    clock.passTo(firstMonday + 4 * week);
    await told(/🚨 Vault is sealed/);
    expect(await asked()).toEqual(before);

    await world.vault.unseal();
    await clock.slotsDone();

    const [id = "", ...more] = (await asked()).slice(before.length);
    expect(more).toEqual([]);
    expect(await peopleOf(world.slack).approver.press(await waiting(id), "deny", id)).not.toBe("");
  });

  it("asks once after weeks of downtime, however many bots come back at once, also when what it asked before has run out", async () => {
    const { id: before } = await onMonday(5);
    await Promise.all(bots.map((bot) => bot.stop()));

    clock.passTo(firstMonday + 8 * week + 2 * day);
    const asksBefore = await asked();
    bots = await Promise.all([1, 2, 3].map(() => clock.startBot()));
    await clock.slotsDone();

    await cardThat(world.slack, before, (words) => words.includes("Expired at"));
    const [id = "", ...more] = (await asked()).slice(asksBefore.length);
    expect(more).toEqual([]);
    await waiting(id);
  });
});
