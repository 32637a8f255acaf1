import { describe, expect, it, vi } from "vitest";
import { createFreeLocks } from "../../src/app/free-locks.ts";
import { alice } from "../support/builders.ts";
import { aFakeOperation } from "../support/fake-operation.ts";
import { aBot, redisDown } from "./a-bot.ts";

function aHeldBot() {
  const bot = aBot(aFakeOperation());
  const free = createFreeLocks({ store: bot.memory.store, audit: bot.memory.audit, log: bot.log });
  const locks = async () => (await bot.memory.store.holders()).map(({ lock, requestId }) => [lock, requestId]);
  return { bot, free, locks };
}

describe("a lock whose holder is gone", () => {
  it("is freed when its request is not there, and the same thing can be asked for again", async () => {
    const { bot, free, locks } = aHeldBot();
    bot.memory.hold("wall/north", "req_gone00000000");
    await expect(bot.submit("paint north")).rejects.toMatchObject({ code: "request.taken" });

    await free();

    expect(await locks()).toEqual([]);
    expect(await bot.submit("paint north")).toMatchObject({ state: "preparing" });
    expect(bot.logged.at(0)?.fields).toEqual({ lock: "wall/north", requestId: "req_gone00000000" });
  });

  it("is freed when its request is over, or holds another one", async () => {
    const { bot, free, locks } = aHeldBot();
    const over = await bot.submit("paint north");
    await bot.cancel(over.id, alice);
    const other = await bot.submit("paint east");
    bot.memory.hold("wall/north", over.id);
    bot.memory.hold("wall/south", other.id);

    await free();

    expect(await locks()).toEqual([["wall/east", other.id]]);
  });

  it("T12 is freed when somebody in Redis made up the record of its request", async () => {
    const { bot, free, locks } = aHeldBot();
    const { id } = await bot.submit("paint north");
    const planted = { ...(await bot.load(id)), id: "req_planted00000", lock: "wall/south" };
    bot.memory.plant("req_planted00000", JSON.stringify(planted));
    bot.memory.hold("wall/south", "req_planted00000");

    await free();

    expect(await locks()).toEqual([["wall/north", id]]);
  });

  it("is looked at with all others, and again only where it looks free", async () => {
    const { bot, free } = aHeldBot();
    await bot.submit("paint north");
    await bot.submit("paint south");
    bot.memory.hold("wall/east", "req_gone00000000");
    const load = vi.spyOn(bot.memory.store, "load");

    await free();

    expect(load.mock.calls).toEqual([["req_gone00000000"]]);
  });

  it("stays held by a request that cannot be read, and while the store does not answer", async () => {
    const { bot, free, locks } = aHeldBot();
    const { id } = await bot.submit("paint north");
    bot.memory.plant(id, "{");
    await free();
    vi.spyOn(bot.memory.store, "load").mockRejectedValueOnce(redisDown());

    await expect(free()).rejects.toMatchObject({ code: "redis.unreachable" });
    expect(await locks()).toEqual([["wall/north", id]]);
  });

  it("is not taken from whoever got it meanwhile", async () => {
    const { bot, free, locks } = aHeldBot();
    bot.memory.hold("wall/north", "req_gone00000000");
    vi.spyOn(bot.memory.store, "load").mockImplementationOnce(async () => {
      bot.memory.hold("wall/north", "req_new000000000");
      return undefined;
    });

    await free();

    expect(await locks()).toEqual([["wall/north", "req_new000000000"]]);
    expect(bot.logged).toEqual([]);
  });
});
