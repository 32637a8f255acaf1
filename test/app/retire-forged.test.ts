import { describe, expect, it, vi } from "vitest";
import type { OperationRequest } from "../../src/domain/request.ts";
import { aFakeOperation } from "../support/fake-operation.ts";
import { aBot, redisDown } from "./a-bot.ts";

/** A request that waits for approval, put in the place of one that has succeeded and has something due. */
async function claimingSuccess(state: "waiting" | "running") {
  const fake = aFakeOperation();
  const bot = aBot(fake);
  const { id } = await bot.submit();
  await bot.work(id);
  const request = await bot.load(id);
  const forged: OperationRequest = {
    ...request,
    state: "succeeded",
    steps: request.steps.map((step) => ({ ...step, state: "done", checkpoint: {} })),
    laterSteps: request.laterSteps.map((step) => ({ ...step, state, lines: step.lines.map((line) => ({ ...line, state })) })),
  };
  bot.memory.plant(id, JSON.stringify(forged));
  fake.effects.length = 0;
  return { fake, bot, id };
}

describe("T12 a record that claims to have succeeded and that nobody approved", () => {
  it.each(["waiting", "running"] as const)(
    "ends nothing later, alarms the channel once, and is not signed by the bot (%s)",
    async (state) => {
      const { fake, bot, id } = await claimingSuccess(state);

      await bot.work(id);
      bot.advance(600_000);
      const again = await bot.work(id);

      expect(fake.effects).toEqual([]);
      expect(again.againAtMs).toBe(bot.now() + 600_000);
      expect(bot.view.alarms).toMatchObject([{ key: "retire.stuck", params: { because: { key: "request.tampered" } } }]);
      expect((await bot.trail(id)).at(-1)).toBe("request.prepared");
      expect(await bot.loaded(id)).toMatchObject({ objection: "record" });
    },
  );

  it.each(["waiting", "running"] as const)("ends nothing later either when the bot itself wrote it so (%s)", async (state) => {
    const { fake, bot, id } = await claimingSuccess(state);
    const { steps } = await bot.load(id);
    await bot.rewrite(id, { steps: steps.map((step) => ({ ...step, state: "waiting" })) });

    await bot.work(id);

    expect(fake.effects).toEqual([]);
    expect(bot.view.alarms).toMatchObject([{ key: "retire.stuck", params: { because: { key: "request.tampered" } } }]);
    expect((await bot.trail(id)).at(-1)).toBe("step.failed");
  });

  it("is looked at again when Slack did not take the alarm and the lock could not be given back", async () => {
    const { bot, id } = await claimingSuccess("waiting");
    vi.spyOn(bot.view, "alarm").mockRejectedValue(redisDown());
    const acquire = bot.memory.locks.acquire;
    vi.spyOn(bot.memory.locks, "acquire").mockImplementation(async (lock) => {
      const held = await acquire(lock);
      return held && { ...held, release: () => Promise.reject(redisDown()) };
    });

    expect((await bot.work(id)).againAtMs).toBe(bot.now() + 600_000);
  });
});
