import { describe, expect, it, vi } from "vitest";
import { decisionStatement } from "../../src/domain/statements.ts";
import { alice, anActor, aPolicy, bob, carol, hour } from "../support/builders.ts";
import { aFakeOperation } from "../support/fake-operation.ts";
import { aBot, redisDown, verifier } from "./a-bot.ts";

describe("deciding", () => {
  it("records an approval, signed over this very plan, and asks a worker to run it", async () => {
    const bot = aBot(aFakeOperation());
    const { id, plan } = await bot.pending();
    bot.memory.jobs.forget();

    const approved = await bot.approve(id);

    const [decision] = approved.decisions;
    const signature = decision?.signature ?? { kid: "", signature: "" };
    const statement = decisionStatement({
      requestId: id,
      digest: plan?.digest ?? "",
      by: bob,
      verdict: "approve",
      atMs: bot.now(),
    });
    expect(approved.state).toBe("approved");
    expect(await verifier.verify(statement, signature)).toBe(true);
    expect(bot.memory.jobs.ensured).toHaveLength(1);
    expect(await bot.trail(id)).toEqual(["request.submitted", "request.prepared", "request.approved-by", "request.approved"]);
  });

  it("asks no worker while somebody is missing, and none after a denial", async () => {
    const bot = aBot(aFakeOperation(), { required: 2 });
    const { id } = await bot.pending();
    bot.memory.jobs.forget();

    const first = await bot.approve(id, bob);
    const second = await bot.deny(id, carol);

    expect([first.state, second.state]).toEqual(["pending", "denied"]);
    expect(bot.memory.jobs.ensured).toEqual([]);
  });

  it("is noted outside of the store by a job, once it has ended the request", async () => {
    const bot = aBot(aFakeOperation());
    const { id } = await bot.pending();
    await bot.work(id);
    expect(bot.endsNoted()).toBe(0);

    await bot.deny(id);
    await bot.work(id);

    expect(bot.endsNoted()).toBe(1);
  });

  it("stands when only the queue does not answer", async () => {
    const bot = aBot(aFakeOperation());
    const { id } = await bot.pending();
    vi.spyOn(bot.memory.jobs, "ensure").mockRejectedValueOnce(redisDown());

    const approved = await bot.approve(id);

    expect(approved.state).toBe("approved");
    expect(bot.logged.map(({ sentence }) => sentence)).toEqual(["enqueue failed; reconcile will repeat it"]);
  });

  it.each([
    ["T5 the requester", alice, "approval.by-requester"],
    ["T4 somebody who is no approver", anActor("U0DAVE"), "approval.not-approver"],
    ["T5 a second account of the requester", { ...carol, email: alice.email }, "approval.same-person"],
  ])("refuses %s", async (_, by, because) => {
    const bot = aBot(aFakeOperation());
    const { id } = await bot.pending();

    const deciding = bot.approve(id, by);

    await expect(deciding).rejects.toMatchObject({ code: "approval.refused", sentence: { key: because } });
    expect((await bot.load(id)).state).toBe("pending");
  });

  it("T16 refuses a second press of the same person", async () => {
    const bot = aBot(aFakeOperation(), { required: 2 });
    const { id } = await bot.pending();
    await bot.approve(id);

    const again = bot.approve(id);

    await expect(again).rejects.toMatchObject({ code: "approval.already-decided" });
    expect((await bot.load(id)).decisions).toHaveLength(1);
  });

  it.each([
    ["is prepared still", async (bot: ReturnType<typeof aBot>) => (await bot.submit()).id],
    ["was denied", async (bot: ReturnType<typeof aBot>) => (await bot.deny((await bot.pending()).id)).id],
    ["was cancelled", async (bot: ReturnType<typeof aBot>) => (await bot.cancel((await bot.pending()).id, alice)).id],
    ["was approved already", async (bot: ReturnType<typeof aBot>) => (await bot.approved()).id],
  ])("T16 refuses a press when the request %s", async (_, arrange) => {
    const bot = aBot(aFakeOperation());
    const id = await arrange(bot);

    const late = bot.approve(id, carol);

    await expect(late).rejects.toMatchObject({ code: "request.already", sentence: { params: { id } } });
  });

  it("T16 refuses a press after the deadline, and closes the request", async () => {
    const bot = aBot(aFakeOperation());
    const { id } = await bot.pending();
    bot.advance(hour);

    const late = bot.approve(id);

    await expect(late).rejects.toMatchObject({ code: "approval.expired" });
    expect((await bot.load(id)).state).toBe("expired");
  });

  it("T16 refuses a press after the deadline when somebody else closed it just now", async () => {
    const bot = aBot(aFakeOperation());
    const { id } = await bot.pending();
    bot.advance(hour);
    const save = vi.spyOn(bot.memory.store, "save");

    save.mockResolvedValueOnce({ outcome: "stale" });
    const late = bot.approve(id);
    await expect(late).rejects.toMatchObject({ code: "approval.expired" });

    save.mockRejectedValueOnce(redisDown());
    const unrecorded = bot.approve(id);
    await expect(unrecorded).rejects.toMatchObject({ code: "redis.unreachable" });
  });

  it("decides a lost race again on the newer record", async () => {
    const bot = aBot(aFakeOperation(), { required: 2 });
    const { id } = await bot.pending();

    const [first, second] = await Promise.all([bot.approve(id, bob), bot.approve(id, carol)]);

    expect([first.state, second.state].sort()).toEqual(["approved", "pending"]);
    expect((await bot.load(id)).decisions).toHaveLength(2);
  });

  it("does not decide when the record cannot be written", async () => {
    const bot = aBot(aFakeOperation());
    const { id } = await bot.pending();
    vi.spyOn(bot.memory.store, "save").mockRejectedValueOnce(redisDown());

    const deciding = bot.approve(id);

    await expect(deciding).rejects.toMatchObject({ code: "redis.unreachable" });
    expect(await bot.trail(id)).not.toContain("request.approved-by");
  });

  it.each([
    ["its requester", { requester: carol }],
    ["its input", { input: { fake: "south", reason: "" } }],
    ["what was typed", { command: "paint everything" }],
  ])("T12 does not let anybody approve a record of which %s was changed", async (_, changes) => {
    const bot = aBot(aFakeOperation());
    const { id } = await bot.pending();
    await bot.forge(id, changes);

    const deciding = bot.approve(id, bob);

    await expect(deciding).rejects.toMatchObject({ code: "request.tampered" });
    expect((await bot.load(id)).decisions).toEqual([]);
  });

  it("T12 does not let anybody approve a plan whose policy was changed", async () => {
    const bot = aBot(aFakeOperation(), { required: 2 });
    const { id, plan } = await bot.pending();
    await bot.forge(id, { plan: plan && { ...plan, policy: aPolicy({ required: 1 }) } });

    const deciding = bot.approve(id);

    await expect(deciding).rejects.toMatchObject({ code: "request.tampered" });
  });
});

