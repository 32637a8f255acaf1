import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startWorld, type World } from "../../demo/world.ts";
import { cardThat, peopleOf, threadOf, wordsOf } from "../support/person.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld();
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
    expect(world.github.runs()).toEqual([]);
  });

  it("sees each job on the card, and the result with a link", async () => {
    const { id, words } = await run("run rust-test profile=release", "Done at");

    expect(words).toContain("succeeded");
    expect(words).toContain(`https://github.com/${world.repository}/actions/runs/`);
    expect(world.github.runs()).toMatchObject([
      { title: `Rust test ${id}`, conclusion: "success", jobs: [{ name: "build" }, { name: "test" }] },
    ]);
  });

  it("can cancel it from the card, and the thread says who did", async () => {
    const { approver } = peopleOf(world.slack);
    const { id } = await run("run rust-test", "in progress");
    const card = await cardThat(world.slack, id, (words) => words.includes("Cancel the run"), patiently);

    const told = await approver.press(card, "stop", id);
    const ended = await cardThat(world.slack, id, (words) => words.includes("was cancelled"), patiently);

    expect(told).toContain("stopped");
    expect(world.github.runs().at(-1)).toMatchObject({ conclusion: "cancelled" });
    expect((await threadOf(world.slack, ended)).join("\n")).toContain("asked to cancel the workflow run");
    expect(wordsOf(ended)).not.toContain("Cancel the run");
  });
});
