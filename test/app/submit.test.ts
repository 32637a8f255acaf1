import { describe, expect, it, vi } from "vitest";
import { createRegistry } from "../../src/app/registry.ts";
import { Secret } from "../../src/domain/secret.ts";
import { submissionStatement } from "../../src/domain/statements.ts";
import { registerForm } from "../../src/operations/register/form.ts";
import { register } from "../../src/operations/register.ts";
import { alice, hour, noon } from "../support/builders.ts";
import { aFakeOperation } from "../support/fake-operation.ts";
import { aBot, redisDown, verifier } from "./a-bot.ts";

describe("submitting", () => {
  it("records who asked for what, signed, and asks a worker to prepare it", async () => {
    const bot = aBot(aFakeOperation());

    const request = await bot.submit("Paint north  weekly coat");

    expect(request).toMatchObject({
      state: "preparing",
      revision: 1,
      operation: "paint",
      command: "paint north weekly coat",
      reason: "weekly coat",
      lock: "wall/north",
      requester: alice,
      createdAtMs: noon,
    });
    expect(await verifier.verify(submissionStatement(request), request.submission)).toBe(true);
    expect(await bot.load(request.id)).toEqual(request);
    expect(await bot.trail(request.id)).toEqual(["request.submitted"]);
    expect(bot.memory.jobs.ensured.map(({ requestId }) => requestId)).toEqual([request.id]);
  });

  it.each([
    ["an operation nobody knows", "plaster north", "operation.gone"],
    ["words that are no input", "paint 9", "command.input"],
    ["what is not configured", "paint nowhere", "rotate.not-configured"],
  ])("refuses %s before anything is recorded", async (_, text, code) => {
    const bot = aBot(aFakeOperation());

    const submitting = bot.submit(text);

    await expect(submitting).rejects.toMatchObject({ code });
    expect(await bot.memory.store.recent(10)).toEqual([]);
    expect(await bot.memory.audit.head()).toMatchObject({ seq: 0 });
  });

  it.each(["pw: hunter2", "パスワードは hunter2 です", "https://bob:hunter2@example.com/x"])(
    "T10 refuses a credential in what is kept, wherever it came from: %s",
    async (reason) => {
      const bot = aBot(aFakeOperation());
      const command = { name: "paint", words: ["north", ...reason.split(" ")], flags: [] };

      const submitting = bot.submit(command);

      await expect(submitting).rejects.toMatchObject({ code: "command.secret" });
      expect(await bot.memory.store.recent(10)).toEqual([]);
      expect(await bot.memory.audit.head()).toMatchObject({ seq: 0 });
    },
  );

  it("takes a signing key that is named by its fingerprint, as gpg prints it", async () => {
    const bot = aBot(aFakeOperation());
    const token = new Secret(["hv", "s.", "x".repeat(24)].join(""));
    bot.wrapped.set(token.reveal(), { creationPath: "sys/wrapping/wrap", createdAtMs: noon, expiresAtMs: noon + 24 * hour });
    const filled = registerForm.fill(
      { path: "release", reason: "", handed: null },
      {
        texts: new Map([
          ["owner", "release team"],
          ["public-key", "A1B2 C3D4 E5F6 0718 293A  4B5C 6D7E 8F90 0112 2334"],
        ]),
        secrets: new Map([["token", token]]),
      },
      { ...bot.ports, nowMs: noon, random: (bytes) => new Uint8Array(bytes) },
    );
    if ("mistakes" in filled) throw new Error("there are none");

    const request = await bot.submitWith({ registry: createRegistry([register]) })("register release", alice, { filled });

    expect(request.input).toMatchObject({ handed: { fingerprint: "A1B2C3D4E5F60718293A4B5C6D7E8F9001122334" } });
    expect(bot.waiting.get(request.id)).toEqual({ wrappingToken: token });
  });

  it("refuses a second request for the same thing, with a link to the first", async () => {
    const bot = aBot(aFakeOperation());
    const { id } = await bot.submit();

    const second = bot.submit();

    await expect(second).rejects.toMatchObject({
      code: "request.taken",
      sentence: { params: { id, link: `link to ${id}` } },
    });
  });

  it("still names the open request when its link cannot be had", async () => {
    const bot = aBot(aFakeOperation());
    const { id } = await bot.submit();
    const submit = bot.submitWith({ linkTo: () => Promise.reject(redisDown()) });

    const second = submit("paint north");

    await expect(second).rejects.toMatchObject({ sentence: { params: { id, link: "" } } });
  });

  it("is accepted when only the queue does not answer: reconcile asks again", async () => {
    const bot = aBot(aFakeOperation());
    vi.spyOn(bot.memory.jobs, "ensure").mockRejectedValueOnce(redisDown()).mockRejectedValueOnce(new Error("odd"));

    const north = await bot.submit("paint north");
    const south = await bot.submit("paint south");

    expect([north.state, south.state]).toEqual(["preparing", "preparing"]);
    expect(bot.logged.map(({ fields }) => fields["code"])).toEqual(["redis.unreachable", "unknown"]);
  });

  it("is not accepted when the store says no", async () => {
    const bot = aBot(aFakeOperation());
    vi.spyOn(bot.memory.store, "save").mockRejectedValueOnce(redisDown("none"));

    const submitting = bot.submit();

    await expect(submitting).rejects.toMatchObject({ code: "redis.unreachable" });
  });

  it("looks whether it was recorded when the store did not answer", async () => {
    const bot = aBot(aFakeOperation());
    const save = bot.memory.store.save;
    vi.spyOn(bot.memory.store, "save").mockImplementationOnce(async (change) => {
      await save(change);
      throw redisDown("unknown");
    });

    const request = await bot.submit();

    expect(await bot.trail(request.id)).toEqual(["request.submitted"]);
  });

  it("is not accepted when the store did not answer and has nothing", async () => {
    const bot = aBot(aFakeOperation());
    vi.spyOn(bot.memory.store, "save").mockRejectedValueOnce(redisDown("unknown"));

    const submitting = bot.submit();

    await expect(submitting).rejects.toMatchObject({ code: "redis.unreachable", effect: "unknown" });
  });

  it("does not take a mistake of ours for an answer", async () => {
    const bot = aBot(aFakeOperation());
    vi.spyOn(bot.memory.store, "save").mockRejectedValueOnce(new Error("odd")).mockResolvedValueOnce({ outcome: "stale" });

    const [odd, stale] = [bot.submit("paint north"), bot.submit("paint south")];

    await expect(odd).rejects.toThrow("odd");
    await expect(stale).rejects.toThrow("a new request can only be saved or find its lock taken");
  });
});
