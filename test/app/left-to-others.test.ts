import { describe, expect, it } from "vitest";
import { createLeftToOthers } from "../../src/app/left-to-others.ts";
import { createRegistry } from "../../src/app/registry.ts";
import type { BotProcess } from "../../src/domain/bot-process.ts";
import { noReadings } from "../../src/domain/clocks.ts";
import { bob } from "../support/builders.ts";
import { aFakeOperation } from "../support/fake-operation.ts";
import { aBot, botVersion } from "./a-bot.ts";

const aProcess = (changes: Partial<BotProcess> = {}): BotProcess => ({
  id: "one",
  host: "a-host",
  part: "worker",
  version: "0.0.1",
  clocks: noReadings,
  ...changes,
});

const left = (bot: ReturnType<typeof aBot>, running: readonly BotProcess[], registry = bot.registry) =>
  createLeftToOthers({ registry, version: botVersion, processes: { running: async () => running } });

describe("a request is left to a worker of another version", () => {
  it("while one runs, when this one does not know its operation or one of its steps", async () => {
    const bot = aBot(aFakeOperation());
    const asked = await bot.submit();
    const { id } = await bot.approved("paint south");
    await bot.forge(id, { steps: [] });
    const [step] = (await bot.approved("paint east")).steps;
    const odd = { ...(await bot.load(id)), steps: step === undefined ? [] : [{ ...step, id: "polish" }] };
    const later = { ...odd, steps: [], laterSteps: odd.steps };
    const others = [aProcess()];

    expect(await left(bot, others, createRegistry([]))(asked)).toBe(true);
    expect(await left(bot, others)(odd)).toBe(true);
    expect(await left(bot, others)(later)).toBe(true);
    expect(await left(bot, others)(asked)).toBe(false);
  });

  it("when it is approved and that version made its plan", async () => {
    const bot = aBot(aFakeOperation());
    const approved = await bot.approved();
    const theirs = { ...approved, plan: approved.plan && { ...approved.plan, madeBy: "0.0.1" } };

    expect(await left(bot, [aProcess()])(theirs)).toBe(true);
    expect(await left(bot, [aProcess({ version: "0.0.2" })])(theirs)).toBe(false);
    expect(await left(bot, [aProcess()])(approved)).toBe(false);
    expect(await left(bot, [aProcess()])({ ...theirs, state: "running" })).toBe(false);
  });

  it.each([
    ["nobody else runs", []],
    ["only this version runs", [aProcess({ version: botVersion })]],
    ["the other one only hears people", [aProcess({ part: "ingress" })]],
  ])("not when %s: then it is said what is wrong", async (_, running) => {
    const bot = aBot(aFakeOperation());
    const asked = await bot.submit();

    expect(await left(bot, running, createRegistry([]))(asked)).toBe(false);
  });

  it("without a word, and looked at again soon", async () => {
    const bot = aBot(aFakeOperation());
    const { id } = await bot.submit();

    const again = await bot.withoutOperations({ isLeft: true })(id);

    expect(again).toEqual({ againAtMs: bot.now() + 2_000 });
    expect(await bot.trail(id)).toEqual(["request.submitted"]);
    await bot.work(id);
    await bot.approve(id, bob);
    await bot.work(id);
    expect(await bot.load(id)).toMatchObject({ state: "succeeded" });
  });
});
