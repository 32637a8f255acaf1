import { describe, expect, it } from "vitest";
import { aFakeOperation } from "../support/fake-operation.ts";
import { aBot } from "./a-bot.ts";

describe("what happens later", () => {
  it("is due from the very write that says the rest is done", async () => {
    const bot = aBot(aFakeOperation({ dryMs: 60_000 }));
    const { id } = await bot.approved();

    const { againAtMs } = await bot.work(id);

    expect(againAtMs).toBe(bot.now() + 60_000);
    expect((await bot.load(id)).laterSteps).toMatchObject([{ state: "running", dueAtMs: againAtMs }]);
  });

  it("does not keep a run from succeeding when nobody can tell yet when it is due", async () => {
    const fake = aFakeOperation({ dryMs: 60_000 });
    const bot = aBot(fake);
    const { id } = await bot.approved();
    let asked = 0;
    fake.on.set("due", () => (asked++ === 0 ? Promise.reject(new Error("not now")) : Promise.resolve()));

    const { againAtMs } = await bot.work(id);

    expect(asked).toBe(2);
    expect(await bot.load(id)).toMatchObject({ state: "succeeded", laterSteps: [{ state: "running", dueAtMs: againAtMs }] });
  });

  it("is done at once when it is due by the time that can be told", async () => {
    const fake = aFakeOperation({ dryMs: 0 });
    const bot = aBot(fake);
    const { id } = await bot.approved();
    let asked = 0;
    fake.on.set("due", () => (asked++ === 0 ? Promise.reject(new Error("not now")) : Promise.resolve()));

    await bot.work(id);

    expect(fake.effects).toEqual(["wash", "paint", "sign", "dry"]);
  });

  it("may be nothing at all", async () => {
    const bot = aBot(aFakeOperation());
    const work = bot.withoutLaterSteps();
    const { id } = await bot.submit();
    await work(id);
    await bot.approve(id);

    const again = await work(id);

    expect(again).toEqual({});
    expect(await bot.load(id)).toMatchObject({ state: "succeeded", laterSteps: [] });
  });
});
