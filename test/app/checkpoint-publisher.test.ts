import { describe, expect, it, vi } from "vitest";
import { say } from "../../src/domain/sentence.ts";
import { aFakeOperation } from "../support/fake-operation.ts";
import { aBot } from "./a-bot.ts";

const minute = 60_000;
const news = async (bot: ReturnType<typeof aBot>): Promise<number> => {
  await bot.submit();
  const { seq } = await bot.memory.audit.head();
  return seq;
};

describe("T24 witnessing the audit log", () => {
  it("says where it stands to the channel and the store, and nothing while there is no news", async () => {
    const bot = aBot(aFakeOperation());
    await bot.witness();
    const seq = await news(bot);

    await bot.witness();
    await bot.witness();

    expect(await bot.memory.audit.checkpoints()).toMatchObject([{ seq, previousSeq: 0, kid: "k1" }]);
    expect(await bot.view.publishedCheckpoints(5)).toHaveLength(1);
  });

  it("is one process's at a time; a mark in the store that stays keeps it back three minutes and no longer", async () => {
    const bot = aBot(aFakeOperation());
    const seq = await news(bot);
    vi.spyOn(bot.memory.once, "claim").mockResolvedValue(false);
    const witnessed = async (afterMs: number) => {
      bot.advance(afterMs);
      await bot.witness();
      return (await bot.memory.audit.checkpoints()).length;
    };

    expect([await witnessed(0), await witnessed(3 * minute - 1), await witnessed(1)]).toEqual([0, 0, 1]);
    expect(await bot.memory.audit.checkpoints()).toMatchObject([{ seq }]);
  });

  it("says anew what stands at a number that it has said before, whatever the store has of that and however soon", async () => {
    const bot = aBot(aFakeOperation());
    const putBack = bot.memory.copy();
    const seq = await news(bot);
    await bot.witness();
    const [before] = await bot.memory.audit.checkpoints();
    putBack();
    bot.advance(1);
    await news(bot);
    if (before !== undefined) await bot.memory.audit.addCheckpoint(before);
    await bot.memory.once.claim(`witness/${before?.hash}`, minute);

    await bot.witness();
    await bot.witness();

    const { hash } = await bot.memory.audit.head();
    expect(await bot.memory.audit.checkpoints()).toMatchObject([{ seq, hash, previousSeq: 0 }]);
    expect(await bot.view.publishedCheckpoints(5)).toHaveLength(2);
  });

  it("does not happen while it cannot be believed", async () => {
    const bot = aBot(aFakeOperation());
    await news(bot);
    bot.disbelief.because = say("standing.damaged", { seq: 1 });

    await bot.witness();

    expect(await bot.memory.audit.checkpoints()).toEqual([]);
  });
});
