import fc from "fast-check";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type RunningRedis, startRedis } from "../../demo/parts/redis-server.ts";
import { type AuditEntry, checkChain, emptyTrail } from "../../src/domain/audit.ts";
import { continuationEvent, continuationIn } from "../../src/domain/continuation.ts";
import { createViewState } from "../../src/redis/view-state.ts";
import { anEvent, storedRequest } from "../ports/stored-request.ts";
import { aLogSigning } from "../support/log-signing.ts";
import { aBot, type Bot, someKeys } from "./a-store.ts";

let server: RunningRedis;
let bot: Bot;

beforeAll(async () => {
  server = await startRedis();
}, 30_000);
afterAll(() => server?.stop());
beforeEach(async () => {
  bot = await aBot({ url: server.url });
});
afterEach(() => bot.redis.close());

const damaged = { name: "UpstreamError", code: "redis.trail-damaged", effect: "none", retryable: false };

const appendMany = async (count: number): Promise<readonly AuditEntry[]> =>
  bot.audit.append(Array.from({ length: count }, (_, n) => anEvent("command.refused", n % 2 ? "req_1" : null, { n })));

const check = async () => checkChain(emptyTrail, await bot.audit.entries(1, 1000));

/** Puts other texts under the numbers of the stream, as somebody who may write to Redis can. */
const rewrite = async (change: (texts: readonly string[]) => readonly (string | undefined)[]): Promise<void> => {
  const { client } = bot.redis;
  const stored = await client.xrange(bot.keys.trail, "-", "+");
  await client.del(bot.keys.trail);
  for (const [at, text] of change(stored.map(([, fields]) => fields[1] ?? "")).entries()) {
    if (text !== undefined) await client.xadd(bot.keys.trail, `${at + 1}-0`, "entry", text);
  }
};

describe("many at once", () => {
  it("200 appends by four processes leave one chain without a gap", async () => {
    const bots = await Promise.all([1, 2, 3, 4].map(() => aBot({ url: server.url, keys: bot.keys })));

    const appended = await Promise.all(
      Array.from({ length: 200 }, (_, n) => bots[n % 4]?.audit.append([anEvent("press.refused", `req_${n % 7}`, { n })])),
    );

    const seqs = appended.map((entries) => entries?.[0]?.seq ?? 0).sort((a, b) => a - b);
    expect(seqs).toEqual(Array.from({ length: 200 }, (_, n) => n + 1));
    expect(await check()).toMatchObject({ intact: true, head: { seq: 200 } });
    for (const { redis } of bots) redis.close();
  });

  it("saves and appends of three processes chain each save's entries together, and every save wins exactly once", async () => {
    const bots = await Promise.all([1, 2, 3].map(() => aBot({ url: server.url, keys: bot.keys })));
    const submit = (n: number) => ({
      request: storedRequest({ id: `req_${n % 20}`, lock: `lock ${n % 20}` }),
      events: [anEvent("request.submitted", `req_${n % 20}`), anEvent("step.started", `req_${n % 20}`)],
    });

    const saved = await Promise.all(
      Array.from({ length: 60 }, async (_, n) => {
        await bots[n % 3]?.audit.append([anEvent("press.refused", null, { n })]);
        return bots[n % 3]?.store.save(submit(n));
      }),
    );

    expect(saved.filter((one) => one?.outcome === "saved")).toHaveLength(20);
    expect(await check()).toMatchObject({ intact: true, head: { seq: 100 } });
    for (let n = 0; n < 20; n += 1) {
      const [submitted, started, ...others] = await bot.audit.ofRequest(`req_${n}`);
      expect(others).toEqual([]);
      expect(started?.seq).toBe((submitted?.seq ?? 0) + 1);
    }
    for (const { redis } of bots) redis.close();
  });
});