describe("cancelling", () => {
  it("withdraws one's own request before it runs", async () => {
    const bot = aBot(aFakeOperation());
    const { id } = await bot.approved();

    const cancelled = await bot.cancel(id, alice);

    expect(cancelled.state).toBe("cancelled");
    expect(await bot.trail(id)).toContain("request.cancelled");
  });

  it("withdraws nobody else's", async () => {
    const bot = aBot(aFakeOperation());
    const { id } = await bot.pending();

    const cancelling = bot.cancel(id, bob);

    await expect(cancelling).rejects.toMatchObject({ code: "request.not-moved", sentence: { key: "request.cancel-not-yours" } });
  });

  it("is tried on the newer record after a lost race", async () => {
    const bot = aBot(aFakeOperation());
    const { id } = await bot.pending();
    vi.spyOn(bot.memory.store, "save").mockResolvedValueOnce({ outcome: "stale" });

    const cancelled = await bot.cancel(id, alice);

    expect(cancelled.state).toBe("cancelled");
  });

  it("is not done when the record cannot be written", async () => {
    const bot = aBot(aFakeOperation());
    const { id } = await bot.pending();
    vi.spyOn(bot.memory.store, "save").mockRejectedValueOnce(redisDown());

    const cancelling = bot.cancel(id, alice);

    await expect(cancelling).rejects.toMatchObject({ code: "redis.unreachable" });
  });
});

describe("resuming", () => {
  /** A request that stopped half-way and needs somebody. */
  async function stuck() {
    const fake = aFakeOperation({ undo: { wash: "nothing", paint: "nothing", sign: "impossible" } });
    fake.on.set("sign", () => {
      throw new TypeError("odd");
    });
    const bot = aBot(fake);
    const { id } = await bot.approved();
    await bot.work(id);
    bot.memory.jobs.forget();
    return { bot, fake, id };
  }

  it.each([
    ["the requester", alice],
    ["an approver", carol],
  ])("lets %s take it up from the step that failed", async (_, by) => {
    const { bot, fake, id } = await stuck();
    fake.on.clear();

    const resumed = await bot.resume(id, by);
    await bot.work(id);

    expect(resumed.state).toBe("running");
    expect(bot.memory.jobs.ensured.map(({ requestId }) => requestId)).toEqual([id]);
    expect((await bot.load(id)).state).toBe("succeeded");
    expect(fake.effects).toEqual(["wash", "paint", "sign"]);
  });

  it("lets nobody else", async () => {
    const { bot, id } = await stuck();

    const resuming = bot.resume(id, anActor("U0DAVE"));

    await expect(resuming).rejects.toMatchObject({ code: "approval.refused" });
    expect((await bot.load(id)).state).toBe("needs-attention");
  });

  it("stands when only the queue does not answer", async () => {
    const { bot, id } = await stuck();
    vi.spyOn(bot.memory.jobs, "ensure").mockRejectedValueOnce(redisDown());

    const resumed = await bot.resume(id, alice);

    expect(resumed.state).toBe("running");
  });

  it("does nothing with a request that needs nobody", async () => {
    const bot = aBot(aFakeOperation());
    const { id } = await bot.submit();

    const resuming = bot.resume(id, bob);

    await expect(resuming).rejects.toMatchObject({ code: "request.not-moved" });
  });
});
