import { afterAll, beforeAll, expect, it, vi } from "vitest";
import type { RunningBotProcess, World } from "../../demo/world.ts";
import { startWorld } from "../support/a-world.ts";
import { cardThat, peopleOf } from "../support/person.ts";
import { secretIdsOf } from "../support/secret-ids.ts";

let world: World;
let bot: RunningBotProcess;
beforeAll(async () => {
  world = await startWorld({ overlap: "1h" });
  bot = await world.startBot();
});
afterAll(() => world?.stop());

const finishesWithinMs = 30_000;

/** How often GitHub is asked to store something, from the moment this is called. */
function putsFromNowOn(): () => number {
  const puts = (): number => world.github.requests().filter(({ method }) => method === "PUT").length;
  const before = puts();
  return () => puts() - before;
}

it("finishes a rotation whose bot was killed in the middle, within 30 s of the next start and without a person", async () => {
  const { requester, approver } = peopleOf(world.slack);
  const { id, card } = await requester.request("rotate profinaut-db weekly");
  // GitHub keeps quiet, so that the bot dies when a SecretID has been issued and nobody knows whether it was delivered.
  const asked = putsFromNowOn();
  world.github.mode({ mode: "hang", methods: ["PUT"] });
  await approver.press(card, "approve", id);
  await vi.waitFor(() => expect(asked()).toBeGreaterThan(0), { timeout: 20_000 });
  bot.process.signal("SIGKILL");
  await bot.process.exited;
  world.github.mode({ mode: "ok" });

  bot = await world.startBot();
  const startedAtMs = Date.now();
  await cardThat(world.slack, id, (words) => words.includes("Done at"), finishesWithinMs);

  expect(Date.now() - startedAtMs).toBeLessThan(finishesWithinMs);
  const secretIds = secretIdsOf(world);
  const live = await secretIds.accessors();
  // The one by hand, the new one, and that of the attempt that died: GitHub may still store it, so it lives through the overlap.
  expect(live).toHaveLength(3);
  expect(live).toContain(world.byHand["profinaut-db"]?.accessor);
  expect(new Set(secretIds.delivered().values()).size).toBe(1);
  for (const secretId of secretIds.delivered().values()) expect(await secretIds.logsIn(secretId)).toBe(true);
  expect(await requester.ask("audit verify")).toContain("The trail is whole");
});

it("keeps the buttons of a waiting card working over a restart, and stops cleanly on SIGTERM", async () => {
  const { requester, approver } = peopleOf(world.slack);
  const { id, card } = await requester.request("rotate profinaut-kafka weekly");

  const stoppedAtMs = Date.now();
  bot.process.signal("SIGTERM");
  const exit = await bot.process.exited;
  const tookMs = Date.now() - stoppedAtMs;
  bot = await world.startBot();
  const told = await approver.press(card, "approve", id);

  expect(exit).toEqual({ code: 0, signal: null });
  expect(tookMs).toBeLessThan(20_000);
  expect(told).toContain("it was the last one needed");
  await cardThat(world.slack, id, (words) => words.includes("Done at"));
});

it("stops cleanly on SIGTERM in the middle of a rotation, and the next start finishes it", async () => {
  const { requester, approver } = peopleOf(world.slack);
  const { id, card } = await requester.request("rotate profinaut-release weekly");
  const asked = putsFromNowOn();
  world.github.mode({ mode: "hang", methods: ["PUT"] });
  await approver.press(card, "approve", id);
  await vi.waitFor(() => expect(asked()).toBeGreaterThan(0), { timeout: 20_000 });

  const stoppedAtMs = Date.now();
  bot.process.signal("SIGTERM");
  const exit = await bot.process.exited;
  const tookMs = Date.now() - stoppedAtMs;
  world.github.mode({ mode: "ok" });
  bot = await world.startBot();
  await cardThat(world.slack, id, (words) => words.includes("Done at"), finishesWithinMs);

  expect(exit).toEqual({ code: 0, signal: null });
  expect(tookMs).toBeLessThan(20_000);
  const secretIds = secretIdsOf(world, "profinaut-release");
  // The new one, and that of the attempt that was stopped, through the overlap.
  expect(await secretIds.accessors()).toHaveLength(2);
  expect(await secretIds.logsIn(secretIds.delivered().get("PROFINAUT_RELEASE_VAULT_SECRET_ID") ?? "")).toBe(true);
});
