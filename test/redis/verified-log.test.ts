import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type RunningRedis, startRedis } from "../../demo/parts/redis-server.ts";
import { type AuditEvent, chain } from "../../src/domain/audit.ts";
import { recordNoteOf } from "../../src/domain/log-writes.ts";
import type { Keys } from "../../src/redis/keys.ts";
import { createVerifiedLog } from "../../src/redis/verified-log.ts";
import { trailEntryText } from "../../src/redis/wire.ts";
import { anEvent, storedRequest } from "../ports/stored-request.ts";
import { aLogSigning } from "../support/log-signing.ts";
import { aBot, type Bot, someKeys } from "./a-store.ts";

let server: RunningRedis;
beforeAll(async () => {
  server = await startRedis();
}, 30_000);
afterAll(() => server?.stop());

let keys: Keys;
const bots: Bot[] = [];
const process = async (half: "ingress" | "worker" = "worker"): Promise<Bot> => {
  const bot = await aBot({ url: server.url, keys, signing: aLogSigning({ half, from: () => 1 }) });
  bots.push(bot);
  return bot;
};
beforeEach(() => {
  keys = someKeys();
});
afterAll(() => {
  for (const bot of bots) bot.redis.close();
});

const submitted = { request: storedRequest(), events: [anEvent("request.submitted")] };
const prepared = {
  request: storedRequest({ revision: 2, state: "pending" }),
  events: [anEvent("request.prepared"), anEvent("step.marked")],
};
/** What somebody with a password of Redis can add, chained as it must be. */
const append = async (bot: Bot, events: readonly AuditEvent[]): Promise<void> => {
  for (const entry of chain(await bot.audit.head(), events)) {
    await bot.redis.client.xadd(keys.trail, `${entry.seq}-0`, "entry", trailEntryText(entry));
    await bot.redis.client.set(keys.trailHead, `${entry.seq} ${entry.hash}`);
  }
};
/** Another word in an entry, and nothing else. */
const edit = async (bot: Bot, seq: number, change: (text: string) => string): Promise<void> => {
  const stored = await bot.redis.client.xrange(keys.trail, "-", "+");
  await bot.redis.client.del(keys.trail);
  for (const [id, [name = "", text = ""]] of stored)
    await bot.redis.client.xadd(keys.trail, id, name, id === `${seq}-0` ? change(text) : text);
};
const damaged = (seq: number) => ({ code: "redis.trail-damaged", sentence: { params: { seq } } });

