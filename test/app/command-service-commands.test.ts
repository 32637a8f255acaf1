import { describe, expect, it, vi } from "vitest";
import type { Ask } from "../../src/app/command-service.ts";
import type { FormReply, Reply } from "../../src/app/interaction-handler.ts";
import { answerOf } from "../../src/domain/answer.ts";
import { BusyError, NotAllowedError } from "../../src/domain/errors.ts";
import { say } from "../../src/domain/sentence.ts";
import { alice, bob } from "../support/builders.ts";
import { aFakeOperation } from "../support/fake-operation.ts";
import { aBot, redisDown, upstream } from "./a-bot.ts";
import { aCommandService, aQuery } from "./a-command-service.ts";

const ask = (text: string, changes: Partial<Ask> = {}): Ask => ({
  userId: alice.userId,
  channel: "C0ORIGIN",
  text,
  interactionId: `typed ${text}`,
  ...changes,
});

const headingOf = (reply: Reply | FormReply | undefined) =>
  reply !== undefined && "answer" in reply ? reply.answer.heading : undefined;

describe("typing a command", () => {
  it("that changes something asks for it", async () => {
    const bot = aBot(aFakeOperation());

    const reply = await aCommandService(bot).command(ask("paint north weekly"));

    const [request] = await bot.memory.store.recent(1);
    expect(reply).toEqual({
      answer: answerOf(say("desk.accepted", { id: request?.id ?? "", command: "paint north weekly" })),
      locale: "en",
    });
    expect(request).toMatchObject({ requester: alice, origin: "C0ORIGIN" });
  });

  it("T17 that is one too many is answered so, counted, and not on the trail", async () => {
    const bot = aBot(aFakeOperation());
    const refused: string[] = [];
    const busy = new BusyError("room.all", say("room.all", { open: 1, when: say("room.when-over", {}) }));
    const query = aQuery("ping", { answer: () => Promise.reject(busy) });

    const reply = await aCommandService(bot, { queries: [query], refused }).command(ask("ping"));

    expect(headingOf(reply)).toEqual(busy.sentence);
    expect(refused).toEqual([alice.userId]);
    expect(await bot.memory.audit.head()).toMatchObject({ seq: 0 });
  });

  it.each([
    ["one word", "ping", "answered ping"],
    ["two words, in any case", "Audit VERIFY", "answered audit verify"],
    ["one word with another that is no second", "audit", "answered audit"],
    ["nothing", "", "answered help"],
  ])("that asks something is answered: %s", async (_, text, answer) => {
    const bot = aBot(aFakeOperation());

    const reply = await aCommandService(bot).command(ask(text));

    expect(headingOf(reply)).toEqual(say("help.command", { command: answer }));
  });

  it("gives a question the ports, the asker, the time and an end", async () => {
    const bot = aBot(aFakeOperation());
    const seen: unknown[] = [];
    const query = aQuery("look", {
      answer: async (_, { actor, nowMs, signal }) => {
        seen.push(actor, nowMs, signal.aborted);
        return answerOf(say("help.heading", {}));
      },
    });

    await aCommandService(bot, { queries: [query] }).command(ask("look"));

    expect(seen).toEqual([alice, bot.now(), false]);
  });

  it("that withdraws a request withdraws it", async () => {
    const bot = aBot(aFakeOperation());
    const { id } = await bot.pending();

    const reply = await aCommandService(bot).command(ask(`cancel ${id}`));

    expect(headingOf(reply)).toEqual(say("desk.cancelled", { id }));
    expect((await bot.load(id)).state).toBe("cancelled");
  });

  it("is answered in the language its reader reads, else in the channel's", async () => {
    const bot = aBot(aFakeOperation());
    bot.people.set(alice.userId, { ...alice, locale: "ja" }).set(bob.userId, { ...bob, locale: null });
    const commandService = aCommandService(bot);

    const replies = [
      await commandService.command(ask("ping")),
      await commandService.command(ask("ping", { userId: bob.userId, interactionId: "2" })),
    ];

    expect(replies.map((reply) => reply?.locale)).toEqual(["ja", "en"]);
  });

  it("T2 that arrives twice is handled once", async () => {
    const bot = aBot(aFakeOperation());
    const commandService = aCommandService(bot);

    const replies = await Promise.all([commandService.command(ask("paint north")), commandService.command(ask("paint north"))]);

    expect(replies.filter((reply) => reply === undefined)).toHaveLength(1);
    expect(await bot.memory.store.recent(10)).toHaveLength(1);
  });

  it.each<[string, string, string, Record<string, string>]>([
    ["a word nobody knows", "pain north", "desk.unknown-command", { command: "unknown" }],
    ["words that are no input", "paint 9", "rotate.role-missing", { command: "paint" }],
    ["what is not configured", "paint nowhere", "rotate.no-destination", { command: "paint" }],
    ["a request id that is none", "cancel this", "cancel.usage", { command: "cancel" }],
    ["a request that does not exist", "cancel req_0123456789ab", "show.unknown", { command: "cancel" }],
    ["too many words", "ping pong", "query.too-many-words", { command: "ping" }],
    ["T10 what looks like a secret", `paint hvs.${"CANARY0".repeat(5)}`, "command.secret", {}],
  ])("refuses %s with a sentence, and puts it on the trail", async (_, text, key, details) => {
    const bot = aBot(aFakeOperation());

    const reply = await aCommandService(bot).command(ask(text));

    const entries = await bot.memory.audit.entries(1, 10);
    expect(headingOf(reply)?.key).toBe(key);
    expect(entries).toMatchObject([{ actor: `user:${alice.userId}`, action: "command.refused", request: null }]);
    expect(entries[0]?.details).toEqual({ ...details, code: expect.any(String), because: headingOf(reply) });
    expect(JSON.stringify([entries, bot.logged, reply])).not.toContain("CANARY");
  });

  it("suggests what was probably meant", async () => {
    const reply = await aCommandService(aBot(aFakeOperation())).command(ask("piant north"));

    expect(headingOf(reply)).toEqual(say("desk.unknown-command", { name: "piant", nearest: ["paint", "ping"] }));
  });

  it("refuses a second request for the same thing, with a link to the first", async () => {
    const bot = aBot(aFakeOperation());
    const { id } = await bot.pending();

    const reply = await aCommandService(bot).command(ask("paint north"));

    expect(headingOf(reply)).toEqual(say("request.taken", { id, link: `link to ${id}` }));
  });

  it("T4 refuses people the directory does not vouch for", async () => {
    const bot = aBot(aFakeOperation());
    vi.spyOn(bot.directory, "actor").mockRejectedValue(new NotAllowedError("directory.guest", say("directory.guest", {})));

    const reply = await aCommandService(bot).command(ask("paint north"));

    expect(headingOf(reply)?.key).toBe("directory.guest");
    expect(await bot.memory.store.recent(10)).toEqual([]);
    expect(bot.logged.at(-1)?.fields).toMatchObject({ user: alice.userId, code: "directory.guest", refused: true });
  });

  it("T4 refuses everybody while the directory does not answer", async () => {
    const bot = aBot(aFakeOperation());
    vi.spyOn(bot.directory, "actor").mockRejectedValue(upstream({ service: "slack" }));

    const reply = await aCommandService(bot).command(ask("paint north"));

    expect(headingOf(reply)?.key).toBe("vault.sealed");
    expect(await bot.memory.store.recent(10)).toEqual([]);
  });

  it("says that nothing was accepted while the store is down", async () => {
    const bot = aBot(aFakeOperation());
    vi.spyOn(bot.memory.once, "claim").mockRejectedValue(redisDown());
    vi.spyOn(bot.memory.audit, "append").mockRejectedValue(redisDown());

    const reply = await aCommandService(bot).command(ask("paint north"));

    expect(headingOf(reply)?.key).toBe("redis.unreachable");
    expect(bot.logged.at(-1)?.sentence).toBe("a refusal could not be put on the trail");
  });

  it.each([
    ["an error", new TypeError("CANARY")],
    ["a value that is no error", "CANARY"],
  ])("T13 answers a mistake of ours (%s) with a reference that is in the log, and nothing else", async (_, odd) => {
    const bot = aBot(aFakeOperation());
    vi.spyOn(bot.directory, "actor").mockRejectedValue(odd);

    const reply = await aCommandService(bot).command(ask("paint north"));

    expect(headingOf(reply)).toEqual(say("error.unexpected", { reference: "ref_1" }));
    expect(bot.logged.at(-1)).toMatchObject({ sentence: "an interaction failed unexpectedly", fields: { reference: "ref_1" } });
    expect(JSON.stringify(reply)).not.toContain("CANARY");
  });
});
