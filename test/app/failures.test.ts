import { describe, expect, it } from "vitest";
import { ConflictError } from "../../src/domain/errors.ts";
import { say } from "../../src/domain/sentence.ts";
import { aFakeOperation } from "../support/fake-operation.ts";
import { aBot, redisDown, upstream } from "./a-bot.ts";

const gone = () => new ConflictError("rotate.pending-lost", say("rotate.pending-lost", {}));
const allUndone = { wash: { undone: true }, paint: { undone: true }, sign: "nothing" } as const;

describe("a failure that time can heal", () => {
  it("is waited out, longer each time, and says why", async () => {
    const fake = aFakeOperation();
    fake.on.set("paint", () => Promise.reject(upstream()));
    const bot = aBot(fake);
    const { id } = await bot.approved();
    const waits: number[] = [];
    for (let attempt = 0; attempt < 8; attempt++) {
      const { againAtMs = 0 } = await bot.work(id);
      waits.push(againAtMs - bot.now());
      bot.advance(againAtMs - bot.now());
    }

    fake.on.clear();
    await bot.work(id);

    expect(waits).toEqual([2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000]);
    expect((await bot.load(id)).state).toBe("succeeded");
  });

  it("is not tried again before the time that whoever failed has said, however early our own would be", async () => {
    const fake = aFakeOperation();
    const bot = aBot(fake);
    const limits = [90_000, 1_000, 900_000, 30 * 86_400_000];
    const untilAtMs = (): number => bot.now() + (limits[0] ?? 0);
    fake.on.set("paint", () => Promise.reject(upstream({ untilAtMs: untilAtMs() })));
    const { id } = await bot.approved();
    const waits: number[] = [];
    for (; limits.length > 0; limits.shift()) {
      const { againAtMs = 0 } = await bot.work(id);
      waits.push(againAtMs - bot.now());
      expect(await bot.load(id)).toMatchObject({ retryAtMs: againAtMs });
      bot.advance(againAtMs - bot.now());
    }

    expect(waits).toEqual([90_000, 4_000, 900_000, 3 * 86_400_000]);
  });

  it("is not tried again before its time", async () => {
    const fake = aFakeOperation();
    fake.on.set("paint", () => Promise.reject(upstream()));
    const bot = aBot(fake);
    const { id } = await bot.approved();
    const { againAtMs } = await bot.work(id);

    const early = await bot.work(id);

    expect(early).toEqual({ againAtMs });
    expect(await bot.load(id)).toMatchObject({ state: "running", note: { key: "vault.sealed" }, attempts: 1 });
  });

  it("is given up after forty attempts, and taken back", async () => {
    const fake = aFakeOperation({ undo: allUndone });
    fake.on.set("paint", () => Promise.reject(upstream()));
    const bot = aBot(fake);
    const { id } = await bot.approved();

    for (let attempt = 0; attempt < 40; attempt++) {
      await bot.work(id);
      bot.advance(60_000);
    }

    const request = await bot.load(id);
    expect(request).toMatchObject({
      state: "failed",
      note: { key: "run.failed-clean", params: { because: { key: "run.gave-up", params: { attempts: 40 } } } },
    });
    expect(fake.effects).toEqual(["wash", "paint/undo", "wash/undo"]);
  });

  it("before the first step is waited out too, while the approval stands", async () => {
    const fake = aFakeOperation();
    const bot = aBot(fake);
    const { id } = await bot.approved();
    fake.on.set("look", () => Promise.reject(upstream()));

    const { againAtMs } = await bot.work(id);

    expect(againAtMs).toBe(bot.now() + 1_000);
    expect(await bot.load(id)).toMatchObject({ state: "approved", attempts: 1, note: { key: "vault.sealed" } });
    expect(fake.effects).toEqual([]);
  });

  it("before the first step ends after forty attempts with nothing changed", async () => {
    const fake = aFakeOperation();
    const bot = aBot(fake, { expiresAfterMs: 24 * 3_600_000 });
    const { id } = await bot.approved();
    fake.on.set("look", () => Promise.reject(upstream()));

    for (let attempt = 0; attempt <= 40; attempt++) {
      await bot.work(id);
      bot.advance(60_000);
    }

    expect(await bot.load(id)).toMatchObject({ state: "failed", note: { key: "run.gave-up" } });
    expect(fake.effects).toEqual([]);
  });

  it("of the store is nobody's: another worker goes on", async () => {
    const fake = aFakeOperation();
    fake.on.set("paint", () => Promise.reject(redisDown()));
    const bot = aBot(fake);
    const { id } = await bot.approved();

    await expect(bot.work(id)).rejects.toMatchObject({ code: "redis.unreachable" });

    expect((await bot.load(id)).state).toBe("running");
  });
});

