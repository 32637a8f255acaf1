import { describe, expect, it, vi } from "vitest";
import { createIntegrityVerifier } from "../../src/app/integrity-verifier.ts";
import { createRun } from "../../src/app/run.ts";
import { bob } from "../support/builders.ts";
import { aFakeOperation } from "../support/fake-operation.ts";
import { aBot, redisDown, upstream } from "./a-bot.ts";

describe("running", () => {
  it("does the approved steps in order, each recorded before and after", async () => {
    const fake = aFakeOperation();
    const bot = aBot(fake);
    const { id } = await bot.approved();

    await bot.work(id);

    const request = await bot.load(id);
    expect(fake.effects).toEqual(["wash", "paint", "sign"]);
    expect(request).toMatchObject({ state: "succeeded", note: { params: { destinations: ["wash", "paint", "sign"] } } });
    expect(request.steps.every(({ state }) => state === "done")).toBe(true);
    expect((await bot.trail(id)).slice(4)).toEqual([
      "run.started",
      "step.started",
      "step.done",
      "step.started",
      "step.done",
      "step.started",
      "step.done",
      "run.succeeded",
      "step.started",
      "step.due",
    ]);
  });

  it("T12 records nothing but that of what the bot has not written, also while Vault is away", async () => {
    const bot = aBot(aFakeOperation());
    const { id } = await bot.approved();
    await bot.forge(id, { reason: "another reason" });
    const { registry, ports, record, memory, log, now, newReference } = bot;
    const run = createRun({
      ...{ registry, ports, record, locks: memory.locks, log, now, newReference, audit: memory.audit, anchor: memory.anchor },
      integrity: createIntegrityVerifier({ verifier: { verify: () => Promise.reject(upstream()) } }),
      approvalCheck: async () => undefined,
      continuations: () => [],
      newStart: () => "start_1",
      onOver: async () => {},
    });

    await run(await bot.loaded(id), new AbortController().signal);

    expect(await bot.load(id)).toMatchObject({ state: "failed", note: { key: "request.tampered" } });
    expect((await bot.memory.audit.ofRequest(id)).at(-1)?.details).toMatchObject({ detail: "record" });
  });

  it("T24 uses an approval up once: what began before an older store was put back does not begin again", async () => {
    const fake = aFakeOperation();
    const bot = aBot(fake);
    const { id } = await bot.approved();
    const beginning = { requestId: id, start: "of another history", digest: "d", head: { seq: 9, hash: "h" }, atMs: 0 };
    await bot.memory.anchor.begin(beginning);

    await bot.work(id);

    expect(fake.effects).toEqual([]);
    expect(await bot.load(id)).toMatchObject({ state: "failed", note: { key: "run.used-up" } });
    await bot.show(id);
    expect(bot.view.alarms).toMatchObject([{ key: "view.alarm", params: { because: { key: "run.used-up" } } }]);
  });

  it("T24 notes in Vault where the log stood when it began, and goes on by the same name after a crash", async () => {
    const fake = aFakeOperation();
    const bot = aBot(fake);
    const { id } = await bot.approved();
    const job = new AbortController();
    fake.on.set("paint", () => job.abort());
    await bot.work(id, job.signal).catch(() => {});
    const [begun] = bot.memory.anchor.beginnings.values();

    await bot.work(id);

    const started = (await bot.memory.audit.ofRequest(id)).find(({ action }) => action === "run.started");
    expect(begun).toMatchObject({ requestId: id, start: started?.details["start"] });
    expect(begun?.head.seq).toBeGreaterThanOrEqual(started?.seq ?? Number.NaN);
    expect(await bot.load(id)).toMatchObject({ state: "succeeded" });
  });

  it("adopts what an earlier attempt did, and looks for it only when there was one", async () => {
    const fake = aFakeOperation({ found: new Set(["paint"]) });
    const bot = aBot(fake);
    const { id } = await bot.approved();
    const job = new AbortController();
    fake.on.set("paint", () => job.abort());

    await expect(bot.work(id, job.signal)).rejects.toThrow();
    fake.on.clear();
    await bot.work(id);

    expect(fake.effects).toEqual(["wash", "paint", "sign"]);
    expect((await bot.load(id)).steps[1]?.checkpoint).toEqual({ made: "paint", atMs: 0 });
  });

  it("goes on where a dead worker stopped", async () => {
    const fake = aFakeOperation();
    const bot = aBot(fake);
    const { id } = await bot.approved();
    const job = new AbortController();
    fake.on.set("paint", () => job.abort());

    await expect(bot.work(id, job.signal)).rejects.toThrow();
    fake.on.clear();
    await bot.work(id);

    expect(fake.effects).toEqual(["wash", "paint", "paint", "sign"]);
    expect(await bot.load(id)).toMatchObject({ state: "succeeded", attempts: 2 });
    expect(await bot.trail(id)).toContain("run.resumed");
  });

  it("begins nothing at any port once the lock is lost", async () => {
    const fake = aFakeOperation();
    const bot = aBot(fake);
    const { id } = await bot.approved();
    const seen: unknown[] = [];
    fake.on.set("paint", async (context) => {
      seen.push(context?.ports.roles.size, context?.ports.destinations.settleMs);
      bot.memory.locks.steal("wall/north");
      await context?.ports.appRoles.role("profinaut-db");
    });

    await expect(bot.work(id)).rejects.toMatchObject({ name: "AbortError" });

    expect(seen).toEqual([0, 0]);
    expect(fake.effects).toEqual(["wash"]);
    expect((await bot.load(id)).state).toBe("running");
  });

  it("lets a port be called while the lock is held", async () => {
    const fake = aFakeOperation();
    const bot = aBot(fake);
    const { id } = await bot.approved();
    fake.on.set("paint", async (context) => {
      await expect(context?.ports.appRoles.role("profinaut-db")).rejects.toThrow("this story does not call that");
    });

    await bot.work(id);

    expect((await bot.load(id)).state).toBe("succeeded");
  });

  it("writes nothing with a lease that is not the newest", async () => {
    const fake = aFakeOperation();
    const bot = aBot(fake);
    const { id } = await bot.approved();
    const acquire = bot.memory.locks.acquire;
    vi.spyOn(bot.memory.locks, "acquire").mockImplementationOnce(async (lock) => {
      const held = await acquire(lock);
      bot.memory.locks.steal(lock);
      return held && { ...held, lost: new AbortController().signal };
    });

    await expect(bot.work(id)).rejects.toMatchObject({ code: "request.lock-lost" });

    expect((await bot.load(id)).state).toBe("approved");
    expect(fake.effects).toEqual([]);
  });

  it("waits while somebody else holds the lock", async () => {
    const bot = aBot(aFakeOperation());
    const { id } = await bot.approved();
    await bot.memory.locks.acquire("wall/north");

    const again = await bot.work(id);

    expect(again.againAtMs).toBe(bot.now() + 1_000);
  });

  it("keeps notes of a step: part, progress and details", async () => {
    const fake = aFakeOperation();
    const bot = aBot(fake);
    const { id } = await bot.approved();
    let progress: unknown;
    fake.on.set("paint", async (context) => {
      await context?.recordProgress({ part: "second-coat", progress: { coats: 1 }, details: { coat: 2 } });
      await context?.recordProgress({ documents: [{ document: "wall/north", value: "wet" }] });
    });
    fake.on.set("sign", (context) => {
      progress = context?.done;
    });

    await bot.work(id);

    expect((await bot.load(id)).steps[1]?.progress).toEqual({ coats: 1 });
    expect(await bot.memory.documents.read("wall/north")).toBe("wet");
    expect((await bot.memory.audit.ofRequest(id)).find(({ action }) => action === "step.marked")?.details).toMatchObject({
      part: "second-coat",
      coat: 2,
    });
    expect(progress).toMatchObject({ wash: { made: "wash" }, paint: { made: "paint" } });
  });

  it("releases the lock at the end, and does not mind when that fails", async () => {
    const bot = aBot(aFakeOperation());
    const { id } = await bot.approved();
    const acquire = bot.memory.locks.acquire;
    vi.spyOn(bot.memory.locks, "acquire").mockImplementation(async (lock) => {
      const held = await acquire(lock);
      return held && { ...held, release: () => held.release().then(() => Promise.reject(redisDown())) };
    });

    await bot.work(id);

    expect((await bot.load(id)).state).toBe("succeeded");
    expect(await acquire("wall/north")).toBeDefined();
  });
});