describe("T22 the trail cannot be changed unseen", () => {
  it("T22 any changed byte of an entry is named by its number", async () => {
    await appendMany(8);
    const stored = await bot.redis.client.xrange(bot.keys.trail, "-", "+");
    const texts = stored.map(([, fields]) => fields[1] ?? "");

    await fc.assert(
      fc.asyncProperty(fc.nat(7), fc.nat(), fc.integer({ min: 32, max: 126 }), async (at, position, code) => {
        const text = texts[at] ?? "";
        const byte = position % text.length;
        const changed = text.slice(0, byte) + String.fromCharCode(code) + text.slice(byte + 1);
        fc.pre(changed !== text);
        await rewrite(() => texts.with(at, changed));

        const found = await check();

        expect(found).toMatchObject({ intact: false, seq: at + 1 });
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    ["a space between names", (text: string) => text.replace('","', '", "')],
    ["a name said twice", (text: string) => text.replace("{", '{"seq":3,')],
    ["a name nobody knows", (text: string) => text.replace("{", '{"aa":1,')],
    ["no JSON", () => "gone"],
    ["nothing", () => ""],
  ])("T22 %s is a change", async (_what, change) => {
    await appendMany(5);

    await rewrite((texts) => texts.with(2, change(texts[2] ?? "")));

    expect(await check()).toMatchObject({ intact: false, seq: 3 });
  });

  it("T22 a dropped entry is named, in the whole trail and in its request's", async () => {
    await appendMany(6);

    await bot.redis.client.xdel(bot.keys.trail, "4-0");

    expect(await check()).toMatchObject({ intact: false, seq: 4, because: { key: "audit.missing" } });
    await expect(bot.audit.ofRequest("req_1")).rejects.toMatchObject({ sentence: { params: { seq: 4 } } });
  });

  it("T22 two swapped entries are named at the first of them", async () => {
    await appendMany(6);

    await rewrite((texts) => texts.with(1, texts[3] ?? "").with(3, texts[1] ?? ""));

    expect(await check()).toMatchObject({ intact: false, seq: 2 });
  });

  it("T22 a trail cut short has no head and takes no more entries", async () => {
    await appendMany(6);
    const change = { request: storedRequest(), events: [anEvent("request.submitted")] };

    await rewrite((texts) => texts.slice(0, 4));

    await expect(bot.audit.head()).rejects.toMatchObject(damaged);
    await expect(appendMany(1)).rejects.toMatchObject(damaged);
    await expect(bot.store.save(change)).rejects.toMatchObject(damaged);
    expect(await bot.store.load("req_1")).toBeUndefined();
    expect(await check()).toMatchObject({ intact: true, head: { seq: 4 } });
  });

  it("T22 a trail cut short together with its head is refused by every process that saw more", async () => {
    const entries = await appendMany(6);
    const fourth = entries[3];

    await rewrite((texts) => texts.slice(0, 4));
    await bot.redis.client.set(bot.keys.trailHead, `4 ${fourth?.hash}`);

    await expect(appendMany(1)).rejects.toMatchObject(damaged);
    expect(await bot.audit.head()).toEqual({ seq: 4, hash: fourth?.hash });
  });

  it("T22 a trail rewritten as a whole is refused by every process that saw the old one", async () => {
    await appendMany(3);
    const forger = await aBot({ url: server.url, keys: bot.keys });
    await forger.redis.client.del(bot.keys.trail, bot.keys.trailHead);
    await forger.audit.append(Array.from({ length: 5 }, () => anEvent("request.approved")));

    const appending = appendMany(1);

    await expect(appending).rejects.toMatchObject(damaged);
    expect(await check()).toMatchObject({ intact: true, head: { seq: 5 } });
    forger.redis.close();
  });

  it.each([
    ["gone", (client: Bot["redis"]["client"], key: string) => client.del(key)],
    ["another entry's", (client: Bot["redis"]["client"], key: string) => client.set(key, `3 ${"0".repeat(64)}`)],
    ["further than the stream", (client: Bot["redis"]["client"], key: string) => client.set(key, `9 ${"0".repeat(64)}`)],
    [
      "of another type",
      async (client: Bot["redis"]["client"], key: string) => (await client.del(key)) + (await client.rpush(key, "x")),
    ],
  ])("T22 a noted head that is %s stops all writing", async (_what, tamper) => {
    await appendMany(3);

    await tamper(bot.redis.client, bot.keys.trailHead);

    await expect(bot.audit.head()).rejects.toMatchObject(damaged);
    await expect(appendMany(1)).rejects.toMatchObject(damaged);
  });

  it("T22 a key of the wrong type is found before anything is written", async () => {
    await appendMany(1);
    for (const key of [bot.keys.open, bot.keys.all, bot.keys.holders, bot.keys.documents, bot.keys.trailOf("req_1")]) {
      await bot.redis.client.set(key, "planted");

      const saving = bot.store.save({ request: storedRequest(), events: [anEvent("request.submitted")] });

      await expect(saving).rejects.toMatchObject(damaged);
      expect(await bot.redis.client.exists(bot.keys.request("req_1"))).toBe(0);
      await bot.redis.client.del(key);
      expect(await bot.audit.head()).toMatchObject({ seq: 1 });
    }
  });

  it("T22 entries removed from the end of the stream cannot be numbered again", async () => {
    const entries = await appendMany(3);
    const other = await aBot({ url: server.url, keys: bot.keys });
    await other.redis.client.xdel(bot.keys.trail, "3-0");
    await other.redis.client.set(bot.keys.trailHead, `2 ${entries[1]?.hash}`);

    const appending = other.audit.append([anEvent("request.approved")]);

    await expect(appending).rejects.toMatchObject(damaged);
    expect(await other.audit.entries(1, 10)).toHaveLength(2);
    other.redis.close();
  });
});

describe("records are not believed when they were moved", () => {
  it.each([
    ["another request's record", async () => JSON.stringify(storedRequest({ id: "req_2" }))],
    ["a revision that was not saved", async () => JSON.stringify(storedRequest({ revision: 2 }))],
    ["a state nobody knows", async () => JSON.stringify({ ...storedRequest(), state: "approved-by-magic" })],
  ])("T12 %s in its place is a conflict", async (_what, forged) => {
    await bot.store.save({ request: storedRequest(), events: [] });

    await bot.plant("req_1", await forged());

    await expect(bot.store.load("req_1")).rejects.toMatchObject({ name: "ConflictError", code: "redis.unreadable" });
    await expect(bot.store.loadWithTrail("req_1")).rejects.toMatchObject({ name: "ConflictError" });
    expect(await bot.store.openIds()).toEqual([]);
    expect(bot.leftOut).toEqual(["req_1"]);
  });

  it("T12 documents, checkpoints, what is shown and what was told survive garbage", async () => {
    await bot.redis.client.hset(bot.keys.documents, "ledger/a", "{");
    await bot.redis.client.hset(bot.keys.checkpoints, "3", '{"seq":4}');
    await bot.redis.client.set(bot.keys.shown("req_1"), "[]");
    await bot.redis.client.set(bot.keys.told("req_1"), '{"outcome/7":"perhaps"}');

    await expect(bot.documents.read("ledger/a")).rejects.toMatchObject({ name: "ConflictError" });
    expect(await bot.audit.checkpoints()).toEqual([]);
    expect(await bot.viewState.read("req_1")).toEqual({ place: null, revision: -1, seq: 0, toldState: null });
    expect(await bot.told.read("req_1")).toEqual({});
    for (const key of [bot.keys.shown("req_2"), bot.keys.told("req_2")]) await bot.redis.client.rpush(key, "another type");
    expect([await bot.viewState.read("req_2"), await bot.told.read("req_2")]).toEqual([undefined, {}]);
    await bot.told.write("req_2", { "outcome/7": "settled" });
    expect(await bot.told.read("req_2")).toEqual({ "outcome/7": "settled" });
  });

  it("T22 what is shown counts when the bot has signed it for that very request; before writes are signed, also when it has not", async () => {
    const shown = { place: { channel: "C0OPS", message: "1.2" }, revision: 7, seq: 9, toldState: "succeeded" };
    const unknown = { place: null, revision: -1, seq: 0, toldState: null };
    const key = bot.keys.shown("req_1");
    const signing = aLogSigning({ half: "ingress", from: () => 1 });
    const later = createViewState({ redis: bot.redis, keys: bot.keys, signing });
    await bot.viewState.write("req_1", shown);
    const signed = (await bot.redis.client.get(key)) ?? "";

    expect(await later.read("req_1")).toEqual(shown);
    for (const text of [JSON.stringify(shown), signed.replace('"revision":7', '"revision":8'), signed.replace("1.2", "1.3")]) {
      await bot.redis.client.set(key, text);
      expect(await later.read("req_1")).toEqual(unknown);
    }
    await bot.redis.client.set(bot.keys.shown("req_2"), signed);
    expect(await later.read("req_2")).toEqual(unknown);
    await bot.redis.client.set(key, JSON.stringify(shown));
    expect(await bot.viewState.read("req_1")).toEqual(shown);
  });

  it("what was told is kept by request", async () => {
    await bot.told.write("req_1", { "half/1/U0BOB": "begun", "outcome/7": "settled" });
    await bot.told.write("req_2", {});

    expect(await bot.told.read("req_1")).toEqual({ "half/1/U0BOB": "begun", "outcome/7": "settled" });
    expect(await bot.told.read("req_3")).toEqual({});
  });
});

describe("round trips", () => {
  it("a save and a load cost one each", async () => {
    await bot.store.save({ request: storedRequest(), events: [anEvent("request.submitted")] });
    const next = { request: storedRequest({ revision: 2, state: "pending" }), events: [anEvent("request.prepared")] };
    const spent: number[] = [];

    for (const work of [() => bot.store.save(next), () => bot.store.load("req_1"), () => bot.store.loadWithTrail("req_1")]) {
      const monitor = await bot.redis.client.monitor();
      const seen: string[] = [];
      monitor.on("monitor", (_time: string, args: readonly string[], source: string) => {
        if (source !== "lua") seen.push(args[0] ?? "");
      });
      await work();
      await bot.redis.client.ping();
      await expect.poll(() => seen.includes("ping")).toBe(true);
      spent.push(seen.indexOf("ping"));
      monitor.disconnect();
    }

    expect(spent).toEqual([1, 1, 1]);
  });

  it("scripts survive SCRIPT FLUSH", async () => {
    await bot.store.save({ request: storedRequest(), events: [] });
    await bot.store.save({ request: storedRequest({ revision: 2 }), events: [] });
    await bot.redis.client.script("FLUSH");

    const saved = await bot.store.save({ request: storedRequest({ revision: 3 }), events: [anEvent("request.prepared")] });

    expect(saved).toMatchObject({ outcome: "saved" });
    expect(await bot.store.loadWithTrail("req_1")).toMatchObject({ request: { revision: 3 }, trail: [{ seq: 1 }] });
  });

  it("after FLUSHALL a process that knew the trail refuses to write, a new one begins again", async () => {
    const lease = (await bot.locks.acquire("run/a"))?.lease;
    await bot.store.save({ request: storedRequest(), events: [anEvent("request.submitted")] });
    await bot.redis.client.flushall();
    const fresh = await aBot({ url: server.url, keys: bot.keys });

    await expect(appendMany(1)).rejects.toMatchObject(damaged);
    const saved = await fresh.store.save({ request: storedRequest(), events: [anEvent("request.submitted")] });
    const again = await fresh.locks.acquire("run/a");

    expect(saved).toMatchObject({ outcome: "saved" });
    expect(again?.lease.fence).toBeGreaterThan(lease?.fence ?? Number.POSITIVE_INFINITY);
    fresh.redis.close();
  });
});

it("keys of one deployment share one hash tag", () => {
  const { request, process, trailOf, shown, told, lock, fence, once, ...fixed } = someKeys();

  const all = [...Object.values(fixed), ...[request, process, trailOf, shown, told, lock, fence, once].map((key) => key("x"))];

  expect(new Set(all.map((key) => /^\{[^}]+\}:/.exec(key)?.[0])).size).toBe(1);
  expect(new Set(all).size).toBe(all.length);
});

describe("T22 a log that goes on by a person's word", () => {
  const aWord = (from: { readonly seq: number; readonly hash: string }) =>
    continuationEvent({
      lost: { seq: 9, hash: "9".repeat(64) },
      from: { seq: from.seq, hash: from.hash },
      by: "U0BOB",
      atMs: 1,
      reason: "backup",
      kid: "k1",
      signature: "s",
    });
  const { client, keys } = {
    client: () => bot.redis.client,
    keys: () => bot.keys,
  };

  it.each<[what: string, disturb: () => Promise<unknown>, left: number]>([
    ["Redis was emptied", () => client().flushall(), 0],
    ["the tail was cut", () => client().xtrim(keys().trail, "MINID", "9-0"), 0],
    ["the newest entries were dropped", () => client().xdel(keys().trail, "5-0", "6-0"), 4],
    [
      "the newest cannot be read",
      () =>
        client()
          .xdel(keys().trail, "6-0")
          .then(() => client().xadd(keys().trail, "7-0", "x", "y")),
      5,
    ],
    ["one with an odd number was added", () => client().xadd(keys().trail, "6-1", "entry", "{}"), 6],
    ["an entry in the middle is gone", () => client().xdel(keys().trail, "3-0"), 6],
    ["the note of the end is gone", () => client().del(keys().trailHead), 6],
    [
      "the note of the end is a list",
      () =>
        client()
          .del(keys().trailHead)
          .then(() => client().rpush(keys().trailHead, "x")),
      6,
    ],
    ["the trail is a text", () => client().set(keys().trail, "planted"), 0],
    ["the checkpoints are a text", () => client().set(keys().checkpoints, "planted"), 6],
  ])("T22 when %s", async (_, disturb, left) => {
    const entries = await appendMany(6);
    await disturb();
    const last = await bot.audit.lastEntry();
    expect(last?.seq ?? 0).toBe(left);
    const from = last ?? emptyTrail;

    const said = await bot.audit.continueFrom(from, aWord(from));

    expect(continuationIn(said)?.from).toEqual({ seq: from.seq, hash: from.hash });
    const [next] = await appendMany(1);
    expect([await bot.audit.head(), next?.seq]).toEqual([{ seq: left + 2, hash: next?.hash }, left + 2]);
    expect((await bot.audit.entries(1, 100)).filter(({ seq }) => seq <= left)).toEqual(
      entries.filter(({ seq }) => seq <= left && (seq !== 3 || left < 6 || _ !== "an entry in the middle is gone")),
    );
  });

  it("T22 it goes on from the end only, and drops checkpoints of what is gone", async () => {
    const entries = await appendMany(4);
    const second = entries[1] ?? emptyTrail;
    for (const { seq, hash } of entries)
      await bot.audit.addCheckpoint({ seq, hash, atMs: 1, previousSeq: seq - 1, kid: "k1", signature: "s" });

    await expect(bot.audit.continueFrom(second, aWord(second))).rejects.toMatchObject({ code: "redis.trail-damaged" });
    await expect(bot.audit.continueFrom({ ...second, hash: "0" }, aWord(second))).rejects.toMatchObject(damaged);
    await bot.redis.client.xdel(bot.keys.trail, "3-0", "4-0");
    await bot.audit.continueFrom(second, aWord(second));

    expect((await bot.audit.checkpoints()).map(({ seq }) => seq)).toEqual([1, 2]);
    expect(await bot.redis.client.xlen(bot.keys.trailAside)).toBe(2);
    await bot.redis.client.set(bot.keys.trail, "planted");
    await expect(bot.audit.continueFrom(second, aWord(second))).rejects.toMatchObject(damaged);
  });

  it("T22 another process that saw more goes on when it forgets", async () => {
    const other = await aBot({ url: server.url, keys: bot.keys });
    await appendMany(4);
    await other.audit.append([anEvent("press.refused", null)]);
    await bot.redis.client.del(bot.keys.trail, bot.keys.trailHead);
    await bot.audit.continueFrom(emptyTrail, aWord(emptyTrail));

    await expect(other.audit.append([anEvent("press.refused", null)])).rejects.toMatchObject(damaged);
    other.audit.forget();

    expect((await other.audit.append([anEvent("press.refused", null)])).map(({ seq }) => seq)).toEqual([2]);
    other.redis.close();
  });

  it("T22 forged entries of any size keep nobody from seeing where the log ends, and cost no time: their content is not read", async () => {
    const entries = await appendMany(3);
    const forged = "x".repeat(2_000_000);
    for (let seq = 4; seq <= 43; seq += 1) await bot.redis.client.xadd(bot.keys.trail, `${seq}-0`, "entry", forged);
    const sent = async (): Promise<number> =>
      Number(/total_net_output_bytes:(\d+)/.exec(await bot.redis.client.info("stats"))?.[1] ?? Number.NaN);
    const before = await sent();

    expect(await bot.audit.lastEntry()).toEqual(entries[2]);
    expect((await bot.audit.entries(1, 1_000)).map(({ hash }) => hash)).toEqual([
      ...entries.map(({ hash }) => hash),
      ...Array.from({ length: 40 }, () => ""),
    ]);
    await expect(bot.audit.head()).rejects.toMatchObject(damaged);
    await expect(bot.audit.follow()).rejects.toMatchObject(damaged);
    await expect(bot.store.loadWithTrail("req_1")).rejects.toMatchObject(damaged);
    expect((await sent()) - before).toBeLessThan(1_000_000);
    const from = entries[2] ?? emptyTrail;
    expect(continuationIn(await bot.audit.continueFrom(from, aWord(from)))?.from.seq).toBe(3);
  });

  it("T22 a log that is larger than what is read at once is read whole", async () => {
    const words = "w".repeat(100_000);
    const events = Array.from({ length: 200 }, () => ({ ...anEvent("press.refused", null), details: { words } }));
    for (let at = 0; at < events.length; at += 20) await bot.audit.append(events.slice(at, at + 20));
    const other = await aBot({ url: server.url, keys: bot.keys });

    expect((await other.audit.entries(1, 1_000)).map(({ seq }) => seq)).toEqual(events.map((_, at) => at + 1));
    expect((await other.audit.follow()).seq).toBe(200);
    expect((await other.audit.lastEntry())?.seq).toBe(200);
    other.redis.close();
  });

  it("T22 behind which somebody wrote thousands of things that are no entries is gone on from", async () => {
    const [, from] = await bot.audit.append([anEvent("press.refused", null), anEvent("press.refused", null)]);
    const junk = bot.redis.client.pipeline();
    for (let seq = 3; seq < 4_500; seq += 1) junk.xadd(bot.keys.trail, `${seq}-0`, "entry", "x");
    await junk.exec();

    const last = await bot.audit.lastEntry();

    expect(last).toEqual(from);
    expect((await bot.audit.continueFrom(last ?? emptyTrail, aWord(last ?? emptyTrail))).seq).toBe(3);
  });

  it("T22 nothing is written that is as large as what nobody reads", async () => {
    const event = { ...anEvent("press.refused", null), details: { words: "w".repeat(1_100_000) } };

    await expect(bot.audit.append([event])).rejects.toThrow(RangeError);
    expect(await bot.audit.lastEntry()).toBeUndefined();
  });

  it("T22 what Redis does not answer is no lost log", async () => {
    bot.redis.close();

    await expect(bot.audit.lastEntry()).rejects.toMatchObject({ code: "redis.unreachable" });
  });
});
