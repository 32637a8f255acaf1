import { afterAll, beforeAll, expect, it } from "vitest";
import type { World } from "../../demo/world.ts";
import { startWorld } from "../support/a-world.ts";
import { cardThat, peopleOf, threadOf, wordsOf } from "../support/person.ts";
import { secretIdsOf } from "../support/secret-ids.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld({ isWatched: true, overlap: "1s", longestWait: "2s", busyForMs: 3_600_000 });
  await world.startBot();
});
afterAll(() => world?.stop());

const patiently = 60_000;

it("a run that does not end holds the old SecretID until another approver than the requester decides not to wait", async () => {
  const { requester, approver, outsider } = peopleOf(world.slack);
  const { id, card } = await requester.request("rotate profinaut-db weekly");
  await approver.press(card, "approve", id);
  const held = await cardThat(world.slack, id, (words) => words.includes("Retire now"), patiently);
  const old = world.byHand["profinaut-db"]?.secretId ?? "";

  const refused = [await requester.press(held, "hasten", id), await outsider.press(held, "hasten", id)];
  const isHeldAlive = await secretIdsOf(world).logsIn(old);
  const accepted = await approver.press(held, "hasten", id);
  const ended = await cardThat(world.slack, id, (words) => /10\. ✅/.test(words), patiently);

  expect(wordsOf(held)).toContain("Rust test #1");
  expect(refused[0]).toContain("Ask another approver to press *Retire now*");
  expect(refused[1]).toContain("You are not an approver");
  expect(isHeldAlive).toBe(true);
  expect(accepted).toContain("waits no longer");
  expect(world.github.runs().find(({ event }) => event === "push")).toMatchObject({ conclusion: null });
  expect(await secretIdsOf(world).logsIn(old)).toBe(false);
  expect(wordsOf(ended)).not.toContain("Retire now");
  expect((await threadOf(world.slack, ended)).join("\n")).toContain(
    "decided not to wait any longer for runs that hold the old SecretID",
  );
});
