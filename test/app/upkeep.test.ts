import { describe, expect, it, vi } from "vitest";
import { createChanged } from "../../src/app/changed.ts";
import { createCollectOrphans } from "../../src/app/collect-orphans.ts";
import { checkpointStatement, parseCheckpoint } from "../../src/domain/audit.ts";
import { canonicalJson } from "../../src/domain/json.ts";
import type { CollectOrphansContext } from "../../src/domain/operation.ts";
import { say } from "../../src/domain/sentence.ts";
import { hour } from "../support/builders.ts";
import { aFakeOperation } from "../support/fake-operation.ts";
import { aBot, redisDown, upstream, verifier } from "./a-bot.ts";

describe("showing what changed", () => {
  it("shows once more what changed while it was shown, and not twice at a time", async () => {
    const bot = aBot(aFakeOperation());
    let [now, most, times] = [0, 0, 0];
    const showing = createChanged({
      log: bot.log,
      show: async () => {
        times++;
        most = Math.max(most, ++now);
        await Promise.resolve();
        now--;
      },
    });

    showing.changed("req_1");
    showing.changed("req_1");
    showing.changed("req_1");
    await showing.settled();
    showing.changed("req_1");
    await showing.settled();

    expect([times, most]).toEqual([3, 1]);
  });

  it("logs what could not be shown: reconcile repeats it", async () => {
    const bot = aBot(aFakeOperation());
    const errors = [upstream({ service: "slack" }), new TypeError("odd"), "no error at all"];
    const showing = createChanged({ log: bot.log, show: () => Promise.reject(errors.shift()) });

    for (const id of ["req_1", "req_2", "req_3"]) showing.changed(id);
    await showing.settled();

    expect(bot.logged.map(({ fields }) => fields)).toEqual([
      { requestId: "req_1", code: "vault.sealed" },
      { requestId: "req_2", code: "unexpected", err: expect.any(TypeError) },
      { requestId: "req_3", code: "unexpected" },
    ]);
  });
});

describe("collecting orphans", () => {
  const orphan = { request: "req_1", details: { accessor: "a" } };

  it("T21 puts what it destroys on the trail first", async () => {
    const order: string[] = [];
    const bot = aBot(
      aFakeOperation({
        collectOrphans: async ({ report }) => {
          await report({ action: "orphan.destroyed", ...orphan });
          order.push(`${(await bot.memory.audit.head()).seq} on the trail`, "destroyed");
        },
      }),
    );

    await bot.collectOrphans(AbortSignal.timeout(1_000));

    expect(order).toEqual(["1 on the trail", "destroyed"]);
    expect(await bot.memory.audit.ofRequest("req_1")).toMatchObject([{ actor: "bot:reconcile", details: { accessor: "a" } }]);
  });

  it("says once a day what it found and left alone", async () => {
    const bot = aBot(aFakeOperation({ collectOrphans: ({ report }) => report({ action: "orphan.found", ...orphan }) }));

    await bot.collectOrphans(AbortSignal.timeout(1_000));
    await bot.collectOrphans(AbortSignal.timeout(1_000));
    const first = (await bot.memory.audit.head()).seq;
    bot.advance(25 * hour);
    await bot.collectOrphans(AbortSignal.timeout(1_000));

    expect([first, (await bot.memory.audit.head()).seq]).toEqual([1, 2]);
  });

  it("knows the state of a request, and that there is none", async () => {
    const states: unknown[] = [];
    const bot = aBot(
      aFakeOperation({
        collectOrphans: async ({ stateOf }) => {
          states.push(await stateOf(id), await stateOf("req_nothing"));
        },
      }),
    );
    const { id } = await bot.submit();

    await bot.collectOrphans(AbortSignal.timeout(1_000));

    expect(states).toEqual(["preparing", undefined]);
    await bot.forge(id, { state: "failed" });
    await bot.collectOrphans(AbortSignal.timeout(1_000));
    bot.memory.lose(id);
    await bot.collectOrphans(AbortSignal.timeout(1_000));
    expect(states.slice(2)).toEqual(["running", undefined, "running", undefined]);
  });

  it("works under the lock, gives it back, and does nothing while somebody else holds it", async () => {
    const seen: string[] = [];
    const whileNorth = async ({ whileLocked }: CollectOrphansContext, body: () => Promise<void>) =>
      whileLocked("wall/north", body);
    const bot = aBot(
      aFakeOperation({
        collectOrphans: async (context) => {
          await whileNorth(context, () => whileNorth(context, async () => void seen.push("inner")));
          await whileNorth(context, async () => void seen.push("after"));
        },
      }),
    );
    const acquire = bot.memory.locks.acquire;
    vi.spyOn(bot.memory.locks, "acquire").mockImplementation(async (lock) => {
      const held = await acquire(lock);
      return held && { ...held, release: () => held.release().then(() => Promise.reject(redisDown())) };
    });

    await bot.collectOrphans(AbortSignal.timeout(1_000));

    expect(seen).toEqual(["after"]);
  });

  it.each([
    ["an upstream", upstream(), "vault.sealed"],
    ["a mistake of ours", new TypeError("odd"), "unexpected"],
  ])("of one operation that fails by %s keeps no other waiting", async (_, error, code) => {
    const bot = aBot(aFakeOperation({ collectOrphans: () => Promise.reject(error) }));
    const second = vi.fn(async () => {});
    const { collectOrphans: _tidy, ...withoutCollecting } = bot.operations[0] ?? expect.fail("there is an operation");
    const operations = [...bot.operations, withoutCollecting, { ...withoutCollecting, collectOrphans: second }];
    const { store, audit, locks } = bot.memory;
    const { ports, standing, log, now } = bot;
    const collectOrphans = createCollectOrphans({ operations, ports, store, audit, locks, standing, stuck: bot.stuck, log, now });

    await collectOrphans(AbortSignal.timeout(1_000));

    expect(second).toHaveBeenCalledOnce();
    expect(bot.logged).toEqual([{ fields: { operation: "paint", code }, sentence: "tidying failed; it will be repeated" }]);
  });

  it("T24 nothing is swept while the audit log cannot be believed", async () => {
    const sweep = vi.fn(async () => {});
    const bot = aBot(aFakeOperation({ collectOrphans: sweep }));
    bot.disbelief.because = say("standing.damaged", { seq: 1 });
    await bot.collectOrphans(AbortSignal.timeout(1_000));
    const swept = sweep.mock.calls.length;
    delete bot.disbelief.because;
    await bot.collectOrphans(AbortSignal.timeout(1_000));

    expect([swept, sweep.mock.calls.length]).toEqual([0, 1]);
  });

  it("one that takes long does not keep another one waiting", async () => {
    let end = (): void => {};
    const slow = new Promise<void>((resolve) => {
      end = resolve;
    });
    const bot = aBot(aFakeOperation({ collectOrphans: () => slow }));
    const [first = expect.fail("there is an operation")] = bot.operations;
    const operations = [first, { ...first, collectOrphans: async () => end() }];
    const { store, audit, locks } = bot.memory;
    const { ports, standing, log, now } = bot;
    const collectOrphans = createCollectOrphans({ operations, ports, store, audit, locks, standing, stuck: bot.stuck, log, now });

    await collectOrphans(AbortSignal.timeout(1_000));

    expect(bot.logged).toEqual([]);
  });
});

