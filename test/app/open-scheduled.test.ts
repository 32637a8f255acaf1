import { describe, expect, it, vi } from "vitest";
import { createOpenScheduled } from "../../src/app/open-scheduled.ts";
import type { Continuation } from "../../src/domain/continuation.ts";
import { requestIdAt } from "../../src/domain/schedule.ts";
import { alice, aRequest, bob, hour, noon } from "../support/builders.ts";
import { aFakeOperation } from "../support/fake-operation.ts";
import { type Bot, redisDown, signer } from "./a-bot.ts";
import { aScheduledBot, painted } from "./a-scheduled-bot.ts";

const week = 7 * 24 * hour;
const never = new AbortController().signal;

const opening = (bot: Bot) => {
  const { store, audit } = bot.memory;
  const open = createOpenScheduled({
    submit: bot.submitCommand,
    store,
    audit,
    signer,
    continuations: () => bot.continuations,
    alarms: bot.alarms,
    linkTo: async (id) => `link to ${id}`,
    channel: "C0OPS",
    gate: bot.gate,
    now: bot.now,
  });
  return open(painted, painted.asks);
};

const aSchedule = () => {
  const fake = aFakeOperation();
  const bot = aScheduledBot(fake);
  return { fake, bot, open: opening(bot) };
};

const theRequest = async (bot: Bot) => {
  const [request, ...more] = await bot.memory.store.recent(10);
  if (request === undefined || more.length > 0) throw new Error(`there are ${more.length} more`);
  return request;
};

describe("a schedule that asks", () => {
  it("opens a request in its own name, which one approver lets run", async () => {
    const { fake, bot, open } = aSchedule();

    await open(noon, never);
    const { id, requester, origin, command } = await theRequest(bot);
    await bot.work(id);
    await bot.approve(id, bob);
    await bot.work(id);

    expect({ requester: requester.userId, origin, command }).toEqual({
      requester: "schedule:north",
      origin: "C0OPS",
      command: "paint north",
    });
    expect((await bot.load(id)).state).toBe("succeeded");
    expect(fake.effects.length).toBeGreaterThan(0);
    expect((await bot.memory.audit.ofRequest(id))[0]?.actor).toBe("schedule:north");
  });

  it("asks once for a slot, however often it is done, also when that is over", async () => {
    const { bot, open } = aSchedule();

    await open(noon, never);
    await open(noon, never);
    const { id } = await theRequest(bot);
    await bot.work(id);
    await bot.deny(id);
    await open(noon, never);

    expect((await theRequest(bot)).state).toBe("denied");
  });

  it("asks nothing while the same is open, which is on the trail each time and in the channel once", async () => {
    const { bot, open } = aSchedule();
    const { id } = await bot.submit("paint north");

    for (const slotMs of [noon, noon + week]) await open(slotMs, never);

    expect((await theRequest(bot)).requester).toEqual(alice);
    expect(await bot.trail(id)).toEqual(["request.submitted", "schedule.skipped", "schedule.skipped"]);
    expect(bot.view.alarms).toEqual([{ key: "schedule.skipped", params: { what: painted.title, id, link: `link to ${id}` } }]);
  });

  it("waits for what has run out to be closed, and asks then: a week of downtime must not cost another one", async () => {
    const { bot, open } = aSchedule();
    await open(noon, never);
    const { id } = await theRequest(bot);
    await bot.work(id);
    bot.advance(week);

    await expect(open(noon + week, never)).rejects.toMatchObject({ code: "request.taken" });
    await bot.reconcile();
    await open(noon + week, never);

    expect((await bot.memory.store.recent(10)).map(({ state }) => state)).toEqual(["preparing", "expired"]);
    expect(await bot.trail(id)).not.toContain("schedule.skipped");
  });

  it.each([
    ["closed", "req_denied"],
    ["gone", "req_gone"],
  ])("asks again soon when what was in the way is %s by the time it is looked at", async (_, by) => {
    const { bot } = aSchedule();
    bot.memory.plant("req_denied", JSON.stringify(aRequest({ id: "req_denied", state: "denied" })));
    bot.memory.store.save = async () => ({ outcome: "taken", by });

    await expect(opening(bot)(noon, never)).rejects.toMatchObject({ code: "request.taken" });
  });

  it("is said loudly, with a button and how often in a row, when nobody answered", async () => {
    const { bot, open } = aSchedule();
    const askAndShow = async (weeks: number, answer: (id: string) => Promise<unknown>): Promise<void> => {
      await open(noon + weeks * week, never);
      const [id = ""] = await bot.memory.store.openIds();
      await bot.work(id);
      await answer(id);
      bot.advance(2 * hour);
      await bot.reconcile();
      for (let times = 0; times < 2; times += 1) await bot.show(id);
    };
    const nobody = async () => {};

    for (const weeks of [1, 2]) await askAndShow(weeks, nobody);
    await askAndShow(3, (id) => bot.deny(id));
    await askAndShow(4, nobody);

    expect(bot.view.alarms.map(({ key, params }) => [key, params["times"]])).toEqual([
      ["schedule.unanswered", 1],
      ["schedule.unanswered", 2],
      ["schedule.unanswered", 1],
    ]);
    expect(new Set(bot.view.offered.map(({ command }) => command))).toEqual(new Set(["paint north"]));
  });

  it("T22 is said also where somebody has marked in the store that it was said; a day later it is old", async () => {
    const { bot, open } = aSchedule();
    await open(noon + week, never);
    const [id = ""] = await bot.memory.store.openIds();
    await bot.work(id);
    bot.advance(2 * hour);
    await bot.reconcile();
    const marked = { revision: -1, place: null, seq: 0, toldState: "expired" } as const;
    await bot.memory.viewState.write(id, marked);
    await bot.show(id);
    expect(bot.view.alarms.map(({ key }) => key)).toEqual(["schedule.unanswered"]);
    bot.advance(25 * hour);
    await bot.show(id, { again: true });

    expect(bot.view.alarms).toHaveLength(1);
  });

  it("T12 asks although somebody has put a request into Redis for its slot, under an id that nobody can tell, once, and says so", async () => {
    const { bot, open } = aSchedule();
    const planted = requestIdAt(painted, noon);
    const others = (await bot.pending("paint south")).id;
    bot.memory.plant(planted, JSON.stringify({ ...(await bot.load(others)), id: planted, lock: "wall/east", state: "denied" }));

    for (let time = 0; time < 2; time += 1) await open(noon, never);

    const asked = (await bot.memory.store.openIds()).filter((id) => id !== others);
    expect(asked).toHaveLength(1);
    expect([asked[0] === planted, (await bot.load(asked[0] ?? "")).command]).toEqual([false, "paint north"]);
    expect(bot.view.alarms).toEqual([{ key: "schedule.planted", params: { what: painted.title, id: planted } }]);
  });

  it("T12 asks although what somebody put there cannot even be read", async () => {
    const { bot, open } = aSchedule();
    bot.memory.plant(requestIdAt(painted, noon), "{");

    await open(noon, never);

    expect(bot.view.alarms.map(({ key }) => key)).toEqual(["schedule.planted"]);
    expect(await bot.memory.audit.entries(1, 10)).toMatchObject([{ action: "request.submitted", actor: "schedule:north" }]);
  });

  it("T12 skips nothing for a record that somebody made up to hold its lock", async () => {
    const { bot, open } = aSchedule();
    const other = await bot.submit("paint south");
    bot.memory.plant("req_planted", JSON.stringify({ ...other, id: "req_planted", lock: "wall/north" }));
    bot.memory.hold("wall/north", "req_planted");

    await expect(open(noon, never)).rejects.toMatchObject({ code: "request.taken" });
    expect(bot.view.alarms).toEqual([]);
  });

  it("T24 asks under another id for a slot that was lost, and not again for one that the log still has", async () => {
    const { bot, open } = aSchedule();
    await open(noon, never);
    const { id } = await theRequest(bot);
    await bot.work(id);
    await bot.deny(id);
    const continuation = (letter: string): Continuation => ({
      ...{ lost: { seq: 9, hash: "" }, from: { seq: 1, hash: "" }, by: "U1", atMs: bot.now(), reason: "", kid: "k1" },
      signature: letter,
    });
    bot.continuations.push(continuation("a"));

    await open(noon, never);
    expect(await bot.memory.store.openIds()).toEqual([]);
    await open(noon + week, never);
    const lost = await bot.memory.store.openIds();
    bot.continuations.push(continuation("b"));
    await open(noon + week, never);

    expect(lost).toEqual([requestIdAt(painted, noon + week, "a")]);
    expect(await bot.memory.store.openIds()).toEqual(lost);
  });

  it.each(["save", "load"] as const)("leaves every other trouble to the next attempt: %s", async (call) => {
    const { bot } = aSchedule();
    vi.spyOn(bot.memory.store, call).mockRejectedValue(redisDown());

    await expect(opening(bot)(noon, never)).rejects.toMatchObject({ code: "redis.unreachable" });
  });
});

