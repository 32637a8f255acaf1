import { describe, expect, it } from "vitest";
import type { Request } from "../../src/domain/request.ts";
import { aWall } from "../support/a-wall.ts";
import { aBot } from "./a-bot.ts";

/** A request that waits for approval, put in the place of one that has succeeded and has something due. */
async function claimingSuccess(state: "waiting" | "running") {
  const wall = aWall();
  const bot = aBot(wall);
  const { id } = await bot.submit();
  await bot.work(id);
  const request = await bot.load(id);
  const forged: Request = {
    ...request,
    state: "succeeded",
    steps: request.steps.map((step) => ({ ...step, state: "done", checkpoint: {} })),
    laterSteps: request.laterSteps.map((step) => ({ ...step, state, lines: step.lines.map((line) => ({ ...line, state })) })),
  };
  bot.memory.plant(id, JSON.stringify(forged));
  wall.effects.length = 0;
  return { wall, bot, id };
}

describe("T12 a record that claims to have succeeded and that nobody approved", () => {
  it.each(["waiting", "running"] as const)(
    "ends nothing later, alarms the channel once and is on the trail (%s)",
    async (state) => {
      const { wall, bot, id } = await claimingSuccess(state);

      await bot.work(id);
      bot.advance(600_000);
      const again = await bot.work(id);

      expect(wall.effects).toEqual([]);
      expect(again.againAtMs).toBe(bot.now() + 600_000);
      expect(bot.view.alarms).toMatchObject([{ key: "retire.stuck", params: { because: { key: "request.tampered" } } }]);
      const trail = await bot.memory.audit.ofRequest(id);
      expect(trail.at(-1)).toMatchObject({ action: "step.failed", details: { because: "request.tampered" } });
    },
  );
});
