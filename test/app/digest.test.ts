import { describe, expect, it } from "vitest";
import { createDigest, type DigestDeps, lastDigest, slotAskedForAt } from "../../src/app/digest.ts";
import type { Digest } from "../../src/domain/digest.ts";
import { dayMs, type ExpiryItem, type ExpiryReport } from "../../src/domain/expiry.ts";
import { say } from "../../src/domain/sentence.ts";
import type { Snooze } from "../../src/domain/snooze.ts";
import type { Verified } from "../../src/domain/verified.ts";
import type { Loaded } from "../../src/ports/request-store.ts";
import { trailDamaged } from "../../src/redis/failures.ts";
import { anItem, aSecretId } from "../support/an-expiry.ts";
import { aRequest, hour, noon } from "../support/builders.ts";
import { aFakeOperation } from "../support/fake-operation.ts";
import { aBot, type Bot, redisDown } from "./a-bot.ts";

const week = 7 * dayMs;
const signal = (): AbortSignal => new AbortController().signal;
const aReport = (...items: readonly ExpiryItem[]): ExpiryReport => ({
  sources: [{ name: "values", title: say("values.title", {}), readAtMs: noon, items: [...items], failures: [], failure: null }],
});
const aSnooze = (changes: Partial<Snooze> = {}): Snooze => ({
  item: "value/bybit",
  expiresAtMs: anItem().expiresAtMs,
  untilMs: noon + 30 * dayMs,
  atMs: noon,
  by: "U0ALICE",
  reason: "x",
  signature: { kid: "k1", signature: "c2ln" },
  ...changes,
});

/** A channel of digests, and whoever posts them. */
async function aChannel({
  report = aReport(anItem({ expiresAtMs: noon + 25 * dayMs })),
  ...changes
}: Partial<DigestDeps> & { readonly report?: ExpiryReport | null } = {}) {
  const bot: Bot = aBot(aFakeOperation());
  if (report !== null) await bot.memory.reports.save("expiry", { atMs: noon, content: report });
  const posted: { readonly slot: string; readonly digest: Digest }[] = [];
  const place = (at: number) => ({ channel: "C0OPS", message: String(at) });
  const digest = (more: Partial<DigestDeps> = {}) =>
    createDigest({
      view: {
        post: async (slot, digest) => place(posted.push({ slot, digest }) - 1),
        find: async (slot) => {
          const at = posted.findIndex((each) => each.slot === slot);
          return at === -1 ? undefined : place(at);
        },
        linkTo: async ({ message }) => `digest ${message}`,
      },
      reports: bot.memory.reports,
      refreshNow: async () => true,
      snoozes: async () => [],
      requests: bot.memory.store,
      // What is signed in these tests is what has no objection.
      verify: async ({ request, objection }) => (objection === undefined ? (request as Verified) : undefined),
      locks: bot.memory.locks,
      reminders: { horizonMs: 30 * dayMs, maxAgeMs: new Map(), owners: new Map() },
      log: bot.log,
      now: bot.now,
      pause: async (ms) => bot.advance(ms),
      ...changes,
      ...more,
    });
  return { bot, posted, digest };
}

/** Requests as they are stored, and one that is gone. */
function store(...all: readonly (Pick<Loaded, "request"> & Partial<Loaded>)[]) {
  return {
    recent: async () => [...all.map(({ request }) => request), aRequest({ id: "req_gone" })],
    loadWithTrail: async (id: string) => {
      const found = all.find(({ request }) => request.id === id);
      return found && { trail: [], objection: undefined, ...found };
    },
  };
}

