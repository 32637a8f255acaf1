import { describe, expect, it, vi } from "vitest";
import { say } from "../../src/domain/sentence.ts";
import { aFakeOperation } from "../support/fake-operation.ts";
import { aBot, upstream } from "./a-bot.ts";

describe("restoring cards", () => {
  it("T8 posts the card of an open request again when somebody deleted it, and tells the channel", async () => {
    const bot = aBot(aFakeOperation());
    const { id, revision } = await bot.pending();
    await bot.show(id);
    bot.view.wipe();

    await bot.restoreCards();

    expect(bot.view.cards()).toMatchObject([{ requestId: id, revision }]);
    expect(bot.view.alarms).toEqual([say("view.card-deleted", { id })]);
  });

  it("T8 writes a card that is still there again, as it may have been edited, and alarms nobody", async () => {
    const bot = aBot(aFakeOperation());
    const { id } = await bot.pending();
    await bot.show(id);
    const written = vi.spyOn(bot.view, "updateCard");

    await bot.restoreCards();

    expect(written).toHaveBeenCalledTimes(1);
    expect(bot.view.alarms).toEqual([]);
    expect(bot.view.cards()).toHaveLength(1);
  });

  it("leaves alone what is over", async () => {
    const bot = aBot(aFakeOperation());
    const { id } = await bot.pending();
    await bot.deny(id);
    await bot.show(id);
    bot.view.wipe();

    await bot.restoreCards();

    expect(bot.view.cards()).toEqual([]);
  });

  it("is done by one process of many, and again the next time", async () => {
    const bot = aBot(aFakeOperation());
    const { id } = await bot.pending();
    await bot.show(id);
    const written = vi.spyOn(bot.view, "updateCard");

    await bot.restoreCards();
    await bot.restoreCards();
    bot.advance(60_000);
    await bot.restoreCards();

    expect(written).toHaveBeenCalledTimes(2);
  });

  it.each([
    ["Slack is down", () => upstream({ service: "slack" }), "vault.sealed"],
    ["something unexpected happens", () => new TypeError("odd"), "unexpected"],
  ])("does not let one request keep the others waiting: %s", async (_, error, code) => {
    const bot = aBot(aFakeOperation());
    const [one, two] = [await bot.pending("paint north"), await bot.pending("paint south")];
    for (const { id } of [one, two]) await bot.show(id);
    bot.view.wipe();
    vi.spyOn(bot.view, "updateCard").mockRejectedValueOnce(error());

    await bot.restoreCards();

    expect(bot.view.cards().map(({ requestId }) => requestId)).toEqual([two.id]);
    expect(bot.logged).toContainEqual({ fields: { requestId: one.id, code }, sentence: "a card could not be looked at" });
  });

  it("T24 is not done while the log cannot be believed: the card may say more than an older record", async () => {
    const bot = aBot(aFakeOperation());
    const { id } = await bot.pending();
    const putBack = bot.memory.copy();
    await bot.deny(id);
    await bot.show(id);
    putBack();
    bot.disbelief.because = say("standing.damaged", { seq: 2 });

    await bot.restoreCards();

    expect(bot.view.cards()).toMatchObject([{ requestId: id, state: "denied" }]);
  });

  it("T22 is done although somebody marked it as done, some turns later", async () => {
    const bot = aBot(aFakeOperation());
    const { id } = await bot.pending();
    await bot.show(id);
    await bot.memory.once.claim("restore-cards", 1e12);
    const written = vi.spyOn(bot.view, "updateCard");

    await bot.restoreCards();
    const before = written.mock.calls.length;
    bot.advance(180_000);
    await bot.restoreCards();

    expect([before, written.mock.calls.length]).toEqual([0, 1]);
  });
});
