import { describe, expect, it, vi } from "vitest";
import { say } from "../../src/domain/sentence.ts";
import { hour } from "../support/builders.ts";
import { aFakeOperation } from "../support/fake-operation.ts";
import { aBot, type Bot } from "./a-bot.ts";
import { goOn } from "./go-on.ts";

const entriesOf = async (bot: Bot, id: string) => bot.memory.audit.ofRequest(id);
const attentions = (bot: Bot): number => bot.view.alarms.filter(({ key }) => key === "view.alarm").length;

/** It runs, and somebody has to look. @returns the number of the entry that says so */
async function stops(bot: Bot, id: string): Promise<number | undefined> {
  const [atMs, because] = [bot.now(), say("rotate.pending-lost", {})];
  await bot.record(await bot.load(id), [
    { type: "run-started", atMs, start: "start_1" },
    { type: "needs-attention", atMs, because },
  ]);
  return (await entriesOf(bot, id)).at(-1)?.seq;
}

describe("T24 showing a request of which an older Redis was put back", () => {
  it("alarms the channel of what happens at a number at which something else happened before", async () => {
    const bot = aBot(aFakeOperation());
    const { id } = await bot.approved();
    const putBack = bot.memory.copy();
    const before = await stops(bot, id);
    await bot.show(id);

    putBack();
    bot.advance(hour / 4);
    const after = await stops(bot, id);
    await bot.show(id);
    await bot.show(id, { again: true });

    expect(after).toBe(before);
    expect(attentions(bot)).toBe(2);
  });

  it("does not repeat the alarm that an older release said of that number, unless the number may have been another entry's", async () => {
    const told = async (isContinued: boolean): Promise<number> => {
      const bot = aBot(aFakeOperation());
      if (isContinued) await goOn(bot);
      const { id } = await bot.approved();
      const seq = await stops(bot, id);
      await bot.view.alarm(say("standing.over", {}), undefined, { of: `request/${id}/${seq}` });
      await bot.show(id);
      return attentions(bot);
    };

    expect([await told(false), await told(true)]).toEqual([0, 1]);
  });

  it("adds to the thread what happens at a number that is in it already", async () => {
    const bot = aBot(aFakeOperation());
    const { id } = await bot.pending();
    await bot.show(id);
    const putBack = bot.memory.copy();
    await bot.approve(id);
    await bot.show(id);

    putBack();
    bot.advance(1);
    await bot.deny(id);
    await bot.show(id);

    const [card] = bot.view.cards();
    expect(card?.state).toBe("denied");
    expect(bot.view.thread(0).map(({ action }) => action)).toEqual([
      "request.submitted",
      "request.prepared",
      "request.approved-by",
      "request.approved",
      "request.denied-by",
    ]);
  });

  it("believes no note of what was shown that is of another past, as where only the log was put back", async () => {
    const bot = aBot(aFakeOperation());
    const { id } = await bot.pending();
    await bot.show(id);
    const putBack = bot.memory.copy();
    await bot.approve(id);
    await bot.show(id);
    const later = await bot.memory.viewState.read(id);

    putBack();
    bot.advance(1);
    await bot.deny(id);
    if (later !== undefined) await bot.memory.viewState.write(id, { ...later, revision: (await bot.load(id)).revision });
    await bot.show(id);

    expect(bot.view.cards()).toMatchObject([{ state: "denied" }]);
    expect(bot.view.thread(0).at(-1)?.action).toBe("request.denied-by");
  });

  it("takes the lines of an older release for those of these numbers, unless they may have been other entries'", async () => {
    const lines = async (isContinued: boolean): Promise<number> => {
      const bot = aBot(aFakeOperation());
      if (isContinued) await goOn(bot);
      const { id } = await bot.pending();
      await bot.show(id);
      const { hash: _, ...older } = (await bot.memory.viewState.read(id)) ?? expect.fail("it was shown");
      await bot.memory.viewState.write(id, older);
      const known = (await entriesOf(bot, id)).map(({ seq }) => ({ seq, hash: undefined }));
      vi.spyOn(bot.view, "threadLines").mockResolvedValue(known);
      await bot.approve(id);
      await bot.show(id);
      return bot.view.thread(0).length;
    };

    expect([await lines(false), await lines(true)]).toEqual([4, 6]);
  });

  it.each([
    ["after somebody let the log go on", goOn],
    ["a while after it was prepared", async (bot: Bot) => bot.advance(2 * 60_000)],
  ])("posts no second card %s", async (_, happens) => {
    const bot = aBot(aFakeOperation());
    const { id } = await bot.pending();
    const putBack = bot.memory.copy();
    await bot.show(id);

    putBack();
    await happens(bot);
    await bot.show(id);

    expect(bot.view.cards()).toHaveLength(1);
  });

  it("asks the channel for no card in the usual case", async () => {
    const bot = aBot(aFakeOperation());
    await goOn(bot);
    const looked = vi.spyOn(bot.view, "findCard");
    const { id } = await bot.pending();

    await bot.show(id);

    expect(looked).not.toHaveBeenCalled();
    expect(bot.view.cards()).toHaveLength(1);
  });
});
