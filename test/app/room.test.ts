import { describe, expect, it, vi } from "vitest";
import { createRoom, type RoomLimits } from "../../src/app/room.ts";
import { type Actor, scheduleActor } from "../../src/domain/actor.ts";
import { BusyError } from "../../src/domain/errors.ts";
import { say } from "../../src/domain/sentence.ts";
import { alice, bob, hour, noon } from "../support/builders.ts";
import { aFakeOperation } from "../support/fake-operation.ts";
import { aBot, type Bot, redisDown, signer } from "./a-bot.ts";

const submitting = (bot: Bot, limits: RoomLimits) => bot.submitWith({ room: createRoom({ store: bot.memory.store, limits }) });
const busy = (because: ReturnType<typeof say>) => ({ name: BusyError.name, code: because.key, sentence: because });
/** What others wait for. */
function aMoment() {
  let come = (): void => {};
  const came = new Promise<void>((resolve) => {
    come = resolve;
  });
  return { came, come };
}
const over = say("room.when-over", {});

describe("T17 how many requests may be open", () => {
  it("of one person, who is told so before anything is recorded or asked, while others still ask", async () => {
    const bot = aBot(aFakeOperation());
    const submit = submitting(bot, { person: 1, all: 10 });
    await submit("paint north", alice);
    const [before, sign] = [await bot.memory.audit.head(), vi.spyOn(signer, "sign")];

    await expect(submit("paint south", alice)).rejects.toMatchObject(busy(say("room.person", { open: 1, when: over })));
    expect([await bot.memory.audit.head(), await bot.memory.store.recent(5)]).toMatchObject([before, [{ requester: alice }]]);
    expect(sign).not.toHaveBeenCalled();

    expect(await submit("paint south", bob)).toMatchObject({ requester: bob });
  });

  it("of all, with the time at which the first of them is closed", async () => {
    const bot = aBot(aFakeOperation());
    const submit = submitting(bot, { person: 5, all: 2 });
    await submit("paint east", alice);
    const { id } = await submit("paint north", alice);
    await bot.work(id);

    const when = say("room.when-closed", { atMs: noon + hour });
    await expect(submit("paint south", bob)).rejects.toMatchObject(busy(say("room.all", { open: 2, when })));
  });

  it("counts none that is over", async () => {
    const bot = aBot(aFakeOperation());
    const submit = submitting(bot, { person: 1, all: 1 });
    const { id } = await submit("paint north", alice);
    await bot.cancel(id, alice);

    expect(await submit("paint south", alice)).toMatchObject({ state: "preparing" });
  });

  it("holds for what is asked at the same moment", async () => {
    const bot = aBot(aFakeOperation());
    const submit = submitting(bot, { person: 2, all: 10 });

    const ends = await Promise.allSettled(["north", "south", "east"].map((fake) => submit(`paint ${fake}`, alice)));

    expect(ends.filter(({ status }) => status === "fulfilled").length).toBeLessThanOrEqual(2);
    expect((await bot.memory.store.recent(5)).length).toBeLessThanOrEqual(2);
  });

  it("is asked of the store once for all who ask at the same moment", async () => {
    const bot = aBot(aFakeOperation());
    const holders = vi.spyOn(bot.memory.store, "holders");
    const submit = submitting(bot, { person: 5, all: 10 });

    await Promise.all(["north", "south", "east"].map((fake) => submit(`paint ${fake}`, alice)));

    expect(holders).toHaveBeenCalledTimes(1);
  });

  it("counts what was stored while an older look at the store was still under way", async () => {
    const bot = aBot(aFakeOperation());
    const submit = submitting(bot, { person: 1, all: 10 });
    const { save, holders } = bot.memory.store;
    const [begun, saving, looking] = [aMoment(), aMoment(), aMoment()];
    vi.spyOn(bot.memory.store, "save").mockImplementationOnce(async (change) => {
      begun.come();
      await saving.came;
      return save(change);
    });
    const made = submit("paint north", alice);
    await begun.came;
    vi.spyOn(bot.memory.store, "holders").mockImplementationOnce(async () => {
      const seen = await holders();
      await looking.came;
      return seen;
    });
    const asked = submit("paint south", alice);
    saving.come();
    await made;
    looking.come();

    await expect(asked).rejects.toMatchObject(busy(say("room.person", { open: 1, when: over })));
    expect(await submit("paint south", bob)).toMatchObject({ requester: bob });
  });

  it("does not keep a schedule from asking, whose requests take nobody's room", async () => {
    const bot = aBot(aFakeOperation());
    const submit = submitting(bot, { person: 1, all: 1 });
    const schedule: Actor = scheduleActor("north");
    await submit("paint east", alice);

    expect(await submit("paint north", schedule)).toMatchObject({ requester: schedule });
    await bot.cancel(
      (await bot.memory.store.recent(5)).find(({ requester }) => requester.userId === alice.userId)?.id ?? "",
      alice,
    );
    expect(await submit("paint south", bob)).toMatchObject({ requester: bob });
  });

  it("accepts nothing while it cannot be seen, and counts what failed no longer", async () => {
    const bot = aBot(aFakeOperation());
    const submit = submitting(bot, { person: 1, all: 1 });
    vi.spyOn(bot.memory.store, "holders").mockRejectedValueOnce(redisDown());

    await expect(submit("paint north", alice)).rejects.toMatchObject({ code: "redis.unreachable" });
    expect(await submit("paint north", alice)).toMatchObject({ state: "preparing" });
  });
});
