import { describe, expect, it } from "vitest";
import { createIdleRequests, type SeenRequest } from "../../src/app/idle-requests.ts";
import { say } from "../../src/domain/sentence.ts";
import { aFakeOperation } from "../support/fake-operation.ts";
import { aBot, type Bot, upstream } from "./a-bot.ts";

const minute = 60_000;

/** Reconcile goes round as it does in a process that is awake. */
async function lasts(bot: Bot, ms: number, meanwhile: () => Promise<unknown> = async () => {}): Promise<void> {
  for (let passed = 0; passed < ms; passed += 30_000) {
    bot.advance(30_000);
    await meanwhile();
    await bot.reconcile();
  }
}

const toldOf = (bot: Bot): readonly unknown[] =>
  bot.view.alarms.filter(({ key }) => key.startsWith("idle.")).map(({ key, params }) => [key, params["id"], params["minutes"]]);

describe("T12 a request that is due and of which nothing comes", () => {
  it("is told to the channel after five minutes and once an hour, and its way is cleared after that; then that it goes on", async () => {
    const bot = aBot(aFakeOperation());
    const { id } = await bot.approved();
    await bot.reconcile();

    await lasts(bot, 4 * minute);
    expect([toldOf(bot), bot.memory.jobs.revived]).toEqual([[], []]);
    await lasts(bot, 2 * minute);
    expect([toldOf(bot), bot.memory.jobs.revived[0]]).toEqual([[["idle.request", id, 5]], id]);
    await lasts(bot, 20 * minute);
    expect(toldOf(bot)).toHaveLength(1);
    await bot.work(id);
    await bot.reconcile();

    expect(toldOf(bot)).toEqual([
      ["idle.request", id, 5],
      ["idle.request-over", id, undefined],
    ]);
  });

  it("as somebody keeps taking its lock, whatever is tried", async () => {
    const bot = aBot(aFakeOperation());
    const request = await bot.approved();
    await bot.memory.locks.acquire(request.lock);
    await bot.reconcile();

    await lasts(bot, 6 * minute, () => bot.work(request.id));

    expect(toldOf(bot)).toEqual([["idle.request", request.id, 5]]);
  });

  it("also where it cannot even be asked for its job", async () => {
    const bot = aBot(aFakeOperation());
    const { id } = await bot.approved();
    bot.memory.jobs.ensure = () => Promise.reject(upstream({ service: "queue" }));
    await bot.reconcile();

    await lasts(bot, 6 * minute);

    expect(toldOf(bot)).toEqual([["idle.request", id, 5]]);
  });

  it("is none that waits for an upstream system, as often as that fails", async () => {
    const fake = aFakeOperation();
    const bot = aBot(fake);
    fake.on.set("paint", () => Promise.reject(upstream({ untilAtMs: bot.now() + 20 * minute })));
    const [first, second] = [await bot.approved("paint north"), await bot.approved("paint south")];
    await bot.work(first.id);
    await bot.reconcile();
    expect((await bot.load(first.id)).retryAtMs).toBeGreaterThan(bot.now() + 19 * minute);

    await lasts(bot, 15 * minute, async () => {
      fake.on.set("paint", () => Promise.reject(upstream()));
      await bot.work(second.id);
    });

    expect(toldOf(bot)).toEqual([]);
  });

  it("is none while the log cannot be believed, and its five minutes begin anew behind that", async () => {
    const bot = aBot(aFakeOperation());
    await bot.approved();
    await lasts(bot, 4 * minute);
    bot.disbelief.because = say("help.summary", {});
    await lasts(bot, 20 * minute);
    delete bot.disbelief.because;

    await lasts(bot, 4 * minute);

    expect(toldOf(bot)).toEqual([]);
  });

  it("is none after a freeze of the process", async () => {
    const bot = aBot(aFakeOperation());
    await bot.approved();
    await lasts(bot, minute);
    bot.advance(40 * minute);

    await lasts(bot, 4 * minute);

    expect(toldOf(bot)).toEqual([]);
  });

  it("is none that waits for people, or until it is due", async () => {
    const bot = aBot(aFakeOperation({ dryMs: 40 * minute }));
    const [{ id }] = [await bot.approved("paint north"), await bot.pending("paint south")];
    await bot.work(id);
    await bot.reconcile();

    await lasts(bot, 20 * minute);

    expect(toldOf(bot)).toEqual([]);
  });
});

/** Requests that are looked at every half minute, and nothing else. */
function watched({ isWorker = true } = {}) {
  const bot = aBot(aFakeOperation());
  const idle = createIdleRequests({ alarms: bot.alarms, jobs: bot.memory.jobs, isWorker, monotonicMs: bot.now });
  const look = async (ms: number, seen: () => readonly Partial<SeenRequest>[]): Promise<void> => {
    for (let passed = 0; passed <= ms; passed += 30_000) {
      await idle.look(
        seen().map((each, at) => ({ id: `req_${at}`, lock: `lock_${at}`, revision: 1, isDue: true, isLater: false, ...each })),
      );
      bot.advance(30_000);
    }
  };
  return { bot, idle, look, told: () => toldOf(bot) };
}

describe("T12 what waits for its turn", () => {
  it("is not said to be idle while another request on its lock comes on, or is worked on here", async () => {
    const { bot, idle, look, told } = watched();
    let revision = 0;
    await look(10 * minute, () => [{ lock: "role" }, { lock: "role", isDue: false, revision: revision++ }]);
    const held = await idle.working(bot.memory.locks).acquire("role");
    const alsoBegun = idle.begun("role");
    await look(10 * minute, () => [{ lock: "role" }]);
    alsoBegun();
    await look(10 * minute, () => [{ lock: "role" }]);
    expect(await idle.working(bot.memory.locks).acquire("role")).toBeUndefined();
    expect(told()).toEqual([]);

    await held?.release();
    await look(6 * minute, () => [{ lock: "role" }]);

    expect(told()).toEqual([["idle.request", "req_0", 5]]);
  });

  it("has as much more time in a flood as those have turns that wait with it, and none more when nobody has one", async () => {
    const { look, told } = watched();
    let turn = 0;
    const flood = () => Array.from({ length: 41 }, () => ({ revision: 0 }));
    // Each has its turn once in eight minutes.
    await look(20 * minute, () => {
      const seen = flood().map((_, at) => ({ revision: Math.ceil((turn - at) / 16) }));
      turn += 1;
      return seen;
    });
    expect(told()).toEqual([]);

    await look(11 * minute, flood);

    expect(told()).toHaveLength(5);
  });

  it("is told of in five alarms at most at a time", async () => {
    const { look, told } = watched();

    await look(8 * minute, () => Array.from({ length: 9 }, () => ({})));

    expect(told()).toHaveLength(5);
  });

  it("has longer after success, where another worker may try it without a word; a process that runs nothing cannot know", async () => {
    const [one, other] = [watched(), watched({ isWorker: false })];
    const later = () => [{ isLater: true }];

    await one.look(14 * minute, later);
    expect(one.told()).toEqual([]);
    await one.look(2 * minute, later);
    await other.look(60 * minute, later);

    expect([one.told(), other.told()]).toEqual([[["idle.request", "req_0", 15]], []]);
  });
});
