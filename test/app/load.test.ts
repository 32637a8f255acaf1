import { describe, expect, it } from "vitest";
import { createLoad } from "../../src/app/load.ts";
import { say } from "../../src/domain/sentence.ts";
import { aContinuation } from "../support/builders.ts";
import { aFakeOperation } from "../support/fake-operation.ts";
import { aBot, redisDown } from "./a-bot.ts";

const loading = (bot: ReturnType<typeof aBot>) =>
  createLoad({ store: bot.memory.store, record: bot.record, continuations: () => bot.continuations, now: bot.now });

describe("T12 a request that somebody wants to do something with", () => {
  it("is handed out when the log proves it", async () => {
    const bot = aBot(aFakeOperation());
    const { id } = await bot.pending();

    expect(await loading(bot)(id)).toEqual(await bot.load(id));
    await expect(loading(bot)("req_none")).rejects.toMatchObject({ code: "show.unknown" });
  });

  it("is ended when somebody changed it", async () => {
    const bot = aBot(aFakeOperation());
    const { id } = await bot.pending();
    await bot.forge(id, { reason: "another reason" });

    await expect(loading(bot)(id)).rejects.toMatchObject({ code: "request.tampered" });

    expect(await bot.load(id)).toMatchObject({ state: "failed", note: { key: "request.tampered" } });
    expect((await bot.memory.audit.ofRequest(id)).at(-1)?.details).toMatchObject({ detail: "record" });
  });

  it("T24 is ended when the log went on without what was lost, and nothing is on it since: nobody decides on it", async () => {
    const bot = aBot(aFakeOperation());
    const { id, command } = await bot.pending();
    bot.continuations.push(aContinuation({ from: await bot.memory.audit.head() }));
    const { id: later } = await bot.pending("paint south");

    await expect(loading(bot)(id)).rejects.toMatchObject({
      code: "continued.ask-again",
      sentence: say("continued.ask-again", { command }),
    });

    expect(await bot.load(id)).toMatchObject({ state: "failed" });
    expect(await loading(bot)(later)).toEqual(await bot.load(later));
  });

  it("that is over stays as it is, and is refused all the same", async () => {
    const bot = aBot(aFakeOperation());
    const { id } = await bot.pending();
    await bot.deny(id);
    await bot.forge(id, { reason: "another reason" });

    await expect(loading(bot)(id)).rejects.toMatchObject({ code: "request.tampered" });

    expect(await bot.load(id)).toMatchObject({ state: "denied" });
  });

  it("is not answered for when the store fails", async () => {
    const bot = aBot(aFakeOperation());
    const { id } = await bot.pending();
    await bot.forge(id, { reason: "another reason" });
    const load = createLoad({
      store: bot.memory.store,
      record: () => Promise.reject(redisDown()),
      continuations: () => [],
      now: bot.now,
    });

    await expect(load(id)).rejects.toMatchObject({ code: "redis.unreachable" });
  });
});
