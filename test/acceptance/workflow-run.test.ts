import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { World } from "../../demo/world.ts";
import { startWorld } from "../support/a-world.ts";
import { finishRuns } from "../support/finish-runs.ts";
import { cardThat, peopleOf, threadOf, wordsOf } from "../support/person.ts";
import { secretIdsOf } from "../support/secret-ids.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld({ isWatched: true, overlap: "1s", busyForMs: 3_600_000 });
  await world.startBot();
});
afterAll(() => world?.stop());

const patiently = 60_000;

/** Asks, approves, and waits until the card says what is wanted. */
async function run(command: string, until: string): Promise<{ readonly id: string; readonly words: string }> {
  const { requester, approver } = peopleOf(world.slack);
  const { id } = await requester.request(command);
  const card = await cardThat(world.slack, id, (words) => words.includes("Approve"), patiently);
  await approver.press(card, "approve", id);
  return { id, words: wordsOf(await cardThat(world.slack, id, (words) => words.includes(until), patiently)) };
}

/** Runs of the workflow that people dispatch. */
const dispatched = () => world.github.runs().filter(({ title, event }) => title.startsWith("Rust test") && event !== "push");

describe("a rotation with a canary", () => {
  it("is proved by a run that really logs in, then held by a run that began before, and released when that is over", async () => {
    const { id, words } = await run("rotate profinaut-db weekly", "Done at");
    const runs = world.github.runs();
    const held = wordsOf(await cardThat(world.slack, id, (said) => said.includes("Held"), patiently));
    const old = world.byHand["profinaut-db"]?.secretId ?? "";
    const isOldAlive = await secretIdsOf(world).logsIn(old);
    await finishRuns(world.github, ({ event }) => event === "push");
    const released = wordsOf(await cardThat(world.slack, id, (said) => /10\. ✅/.test(said), patiently));

    expect(words).toContain("The canary logs in");
    expect(runs.find(({ title }) => title === `Canary ${id}`)?.jobs.at(-1)).toMatchObject({
      name: `request ${id} generation 1`,
      conclusion: "success",
    });
    expect(held).toContain("Rust test #1");
    expect(isOldAlive).toBe(true);
    expect(released).toContain("has a new SecretID");
    expect(await secretIdsOf(world).logsIn(old)).toBe(false);
  });
});

describe("a person who runs a workflow", () => {
  it("is told at once what cannot work", async () => {
    const { requester } = peopleOf(world.slack);

    expect(await requester.ask("run rust-tset")).toContain("rust-test");
    expect(
      await requester.toldAfter(
        () => world.slack.command(requester.id, "run rust-test main profile=fast"),
        (words) => words.includes("release"),
      ),
    ).toContain("fast");
    expect(dispatched()).toEqual([]);
  });

  it("sees each job on the card, and the result with a link", async () => {
    const { id, words } = await run("run rust-test profile=release", "Done at");

    expect(words).toContain("succeeded");
    expect(words).toContain(`https://github.com/${world.repository}/actions/runs/`);
    expect(dispatched()).toMatchObject([
      { title: `Rust test ${id}`, conclusion: "success", jobs: [{ name: "build" }, { name: "test" }] },
    ]);
  });

  it("can cancel it from the card, and the thread says who did", async () => {
    const { approver } = peopleOf(world.slack);
    world.github.moveRuns(false);
    const { id } = await run("run rust-test", "Cancel the run");
    const dispatchedId = world.github.runs().at(-1)?.id ?? 0;
    while ((world.github.runs().at(-1)?.jobs.length ?? 0) === 0) await world.github.advanceRun(dispatchedId);
    const card = await cardThat(world.slack, id, (words) => words.includes("in progress"), patiently);

    const told = await approver.press(card, "stop", id);
    const ended = await cardThat(world.slack, id, (words) => words.includes("was cancelled"), patiently);

    expect(told).toContain("stopped");
    expect(world.github.runs().at(-1)).toMatchObject({ conclusion: "cancelled" });
    expect((await threadOf(world.slack, ended)).join("\n")).toContain("asked to cancel the workflow run");
    expect(wordsOf(ended)).not.toContain("Cancel the run");
  });
});
