import { describe, expect, it, vi } from "vitest";
import { createAlarms } from "../../src/app/alarms.ts";
import { createShow } from "../../src/app/show.ts";
import { ConflictError } from "../../src/domain/errors.ts";
import { say } from "../../src/domain/sentence.ts";
import { believing } from "../support/believing.ts";
import { alice, aRequest, hour } from "../support/builders.ts";
import { aFakeOperation } from "../support/fake-operation.ts";
import { aBot, redisDown, upstream } from "./a-bot.ts";

const gone = () => new ConflictError("rotate.pending-lost", say("rotate.pending-lost", {}));
const slackDown = () => upstream({ service: "slack" });

/** Trail numbers of a request, which its thread has one line for each of. */
const numbers = async (bot: ReturnType<typeof aBot>, id: string) => (await bot.memory.audit.ofRequest(id)).map(({ seq }) => seq);

describe("showing a request", () => {
  it("says nothing in the channel before it is prepared", async () => {
    const bot = aBot(aFakeOperation());
    const { id } = await bot.submit();

    await bot.show(id);

    expect(bot.view.cards()).toEqual([]);
    expect(bot.view.told).toEqual([]);
  });

  it("posts one card and one line for each entry, then edits the card", async () => {
    const bot = aBot(aFakeOperation());
    const { id } = await bot.pending();

    await bot.show(id);
    await bot.show(id);
    await bot.approve(id);
    await bot.show(id);

    expect(bot.view.cards()).toEqual([{ requestId: id, revision: 3, state: "approved", lines: await numbers(bot, id) }]);
  });

  it("T12 edits the card although somebody noted that a later one was shown", async () => {
    const bot = aBot(aFakeOperation());
    const { id } = await bot.pending();
    await bot.show(id);
    const shown = await bot.memory.viewState.read(id);
    if (shown !== undefined) await bot.memory.viewState.write(id, { ...shown, revision: 1_000 });
    await bot.approve(id);

    await bot.show(id);

    expect(bot.view.cards()).toMatchObject([{ revision: 3, state: "approved" }]);
    expect(await bot.memory.viewState.read(id)).toMatchObject({ revision: 3 });
  });

  it("tells a refusal to its requester alone, once", async () => {
    const fake = aFakeOperation();
    fake.on.set("look", () => Promise.reject(gone()));
    const bot = aBot(fake);
    const { id } = await bot.pending();

    await bot.show(id);
    await bot.show(id);
    await bot.show(id, { again: true });

    expect(bot.view.told).toEqual([say("view.refused", { command: "paint north", because: gone().sentence })]);
    expect(bot.view.cards()).toEqual([]);
  });

  it("tells nobody that they withdrew what was not prepared yet", async () => {
    const bot = aBot(aFakeOperation());
    const { id } = await bot.submit();

    await bot.cancel(id, alice);
    await bot.show(id);

    expect(bot.view.told).toEqual([]);
  });

  it("alarms the channel when a person has to look", async () => {
    const fake = aFakeOperation();
    fake.on.set("paint", () => Promise.reject(new TypeError("odd")));
    const bot = aBot(fake);
    const { id } = await bot.approved();
    await bot.work(id);

    await bot.show(id);
    await bot.show(id);

    expect(bot.view.alarms).toEqual([say("view.alarm", { id, because: say("error.unexpected", { reference: "ref_1" }) })]);
  });

  it("T12 alarms the channel although somebody noted that it was told, and once only, whoever shows", async () => {
    const bot = aBot(aFakeOperation());
    const said = () => bot.view.alarms.filter(({ key }) => key === "view.alarm").length;
    const { id } = await bot.approved();
    await bot.forge(id, { reason: "another" });
    await bot.forge(id, { submission: { kid: "k1", signature: "forged" } });
    await bot.work(id);
    const { revision, state } = await bot.load(id);
    await bot.memory.viewState.write(id, { place: null, revision: revision - 1, seq: 0, toldState: state });
    const { store, viewState, locks } = bot.memory;
    const younger = createShow({
      store,
      view: bot.view,
      viewState,
      locks,
      ...believing(bot.view),
      alarms: createAlarms(bot),
      now: bot.now,
    });

    await bot.show(id);
    await younger(id, { again: true });
    const told = said();
    bot.advance(2 * 24 * 3_600_000);
    const muchLater = createShow({
      store,
      view: bot.view,
      viewState,
      locks,
      ...believing(bot.view),
      alarms: createAlarms(bot),
      now: bot.now,
    });
    await muchLater(id, { again: true });

    expect([told, said()]).toEqual([1, 1]);
  });

  it("alarms the channel of what an older release left without a word of it on the trail, and once", async () => {
    const bot = aBot(aFakeOperation());
    const request = aRequest({ state: "needs-attention", note: say("rotate.pending-lost", {}) });
    const { viewState, locks } = bot.memory;
    const show = () =>
      createShow({
        store: { ...bot.memory.store, loadWithTrail: async () => ({ request, trail: [], objection: undefined }) },
        ...{ view: bot.view, viewState, locks, ...believing(bot.view), now: bot.now },
      });

    await show()(request.id);
    await show()(request.id, { again: true });

    expect(bot.view.alarms).toEqual([say("view.alarm", { id: request.id, because: say("rotate.pending-lost", {}) })]);
  });

  it("T12 alarms the channel when a record was changed outside of the bot", async () => {
    const bot = aBot(aFakeOperation());
    const { id } = await bot.approved();
    await bot.forge(id, { command: "paint everything" });
    await bot.work(id);

    await bot.show(id);

    expect(bot.view.alarms).toEqual([say("view.not-ours", { id })]);
  });

  it("alarms the channel when a request failed for a reason that somebody has to act on", async () => {
    const fake = aFakeOperation();
    const opened = new ConflictError("register.token-opened", say("register.token-opened", { path: "binance" }));
    fake.on.set("wash", () => Promise.reject(opened));
    const bot = aBot(fake);
    const { id } = await bot.approved();
    await bot.work(id);

    await bot.show(id);

    const because = say("run.failed-clean", { because: opened.sentence });
    expect(bot.view.alarms).toEqual([say("view.alarm", { id, because })]);
  });

  it("shows nothing of a request that does not exist", async () => {
    const bot = aBot(aFakeOperation());

    await bot.show("req_nothing");

    expect(bot.view.cards()).toEqual([]);
  });

  it("waits for whoever is showing it, and shows what they did not", async () => {
    const bot = aBot(aFakeOperation());
    const { id } = await bot.pending();
    const other = await bot.memory.locks.acquire(`view/${id}`);
    bot.whilePaused(() => other?.release());

    await bot.show(id);

    expect(bot.view.cards()).toMatchObject([{ state: "pending" }]);
  });

  it("has nothing to do when whoever was showing it showed the newest", async () => {
    const bot = aBot(aFakeOperation());
    const { id } = await bot.pending();
    await bot.show(id);
    await bot.memory.locks.acquire(`view/${id}`);
    const acquire = vi.spyOn(bot.memory.locks, "acquire");

    await bot.show(id);

    expect(acquire).toHaveBeenCalledTimes(1);
    expect(bot.view.cards()).toHaveLength(1);
  });

  it("leaves it to reconcile when its turn does not come", async () => {
    const bot = aBot(aFakeOperation());
    const { id } = await bot.pending();
    await bot.memory.locks.acquire(`view/${id}`);

    await bot.show(id);

    expect(bot.view.cards()).toEqual([]);
  });

  it("stops when somebody else took over", async () => {
    const bot = aBot(aFakeOperation());
    const { id } = await bot.pending();
    const load = bot.memory.store.loadWithTrail;
    vi.spyOn(bot.memory.store, "loadWithTrail").mockImplementation((wanted) => {
      bot.memory.locks.steal(`view/${id}`);
      return load(wanted);
    });

    await expect(bot.show(id)).rejects.toMatchObject({ name: "AbortError" });

    expect(bot.view.cards()).toEqual([]);
  });

  it("does not mind when the lock cannot be released", async () => {
    const bot = aBot(aFakeOperation());
    const { id } = await bot.pending();
    const acquire = bot.memory.locks.acquire;
    vi.spyOn(bot.memory.locks, "acquire").mockImplementation(async (lock) => {
      const held = await acquire(lock);
      return held && { ...held, release: () => Promise.reject(redisDown()) };
    });

    await bot.show(id);

    expect(bot.view.cards()).toHaveLength(1);
  });

  it("shows what changed while it was shown", async () => {
    const bot = aBot(aFakeOperation());
    const { id } = await bot.pending();
    const post = bot.view.postCard;
    vi.spyOn(bot.view, "postCard").mockImplementationOnce(async (request) => {
      await bot.approve(id);
      return post(request);
    });

    await bot.show(id);

    expect(bot.view.cards()).toMatchObject([{ state: "approved", lines: await numbers(bot, id) }]);
  });
});

