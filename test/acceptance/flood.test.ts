import { afterAll, beforeAll, expect, it } from "vitest";
import type { RunningBotProcess, World } from "../../demo/world.ts";
import { startWorld } from "../support/a-world.ts";
import { peopleOf, wordsOf } from "../support/person.ts";
import { sinksOf } from "../support/sinks.ts";
import { trailOf } from "../support/trail.ts";

const flooders = ["U0FLOODONE", "U0FLOODTWO", "U0FLOODTHREE", "U0FLOODFOUR"];
const roles = Array.from({ length: 30 }, (_, at) => `profinaut-flood-${at}`);
const each = 250;
/** What each of them is heard of at once; the minutes of a busy machine bring hardly more. */
const heardOfEach = 40;

let world: World;
let bot: RunningBotProcess;
beforeAll(async () => {
  const people = flooders.map((id) => ({ id, name: id.toLowerCase(), realName: id, email: `${id}@profinaut.example` }));
  const limits = { person: { atOnce: heardOfEach, perMinute: 1 }, all: { atOnce: 1_000, perMinute: 1_000 } };
  world = await startWorld({ moreRoles: roles, slack: { people }, limits });
  bot = await world.startBot();
});
afterAll(() => world?.stop());

it("T17 a thousand commands of four people hold up nobody else, and are one alarm and one entry on the trail", async () => {
  let sent = 0;
  const flood = flooders.map(async (id) => {
    // As fast as a hundred a second in all.
    for (let at = 0; at < each; at += 1) {
      const words = [`rotate ${roles[at % roles.length]}`, "roles", "rotate profinaut-nobody", "list"];
      await Promise.all([
        world.slack.command(id, words[at % words.length] ?? ""),
        new Promise((resolve) => setTimeout(resolve, 10_000 / each)),
      ]);
      sent += 1;
    }
  });
  await expect.poll(() => sent, { interval: 10 }).toBeGreaterThan(100);

  await peopleOf(world.slack).requester.request("rotate profinaut-kafka");

  const sentMeanwhile = sent;
  await Promise.all(flood);
  const answers = async () =>
    (await world.slack.everyMessage()).filter((message) => flooders.includes(message.ephemeral_to ?? ""));
  await expect.poll(async () => (await answers()).length, { timeout: 60_000, interval: 500 }).toBe(1_000);
  await bot.process.stop(30_000);
  const trail = await trailOf(world);
  const messages = await world.slack.everyMessage();
  const told = (await answers()).map(wordsOf);
  const busy = told.filter((words) => /You are asking too fast|asks more than is heard/.test(words));
  const floods = trail.filter(({ action }) => action === "flood.refused");

  // The card did not have to wait for the end of it.
  expect(sentMeanwhile).toBeLessThan(1_000);
  expect(busy.length).toBeGreaterThan(1_000 - flooders.length * (heardOfEach + 5));
  expect(busy[0]).toMatch(/nothing was recorded or done\. Try again in \d+ s/);
  expect(floods).toMatchObject([{ actor: "bot:ingress", request: null, details: { refused: busy.length, people: 4 } }]);
  expect(messages.filter((message) => wordsOf(message).includes("More is asked than the bot listens to"))).toHaveLength(1);
  // What was refused so has left nothing else.
  const heard = 1_000 - busy.length;
  expect(
    trail.filter(({ action, actor }) => action === "command.refused" && flooders.includes(actor.slice(5))).length,
  ).toBeLessThan(heard);
  const [redis] = await sinksOf(world);
  expect(redis?.text.match(/\bonce:interaction\//g)?.length).toBeLessThanOrEqual(heard + 2);
  // Nobody was told, and the log does not say, that something was down.
  expect(told.filter((words) => /cannot be reached|did not answer|is down|expected/i.test(words))).toEqual([]);
  expect(world.botLog().filter((line) => /unreachable|unanswered|unexpected/.test(line))).toEqual([]);
}, 120_000);