describe("the witness", () => {
  it("T22 signs although somebody marked that as done, or noted a checkpoint that nobody signed", async () => {
    const bot = aBot(aFakeOperation());
    await bot.submit();
    const { seq, hash } = await bot.memory.audit.head();
    await bot.memory.audit.addCheckpoint({ seq: 1e9, hash, atMs: 1, previousSeq: 0, kid: "k1", signature: "forged" });
    await bot.memory.audit.addCheckpoint({ seq, hash, atMs: 1, previousSeq: 0, kid: "k1", signature: "forged" });
    await bot.memory.once.claim(`witness/${hash}`, 1e12);

    await bot.witness();
    const before = (await bot.view.publishedCheckpoints(9)).length;
    bot.advance(180_000);
    await bot.witness();

    expect([before, (await bot.view.publishedCheckpoints(9)).length]).toEqual([0, 1]);
  });

  it("T22 signs where the trail stands, and says it in the channel, the log and the store", async () => {
    const bot = aBot(aFakeOperation());
    await bot.submit();

    await bot.witness();

    const [checkpoint] = await bot.memory.audit.checkpoints();
    const [text] = await bot.view.publishedCheckpoints(1);
    const { kid = "", signature = "", ...statement } = checkpoint ?? {};
    const signed = checkpoint === undefined ? "" : canonicalJson(checkpointStatement(checkpoint));
    expect(statement).toEqual({ ...(await bot.memory.audit.head()), atMs: bot.now(), previousSeq: 0 });
    expect(await verifier.verify(signed, { kid, signature })).toBe(true);
    expect(parseCheckpoint(text ?? "")).toEqual(checkpoint);
    expect(bot.logged.at(-1)).toMatchObject({ sentence: "trail checkpoint", fields: { seq: 1 } });
  });

  it("says nothing when there is no news", async () => {
    const bot = aBot(aFakeOperation());
    await bot.witness();
    await bot.submit("paint north");
    await bot.witness();
    await bot.witness();
    await bot.submit("paint south");
    await bot.witness();

    const checkpoints = await bot.memory.audit.checkpoints();

    expect(checkpoints.map(({ seq, previousSeq }) => [seq, previousSeq])).toEqual([
      [1, 0],
      [2, 1],
    ]);
  });

  it("is one of several processes at a time", async () => {
    const bot = aBot(aFakeOperation());
    await bot.submit();

    await Promise.all([bot.witness(), bot.witness()]);

    expect(await bot.view.publishedCheckpoints(10)).toHaveLength(1);
  });
});