describe("T5 nobody can ask in a schedule's name", () => {
  const inItsName = painted.asks.as;

  it("for something else than the configuration says: it is refused before anybody is asked, and the channel hears of it", async () => {
    const { bot } = aSchedule();
    const { id } = await bot.submit("paint south", inItsName);

    await bot.work(id);
    await bot.show(id);

    expect(await bot.load(id)).toMatchObject({ state: "refused", note: { key: "schedule.not-configured" } });
    expect(bot.view.alarms).toMatchObject([{ key: "view.refused" }]);
    expect(bot.view.offered).toMatchObject([{ command: "paint south" }]);
    expect(bot.view.told).toEqual([]);
  });

  it("when the schedule is gone by the time it would run", async () => {
    const { fake, bot, open } = aSchedule();
    await open(noon, never);
    const { id } = await theRequest(bot);
    await bot.work(id);
    await bot.approve(id);

    bot.schedules.splice(0);
    await bot.work(id);

    expect(await bot.load(id)).toMatchObject({
      state: "failed",
      note: { key: "request.requester-gone", params: { because: { key: "schedule.not-configured" } } },
    });
    expect(fake.effects).toEqual([]);
  });

  it("by putting it into a record: what was signed says who asked", async () => {
    const { bot } = aSchedule();
    const { id } = await bot.submit("paint north");
    await bot.forge(id, { requester: inItsName });

    await bot.work(id);

    expect(await bot.load(id)).toMatchObject({ state: "failed", note: { key: "request.tampered" } });
  });

  it("by withdrawing what it asked for", async () => {
    const { bot, open } = aSchedule();
    await open(noon, never);
    const { id } = await theRequest(bot);

    await expect(bot.cancel(id, bob)).rejects.toMatchObject({ sentence: { key: "request.cancel-not-yours" } });
  });
});
