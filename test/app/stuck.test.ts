import { ReplyError } from "ioredis";
import { describe, expect, it } from "vitest";
import { createAlarms } from "../../src/app/alarms.ts";
import { createReconcile } from "../../src/app/reconcile.ts";
import { createStuck, type StuckTask } from "../../src/app/stuck.ts";
import { failureOf } from "../../src/redis/failures.ts";
import { hour } from "../support/builders.ts";
import { aFakeOperation } from "../support/fake-operation.ts";
import { aBot, upstream } from "./a-bot.ts";

const minute = 60_000;
const task: StuckTask = { task: "reconcile" };
/** Somebody put a key of another type where a lock's fence is. */
const refused = () => failureOf(new ReplyError("WRONGTYPE Operation against a key"), "write");
const told = (bot: ReturnType<typeof aBot>) => bot.view.alarms.map(({ key }) => key);

describe("T21 what fails for a reason that time does not heal", () => {
  const failing = (bot: ReturnType<typeof aBot>, error: () => unknown, matter: StuckTask = task) =>
    bot.stuck
      .watched(matter, async () => {
        throw await error();
      })
      .catch((thrown: unknown) => thrown);

  it("is an alarm after three minutes, hourly, until it succeeds; whoever does it still hears why", async () => {
    const bot = aBot(aFakeOperation());
    const first = await failing(bot, refused);
    bot.advance(3 * minute - 1);
    await failing(bot, refused);
    const before = told(bot);
    bot.advance(1);
    await failing(bot, refused);
    await failing(bot, refused);
    const atOnce = told(bot);
    bot.advance(hour);
    await failing(bot, refused);
    const hourly = told(bot);
    const done = await bot.stuck.watched(task, async () => "done");
    await bot.stuck.watched(task, async () => "done");

    expect([before, atOnce, hourly]).toEqual([[], ["stuck.task"], ["stuck.task", "stuck.task"]]);
    expect([first, done]).toMatchObject([{ code: "redis.refused" }, "done"]);
    expect(told(bot)).toEqual(["stuck.task", "stuck.task", "stuck.task-over"]);
    expect(bot.view.alarms[0]?.params).toEqual({
      task: "reconcile",
      because: { key: "redis.refused", params: { code: "WRONGTYPE" } },
    });
  });

  it("is one of the bot's own mistakes too, with a reference that the log has", async () => {
    const bot = aBot(aFakeOperation());
    for (let round = 0; round < 4; round += 1) {
      await failing(bot, () => new TypeError("odd"), { request: "req_1", to: "work" });
      bot.advance(minute);
    }

    const because = { key: "error.unexpected", params: { reference: "ref_1" } };
    expect(bot.view.alarms).toEqual([{ key: "stuck.request", params: { id: "req_1", because } }]);
    expect(bot.logged).toMatchObject([{ fields: { request: "req_1", to: "work", reference: "ref_1" } }]);
    await bot.stuck.watched({ request: "req_1", to: "mend" }, async () => {});
    expect(told(bot)).toHaveLength(1);
    await bot.stuck.watched({ request: "req_1", to: "work" }, async () => {});
    expect(told(bot)).toEqual(["stuck.request", "stuck.request-over"]);
  });

  it("is not what time heals, and not a log that cannot be believed", async () => {
    const bot = aBot(aFakeOperation());
    for (let round = 0; round < 10; round += 1) {
      await failing(bot, upstream);
      bot.disbelief.because = upstream().sentence;
      await failing(bot, () => bot.gate().catch((error: unknown) => error));
      bot.advance(minute);
    }

    expect(told(bot)).toEqual([]);
  });

  it("is none where it succeeds in between, and is counted for a thousand things at most", async () => {
    const bot = aBot(aFakeOperation());
    for (let round = 0; round < 10; round += 1) {
      await failing(bot, refused);
      bot.advance(2 * minute);
      await bot.stuck.watched(task, async () => {});
    }
    for (let round = 0; round < 1_001; round += 1) await failing(bot, refused, { task: `task ${round}` });
    bot.advance(3 * minute);
    await failing(bot, refused, { task: "task 1000" });
    await failing(bot, refused, { task: "task 999" });

    expect(bot.view.alarms.map(({ params }) => params["task"])).toEqual(["task 999"]);
  });

  it("keeps nothing from being done while the channel cannot be told, and is said later", async () => {
    const bot = aBot(aFakeOperation());
    const { view, log, now } = bot;
    let isDown = true;
    const alarm: typeof view.alarm = (...said) => (isDown ? Promise.reject(upstream({ service: "slack" })) : view.alarm(...said));
    const alarms = createAlarms({ view: { ...view, alarm }, log, now });
    const stuck = createStuck({ alarms, newReference: bot.newReference, log, monotonicMs: now });
    const fail = () => stuck.watched(task, () => Promise.reject(refused())).catch((thrown: unknown) => thrown);
    await fail();
    bot.advance(3 * minute);

    expect(await fail()).toMatchObject({ code: "redis.refused" });
    isDown = false;
    await fail();
    expect(told(bot)).toEqual(["stuck.task"]);
  });

  it("is said of a request that reconcile cannot mend", async () => {
    const bot = aBot(aFakeOperation());
    const { id } = await bot.submit();
    const { memory } = bot;
    const jobs = { ensure: () => Promise.reject(refused()) };
    const idle = { look: async () => {}, forget: () => {} };
    const { registry, record, alarms, stuck, standing, log, now } = bot;
    const { audit, store, viewState } = memory;
    const deps = {
      audit,
      registry,
      store,
      viewState,
      jobs,
      record,
      alarms,
      stuck,
      standing,
      log,
      now,
      changed: () => {},
      idle,
      kept: { look: async () => {} },
      signedFrom: () => 1,
    };
    const reconcile = createReconcile(deps);
    await reconcile();
    bot.advance(3 * minute);
    await reconcile();

    expect(bot.view.alarms.map(({ key, params }) => [key, params["id"]])).toEqual([["stuck.request", id]]);
  });
});