describe("T12 a record and what the log says of it", () => {
  it("are not proved by what is before a break in a signed write, though somebody let the log go on in spite of that", async () => {
    const worker = await process();
    await worker.store.save(submitted);
    await worker.store.save({ ...prepared, events: [...prepared.events, anEvent("step.marked"), anEvent("step.marked")] });
    await edit(worker, 3, (text) => text.replace("step.marked", "run.started"));
    const { redis } = worker;
    const log = createVerifiedLog({ redis, keys, signing: aLogSigning({ from: () => 1 }), isNamed: (seq) => seq === 3 });

    const { history } = await log.load("req_1");

    expect(history.map(({ entry: { seq }, by }) => [seq, by])).toEqual([
      [1, "worker"],
      [2, undefined],
      [3, undefined],
      [4, "worker"],
      [5, "worker"],
    ]);
  });

  it("are believed by every process, in one round trip, and whoever has read them reads what is new", async () => {
    const [ingress, worker] = [await process("ingress"), await process()];
    await ingress.store.save(submitted);
    await worker.store.save(prepared);
    const before = await calls(worker);

    const loaded = await worker.store.loadWithTrail("req_1");
    const again = await worker.store.loadWithTrail("req_1");

    expect(loaded).toMatchObject({ request: prepared.request, objection: undefined });
    expect(loaded?.trail.map(({ action }) => action)).toEqual(["request.submitted", "request.prepared", "step.marked"]);
    expect(again).toEqual(loaded);
    expect((await calls(worker)) - before).toBe(2);
  });

  it("are compared: an older record put back, with all that belongs to it, is not the newest", async () => {
    const bot = await process();
    await bot.store.save(submitted);
    const older = await bot.redis.client.hgetall(keys.request("req_1"));
    await bot.store.save(prepared);

    await bot.redis.client.hset(keys.request("req_1"), older);

    expect(await bot.store.loadWithTrail("req_1")).toMatchObject({ objection: "record" });
    expect(await (await process()).store.loadWithTrail("req_1")).toMatchObject({ objection: "record" });
  });

  it("do not depend on the list beside the log", async () => {
    const bot = await process();
    await bot.store.save(submitted);
    await bot.store.save(prepared);
    const trail = (await bot.store.loadWithTrail("req_1"))?.trail;

    await bot.redis.client.ltrim(keys.trailOf("req_1"), 0, 0);
    await bot.redis.client.rpush(keys.trailOf("req_1"), "no number");

    expect(await (await process()).store.loadWithTrail("req_1")).toMatchObject({ trail, objection: undefined });
    await bot.redis.client.lset(keys.trailOf("req_1"), 0, "2");
    expect(await (await process()).store.loadWithTrail("req_1")).toMatchObject({ objection: "index" });
    await bot.redis.client.del(keys.trailOf("req_1"));
    expect(await (await process()).store.loadWithTrail("req_1")).toMatchObject({ objection: "index" });
  });

  it("are not believed where somebody else has written to the log", async () => {
    const bot = await process();
    await bot.store.save(submitted);

    await append(bot, [anEvent("request.approved")]);

    await expect(bot.store.loadWithTrail("req_1")).rejects.toMatchObject(damaged(2));
    await expect((await process()).audit.ofRequest("req_1")).rejects.toMatchObject(damaged(2));
  });

  it("are not believed with an entry that the bot signed at another place", async () => {
    const bot = await process();
    await bot.store.save(submitted);
    const [entry] = await bot.audit.entries(1, 1);
    if (entry === undefined) throw new Error("there is no entry");

    await append(bot, [{ ...anEvent("request.submitted"), details: entry.details }]);

    await expect(bot.store.loadWithTrail("req_1")).rejects.toMatchObject(damaged(2));
  });

  it("are read on from where this process has forgotten what it read", async () => {
    const [writer, reader] = [await process(), await process()];
    await writer.store.save(submitted);
    await writer.audit.append([anEvent("command.refused", "req_2")]);
    await writer.store.save({
      request: storedRequest({ id: "req_3", lock: "x" }),
      events: [anEvent("request.submitted", "req_3")],
    });
    await reader.store.loadWithTrail("req_3");

    expect(await reader.store.loadWithTrail("req_1")).toMatchObject({ objection: undefined, trail: [{ seq: 1 }] });

    await writer.redis.client.xdel(keys.trail, "2-0");
    const other = await process();
    await other.store.loadWithTrail("req_3");
    await expect(other.store.loadWithTrail("req_1")).rejects.toMatchObject(damaged(2));
  });

  it("are checked once each, also of requests that are older than what was read first", async () => {
    let checked = 0;
    const signing = aLogSigning({ from: () => 1 });
    const counting = {
      ...signing,
      signerOf: (...given: Parameters<typeof signing.signerOf>) => {
        checked += 1;
        return signing.signerOf(...given);
      },
    };
    const writer = await process();
    for (let at = 1; at <= 8; at += 1)
      await writer.store.save({
        request: storedRequest({ id: `req_${at}`, lock: `${at}` }),
        events: [anEvent("request.submitted", `req_${at}`)],
      });
    const reader = await aBot({ url: server.url, keys, signing: counting });
    bots.push(reader);

    for (let round = 0; round < 3; round += 1)
      for (let at = 8; at >= 1; at -= 1)
        expect(await reader.store.loadWithTrail(`req_${at}`)).toMatchObject({
          objection: undefined,
          trail: [{ request: `req_${at}` }],
        });

    // The one that closes the write before which more is read is looked at again.
    expect(checked).toBeLessThanOrEqual(8 + 7);
  });

  it("are read again of requests that were let go of", async () => {
    const writer = await process();
    for (let at = 1; at <= 6; at += 1)
      await writer.store.save({
        request: storedRequest({ id: `req_${at}`, lock: `${at}` }),
        events: [anEvent("request.submitted", `req_${at}`)],
      });
    const log = createVerifiedLog({ redis: writer.redis, keys, signing: aLogSigning({ from: () => 1 }), keptAtMost: 2 });
    const seqs = async (id: string) => (await log.load(id)).history.map(({ entry }) => entry.seq);

    expect([await seqs("req_1"), await seqs("req_6"), await seqs("req_2")]).toEqual([[1], [6], [2]]);
    await writer.audit.append([anEvent("press.refused", "req_1"), anEvent("press.refused", "req_2")]);
    expect([await seqs("req_1"), await seqs("req_2"), await seqs("req_1")]).toEqual([
      [1, 7],
      [2, 8],
      [1, 7],
    ]);
  });

  it("are not believed by who saw more than there is: a fail-over has lost it", async () => {
    const bot = await process();
    await bot.store.save(submitted);
    await bot.store.save(prepared);
    await bot.store.loadWithTrail("req_1");

    await bot.redis.client.xdel(keys.trail, "2-0", "3-0");
    const [first] = await bot.audit.entries(1, 1);
    await bot.redis.client.set(keys.trailHead, `1 ${first?.hash}`);

    await expect(bot.store.loadWithTrail("req_1")).rejects.toMatchObject(damaged(3));
    expect(bot.audit.seenHead()).toMatchObject({ seq: 3 });
  });

  it("are followed to the end of the log by who has read nothing yet", async () => {
    const bot = await process();
    expect(await bot.audit.follow()).toMatchObject({ seq: 0 });
    await bot.store.save(submitted);
    await bot.store.save(prepared);

    expect(await (await process()).audit.follow()).toMatchObject({ seq: 3 });
    await append(bot, [anEvent("request.approved")]);
    await expect(bot.audit.follow()).rejects.toMatchObject(damaged(4));
  });

  it("are found in a log of thousands of entries, whole writes at a time", async () => {
    const bot = await process();
    await bot.store.save(submitted);
    for (let write = 0; write < 3; write += 1)
      await bot.audit.append(Array.from({ length: 999 }, () => anEvent("command.refused", "req_2")));
    await bot.store.save(prepared);

    expect(await (await process()).store.loadWithTrail("req_1")).toMatchObject({
      request: prepared.request,
      objection: undefined,
    });
  });
});

