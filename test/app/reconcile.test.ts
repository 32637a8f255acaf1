import { describe, expect, it, vi } from "vitest";
import { createOpenByLog } from "../../src/app/open-by-log.ts";
import { alice, hour } from "../support/builders.ts";
import { aFakeOperation } from "../support/fake-operation.ts";
import { aBot, redisDown, upstream } from "./a-bot.ts";

/** Ids of what a job was asked for, with the time. */
const asked = (bot: ReturnType<typeof aBot>) => bot.memory.jobs.ensured.map(({ requestId, atMs }) => [requestId, atMs]);

const succeeded = async (bot: ReturnType<typeof aBot>) => {
  const { id } = await bot.approved();
  await bot.work(id);
  return id;
};
const finished = async (bot: ReturnType<typeof aBot>) => {
  const id = await succeeded(bot);
  bot.advance(2 * hour);
  await bot.work(id);
  return id;
};

describe("reconcile", () => {
  it.each([
    ["preparing", async (bot: ReturnType<typeof aBot>) => bot.submit()],
    ["approved", async (bot: ReturnType<typeof aBot>) => bot.approved()],
  ])("asks again for the job of a request that is %s", async (_, arrange) => {
    const bot = aBot(aFakeOperation());
    const { id } = await arrange(bot);
    bot.memory.jobs.forget();

    await bot.reconcile();

    expect(asked(bot)).toEqual([[id, bot.now()]]);
  });

  it("asks for the job of one that runs, and not before its time", async () => {
    const fake = aFakeOperation();
    fake.on.set("paint", () => Promise.reject(upstream()));
    const bot = aBot(fake);
    const { id } = await bot.approved();
    const { againAtMs } = await bot.work(id);
    bot.memory.jobs.forget();

    await bot.reconcile();

    expect(asked(bot)).toEqual([[id, againAtMs]]);
  });

  it("T12 asks for a job that ends one that waits and that somebody changed; none for one that waits as the bot wrote it", async () => {
    const bot = aBot(aFakeOperation());
    const [{ id }, { id: other }] = [await bot.pending(), await bot.pending("paint south")];
    await bot.forge(id, { reason: "another reason" });
    bot.memory.jobs.forget();

    await bot.reconcile();
    const jobs = asked(bot);
    await bot.work(id);
    await bot.work(other);

    expect(jobs).toEqual([[id, bot.now()]]);
    expect([(await bot.load(id)).state, (await bot.load(other)).state]).toEqual(["failed", "pending"]);
    expect((await bot.memory.audit.ofRequest(id)).at(-1)).toMatchObject({
      action: "request.tampered",
      details: { detail: "record" },
    });
  });

  it("asks for what is to happen after success, when it is due", async () => {
    const bot = aBot(aFakeOperation({ dryMs: 60_000 }));
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
    const bot = aBot(aFakeOperation());
    const { id } = await bot.approved();
    await bot.work(id);
    const [dry] = (await bot.load(id)).laterSteps;
    await bot.forge(id, { laterSteps: dry ? [{ ...dry, dueAtMs: null }] : [] });
    bot.memory.jobs.forget();

    await bot.reconcile();

    expect(asked(bot)).toEqual([[id, bot.now()]]);
  });

  it("asks for nothing while people have to answer, and nothing when it is over", async () => {
    const bot = aBot(aFakeOperation());
    await bot.pending("paint north");
    await bot.cancel((await bot.pending("paint south")).id, alice);
    bot.memory.jobs.forget();

    await bot.reconcile();

    expect(asked(bot)).toEqual([]);
  });

  it("T16 closes what has expired, pending or approved", async () => {
    const bot = aBot(aFakeOperation());
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
    const bot = aBot(aFakeOperation());
    const pending = await bot.pending("paint north");
    const ended = await bot.cancel((await bot.pending("paint south")).id, alice);
    bot.changedIds.length = 0;

    await bot.reconcile();

    expect([...bot.changedIds].sort()).toEqual([pending.id, ended.id].sort());
  });

  it("T12 shows what somebody made up and the log has never heard of as what it is, and goes on", async () => {
    const bot = aBot(aFakeOperation());
    const { id } = await bot.pending();
    bot.memory.plant("req_planted00000", JSON.stringify({ ...(await bot.load(id)), id: "req_planted00000" }));
    bot.changedIds.length = 0;

    await bot.reconcile();

    expect(bot.changedIds).toContain("req_planted00000");
  });

  it("leaves alone what is shown as it is", async () => {
    const bot = aBot(aFakeOperation());
    const { id } = await bot.pending();
    await bot.show(id);
    bot.changedIds.length = 0;

    await bot.reconcile();

    expect(bot.changedIds).toEqual([]);
  });

  it("mends the others when one cannot be mended", async () => {
    const bot = aBot(aFakeOperation());
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

  const told = (bot: ReturnType<typeof aBot>) => bot.view.alarms.map(({ key, params }) => [key, params["id"]]);

  it("T21 tells the channel of a request that is gone from the record and all lists, while the log has it: hourly, later daily", async () => {
    const bot = aBot(aFakeOperation());
    const { id } = await bot.approved();
    bot.memory.lose(id);
    const lost = ["standing.record-lost", id];

    await bot.reconcile();
    await bot.reconcile();
    const atOnce = told(bot);
    bot.advance(hour);
    await bot.reconcile();
    const hourly = told(bot);
    bot.advance(24 * hour);
    await bot.reconcile();
    bot.advance(hour);
    await bot.reconcile();

    expect([atOnce, hourly, told(bot)]).toEqual([[lost], [lost, lost], [lost, lost, lost]]);
  });

  it("T21 tells of a record that nobody can read, and goes on with the others", async () => {
    const bot = aBot(aFakeOperation());
    const [first, second] = [await bot.submit("paint north"), await bot.submit("paint south")];
    bot.memory.plant(first.id, "{");
    bot.memory.jobs.forget();

    await bot.reconcile();

    expect([told(bot), asked(bot)]).toEqual([[["standing.record-lost", first.id]], [[second.id, bot.now()]]]);
  });

  it("T21 tells of a record that is not what the bot wrote, and closes nothing for what that says", async () => {
    const bot = aBot(aFakeOperation());
    const swapped = await bot.pending("paint north");
    const other = await bot.pending("paint south");
    await bot.show(other.id);
    const { plan } = swapped;
    await bot.forge(swapped.id, { plan: plan && { ...plan, expiresAtMs: 0 } });

    await bot.reconcile();

    expect(told(bot)).toEqual([["view.not-ours", swapped.id]]);
    expect((await bot.load(swapped.id)).state).toBe("pending");
  });

  const inAnyState = [
    ["pending", async (bot: ReturnType<typeof aBot>) => (await bot.pending()).id],
    ["running on", async (bot: ReturnType<typeof aBot>) => (await bot.approved()).id],
    ["succeeded, with something to do later", succeeded],
    ["done with that too", finished],
    ["cancelled", async (bot: ReturnType<typeof aBot>) => (await bot.cancel((await bot.pending()).id, alice)).id],
  ] as const;

  it.each(inAnyState)("T21 goes by the log: one that is %s is missed", async (_, arrange) => {
    const bot = aBot(aFakeOperation());
    const id = await arrange(bot);
    bot.memory.lose(id);

    await bot.reconcile();

    expect(told(bot)).toEqual([["standing.record-lost", id]]);
  });

  it.each(inAnyState)("T21 goes by the log: one that is %s, and on no list, is shown and put back there", async (_, arrange) => {
    const bot = aBot(aFakeOperation());
    const id = await arrange(bot);
    const { store } = bot.memory;
    const relisted = vi.spyOn(store, "relist");
    vi.spyOn(store, "openIds").mockResolvedValue([]);
    vi.spyOn(store, "recent").mockResolvedValue([]);
    bot.changedIds.length = 0;

    await bot.reconcile();

    expect(bot.changedIds).toEqual([id]);
    expect(relisted.mock.calls).toEqual([[await bot.load(id)]]);
  });

  it("T21 keeps the newest fifty that have ended in mind", async () => {
    const bot = aBot(aFakeOperation());
    const ids: string[] = [];
    for (let count = 0; count < 51; count += 1) ids.push((await bot.cancel((await bot.pending()).id, alice)).id);
    const { ended } = await createOpenByLog({ audit: bot.memory.audit, registry: bot.registry, signedFrom: () => 1 })();

    expect([...ended.keys()]).toEqual(ids.slice(1));
  });

  it("reads a long log by and by, and begins anew where the log goes on from an earlier entry", async () => {
    const bot = aBot(aFakeOperation());
    const { audit, trail } = bot.memory;
    const fill = () =>
      audit.append(
        Array.from({ length: 1_500 }, (_, at) => ({
          atMs: bot.now(),
          actor: "bot:worker" as const,
          action: "run.resumed" as const,
          request: at === 0 ? null : "req_unknown",
          details: {},
        })),
      );
    await fill();
    const openByLog = createOpenByLog({ audit, registry: bot.registry, signedFrom: () => 1, entriesPerLook: 1_000 });
    const openIds = async () => [...(await openByLog()).open.keys()];
    const { id } = await bot.submit();
    const looks = [await openIds(), await openIds(), await openIds()];
    trail.splice(1_000);
    const lost = await openIds();
    await fill();

    expect([looks, lost]).toEqual([[[], [id], [id]], []]);
    expect(await openIds()).toEqual([]);
  });

  it("takes a request of an operation that is no more for over when it has succeeded", async () => {
    const bot = aBot(aFakeOperation());
    const id = await succeeded(bot);

    expect((await createOpenByLog({ audit: bot.memory.audit, registry: new Map(), signedFrom: () => 1 })()).open.has(id)).toBe(
      false,
    );
  });
});