describe("what steps say", () => {
  it.each([
    ["their details", true, { step: "wash", effect: "wash" }],
    ["nothing but their names", false, { step: "wash" }],
  ])("goes on the trail: %s", async (_, saysDetails, details) => {
    const bot = aBot(aFakeOperation({ saysDetails, dryMs: 0 }));
    const { id } = await bot.approved();

    await bot.work(id);

    const done = (await bot.memory.audit.ofRequest(id)).filter(({ action }) => action === "step.done");
    expect(done).toHaveLength(4);
    expect(done[0]?.details).toEqual(details);
  });
});

describe("what the worker runs", () => {
  it.each([
    ["T12 a record whose input was changed", { input: { fake: "south", reason: "" } }, "submission"],
    ["T12 a record whose requester was changed", { requester: bob }, "submission"],
  ])("is never %s", async (_, changes, detail) => {
    const fake = aFakeOperation();
    const bot = aBot(fake);
    const { id } = await bot.approved();
    await bot.forge(id, changes);

    await bot.work(id);

    expect(await bot.load(id)).toMatchObject({ state: "failed", note: { key: "request.tampered" } });
    expect((await bot.memory.audit.ofRequest(id)).at(-1)).toMatchObject({ action: "request.tampered", details: { detail } });
    expect(fake.effects).toEqual([]);
  });
});
