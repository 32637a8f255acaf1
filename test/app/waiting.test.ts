import { describe, expect, it } from "vitest";
import { ConflictError, EndedBadlyError } from "../../src/domain/errors.ts";
import { say } from "../../src/domain/sentence.ts";
import { alice, bob, carol, noon } from "../support/builders.ts";
import { aFakeOperation } from "../support/fake-operation.ts";
import { aBot, upstream } from "./a-bot.ts";

const aMinute = 60_000;
const ended = new EndedBadlyError("workflow.ended", say("workflow.run-gone", { id: 1 }));

/** A request whose paint waits for ten minutes. */
async function waiting() {
  const fake = aFakeOperation({ paintsFromMs: noon + 10 * aMinute });
  const bot = aBot(fake);
  const { id } = await bot.approved();
  const again = await bot.work(id);
  return { fake, bot, id, again };
}

describe("a step that waits", () => {
  it("leaves the worker to others, and is run again at its time without being a new beginning", async () => {
    const { fake, bot, id, again } = await waiting();
    const { revision } = await bot.load(id);

    bot.advance(aMinute);
    await bot.work(id);

    expect(again).toEqual({ againAtMs: noon + 10 * aMinute });
    expect(fake.effects).toEqual(["wash", "paint", "paint"]);
    expect((await bot.load(id)).revision).toBe(revision);
    expect(await bot.trail(id)).not.toContain("run.resumed");
    bot.advance(9 * aMinute);
    await bot.work(id);
    expect(await bot.load(id)).toMatchObject({ state: "succeeded", attempts: 1 });
  });

  it("is looked after by reconcile, should its job be lost, and not before", async () => {
    const { bot, id } = await waiting();
    bot.memory.jobs.forget();

    await bot.reconcile();

    expect(bot.memory.jobs.ensured).toMatchObject([{ requestId: id, atMs: noon + 11 * aMinute }]);
  });

  it("says by when it is looked at again once that time has passed", async () => {
    const { fake, bot, id } = await waiting();
    fake.paintsFromMs = noon + 20 * aMinute;
    bot.advance(10 * aMinute);

    await bot.work(id);

    expect((await bot.load(id)).steps[1]).toMatchObject({ state: "running", attempts: 1, dueAtMs: noon + 21 * aMinute });
  });

  it("that fails for a while is a new attempt, and then waits on", async () => {
    const { fake, bot, id } = await waiting();
    fake.on.set("paint", () => Promise.reject(upstream()));
    const { againAtMs = 0 } = await bot.work(id);
    fake.on.clear();
    bot.advance(againAtMs - noon);

    await bot.work(id);

    expect(await bot.load(id)).toMatchObject({ state: "running", attempts: 2, note: null });
    expect(await bot.trail(id)).toContain("run.resumed");
  });

  it("that failed for good begins again when somebody takes it up", async () => {
    const { fake, bot, id } = await waiting();
    fake.undo = { ...fake.undo, paint: { undone: false, remains: say("workflow.run-gone", { id: 1 }) } };
    fake.on.set("paint", () => Promise.reject(new TypeError("odd")));
    await bot.work(id);
    fake.on.clear();

    await bot.resume(id, alice);
    await bot.work(id);

    expect((await bot.load(id)).steps[1]).toMatchObject({ state: "running", attempts: 2 });
  });

  it("shows what is true meanwhile", async () => {
    const { fake, bot, id } = await waiting();
    const note = say("workflow.run-gone", { id: 7 });
    fake.on.set("paint", async (context) => context?.recordProgress({ note }));

    await bot.work(id);

    expect((await bot.load(id)).note).toEqual(note);
  });
});

describe("what ended badly", () => {
  it("is over: nothing is taken back, and nothing is left to do", async () => {
    const { fake, bot, id } = await waiting();
    fake.on.set("paint", () => Promise.reject(ended));

    await bot.work(id);

    expect(await bot.load(id)).toMatchObject({ state: "failed", note: ended.sentence });
    expect(fake.effects).not.toContain("paint/undo");
  });
});

