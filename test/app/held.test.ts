import { describe, expect, it, vi } from "vitest";
import { say } from "../../src/domain/sentence.ts";
import { hasteStatement } from "../../src/domain/statements.ts";
import { alice, bob, carol, hour, noon } from "../support/builders.ts";
import { aFakeOperation } from "../support/fake-operation.ts";
import { aBot, signer, upstream } from "./a-bot.ts";

const note = say("in-flight.runs", { runs: ["Build #1"] });

/** A request that has succeeded, and whose paint is dry and held until somebody decides, or for good. */
async function held({
  mayBeHastened = true,
  approvers = { users: [bob.userId, carol.userId] },
}: {
  mayBeHastened?: boolean;
  approvers?: { users: string[] } | { group: string };
} = {}) {
  const fake = aFakeOperation({ dryMs: 0 });
  const bot = aBot(fake, { approvers });
  fake.holds = ({ hastenedBy, now }) => (hastenedBy === undefined ? { untilMs: now() + 2_000, note, mayBeHastened } : undefined);
  const { id } = await bot.approved();
  await bot.work(id);
  fake.effects.length = 0;
  return { fake, bot, id };
}

describe("what is due and held", () => {
  it("is not done, is on the card with its reason, and is looked at again", async () => {
    const { fake, bot, id } = await held({ mayBeHastened: false });

    bot.advance(2_000);
    const again = await bot.work(id);

    expect(again).toEqual({ againAtMs: bot.now() + 2_000 });
    expect(fake.effects).toEqual([]);
    expect(await bot.load(id)).toMatchObject({ state: "succeeded", note, laterSteps: [{ state: "running" }] });
  });

  it("is done as soon as nothing holds it", async () => {
    const { fake, bot, id } = await held();
    fake.holds = undefined;
    bot.advance(2_000);

    await bot.work(id);

    expect(fake.effects).toEqual(["dry"]);
    expect((await bot.load(id)).laterSteps[0]).toMatchObject({ state: "done" });
  });
});

describe("deciding not to wait any longer", () => {
  it("stays possible while an upstream names a time before which it answers nothing", async () => {
    const { fake, bot, id } = await held();
    const untilAtMs = bot.now() + hour;
    fake.on.set("due", () => Promise.reject(upstream({ untilAtMs })));
    bot.advance(2_000);

    expect(await bot.work(id)).toEqual({ againAtMs: untilAtMs });
    fake.on.clear();
    await bot.retireNow(id, bob);
    await bot.work(id);

    expect(fake.effects).toEqual(["dry"]);
  });

  it.each([
    ["named", { users: [bob.userId] }],
    ["in a group", { group: "S0GROUP" }],
  ])("is for an approver, %s: at once, signed, and on the trail", async (_, approvers) => {
    const { fake, bot, id } = await held({ approvers });

    await bot.retireNow(id, bob);
    await bot.work(id);

    expect(fake.effects).toEqual(["dry"]);
    expect((await bot.memory.audit.ofRequest(id)).find(({ action }) => action === "retire.hastened-by")).toMatchObject({
      actor: `user:${bob.userId}`,
      details: { kid: "k1" },
    });
  });

  it("T5 is not for the requester, and not for somebody who may not approve", async () => {
    const { fake, bot, id } = await held();

    await expect(bot.retireNow(id, alice)).rejects.toMatchObject({ sentence: { key: "approval.haste-by-requester" } });
    await expect(bot.retireNow(id, { ...carol, userId: "U0MALLORY" })).rejects.toMatchObject({
      sentence: { key: "approval.not-approver" },
    });

    bot.advance(2_000);
    await bot.work(id);
    expect(fake.effects).toEqual([]);
  });

  it("is nothing to decide while it has not waited long enough, or is decided already", async () => {
    const early = await held({ mayBeHastened: false });
    const late = await held();
    await late.bot.retireNow(late.id, bob);

    await expect(early.bot.retireNow(early.id, bob)).rejects.toMatchObject({ code: "request.already" });
    await expect(late.bot.retireNow(late.id, carol)).rejects.toMatchObject({ code: "request.already" });
  });

  it("is decided on the newer record after a lost race, and other failures are told", async () => {
    const { bot, id } = await held();
    vi.spyOn(bot.memory.store, "save").mockResolvedValueOnce({ outcome: "stale" });
    await bot.retireNow(id, bob);
    expect((await bot.load(id)).hastened?.by).toEqual(bob);

    const other = await held();
    vi.spyOn(other.bot.memory.store, "save").mockRejectedValueOnce(new TypeError("odd"));
    await expect(other.bot.retireNow(other.id, bob)).rejects.toThrow("odd");
  });

  it("does not need its job: reconcile makes another one", async () => {
    const { bot, id } = await held();
    vi.spyOn(bot.memory.jobs, "ensure").mockRejectedValueOnce(new TypeError("odd"));

    await bot.retireNow(id, bob);

    expect((await bot.load(id)).hastened).toBeDefined();
  });

  it.each(["a signature of something else", "the requester's own", "another plan's"])(
    "T12 counts for nothing with %s: nothing is done, and the channel hears of it",
    async (what) => {
      const { fake, bot, id } = await held();
      await bot.retireNow(id, bob);
      const { hastened } = await bot.load(id);
      if (hastened === undefined) throw new Error("nobody decided");
      const own = { requestId: id, digest: hastened.digest, by: alice, atMs: hastened.atMs };
      const forged = {
        "a signature of something else": { ...hastened, atMs: noon + 1 },
        "the requester's own": { ...hastened, by: alice, signature: await signer.sign(hasteStatement(own)) },
        "another plan's": { ...hastened, digest: "0".repeat(64) },
      }[what];
      await bot.forge(id, { hastened: forged });
      bot.advance(2_000);

      await bot.work(id);

      expect(fake.effects).toEqual([]);
      expect(bot.view.alarms).toMatchObject([{ key: "retire.stuck", params: { because: { key: "request.tampered" } } }]);
    },
  );
});
