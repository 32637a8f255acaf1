import { describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { cancelCommand, catalogueOf } from "../../src/app/catalogue.ts";
import { createRegistry, operationOf, parseInput } from "../../src/app/registry.ts";
import type { CommandWords } from "../../src/domain/command.ts";
import { say, sentenceIssue } from "../../src/domain/sentence.ts";
import { noon } from "../support/builders.ts";
import { aFakeOperation, painting } from "../support/fake-operation.ts";
import { aBot } from "./a-bot.ts";
import { aQuery } from "./a-command-service.ts";

const words = { words: ["x"], flags: [] };

describe("the catalogue", () => {
  it("lists operations, which need approval, then questions and cancel, which do not", () => {
    const listed = catalogueOf([painting(aFakeOperation())], [aQuery("ping")]);

    expect(listed.map(({ name, approval }) => [name, approval])).toEqual([
      ["paint", true],
      ["ping", false],
      ["cancel", false],
      ["digest now", false],
      ["snooze", false],
      ["continue", false],
    ]);
    expect(listed).toContain(cancelCommand);
  });
});

describe("the registry", () => {
  it("has every operation by its name", () => {
    const paint = painting(aFakeOperation());

    expect(operationOf(createRegistry([paint]), "paint")).toBe(paint);
  });

  it("is not built from two operations of one name", () => {
    expect(() => createRegistry([painting(aFakeOperation()), painting(aFakeOperation())])).toThrow(
      "two operations have the same name",
    );
  });

  it("says that an operation of a stored request is gone", () => {
    expect(() => operationOf(createRegistry([]), "paint")).toThrow(expect.objectContaining({ code: "operation.gone" }));
  });
});

describe("parseInput", () => {
  const Shape = z.object({ words: z.array(z.string()).readonly(), flags: z.array(z.string()).readonly() });
  const issue = (...issues: Parameters<z.RefinementCtx["addIssue"]>[0][]): z.ZodType<CommandWords, CommandWords> =>
    Shape.superRefine((_, context) => {
      for (const each of issues) context.addIssue(each);
    });

  it("answers with what the schema makes of the words", () => {
    expect(parseInput(Shape, { ...words, ...{ name: "ignored" } })).toEqual(words);
  });

  it("says the first sentence of what is wrong", () => {
    const schema = issue(
      { code: "custom", message: "no sentence" },
      sentenceIssue(say("show.usage", {})),
      sentenceIssue(say("role.usage", {})),
    );

    expect(() => parseInput(schema, words)).toThrow(expect.objectContaining({ sentence: say("show.usage", {}) }));
  });

  it.each([
    ["says nothing", issue({ code: "custom", message: "no sentence" })],
    ["is zod's own", Shape.extend({ words: z.array(z.string()).max(0) })],
  ])("says that it is malformed where the mistake %s", (_, schema) => {
    expect(() => parseInput(schema, words)).toThrow(expect.objectContaining({ sentence: say("command.malformed", {}) }));
  });
});

describe("working on a request", () => {
  it("does nothing for a job of a request that does not exist", async () => {
    const bot = aBot(aFakeOperation());

    expect(await bot.work("req_nothing")).toEqual({});
  });

  it("does nothing while people have to answer", async () => {
    const bot = aBot(aFakeOperation());
    const { id } = await bot.pending();

    expect(await bot.work(id)).toEqual({});
  });

  it("goes on at once with what is due at once", async () => {
    const fake = aFakeOperation({ dryMs: 0 });
    const bot = aBot(fake);
    const { id } = await bot.approved();

    expect(await bot.work(id)).toEqual({});

    expect(fake.effects).toEqual(["wash", "paint", "sign", "dry"]);
  });
});

describe("recording", () => {
  it("saves several events as one revision, and tells who shows it", async () => {
    const bot = aBot(aFakeOperation());
    const { id } = await bot.pending();
    bot.changedIds.length = 0;

    const after = await bot.record(await bot.load(id), [{ type: "tampered", atMs: noon, detail: "x" }]);

    expect(after.revision).toBe(3);
    expect(bot.changedIds).toEqual([id]);
  });

  it("saves nothing when one of the events does not fit", async () => {
    const bot = aBot(aFakeOperation());
    const request = await bot.pending();
    const save = vi.spyOn(bot.memory.store, "save");

    const recording = bot.record(request, [
      { type: "tampered", atMs: noon, detail: "x" },
      { type: "run-started", atMs: noon, start: "start_1" },
    ]);

    await expect(recording).rejects.toMatchObject({ code: "request.not-moved" });
    expect(save).not.toHaveBeenCalled();
  });
});
