import { describe, expect, it, vi } from "vitest";
import { createIntegrityVerifier } from "../../src/app/integrity-verifier.ts";
import { createRegistry } from "../../src/app/registry.ts";
import { createRetire } from "../../src/app/retire.ts";
import { ConflictError } from "../../src/domain/errors.ts";
import { say } from "../../src/domain/sentence.ts";
import { aRequest } from "../support/builders.ts";
import { aFakeOperation, type FakeOperation } from "../support/fake-operation.ts";
import { aBot, redisDown, upstream, verifier } from "./a-bot.ts";

const gone = () => new ConflictError("rotate.pending-lost", say("rotate.pending-lost", {}));

/** A request that has just succeeded, with what it still has to do later. */
async function succeeded(changes: Partial<FakeOperation> = {}) {
  const fake = aFakeOperation(changes);
  const bot = aBot(fake);
  const { id } = await bot.approved();
  const { againAtMs } = await bot.work(id);
  fake.effects.length = 0;
  return { fake, bot, id, againAtMs };
}

describe("what is to happen later", () => {
  it("waits until it is due, and is shown as begun", async () => {
    const { bot, id, againAtMs, fake } = await succeeded({ dryMs: 60_000 });

    const early = await bot.work(id);

    expect(againAtMs).toBe(bot.now() + 60_000);
    expect(early).toEqual({ againAtMs });
    expect((await bot.load(id)).laterSteps[0]).toMatchObject({ state: "running", dueAtMs: againAtMs });
    expect(fake.effects).toEqual([]);
  });

  it("happens once when it is due", async () => {
    const { bot, id, fake } = await succeeded();
    bot.advance(60_000);

    await bot.work(id);
    await bot.work(id);

    expect(fake.effects).toEqual(["dry"]);
    expect((await bot.load(id)).laterSteps[0]).toMatchObject({ state: "done", checkpoint: { made: "dry" } });
    expect(await bot.memory.store.openIds()).toEqual([]);
  });

  it("happens at once where there is nothing to wait for", async () => {
    const { bot, id } = await succeeded({ dryMs: 0 });

    expect((await bot.load(id)).laterSteps[0]?.state).toBe("done");
  });

  it("may name a later time when it is asked again", async () => {
    const { bot, id, fake } = await succeeded({ dryMs: 60_000 });
    bot.advance(60_000);
    fake.dryMs = 90_000;

    const again = await bot.work(id);

    expect(again.againAtMs).toBe(bot.now() + 30_000);
    expect(fake.effects).toEqual([]);
  });

  it("says what is true now, where it has something to say", async () => {
    const { bot, id } = await succeeded({ driedNote: say("rotate.pending-lost", {}) });
    const before = (await bot.load(id)).note?.key;
    bot.advance(60_000);

    await bot.work(id);

    expect(before).not.toBe("rotate.pending-lost");
    expect((await bot.load(id)).note?.key).toBe("rotate.pending-lost");
  });

  it("waits while somebody else holds the lock", async () => {
    const { bot, id } = await succeeded();
    bot.advance(60_000);
    await bot.memory.locks.acquire("wall/north");

    const again = await bot.work(id);

    expect(again.againAtMs).toBe(bot.now() + 1_000);
  });

  it("is left to a version that knows it", async () => {
    const { bot, id } = await succeeded();
    bot.advance(60_000);
    const operations = bot.operations.map((each) => ({ ...each, laterSteps: [] }));
    const { record, ports, log, now, memory } = bot;
    const integrity = createIntegrityVerifier({ verifier });
    const retire = createRetire({
      registry: createRegistry(operations),
      record,
      ports,
      log,
      now,
      locks: memory.locks,
      integrity,
      alarm: vi.fn(),
    });

    const again = await retire(await bot.loaded(id), new AbortController().signal);

    expect(again).toEqual({});
  });

  it("is nothing for an operation without later steps", async () => {
    const { bot } = await succeeded();
    const { record, ports, log, now, memory, registry } = bot;
    const integrity = createIntegrityVerifier({ verifier });
    const retire = createRetire({ registry, record, ports, log, now, locks: memory.locks, integrity, alarm: vi.fn() });

    expect(
      await retire({ request: aRequest({ state: "succeeded" }), trail: [], objection: undefined }, new AbortController().signal),
    ).toEqual({});
  });

  it("is tried again soon after a failure that time can heal", async () => {
    const { bot, id, fake } = await succeeded();
    bot.advance(60_000);
    fake.on.set("dry", () => Promise.reject(upstream()));

    const again = await bot.work(id);

    expect(again.againAtMs).toBe(bot.now() + 30_000);
    expect(bot.view.alarms).toEqual([]);
  });

  it.each(["dry", "due"])("is not tried again before the time that was named, by whoever takes it up (%s)", async (at) => {
    const { bot, id, fake } = await succeeded();
    bot.advance(60_000);
    const untilAtMs = bot.now() + 900_000;
    const dry = vi.fn(() => Promise.reject(upstream({ untilAtMs })));
    fake.on.set(at, dry);

    const again = await bot.work(id);
    // Another process, or this one after a kill, knows what is on the record and nothing else.
    await bot.reconcile();
    bot.advance(899_999);
    const early = await bot.work(id);
    expect([again, early]).toEqual([{ againAtMs: untilAtMs }, { againAtMs: untilAtMs }]);
    expect(dry).toHaveBeenCalledTimes(1);

    fake.on.clear();
    bot.advance(1);
    await bot.work(id);
    expect((await bot.load(id)).laterSteps[0]?.state).toBe("done");
  });

  it("has begun, on the record, when an upstream asks to wait at the first look", async () => {
    const fake = aFakeOperation();
    const bot = aBot(fake);
    const untilAtMs = bot.now() + 900_000;
    fake.on.set("due", () => Promise.reject(upstream({ untilAtMs })));
    const { id } = await bot.approved();
    const first = await bot.work(id);
    const again = await bot.work(id);

    expect([first, again]).toContainEqual({ againAtMs: untilAtMs });
    expect((await bot.load(id)).laterSteps[0]).toMatchObject({ state: "running", dueAtMs: untilAtMs });
  });

  it("alarms the channel once when time does not help, and is still tried again", async () => {
    const { bot, id, fake } = await succeeded();
    bot.advance(60_000);
    fake.on.set("dry", async (context) => {
      await context?.recordProgress({ part: "dry" });
      throw gone();
    });

    for (let attempt = 0; attempt < 4; attempt++) {
      const { againAtMs } = await bot.work(id);
      expect(againAtMs).toBe(bot.now() + 600_000);
      expect((await bot.load(id)).laterSteps[0]?.lines.map(({ state }) => state)).toEqual(["done", "failed"]);
      bot.advance(600_000);
    }
    fake.on.clear();
    await bot.work(id);

    expect(bot.view.alarms).toEqual([say("retire.stuck", { id, because: gone().sentence })]);
    expect((await bot.load(id)).laterSteps[0]).toMatchObject({ state: "done", lines: [{ state: "done" }, { state: "done" }] });
  });

  it("puts one failure on the trail however often it is repeated before any effect", async () => {
    const { bot, id, fake } = await succeeded();
    bot.advance(60_000);
    fake.on.set("due", () => Promise.reject(gone()));

    for (let attempt = 0; attempt < 3; attempt++) {
      await bot.work(id);
      bot.advance(600_000);
    }

    expect((await bot.trail(id)).filter((action) => action === "step.failed")).toHaveLength(1);
    expect(bot.view.alarms).toHaveLength(1);
  });

  it("does not stop at an alarm that cannot be posted", async () => {
    const { bot, id, fake } = await succeeded();
    bot.advance(60_000);
    fake.on.set("due", () => Promise.reject(gone()));
    vi.spyOn(bot.view, "alarm").mockRejectedValueOnce(upstream({ service: "slack" }));

    const again = await bot.work(id);

    expect(again.againAtMs).toBe(bot.now() + 600_000);
    expect(bot.logged.at(-1)?.sentence).toBe("alarm could not be posted");
  });

  it.each([
    ["the store is down", redisDown()],
    ["we made a mistake", new TypeError("odd")],
  ])("is handed over when %s", async (_, error) => {
    const { bot, id, fake } = await succeeded();
    bot.advance(60_000);
    fake.on.set("dry", () => Promise.reject(error));

    await expect(bot.work(id)).rejects.toBe(error);

    expect(await bot.memory.locks.acquire("wall/north")).toBeDefined();
  });

  it("does not mind when the lock cannot be released", async () => {
    const { bot, id, fake } = await succeeded();
    bot.advance(60_000);
    const acquire = bot.memory.locks.acquire;
    vi.spyOn(bot.memory.locks, "acquire").mockImplementation(async (lock) => {
      const held = await acquire(lock);
      return held && { ...held, release: () => held.release().then(() => Promise.reject(redisDown())) };
    });

    await bot.work(id);

    expect(fake.effects).toEqual(["dry"]);
  });
});
