import { describe, expect, it, vi } from "vitest";
import { createReconcile } from "../../src/app/reconcile.ts";
import { aWall } from "../support/a-wall.ts";
import { alice, aRequest, hour } from "../support/builders.ts";
import { aBot, redisDown, upstream } from "./a-bot.ts";

/** Ids of what a job was asked for, with the time. */
const asked = (bot: ReturnType<typeof aBot>) => bot.memory.jobs.ensured.map(({ requestId, atMs }) => [requestId, atMs]);

describe("reconcile", () => {
  it.each([
    ["preparing", async (bot: ReturnType<typeof aBot>) => bot.submit()],
    ["approved", async (bot: ReturnType<typeof aBot>) => bot.approved()],
  ])("asks again for the job of a request that is %s", async (_, arrange) => {
    const bot = aBot(aWall());
    const { id } = await arrange(bot);
    bot.memory.jobs.forget();

    await bot.reconcile();

    expect(asked(bot)).toEqual([[id, bot.now()]]);
  });

  it("asks for the job of one that runs, and not before its time", async () => {
    const wall = aWall();
    wall.on.set("paint", () => Promise.reject(upstream()));
    const bot = aBot(wall);
    const { id } = await bot.approved();
    const { againAtMs } = await bot.work(id);
    bot.memory.jobs.forget();

    await bot.reconcile();

    expect(asked(bot)).toEqual([[id, againAtMs]]);
  });

  it("asks for what is to happen after success, when it is due", async () => {
    const bot = aBot(aWall({ dryMs: 60_000 }));
    const { id } = await bot.approved();
    await bot.work(id);
    bot.memory.jobs.forget();

    await bot.reconcile();
    bot.advance(90_000);
    await bot.reconcile();

    expect(asked(bot)).toEqual([
      [id, bot.now() - 30_000],
      [id, bot.now()],
    ]);
  });

  it("asks at once for what has no time yet", async () => {
    const bot = aBot(aWall());
    const { id } = await bot.approved();
    await bot.work(id);
    const [dry] = (await bot.load(id)).laterSteps;
    await bot.forge(id, { laterSteps: dry ? [{ ...dry, dueAtMs: null }] : [] });
    bot.memory.jobs.forget();

    await bot.reconcile();

    expect(asked(bot)).toEqual([[id, bot.now()]]);
  });

  it("asks for nothing while people have to answer, and nothing when it is over", async () => {
    const bot = aBot(aWall());
    await bot.pending("paint north");
    await bot.cancel((await bot.pending("paint south")).id, alice);
    bot.memory.jobs.forget();

    await bot.reconcile();

    expect(asked(bot)).toEqual([]);
  });

  it("T16 closes what has expired, pending or approved", async () => {
    const bot = aBot(aWall());
    const pending = await bot.pending("paint north");
    const approved = await bot.approved("paint south");
    bot.advance(hour);

    await bot.reconcile();

    const states = await Promise.all([pending, approved].map(async ({ id }) => (await bot.load(id)).state));
    expect(states).toEqual(["expired", "expired"]);
    expect((await bot.memory.audit.ofRequest(pending.id)).at(-1)).toMatchObject({
      actor: "bot:reconcile",
      action: "request.expired",
    });
  });

  it("shows what was missed: a card of an open request, and of one that has just ended", async () => {
    const bot = aBot(aWall());
    const pending = await bot.pending("paint north");
    const ended = await bot.cancel((await bot.pending("paint south")).id, alice);
    bot.changedIds.length = 0;

    await bot.reconcile();

    expect([...bot.changedIds].sort()).toEqual([pending.id, ended.id].sort());
  });

  it("leaves alone what is shown as it is", async () => {
    const bot = aBot(aWall());
    const { id } = await bot.pending();
    await bot.show(id);
    bot.changedIds.length = 0;

    await bot.reconcile();

    expect(bot.changedIds).toEqual([]);
  });

  it("mends the others when one cannot be mended", async () => {
    const bot = aBot(aWall());
    const broken = await bot.submit("paint north");
    const other = await bot.submit("paint south");
    bot.memory.jobs.forget();
    vi.spyOn(bot.memory.jobs, "ensure").mockRejectedValueOnce(redisDown());
    const load = bot.memory.store.loadWithTrail;
    vi.spyOn(bot.memory.store, "loadWithTrail").mockImplementation((id) =>
      id === other.id ? load(id) : Promise.reject(new TypeError("odd")),
    );

    await bot.reconcile();
    await bot.reconcile();

    expect(asked(bot)).toEqual([[other.id, bot.now()]]);
    expect(bot.logged.map(({ fields }) => [fields["requestId"], fields["code"]])).toEqual([
      [broken.id, "unexpected"],
      [other.id, "redis.unreachable"],
      [broken.id, "unexpected"],
    ]);
  });

  it("passes over what is gone by the time it is looked at", async () => {
    const bot = aBot(aWall());
    const { jobs, viewState, store } = bot.memory;
    const { record, log, now } = bot;
    const changed = vi.fn();
    const gone = { ...store, recent: async () => [aRequest()], loadWithTrail: async () => undefined };

    await createReconcile({ store: gone, viewState, jobs, record, changed, log, now })();

    expect(changed).not.toHaveBeenCalled();
    expect(bot.logged).toEqual([]);
  });
});
