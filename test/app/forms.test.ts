import { describe, expect, it, vi } from "vitest";
import type { Ask, Fill } from "../../src/app/command-service.ts";
import { answerOf } from "../../src/domain/answer.ts";
import { Secret } from "../../src/domain/secret.ts";
import { say } from "../../src/domain/sentence.ts";
import { alice, hour, noon } from "../support/builders.ts";
import { aFakeOperation } from "../support/fake-operation.ts";
import { aBot, redisDown, upstream } from "./a-bot.ts";
import { aCommandService } from "./a-command-service.ts";

const ask = (text: string): Ask => ({
  userId: alice.userId,
  channel: "C0ORIGIN",
  text,
  interactionId: `typed ${text}`,
});

const fill = (changes: Partial<Fill> & { readonly texts?: object; readonly secrets?: object } = {}): Fill => {
  const { texts = { owner: "treasury" }, secrets = { value: "a value" }, ...rest } = changes;
  return {
    userId: alice.userId,
    channel: "C0ORIGIN",
    command: "stow red",
    interactionId: "V0VIEW",
    answers: {
      texts: new Map(Object.entries(texts)),
      secrets: new Map(Object.entries(secrets).map(([name, value]) => [name, new Secret(String(value))])),
    },
    ...rest,
  };
};

describe("an operation with a form", () => {
  it("is answered with the form, and nothing is recorded yet", async () => {
    const bot = aBot(aFakeOperation());

    const reply = await aCommandService(bot).command(ask("Stow  red"));

    expect(reply).toEqual({
      form: { title: say("register.title", { path: "red" }), intro: [], fields: [] },
      command: "stow red",
      locale: "en",
    });
    expect(await bot.memory.store.recent(1)).toEqual([]);
  });

  it("refuses what cannot work before it shows a form", async () => {
    const reply = await aCommandService(aBot(aFakeOperation())).command(ask("stow none"));

    expect(reply).toMatchObject({ answer: { heading: say("value.not-there", { path: "none" }) } });
  });

  it("becomes a request when it is filled in; the value waits elsewhere, and the record knows nothing of it", async () => {
    const bot = aBot(aFakeOperation());

    const reply = await aCommandService(bot).fill(fill());

    const [request] = await bot.memory.store.recent(1);
    const id = request?.id ?? "";
    expect(reply).toEqual({ answer: answerOf(say("desk.accepted", { id, command: "stow red" })), locale: "en" });
    expect(request).toMatchObject({ operation: "stow", input: { box: "red", owner: `treasury ${noon} 4` }, command: "stow red" });
    expect(bot.waiting.get(id)).toEqual({ fields: new Map([["value", new Secret("a value")]]) });
    expect(JSON.stringify(request)).not.toContain("a value");
  });

  it("T2 is one interaction, however often it is submitted", async () => {
    const bot = aBot(aFakeOperation());
    const commandService = aCommandService(bot);

    const replies = [await commandService.fill(fill()), await commandService.fill(fill())];

    expect(replies[1]).toBeUndefined();
    expect(await bot.memory.store.recent(5)).toHaveLength(1);
  });

  it("says at once what has to be written differently, and takes nothing that has mistakes", async () => {
    const bot = aBot(aFakeOperation());
    const commandService = aCommandService(bot);
    const wrong = fill({ texts: {} });

    const reply = await commandService.fill(wrong);

    expect(commandService.mistakesIn(wrong)).toEqual([{ field: "owner", because: say("register.owner-missing", {}) }]);
    expect(commandService.mistakesIn(fill())).toEqual([]);
    expect(reply).toMatchObject({ answer: { heading: say("register.owner-missing", {}) } });
    expect(bot.waiting.size).toBe(0);
    expect((await bot.memory.audit.entries(1, 10)).map(({ action }) => action)).toEqual(["form.refused"]);
  });

  it.each([
    ["of an operation without one", fill({ command: "paint north" }), say("form.not-any-more", { command: "paint" })],
    ["whose command is forged", fill({ command: "stow none" }), say("value.not-there", { path: "none" })],
    ["that is refused without a reason", fill({ texts: { owner: "nobody" } }), say("form.not-any-more", { command: "stow" })],
  ])("refuses a form %s", async (_, filled, because) => {
    const bot = aBot(aFakeOperation());
    const commandService = aCommandService(bot);

    const reply = await commandService.fill(filled);

    expect(commandService.mistakesIn(filled)).toEqual([]);
    expect(reply).toMatchObject({ answer: { heading: because } });
    expect(await bot.memory.store.recent(1)).toEqual([]);
  });

  it("is not opened for an operation that has lost its form", async () => {
    const bot = aBot(aFakeOperation());

    expect(() => bot.forms.open({ name: "paint", words: ["north"], flags: [] })).toThrow("form.not-any-more");
  });

  it("leaves no record when the value could not be put where it waits", async () => {
    const bot = aBot(aFakeOperation());
    vi.spyOn(bot.waiting, "set").mockImplementation(() => {
      throw upstream();
    });

    const reply = await aCommandService(bot).fill(fill());

    expect(reply).toMatchObject({ answer: { heading: say("vault.sealed", {}) } });
    expect(await bot.memory.store.recent(1)).toEqual([]);
  });

  it("accepts nothing when the record cannot be saved", async () => {
    const bot = aBot(aFakeOperation());
    vi.spyOn(bot.memory.store, "save").mockRejectedValue(redisDown());

    const reply = await aCommandService(bot).fill(fill());

    expect(reply).toMatchObject({ answer: { heading: say("redis.unreachable", {}) } });
  });
});

describe("a wrapping token that is handed in", () => {
  const token = fill({ secrets: { token: "a wrapping token" } });
  const wrapped = { creationPath: "sys/wrapping/wrap", createdAtMs: noon, expiresAtMs: noon + 24 * hour };

  it("waits unopened", async () => {
    const bot = aBot(aFakeOperation());
    bot.wrapped.set("a wrapping token", wrapped);

    await aCommandService(bot).fill(token);

    expect([...bot.waiting.values()]).toEqual([{ wrappingToken: new Secret("a wrapping token") }]);
  });

  it.each([
    ["is not known", undefined, say("intake.token-gone", {})],
    [
      "was not made by hand",
      { ...wrapped, creationPath: "auth/approle/role/x/secret-id" },
      say("intake.token-not-wrapped-by-hand", { creationPath: "auth/approle/role/x/secret-id" }),
    ],
    [
      "ends before the request could run",
      { ...wrapped, expiresAtMs: noon + hour },
      say("intake.token-too-short", { leftMs: hour, neededMs: hour + 10 * 60_000 }),
    ],
  ])("is refused when it %s, and nothing is stored", async (_, info, because) => {
    const bot = aBot(aFakeOperation());
    if (info !== undefined) bot.wrapped.set("a wrapping token", info);

    const reply = await aCommandService(bot).fill(token);

    expect(reply).toMatchObject({ answer: { heading: because } });
    expect(bot.waiting.size).toBe(0);
    expect(await bot.memory.store.recent(1)).toEqual([]);
  });

  it("is refused when it is somebody's login, which has passed through Slack", async () => {
    const bot = aBot(aFakeOperation());
    bot.logins.add("a wrapping token");

    expect(await aCommandService(bot).fill(token)).toMatchObject({ answer: { heading: say("intake.token-is-login", {}) } });
    expect(bot.waiting.size).toBe(0);
  });
});