describe("a failure that time cannot heal", () => {
  it("is taken back, newest first", async () => {
    const fake = aFakeOperation({ undo: allUndone });
    fake.on.set("sign", () => Promise.reject(gone()));
    const bot = aBot(fake);
    const { id } = await bot.approved();

    await bot.work(id);

    const request = await bot.load(id);
    expect(request).toMatchObject({ state: "failed", note: { key: "run.failed-clean" } });
    expect(fake.effects).toEqual(["wash", "paint", "paint/undo", "wash/undo"]);
    expect(request.steps.map(({ state }) => state)).toEqual(["undone", "undone", "running"]);
    expect(bot.logged.at(-1)?.fields).toMatchObject({ requestId: id, step: "sign", code: "rotate.pending-lost" });
  });

  it("in a step that cannot be taken back happened before its effect: what came before it decides", async () => {
    const fake = aFakeOperation({ undo: { wash: "nothing", paint: { undone: true }, sign: "impossible" } });
    fake.on.set("sign", () => Promise.reject(gone()));
    const bot = aBot(fake);
    const { id } = await bot.approved();

    await bot.work(id);

    expect((await bot.load(id)).state).toBe("failed");
  });

  it("after the point of no return needs a person", async () => {
    const fake = aFakeOperation({ undo: { wash: "nothing", paint: "impossible", sign: "nothing" } });
    fake.on.set("sign", () => Promise.reject(gone()));
    const bot = aBot(fake);
    const { id } = await bot.approved();

    await bot.work(id);

    expect(await bot.load(id)).toMatchObject({
      state: "needs-attention",
      note: { params: { because: { key: "rotate.pending-lost" }, remains: { key: "run.point-of-no-return" } } },
    });
  });

  it("that can be taken back only in part needs a person, who is told what remains", async () => {
    const remains = say("rotate.delivered-maybe", { accessors: ["a"] });
    const fake = aFakeOperation({ undo: { ...allUndone, paint: { undone: false, remains } } });
    fake.on.set("sign", () => Promise.reject(gone()));
    const bot = aBot(fake);
    const { id } = await bot.approved();

    await bot.work(id);

    expect(await bot.load(id)).toMatchObject({ state: "needs-attention", note: { params: { remains } } });
    expect(fake.effects).toEqual(["wash", "paint", "paint/undo"]);
  });

  it("and cannot be taken back either needs a person", async () => {
    const fake = aFakeOperation({ undo: allUndone });
    fake.on.set("sign", () => Promise.reject(gone()));
    fake.on.set("paint/undo", () => Promise.reject(upstream()));
    const bot = aBot(fake);
    const { id } = await bot.approved();

    await bot.work(id);

    expect(await bot.load(id)).toMatchObject({
      state: "needs-attention",
      note: { params: { remains: { key: "run.take-back-failed", params: { because: { key: "vault.sealed" } } } } },
    });
  });

  it("and taking back runs into a mistake of ours: a person is asked, once", async () => {
    const fake = aFakeOperation({ undo: allUndone });
    fake.on.set("sign", () => Promise.reject(gone()));
    fake.on.set("paint/undo", () => Promise.reject(new TypeError("odd")));
    const bot = aBot(fake);
    const { id } = await bot.approved();

    await bot.work(id);

    expect(await bot.load(id)).toMatchObject({
      state: "needs-attention",
      note: { params: { remains: { key: "run.take-back-failed", params: { because: { key: "error.unexpected" } } } } },
    });
    expect(fake.effects).toEqual(["wash", "paint"]);
  });

  it("hands over when the lock is lost while it is taken back", async () => {
    const fake = aFakeOperation({ undo: allUndone });
    fake.on.set("sign", () => Promise.reject(gone()));
    const bot = aBot(fake);
    fake.on.set("paint/undo", () => bot.memory.locks.steal("wall/north"));
    const { id } = await bot.approved();

    await expect(bot.work(id)).rejects.toMatchObject({ name: "AbortError" });

    expect((await bot.load(id)).state).toBe("running");
  });
});

describe("a mistake of ours", () => {
  it.each([
    ["an error", () => Promise.reject(new TypeError("secret text")), "TypeError"],
    ["a value that is no error", () => Promise.reject("secret text"), "Error"],
  ])("in a step (%s) stops it for a person, with a reference and without its text", async (_, fail, name) => {
    const fake = aFakeOperation();
    fake.on.set("paint", fail);
    const bot = aBot(fake);
    const { id } = await bot.approved();

    await bot.work(id);

    expect(await bot.load(id)).toMatchObject({
      state: "needs-attention",
      note: { key: "error.unexpected", params: { reference: "ref_1" } },
    });
    expect(bot.logged.at(-1)?.fields).toMatchObject({ reference: "ref_1", err: { name } });
    expect(JSON.stringify(await bot.memory.audit.ofRequest(id))).not.toContain("secret text");
  });

  it("in the last sentence stops it for a person too: the step is not done twice in silence", async () => {
    const fake = aFakeOperation();
    fake.on.set("outcome", () => {
      throw new TypeError("odd");
    });
    const bot = aBot(fake);
    const { id } = await bot.approved();

    await bot.work(id);

    expect((await bot.load(id)).state).toBe("needs-attention");
  });

  it("before the first step ends it, as nothing was done", async () => {
    const fake = aFakeOperation();
    const bot = aBot(fake);
    const { id } = await bot.approved();
    fake.on.set("look", () => Promise.reject(new TypeError("odd")));

    await bot.work(id);

    expect(await bot.load(id)).toMatchObject({ state: "failed", note: { key: "error.unexpected" } });
    expect(fake.effects).toEqual([]);
  });

  it("(an operation that this version does not have) ends what has not begun, and stops what has", async () => {
    const fake = aFakeOperation();
    const bot = aBot(fake);
    const begun = await bot.approved("paint north");
    const job = new AbortController();
    fake.on.set("wash", () => job.abort());
    await expect(bot.work(begun.id, job.signal)).rejects.toThrow();
    const waiting = await bot.approved("paint south");
    const younger = bot.withoutOperations();

    await younger(begun.id);
    await younger(waiting.id);

    expect(await bot.load(begun.id)).toMatchObject({ state: "needs-attention", note: { key: "operation.gone" } });
    expect(await bot.load(waiting.id)).toMatchObject({ state: "failed", note: { key: "operation.gone" } });
  });
});
