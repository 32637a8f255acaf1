import { scheduleActor } from "../../src/domain/actor.ts";
import { rotationSchedule } from "../../src/domain/schedule.ts";
import { aFakeOperation } from "../support/fake-operation.ts";
import { aBot } from "./a-bot.ts";

/** A schedule that has a wall painted. */
export const painted = {
  ...rotationSchedule("north", { pattern: "0 9 * * 1", timezone: "Asia/Tokyo" }),
  asks: { as: scheduleActor("north"), command: "paint north" },
};

/** A bot whose configuration has that schedule. */
export function aScheduledBot(fake = aFakeOperation()) {
  const bot = aBot(fake);
  bot.schedules.push(painted);
  return bot;
}