describe("T12 the end of the log", () => {
  it.each(["open", "all", "holders", "documents"] as const)("is not named while %s is of another type", async (kind) => {
    const bot = await process();
    await bot.store.save(submitted);
    await bot.redis.client.del(keys[kind]);
    await bot.redis.client.set(keys[kind], "somebody else's");

    await expect(bot.audit.head()).rejects.toMatchObject({
      code: "redis.foreign-key",
      sentence: { params: { key: keys[kind] } },
    });
  });
});

describe("T12 a document", () => {
  const withLedger = { ...submitted, documents: [{ document: "ledger/a", value: { generation: 3 } }] };

  it("is believed when the half that acts has signed it", async () => {
    const [ingress, worker] = [await process("ingress"), await process()];
    await worker.store.save(withLedger);
    expect(await ingress.documents.read("ledger/a")).toEqual({ generation: 3 });

    await worker.redis.client.hset(keys.documents, "ledger/a", '{"generation":4}');

    await expect(ingress.documents.read("ledger/a")).rejects.toMatchObject({ code: "redis.document-not-ours" });
  });

  it("is not believed with another document's signature, or that of the half that hears people", async () => {
    const [ingress, worker] = [await process("ingress"), await process()];
    await worker.store.save(withLedger);
    const fields = await worker.redis.client.hgetall(keys.documents);
    await worker.redis.client.hset(keys.documents, {
      "ledger/b": fields["ledger/a"] ?? "",
      "ledger/b#signed": fields["ledger/a#signed"] ?? "",
      "ledger/c": "{}",
    });
    await ingress.store.save({
      request: storedRequest({ id: "req_2", lock: "y" }),
      events: [anEvent("request.submitted", "req_2")],
      documents: [{ document: "ledger/d", value: {} }],
    });

    for (const document of ["ledger/b", "ledger/c", "ledger/d"])
      await expect(worker.documents.read(document)).rejects.toMatchObject({ code: "redis.document-not-ours" });
  });

  it("is on the log with what it holds, and what differs or is not ours is told apart; a key of another type holds none", async () => {
    const worker = await process();
    await worker.store.save(withLedger);
    const { client } = worker.redis;
    const last = (await worker.audit.entries(1, 100)).at(-1);
    const logged = new Map(Object.entries((last && recordNoteOf(last)?.documents) ?? {}));
    expect([...logged.keys()]).toEqual(["ledger/a"]);
    expect(await worker.documents.digests()).toEqual(logged);
    await client.hset(keys.documents, { "ledger/a": '{"generation":4}', "ledger/b": "{" });

    expect([...(await worker.documents.digests())].sort()).toEqual([
      ["ledger/a", undefined],
      ["ledger/b", undefined],
    ]);
    await client.del(keys.documents);
    await client.set(keys.documents, "a");
    expect((await worker.documents.digests()).size).toBe(0);
    await client.del(keys.documents);
  });

  it("of an older release is signed as it is", async () => {
    const worker = await process();
    await worker.redis.client.hset(keys.documents, { "ledger/old": '{"generation":1}', odd: "{" });

    await worker.documents.sign();
    await worker.documents.sign();

    expect(await worker.documents.read("ledger/old")).toEqual({ generation: 1 });
    expect(Object.keys(await worker.redis.client.hgetall(keys.documents)).sort()).toEqual([
      "ledger/old",
      "ledger/old#signed",
      "odd",
    ]);
  });
});

const calls = async (bot: Bot): Promise<number> => {
  const told = await bot.redis.client.info("commandstats");
  return [...told.matchAll(/cmdstat_eval(?:sha)?:calls=(\d+)/g)].reduce((sum, [, count]) => sum + Number(count), 0);
};
