import { describe, expect, it, vi } from "vitest";
import { createAuthenticity } from "../../src/app/authenticity.ts";
import { createPrepare } from "../../src/app/prepare.ts";
import { ConflictError } from "../../src/domain/errors.ts";
import { planDigest } from "../../src/domain/plan.ts";
import { say } from "../../src/domain/sentence.ts";
import { aWall } from "../support/a-wall.ts";
import { alice, aPolicy, bob, hour } from "../support/builders.ts";
import { aBot, redisDown, upstream } from "./a-bot.ts";

const gone = () => new ConflictError("wall.gone", say("rotate.pending-lost", {}));

describe("preparing", () => {
  it("writes down what would be done, and waits for approval of exactly that", async () => {
    const bot = aBot(aWall({ seen: { colour: "white" } }));

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
    const wall = aWall();
    wall.on.set("look", () => Promise.reject(gone()));
    const bot = aBot(wall);

    const request = await bot.pending();

    expect(request).toMatchObject({ state: "refused", note: { key: "rotate.pending-lost" }, plan: null });
    expect(await bot.trail(request.id)).toEqual(["request.submitted", "request.refused"]);
  });

  it("refuses when Vault is sealed: the requester hears it at once", async () => {
    const wall = aWall();
    wall.on.set("look", () => Promise.reject(upstream()));
    const bot = aBot(wall);

    const request = await bot.pending();

    expect(request).toMatchObject({ state: "refused", note: { key: "vault.sealed" } });
  });

  it("T12 stops a request that nobody signed", async () => {
    const bot = aBot(aWall());
    const { id } = await bot.submit();
    await bot.forge(id, { requester: bob });

    await bot.work(id);

    expect(await bot.load(id)).toMatchObject({ state: "failed", note: { key: "request.tampered" } });
    expect((await bot.memory.audit.ofRequest(id)).at(-1)?.details).toEqual({ detail: "submission" });
  });

  it.each([
    ["the store is down", () => Promise.reject(redisDown())],
    ["somebody else changed the record", () => Promise.resolve({ outcome: "stale" } as const)],
  ])("decides nothing when %s", async (_, answer) => {
    const bot = aBot(aWall());
    const { id } = await bot.submit();
    vi.spyOn(bot.memory.store, "save").mockImplementationOnce(answer);

    const working = bot.work(id);

    await expect(working).rejects.toThrow();
    expect((await bot.load(id)).state).toBe("preparing");
  });

  it("leaves it to another worker when its job was taken away, and to us when we made a mistake", async () => {
    const wall = aWall();
    const bot = aBot(wall);
    const { id } = await bot.submit();
    const job = new AbortController();
    wall.on.set("look", () => {
      job.abort();
      throw gone();
    });

    await expect(bot.work(id, job.signal)).rejects.toMatchObject({ code: "wall.gone" });
    wall.on.set("look", () => Promise.reject(new TypeError("odd")));
    await expect(bot.work(id)).rejects.toThrow("odd");

    expect((await bot.load(id)).state).toBe("preparing");
  });

  it("does not take a failing look-up of the keys for a forgery", async () => {
    const bot = aBot(aWall());
    const { id } = await bot.submit();
    const prepare = createPrepare({
      plan: () => Promise.reject(gone()),
      record: bot.record,
      authenticity: createAuthenticity({ verifier: { verify: () => Promise.reject(upstream()) } }),
      schedules: [],
      now: bot.now,
    });

    const preparing = prepare(await bot.load(id), new AbortController().signal);

    await expect(preparing).rejects.toMatchObject({ code: "vault.sealed" });
  });
});
