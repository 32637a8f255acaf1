import { expect, it } from "vitest";
import { parseCommand } from "../../src/domain/command.ts";
import { AppError } from "../../src/domain/errors.ts";
import { requestIdAt } from "../../src/domain/schedule.ts";
import { bob, hour, noon } from "../support/builders.ts";
import { aFakeOperation } from "../support/fake-operation.ts";
import type { Bot } from "./a-bot.ts";
import { aScheduledBot, painted } from "./a-scheduled-bot.ts";
import { goOn } from "./go-on.ts";

const id = requestIdAt(painted, noon);

/** The request of the slot, whose id is the same whoever opens it. */
async function opened(bot: Bot): Promise<void> {
  await bot.submitCommand({ actor: painted.asks.as, origin: "C0OPS", command: parseCommand(painted.asks.command), id });
  await bot.work(id);
}

it.each<readonly [what: string, answered: (bot: Bot) => Promise<unknown>]>([
  ["was approved and ran", (bot) => bot.approve(id, bob).then(() => bot.work(id))],
  ["was approved", (bot) => bot.approve(id, bob)],
  ["was denied", (bot) => bot.deny(id, bob)],
])(
  "T24 the slot of a schedule that %s in what was lost does not run by that again, also when it is opened again",
  async (_, answered) => {
    const fake = aFakeOperation();
    const bot = aScheduledBot(fake);
    const putBack = bot.memory.copy();
    await opened(bot);
    await answered(bot);
    const effects = [...fake.effects];

    putBack();
    bot.advance(hour / 4);
    await goOn(bot);
    await opened(bot);
    await bot.work(id);
    await bot.reconcile();
    await bot.work(id);
    const before = [...fake.effects];
    await bot.approve(id, bob).catch((error: unknown) => {
      if (!(error instanceof AppError)) throw error;
    });
    await bot.work(id);

    expect(before).toEqual(effects);
    expect(fake.effects.filter((each) => each === "paint")).toHaveLength(1);
  },
);

it("T24 the slot of a schedule that was opened before the copy and answered in what was lost is over when the log goes on", async () => {
  const fake = aFakeOperation();
  const bot = aScheduledBot(fake);
  await opened(bot);
  const putBack = bot.memory.copy();
  await bot.approve(id, bob);
  await bot.work(id);
  const effects = [...fake.effects];

  putBack();
  await goOn(bot);
  await bot.work(id);

  expect((await bot.load(id)).note?.key).toBe("continued.ask-again");
  expect(fake.effects).toEqual(effects);
});