describe("stopping what a request waits for", () => {
  it.each([
    ["the requester", alice],
    ["an approver", bob],
  ])("is for %s: it is on the trail, the step hears of it, and a job is there at once", async (_, by) => {
    const { fake, bot, id } = await waiting();
    bot.memory.jobs.forget();
    let heard: unknown;
    fake.on.set("paint", (context) => {
      heard = context?.stop;
    });

    await bot.stop(id, by);
    await bot.work(id);

    expect(heard).toEqual({ by, atMs: bot.now() });
    expect(bot.memory.jobs.ensured).toMatchObject([{ requestId: id }]);
    expect((await bot.memory.audit.ofRequest(id)).at(-1)).toMatchObject({ action: "run.stop-asked", actor: `user:${by.userId}` });
  });

  it("is asked once, and not by somebody else", async () => {
    const { bot, id } = await waiting();

    await expect(bot.stop(id, { ...carol, userId: "U0MALLORY" })).rejects.toMatchObject({ code: "approval.refused" });
    await bot.stop(id, alice);

    await expect(bot.stop(id, bob)).rejects.toBeInstanceOf(ConflictError);
  });

  it("does nothing to a request that waits for nothing", async () => {
    const bot = aBot(aFakeOperation());
    const { id } = await bot.approved();

    await expect(bot.stop(id, alice)).rejects.toBeInstanceOf(ConflictError);
  });

  it("is forgotten when somebody takes the request up again", async () => {
    const { fake, bot, id } = await waiting();
    await bot.stop(id, alice);
    fake.on.set("paint", () => Promise.reject(new TypeError("odd")));
    await bot.work(id);

    await bot.resume(id, alice);

    expect((await bot.load(id)).stop).toBeUndefined();
  });
});

describe("a step that is not wanted", () => {
  it("is neither in the plan nor done, and what follows it is", async () => {
    const fake = aFakeOperation({ leftOut: new Set(["paint"]) });
    const bot = aBot(fake);
    const { id } = await bot.approved();

    await bot.work(id);

    expect(fake.effects).toEqual(["wash", "sign"]);
    expect(await bot.load(id)).toMatchObject({ state: "succeeded", steps: [{ id: "wash" }, { id: "sign" }] });
  });

  it("is not taken back either", async () => {
    const fake = aFakeOperation({ leftOut: new Set(["paint"]) });
    fake.on.set("sign", () => Promise.reject(new ConflictError("workflow.run-gone", say("workflow.run-gone", { id: 1 }))));
    const bot = aBot(fake);
    const { id } = await bot.approved();

    await bot.work(id);

    expect((await bot.load(id)).state).toBe("failed");
    expect(fake.effects).not.toContain("paint/undo");
  });
});

describe("doing anew what a failed step needs", () => {
  /** A request that needs attention since its paint failed; its wash can be done anew. */
  async function failed() {
    const fake = aFakeOperation({
      undo: { wash: "nothing", sign: "impossible", paint: { undone: false, remains: say("workflow.run-gone", { id: 1 }) } },
    });
    const bot = aBot(fake);
    const { id } = await bot.approved();
    fake.on.set("wash", async (context) => context?.recordProgress({ progress: { water: 1 } }));
    fake.on.set("paint", () => Promise.reject(new ConflictError("workflow.run-gone", say("workflow.run-gone", { id: 1 }))));
    await bot.work(id);
    fake.on.clear();
    return { fake, bot, id };
  }

  it("begins there again, knowing what the earlier attempt left, and does all that follows", async () => {
    const { fake, bot, id } = await failed();
    let left: unknown;
    fake.on.set("wash", (context) => {
      left = context?.progress;
    });

    await bot.rerunFromStep(id, alice);
    const asked = await bot.load(id);
    await bot.work(id);

    expect(asked).toMatchObject({ state: "running", steps: [{ state: "waiting", checkpoint: null }, { state: "waiting" }, {}] });
    expect(left).toEqual({ water: 1 });
    expect(fake.effects).toEqual(["wash", "paint/undo", "wash", "paint", "sign"]);
    expect((await bot.load(id)).state).toBe("succeeded");
    expect((await bot.memory.audit.ofRequest(id)).find(({ action }) => action === "run.resumed")?.details).toMatchObject({
      again: "wash",
    });
  });

  it("is offered by the step that failed alone", async () => {
    const { bot, id } = await failed();
    const [wash, paint, sign] = (await bot.load(id)).steps;
    if (wash === undefined || paint === undefined || sign === undefined) throw new Error("no steps");
    const { redoFrom: _, ...bare } = paint;
    await bot.forge(id, { steps: [wash, bare, sign] });

    await expect(bot.rerunFromStep(id, alice)).rejects.toBeInstanceOf(ConflictError);
  });
});
