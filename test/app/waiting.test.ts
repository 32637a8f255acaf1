import { describe, expect, it } from "vitest";
import { ConflictError, EndedBadlyError } from "../../src/domain/errors.ts";
import { say } from "../../src/domain/sentence.ts";
import { aWall } from "../support/a-wall.ts";
import { alice, bob, carol, noon } from "../support/builders.ts";
import { aBot, upstream } from "./a-bot.ts";

const aMinute = 60_000;
const ended = new EndedBadlyError("workflow.ended", say("workflow.run-gone", { id: 1 }));

/** A request whose paint waits for ten minutes. */
async function waiting() {
  const wall = aWall({ paintsFromMs: noon + 10 * aMinute });
  const bot = aBot(wall);
  const { id } = await bot.approved();
  const again = await bot.work(id);
  return { wall, bot, id, again };
}

describe("a step that waits", () => {
  it("leaves the worker to others, and is run again at its time without being a new beginning", async () => {
    const { wall, bot, id, again } = await waiting();
    const { revision } = await bot.load(id);

    bot.advance(aMinute);
    await bot.work(id);

    expect(again).toEqual({ againAtMs: noon + 10 * aMinute });
    expect(wall.effects).toEqual(["wash", "paint", "paint"]);
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
    const { wall, bot, id } = await waiting();
    wall.paintsFromMs = noon + 20 * aMinute;
    bot.advance(10 * aMinute);

    await bot.work(id);

    expect((await bot.load(id)).steps[1]).toMatchObject({ state: "running", attempts: 1, dueAtMs: noon + 21 * aMinute });
  });

  it("that fails for a while is a new attempt, and then waits on", async () => {
    const { wall, bot, id } = await waiting();
    wall.on.set("paint", () => Promise.reject(upstream()));
    const { againAtMs = 0 } = await bot.work(id);
    wall.on.clear();
    bot.advance(againAtMs - noon);

    await bot.work(id);

    expect(await bot.load(id)).toMatchObject({ state: "running", attempts: 2, note: null });
    expect(await bot.trail(id)).toContain("run.resumed");
  });

  it("that failed for good begins again when somebody takes it up", async () => {
    const { wall, bot, id } = await waiting();
    wall.undo = { ...wall.undo, paint: { undone: false, remains: say("workflow.run-gone", { id: 1 }) } };
    wall.on.set("paint", () => Promise.reject(new TypeError("odd")));
    await bot.work(id);
    wall.on.clear();

    await bot.resume(id, alice);
    await bot.work(id);

    expect((await bot.load(id)).steps[1]).toMatchObject({ state: "running", attempts: 2 });
  });

  it("shows what is true meanwhile", async () => {
    const { wall, bot, id } = await waiting();
    const note = say("workflow.run-gone", { id: 7 });
    wall.on.set("paint", async (context) => context?.recordProgress({ note }));

    await bot.work(id);

    expect((await bot.load(id)).note).toEqual(note);
  });
});

describe("what ended badly", () => {
  it("is over: nothing is taken back, and nothing is left to do", async () => {
    const { wall, bot, id } = await waiting();
    wall.on.set("paint", () => Promise.reject(ended));

    await bot.work(id);

    expect(await bot.load(id)).toMatchObject({ state: "failed", note: ended.sentence });
    expect(wall.effects).not.toContain("paint/undo");
  });
});

describe("stopping what a request waits for", () => {
  it.each([
    ["the requester", alice],
    ["an approver", bob],
  ])("is for %s: it is on the trail, the step hears of it, and a job is there at once", async (_, by) => {
    const { wall, bot, id } = await waiting();
    bot.memory.jobs.forget();
    let heard: unknown;
    wall.on.set("paint", (context) => {
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
    const bot = aBot(aWall());
    const { id } = await bot.approved();

    await expect(bot.stop(id, alice)).rejects.toBeInstanceOf(ConflictError);
  });

  it("is forgotten when somebody takes the request up again", async () => {
    const { wall, bot, id } = await waiting();
    await bot.stop(id, alice);
    wall.on.set("paint", () => Promise.reject(new TypeError("odd")));
    await bot.work(id);

    await bot.resume(id, alice);

    expect((await bot.load(id)).stop).toBeUndefined();
  });
});

describe("a step that is not wanted", () => {
  it("is neither in the plan nor done, and what follows it is", async () => {
    const wall = aWall({ leftOut: new Set(["paint"]) });
    const bot = aBot(wall);
    const { id } = await bot.approved();

    await bot.work(id);

    expect(wall.effects).toEqual(["wash", "sign"]);
    expect(await bot.load(id)).toMatchObject({ state: "succeeded", steps: [{ id: "wash" }, { id: "sign" }] });
  });

  it("is not taken back either", async () => {
    const wall = aWall({ leftOut: new Set(["paint"]) });
    wall.on.set("sign", () => Promise.reject(new ConflictError("wall.gone", say("workflow.run-gone", { id: 1 }))));
    const bot = aBot(wall);
    const { id } = await bot.approved();

    await bot.work(id);

    expect((await bot.load(id)).state).toBe("failed");
    expect(wall.effects).not.toContain("paint/undo");
  });
});

describe("doing anew what a failed step needs", () => {
  /** A request that needs attention since its paint failed; its wash can be done anew. */
  async function failed() {
    const wall = aWall({
      undo: { wash: "nothing", sign: "impossible", paint: { undone: false, remains: say("workflow.run-gone", { id: 1 }) } },
    });
    const bot = aBot(wall);
    const { id } = await bot.approved();
    wall.on.set("wash", async (context) => context?.recordProgress({ progress: { water: 1 } }));
    wall.on.set("paint", () => Promise.reject(new ConflictError("wall.gone", say("workflow.run-gone", { id: 1 }))));
    await bot.work(id);
    wall.on.clear();
    return { wall, bot, id };
  }

  it("begins there again, knowing what the earlier attempt left, and does all that follows", async () => {
    const { wall, bot, id } = await failed();
    let left: unknown;
    wall.on.set("wash", (context) => {
      left = context?.progress;
    });

    await bot.rerunFromStep(id, alice);
    const asked = await bot.load(id);
    await bot.work(id);

    expect(asked).toMatchObject({ state: "running", steps: [{ state: "waiting", checkpoint: null }, { state: "waiting" }, {}] });
    expect(left).toEqual({ water: 1 });
    expect(wall.effects).toEqual(["wash", "paint/undo", "wash", "paint", "sign"]);
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