describe("the digest", () => {
  it("is posted once for each slot, by whoever comes first", async () => {
    const { bot, posted, digest } = await aChannel();

    await Promise.all(["w1", "w1", "w2"].map((slot) => digest()(slot, signal())));
    await digest()("w2", signal());

    expect(posted.map(({ slot }) => slot)).toEqual(["w1", "w2"]);
    expect(await lastDigest(bot.memory.reports)).toMatchObject({ slot: "w2", place: { message: "1" }, listed: ["value/bybit"] });
  });

  it("is not posted twice when whoever posted it died before noting so", async () => {
    const { bot, posted, digest } = await aChannel();
    const { reports } = bot.memory;
    const dying = digest({
      reports: {
        ...reports,
        save: (name, report) => (name === "digest" ? Promise.reject(redisDown()) : reports.save(name, report)),
      },
    });

    await expect(dying("w1", signal())).rejects.toMatchObject({ code: "redis.unreachable" });
    await digest()("w1", signal());

    expect(posted).toHaveLength(1);
    expect((await lastDigest(reports))?.slot).toBe("w1");
  });

  it("waits for its turn, and gives up when it does not come", async () => {
    const { bot, posted, digest } = await aChannel();
    const held = await bot.memory.locks.acquire("digest");

    await expect(digest()("w1", signal())).rejects.toMatchObject({ code: "digest.busy" });
    await expect(digest()("w1", AbortSignal.abort())).rejects.toMatchObject({ code: "digest.busy" });
    await digest({
      pause: async (ms) => {
        bot.advance(ms);
        await held?.release();
      },
    })("w1", signal());

    expect(posted).toHaveLength(1);
  });

  it("takes no harm when its turn cannot be given back: it ends by itself", async () => {
    const { bot, posted, digest } = await aChannel();
    const { locks } = bot.memory;
    const sticky = {
      acquire: async (lock: string) => {
        const held = await locks.acquire(lock);
        return held && { ...held, release: () => Promise.reject(redisDown()) };
      },
    };

    await digest({ locks: sticky })("w1", signal());

    expect(posted).toHaveLength(1);
  });

  it("posts nothing when it lost its turn meanwhile", async () => {
    const { bot, posted, digest } = await aChannel();
    const losing = digest({
      refreshNow: async () => {
        bot.memory.locks.steal("digest");
        return true;
      },
    });

    await expect(losing("w1", signal())).rejects.toThrow();
    expect(posted).toEqual([]);
  });

  it("says what was ignored since the last one: neither asked for nor snoozed", async () => {
    const items = ["a", "b", "c"].map((name) =>
      anItem({ name, expiresAtMs: noon + 25 * dayMs, renewal: { verb: "register", target: name } }),
    );
    const { bot, posted, digest } = await aChannel({
      report: aReport(...items, aSecretId({ renewal: "itself" })),
      snoozes: async () => [aSnooze({ item: "value/b", expiresAtMs: noon + 25 * dayMs })],
      requests: store(
        { request: aRequest({ id: "req_1", command: "register c because", createdAtMs: noon + hour }) },
        { request: aRequest({ id: "req_2", command: "register aa" }) },
        // What somebody else wrote is no renewal, and what is gone is none.
        { request: aRequest({ id: "req_3", command: "register a" }), objection: "record" },
      ),
    });

    await digest()("w1", signal());
    bot.advance(hour);
    await digest()(slotAskedForAt(bot.now()), signal());
    bot.advance(week);
    await digest()("w2", signal());

    const ignored = posted.map(({ digest: { rows } }) => rows.map(({ item, isIgnored }) => [item.name, isIgnored]));
    expect(ignored[0]).toEqual([
      ["a", false],
      ["c", false],
    ]);
    expect(ignored[2]).toEqual([
      ["a", true],
      ["c", false],
    ]);
    expect(posted[2]?.digest.silenced.map(({ item }) => item.name)).toEqual(["b"]);
  });

  it("takes nothing for renewed while the log cannot be believed, and waits while Redis is away", async () => {
    const renewed = store({ request: aRequest({ command: "register c because", createdAtMs: noon + hour }) });
    const failing = (error: Error) => ({ ...renewed, loadWithTrail: () => Promise.reject(error) });
    const { posted, digest } = await aChannel();

    await digest({ requests: failing(trailDamaged(3)) })("w1", signal());

    expect(posted).toHaveLength(1);
    await expect(digest({ requests: failing(redisDown()) })("w2", signal())).rejects.toMatchObject({ service: "redis" });
    expect(posted).toHaveLength(1);
  });

  it("does not count one that somebody asked for as a reminder", async () => {
    const { posted, digest } = await aChannel();

    await digest()(slotAskedForAt(noon), signal());
    await digest()("w1", signal());

    expect(posted.at(-1)?.digest.rows).toMatchObject([{ isIgnored: false }]);
  });

  it("names what is next in a quiet week", async () => {
    const { posted, digest } = await aChannel({ report: aReport(aSecretId(), anItem({ expiresAtMs: null })) });

    await digest()("w1", signal());

    expect(posted[0]?.digest).toMatchObject({ rows: [], next: { kind: "secret-id" }, lookedAtMs: noon });
  });

  it("says that nobody looked ever, and that snoozes cannot be known, and shows everything", async () => {
    const never = await aChannel({ report: null, refreshNow: async () => false });
    const unknown = await aChannel({ snoozes: () => Promise.reject(redisDown()) });
    const broken = await aChannel({ snoozes: () => Promise.reject(new Error("ours")) });

    await never.digest()("w1", signal());
    await unknown.digest()("w1", signal());

    expect(never.posted[0]?.digest).toMatchObject({
      lookedAtMs: null,
      isFresh: false,
      failures: [{ because: { key: "digest.never-looked" } }],
    });
    expect(unknown.posted[0]?.digest).toMatchObject({ rows: [{}], failures: [{ because: { key: "digest.no-snoozes" } }] });
    await expect(broken.digest()("w1", signal())).rejects.toThrow("ours");
  });

  it("does not take a note of nothing for a digest", async () => {
    const { bot, digest, posted } = await aChannel();
    await bot.memory.reports.save("digest", { atMs: noon, content: "w1" });

    await digest()("w1", signal());

    expect(posted).toHaveLength(1);
  });
});
