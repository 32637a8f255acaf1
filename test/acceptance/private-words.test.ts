import { afterAll, beforeAll, expect, it, vi } from "vitest";
import type { RunningBotProcess, World } from "../../demo/world.ts";
import { startWorld } from "../support/a-world.ts";
import { cardThat, peopleOf, wordsOf } from "../support/person.ts";
import { secretIdsOf } from "../support/secret-ids.ts";
import { sinksOf, whereIs } from "../support/sinks.ts";

let world: World;
let bot: RunningBotProcess;
beforeAll(async () => {
  world = await startWorld({ overlap: "1h", expiresAfter: "30s" });
  bot = await world.startBot();
});
afterAll(() => world?.stop());

const people = () => peopleOf(world.slack);

/** What the bot has told this person in a direct message about a request, once there are so many of them. */
async function letters(user: string, id: string, count: number): Promise<readonly string[]> {
  return vi.waitFor(
    async () => {
      const found = (await world.slack.directMessages(user)).map(wordsOf).filter((words) => words.includes(id));
      if (found.length < count) throw new Error(`${user} was told only: ${found.join(" | ") || "nothing"}`);
      return found;
    },
    { timeout: 90_000, interval: 100 },
  );
}

it("reminds whoever may approve twice of a request that is left alone, and tells whoever asked what came of it", async () => {
  const { requester, approver, approver2, outsider } = people();
  const { id, card } = await requester.request("rotate profinaut-kafka every Monday");

  const [half] = await letters(approver.id, id, 1);
  const [, last] = await letters(approver.id, id, 2);
  const [outcome] = await letters(requester.id, id, 1);

  expect(half).toContain("*Rotate the SecretID of profinaut-kafka* still waits for approval, and you may decide.");
  expect(half).toContain(`<@${requester.id}> asked for it, because: \`every Monday\``);
  expect(half).toContain(`/p${card.ts.replace(".", "")}`);
  expect(last).toContain("*Rotate the SecretID of profinaut-kafka* is about to expire");
  expect(outcome).toContain("1 more person had to approve. Nothing was changed; ask again with the same command.");
  expect(await letters(approver2.id, id, 2)).toHaveLength(2);
  expect(await letters(approver.id, id, 2)).toHaveLength(2);
  expect(await letters(requester.id, id, 1)).toHaveLength(1);
  expect(await letters(outsider.id, id, 0)).toEqual([]);
  expect(await requester.privateAnswers()).not.toContainEqual(expect.stringContaining("expired"));
});

it("tells whoever asked once that it is done, also when the bot is killed meanwhile, and that it was denied", async () => {
  const { requester, approver } = people();
  const done = await requester.request("rotate profinaut-db weekly");
  await approver.press(done.card, "approve", done.id);
  process.kill(bot.pid, "SIGKILL");
  bot = await world.startBot();
  await cardThat(world.slack, done.id, (words) => words.includes("Done at"), 60_000);
  const denied = await requester.request("rotate profinaut-kafka weekly");
  await approver.press(denied.card, "deny", denied.id);

  expect(await letters(requester.id, done.id, 1)).toEqual([
    expect.stringContaining("✅ *Rotate the SecretID of profinaut-db* is done."),
  ]);
  expect(await letters(requester.id, denied.id, 1)).toEqual([
    expect.stringContaining(`⛔ *Rotate the SecretID of profinaut-kafka* was denied by <@${approver.id}>.`),
  ]);
  expect(await letters(approver.id, done.id, 0)).toEqual([]);
});

it("T13 holds no secret in any direct message", async () => {
  const sinks = await sinksOf(world);
  const slack = sinks.find(({ name }) => name === "slack")?.text ?? "";
  const secrets = [...secretIdsOf(world).delivered().values()];

  expect(slack).toContain("still waits for approval, and you may decide");
  expect(secrets.length).toBeGreaterThan(1);
  for (const secret of secrets) expect(whereIs(secret, sinks)).toEqual([]);
});
