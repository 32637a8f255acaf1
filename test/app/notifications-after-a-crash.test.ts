import { describe, expect, it } from "vitest";
import { createNotifications } from "../../src/app/notifications.ts";
import { hour } from "../support/builders.ts";
import { createCrashable, type Moment } from "../support/crashable.ts";
import { aFakeOperation } from "../support/fake-operation.ts";
import { aBot, type Bot } from "./a-bot.ts";

/** What there is to say, and who hears it. */
const stories: readonly {
  readonly what: string;
  readonly arrange: (bot: Bot) => Promise<string>;
  readonly heard: readonly string[];
}[] = [
  {
    what: "reminders at half time",
    arrange: async (bot) => {
      const { id } = await bot.pending();
      bot.advance(hour / 2);
      return id;
    },
    heard: ["U0BOB word.half", "U0CAROL word.half"],
  },
  {
    what: "an outcome",
    arrange: async (bot) => {
      const { id } = await bot.approved();
      await bot.work(id);
      return id;
    },
    heard: ["U0ALICE outcome.succeeded"],
  },
];

/** Notifications of one process that may die at a moment. */
function aProcessRun(bot: Bot, diesAt?: Moment) {
  const crashable = createCrashable({ diesAt });
  const { wrap } = crashable;
  const { memory, standing, log, now } = bot;
  const words = createNotifications({
    store: wrap("store", memory.store),
    told: wrap("told", memory.told),
    messages: wrap("messages", bot.letters),
    directory: wrap("directory", bot.directory),
    linkTo: async () => "",
    locks: wrap("locks", memory.locks),
    ...{ standing, log, now },
  });
  return { ...crashable, words };
}

describe.each(stories)("$what", ({ arrange, heard }) => {
  it("are said exactly once, wherever the one who says them dies", async () => {
    const undisturbed = aBot(aFakeOperation());
    const whole = aProcessRun(undisturbed);
    await whole.words.tell(await arrange(undisturbed));
    expect(undisturbed.letters.brief()).toEqual(heard);
    expect(whole.moments).toEqual(
      expect.arrayContaining(["told.write 1 after", "messages.send 1 before", "messages.send 1 after"]),
    );

    for (const moment of whole.moments) {
      const bot = aBot(aFakeOperation());
      const id = await arrange(bot);
      const first = aProcessRun(bot, moment);
      await Promise.race([first.words.tell(id), first.died]);
      bot.memory.locks.steal(`told/${id}`);

      await aProcessRun(bot).words.tell(id);

      expect({ moment, heard: bot.letters.brief().toSorted() }).toEqual({ moment, heard });
    }
  });
});