describe("showing after a crash", () => {
  it("finds a card whose place was lost, instead of posting it again", async () => {
    const bot = aBot(aFakeOperation());
    const { id } = await bot.pending();
    const post = bot.view.postCard;
    vi.spyOn(bot.view, "postCard").mockImplementationOnce(async (request) => {
      await post(request);
      throw slackDown();
    });
    await expect(bot.show(id)).rejects.toMatchObject({ service: "slack" });

    await bot.show(id);

    expect(bot.view.cards()).toEqual([{ requestId: id, revision: 2, state: "pending", lines: await numbers(bot, id) }]);
  });

  it("brings a card that it found up to date", async () => {
    const bot = aBot(aFakeOperation());
    const { id } = await bot.pending();
    const post = bot.view.postCard;
    vi.spyOn(bot.view, "postCard").mockImplementationOnce(async (request) => {
      await post(request);
      throw slackDown();
    });
    await expect(bot.show(id)).rejects.toMatchObject({ service: "slack" });
    bot.advance(hour);
    await bot.reconcile();

    await bot.show(id);

    expect(bot.view.cards()).toMatchObject([{ state: "expired" }]);
  });

  it("posts a card that was never posted", async () => {
    const bot = aBot(aFakeOperation());
    const { id } = await bot.pending();
    vi.spyOn(bot.view, "postCard").mockRejectedValueOnce(slackDown());
    await expect(bot.show(id)).rejects.toMatchObject({ service: "slack" });

    await bot.show(id);

    expect(bot.view.cards()).toHaveLength(1);
  });

  it("posts no line of the thread twice", async () => {
    const bot = aBot(aFakeOperation());
    const { id } = await bot.pending();
    const post = bot.view.postTrail;
    vi.spyOn(bot.view, "postTrail").mockImplementationOnce(async (place, entries) => {
      await post(place, entries);
      throw slackDown();
    });
    await expect(bot.show(id)).rejects.toMatchObject({ service: "slack" });

    await bot.show(id);
    await bot.deny(id);
    await bot.show(id);

    expect(bot.view.cards()[0]?.lines).toEqual(await numbers(bot, id));
  });

  it("in another process looks at the thread before it goes on", async () => {
    const bot = aBot(aFakeOperation());
    const { id } = await bot.pending();
    await bot.show(id);
    await bot.approve(id);
    const { store, viewState, locks } = bot.memory;
    const younger = createShow({ store, view: bot.view, viewState, locks, ...believing(bot.view), now: bot.now });

    await younger(id);

    expect(bot.view.cards()[0]?.lines).toEqual(await numbers(bot, id));
  });

  it("T8 posts a deleted card again, thread and all, and says so", async () => {
    const bot = aBot(aFakeOperation());
    const { id } = await bot.pending();
    await bot.show(id);
    await bot.approve(id);
    vi.spyOn(bot.view, "updateCard").mockResolvedValueOnce(false);
    vi.spyOn(bot.view, "findCard").mockResolvedValue(undefined);

    await bot.show(id);

    const [, again] = bot.view.cards();
    expect(bot.view.alarms).toEqual([say("view.card-deleted", { id })]);
    expect(again).toMatchObject({ state: "approved", lines: await numbers(bot, id) });
  });

  it("posts again a card that was deleted between finding and editing it", async () => {
    const bot = aBot(aFakeOperation());
    const { id } = await bot.pending();
    vi.spyOn(bot.view, "postCard").mockRejectedValueOnce(slackDown());
    await expect(bot.show(id)).rejects.toMatchObject({ service: "slack" });
    vi.spyOn(bot.view, "findCard").mockResolvedValueOnce({ channel: "C0OPS", message: "9" });

    await bot.show(id);

    expect(bot.view.cards()).toHaveLength(1);
  });

  it("knows the threads of a thousand requests, and looks again at those it forgot", async () => {
    const bot = aBot(aFakeOperation());
    const looked = vi.spyOn(bot.view, "threadLines");
    const { locks, viewState } = bot.memory;
    let revision = 1;
    const loadWithTrail = async (id: string) => ({ request: aRequest({ id, revision }), trail: [], objection: undefined });
    const show = createShow({
      store: { ...bot.memory.store, loadWithTrail },
      view: bot.view,
      ...{ viewState, locks, ...believing(bot.view), now: bot.now },
    });
    for (let number = 0; number <= 1_001; number++) await show(`req_${number}`);
    looked.mockClear();

    revision = 2;
    await show("req_0");
    await show("req_1001");

    expect(looked).toHaveBeenCalledTimes(1);
  });
});
