import { expect, it } from "vitest";
import { createBeginOnce } from "../../src/app/begin-once.ts";
import { aFakeOperation } from "../support/fake-operation.ts";
import { aBot, type Bot } from "./a-bot.ts";
import { goOn } from "./go-on.ts";

const { signal } = new AbortController();
const begins = async (bot: Bot, id: string): Promise<boolean> => {
  const { anchor, audit } = bot.memory;
  const inNewProcess = createBeginOnce({ anchor, audit, continuations: () => bot.continuations, now: bot.now });
  bot.advance(1);
  return inNewProcess(await bot.load(id), "start_1", signal);
};

it("T24 a run that began behind the place from which the log went on is taken up again, although the log was longer once", async () => {
  const bot = aBot(aFakeOperation());
  await goOn(bot);
  const { id } = await bot.approved();

  expect([await begins(bot, id), await begins(bot, id)]).toEqual([true, true]);
});

it.each([
  ["the place from which the log went on", async () => {}],
  ["an entry that is another one now", async (bot: Bot) => void (await bot.pending("paint south"))],
])("T24 a run that began before %s may be over, and does not begin again", async (_, meanwhile) => {
  const bot = aBot(aFakeOperation());
  const { id } = await bot.approved();
  const putBack = bot.memory.copy();
  await meanwhile(bot);
  const first = await begins(bot, id);

  putBack();
  await goOn(bot);
  await bot.pending("paint east");

  expect([first, await begins(bot, id)]).toEqual([true, false]);
});
