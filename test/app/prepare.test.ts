import { describe, expect, it, vi } from "vitest";
import { createIntegrityVerifier } from "../../src/app/integrity-verifier.ts";
import { createPrepare } from "../../src/app/prepare.ts";
import { ConflictError } from "../../src/domain/errors.ts";
import { planDigest } from "../../src/domain/plan.ts";
import { say } from "../../src/domain/sentence.ts";
import { alice, aPolicy, bob, hour } from "../support/builders.ts";
import { aFakeOperation } from "../support/fake-operation.ts";
import { aBot, redisDown, upstream } from "./a-bot.ts";
import { aScheduledBot, painted } from "./a-scheduled-bot.ts";

const gone = () => new ConflictError("rotate.pending-lost", say("rotate.pending-lost", {}));

describe("preparing", () => {
  it("writes down what would be done, and waits for approval of exactly that", async () => {
    const bot = aBot(aFakeOperation({ seen: { colour: "white" } }));

    const request = await bot.pending();

    expect(request).toMatchObject({
      state: "pending",
      steps: [
        { id: "wash", state: "waiting", lines: [{ part: "wash" }] },
        { id: "paint", lines: [{ part: "first-coat" }, { part: "second-coat" }] },
        { id: "sign" },
      ],
      laterSteps: [{ id: "dry", lines: [{ part: "wait" }, { part: "dry" }] }],
    });
    expect(request.plan?.digest).toBe(
      planDigest({
        requestId: request.id,
        requester: alice.userId,
        operation: "paint",
        input: request.input,
        seen: { colour: "white" },
        policy: aPolicy(),
        expiresAtMs: bot.now() + hour,
      }),
    );
  });

  it("refuses what cannot work before anybody is asked", async () => {
    const fake = aFakeOperation();
    fake.on.set("look", () => Promise.reject(gone()));
    const bot = aBot(fake);

    const request = await bot.pending();

    expect(request).toMatchObject({ state: "refused", note: { key: "rotate.pending-lost" }, plan: null });
    expect(await bot.trail(request.id)).toEqual(["request.submitted", "request.refused"]);
  });

  it("refuses what nobody could approve, and names who is gone", async () => {
    const bot = aBot(aFakeOperation(), { approvers: { users: [alice.userId, "U0LEFT"] } });

    const request = await bot.pending();

    expect(request).toMatchObject({
      state: "refused",
      note: { key: "approval.nobody-left", params: { required: 1, left: 0, gone: ["U0LEFT"] } },
      plan: null,
    });
  });

  it("refuses when Vault is sealed: the requester hears it at once", async () => {
    const fake = aFakeOperation();
    fake.on.set("look", () => Promise.reject(upstream()));
    const bot = aBot(fake);

    const request = await bot.pending();

    expect(request).toMatchObject({ state: "refused", note: { key: "vault.sealed" } });
  });

  it("waits for what time heals when nobody in particular asked, says so once, and goes on by itself", async () => {
    const fake = aFakeOperation();
    fake.on.set("look", () => Promise.reject(upstream()));
    const bot = aScheduledBot(fake);
    const { id } = await bot.submit("paint north", painted.asks.as);

    for (let minutes = 0; minutes < 120; minutes += 1) {
      await bot.work(id);
      await bot.show(id);
      bot.advance(60_000);
    }
    const waiting = await bot.load(id);
    fake.on.delete("look");
    await bot.work(id);
    await bot.show(id);

    expect(waiting).toMatchObject({ state: "preparing", note: { key: "vault.sealed" } });
    expect(bot.view.alarms).toEqual([say("view.waits", { command: "paint north", because: upstream().sentence })]);
    expect(await bot.load(id)).toMatchObject({ state: "pending", note: null, retryAtMs: null, attempts: 0 });
    expect(bot.view.cards()).toMatchObject([{ state: "pending" }]);
  });

  it("does not look again before the time that was named, whoever takes it up", async () => {
    const fake = aFakeOperation();
    const bot = aScheduledBot(fake);
    const untilAtMs = bot.now() + 1_800_000;
    const look = vi.fn(() => Promise.reject(upstream({ untilAtMs })));
    fake.on.set("look", look);
    const { id } = await bot.submit("paint north", painted.asks.as);

    const first = await bot.work(id);
    bot.advance(1_799_999);
    const early = await bot.work(id);
    expect([first, early]).toEqual([{ againAtMs: untilAtMs }, { againAtMs: untilAtMs }]);
    expect(look).toHaveBeenCalledTimes(1);

    fake.on.delete("look");
    bot.advance(1);
    await bot.work(id);
    expect((await bot.load(id)).state).toBe("pending");
  });

  it("looks again when it is time, at first soon, and not before", async () => {
    const fake = aFakeOperation();
    const look = vi.fn(() => Promise.reject(upstream()));
    fake.on.set("look", look);
    const bot = aScheduledBot(fake);
    const { id } = await bot.submit("paint north", painted.asks.as);

    const [first, early] = [await bot.work(id), await bot.work(id)];
    bot.advance(60_000);
    await bot.work(id);

    expect(first).toEqual({ againAtMs: bot.now() - 59_000 });
    expect(early).toEqual(first);
    expect(look).toHaveBeenCalledTimes(2);
  });

  it("gives up after a day, loudly and with a button", async () => {
    const fake = aFakeOperation();
    fake.on.set("look", () => Promise.reject(upstream()));
    const bot = aScheduledBot(fake);
    const { id } = await bot.submit("paint north", painted.asks.as);
    await bot.work(id);
    await bot.show(id);

    bot.advance(24 * hour);
    await bot.work(id);
    await bot.show(id);

    expect(await bot.load(id)).toMatchObject({ state: "refused", note: { key: "run.gave-up", params: { attempts: 1 } } });
    expect(bot.view.alarms.map(({ key }) => key)).toEqual(["view.waits", "view.refused"]);
    expect(bot.view.offered).toMatchObject([{ command: "paint north" }]);
  });

  it("refuses at once what time does not heal, whoever asked", async () => {
    const fake = aFakeOperation();
    fake.on.set("look", () => Promise.reject(upstream({ retryable: false })));
    const bot = aScheduledBot(fake);
    const { id } = await bot.submit("paint north", painted.asks.as);

    await bot.work(id);

    expect(await bot.load(id)).toMatchObject({ state: "refused", note: { key: "vault.sealed" } });
  });

  it("T12 stops a request that nobody signed", async () => {
    const bot = aBot(aFakeOperation());
    const { id } = await bot.submit();
    await bot.forge(id, { requester: bob });

    await bot.work(id);

    expect(await bot.load(id)).toMatchObject({ state: "failed", note: { key: "request.tampered" } });
    expect((await bot.memory.audit.ofRequest(id)).at(-1)?.details).toMatchObject({ detail: "submission" });
  });

  it.each([
    ["the store is down", () => Promise.reject(redisDown())],
    ["somebody else changed the record", () => Promise.resolve({ outcome: "stale" } as const)],
  ])("decides nothing when %s", async (_, answer) => {
    const bot = aBot(aFakeOperation());
    const { id } = await bot.submit();
    vi.spyOn(bot.memory.store, "save").mockImplementationOnce(answer);

    const working = bot.work(id);

    await expect(working).rejects.toThrow();
    expect((await bot.load(id)).state).toBe("preparing");
  });

  it("leaves it to another worker when its job was taken away, and to us when we made a mistake", async () => {
    const fake = aFakeOperation();
    const bot = aBot(fake);
    const { id } = await bot.submit();
    const job = new AbortController();
    fake.on.set("look", () => {
      job.abort();
      throw gone();
    });

    await expect(bot.work(id, job.signal)).rejects.toMatchObject({ code: "rotate.pending-lost" });
    fake.on.set("look", () => Promise.reject(new TypeError("odd")));
    await expect(bot.work(id)).rejects.toThrow("odd");

    expect((await bot.load(id)).state).toBe("preparing");
  });

  it("does not take a failing look-up of the keys for a forgery", async () => {
    const bot = aBot(aFakeOperation());
    const { id } = await bot.submit();
    const prepare = createPrepare({
      plan: () => Promise.reject(gone()),
      record: bot.record,
      integrity: createIntegrityVerifier({ verifier: { verify: () => Promise.reject(upstream()) } }),
      directory: bot.directory,
      schedules: [],
      now: bot.now,
    });

    const preparing = prepare(await bot.loaded(id), new AbortController().signal);

    await expect(preparing).rejects.toMatchObject({ code: "vault.sealed" });
  });

  it("T12 stops what the bot has not written also while nobody can say who signed it", async () => {
    const bot = aBot(aFakeOperation());
    const { id } = await bot.submit();
    await bot.forge(id, { reason: "another reason" });
    const prepare = createPrepare({
      plan: () => Promise.reject(upstream()),
      record: bot.record,
      integrity: createIntegrityVerifier({ verifier: { verify: () => Promise.reject(upstream()) } }),
      directory: bot.directory,
      schedules: [],
      now: bot.now,
    });

    await prepare(await bot.loaded(id), new AbortController().signal);

    expect(await bot.load(id)).toMatchObject({ state: "failed", note: { key: "request.tampered" } });
  });
});
