import { describe, expect, it } from "vitest";
import { createExpiryScan } from "../../src/app/expiry-scan.ts";
import { createNoteOwnLogin, createOwnLogins } from "../../src/app/own-logins.ts";
import { createStandingSnoozes } from "../../src/app/standing-snoozes.ts";
import { dayMs, ExpiryReport, type ExpirySource, expiryReportName } from "../../src/domain/expiry.ts";
import { say } from "../../src/domain/sentence.ts";
import { snoozeStatement } from "../../src/domain/snooze.ts";
import type { OwnLoginState } from "../../src/ports/own-login.ts";
import { anItem } from "../support/an-expiry.ts";
import { hour, noon } from "../support/builders.ts";
import { checkPorts } from "../support/check-ports.ts";
import { aFakeOperation } from "../support/fake-operation.ts";
import { aBot, type Bot, redisDown, signer, upstream, verifier } from "./a-bot.ts";

const signal = (): AbortSignal => new AbortController().signal;
const source = (read: ExpirySource["read"], name = "values"): ExpirySource => ({ name, title: say("help.summary", {}), read });

function anExpiryScan(bot: Bot, ...sources: readonly ExpirySource[]) {
  const { memory, log, now } = bot;
  const pause = async (ms: number): Promise<void> => bot.advance(ms);
  return createExpiryScan({ sources, ports: checkPorts(), reports: memory.reports, locks: memory.locks, log, now, pause });
}
const reportIn = async ({ memory }: Bot) => {
  const stored = await memory.reports.read("expiry");
  return { atMs: stored?.atMs, sources: ExpiryReport.safeParse(stored?.content).data?.sources ?? [] };
};

describe("the radar", () => {
  it("looks every hour, and at once when somebody asks", async () => {
    const bot = aBot(aFakeOperation());
    let looks = 0;
    const expiryScan = anExpiryScan(
      bot,
      source(async () => {
        looks += 1;
        return { items: [anItem()] };
      }),
    );

    await expiryScan(signal());
    await expiryScan(signal());
    await expiryScan(signal(), { all: true });
    bot.advance(hour);
    await expiryScan(signal());

    expect(looks).toBe(3);
    expect(await reportIn(bot)).toMatchObject({
      atMs: noon + hour,
      sources: [{ readAtMs: noon + hour, items: [{ name: "bybit" }] }],
    });
  });

  it("looks although a clock that was ahead dated the last look in the future", async () => {
    const bot = aBot(aFakeOperation());
    const expiryScan = anExpiryScan(
      bot,
      source(async () => ({ items: [anItem()] })),
    );
    bot.advance(9 * hour);
    await expiryScan(signal());
    bot.advance(-9 * hour);

    await expiryScan(signal());

    expect((await reportIn(bot)).atMs).toBe(noon);
  });

  it("takes no harm when its lock cannot be given back: it ends by itself", async () => {
    const bot = aBot(aFakeOperation());
    const { locks, reports } = bot.memory;
    const sticky = {
      acquire: async (lock: string) => {
        const held = await locks.acquire(lock);
        return held && { ...held, release: () => Promise.reject(redisDown()) };
      },
    };
    const sources = [source(async () => ({ items: [] }))];
    const expiryScan = createExpiryScan({
      sources,
      ports: checkPorts(),
      reports,
      locks: sticky,
      log: bot.log,
      now: bot.now,
      pause: async () => {},
    });

    await expiryScan(signal());

    expect((await reportIn(bot)).atMs).toBe(noon);
  });

  it("leaves it to whoever is looking", async () => {
    const bot = aBot(aFakeOperation());
    await bot.memory.locks.acquire("expiry");

    await anExpiryScan(
      bot,
      source(async () => ({ items: [] })),
    )(signal());

    expect((await reportIn(bot)).atMs).toBeUndefined();
  });

  it("waits for whoever is looking when it was asked for, and takes what that look found", async () => {
    const bot = aBot(aFakeOperation());
    const { locks, reports } = bot.memory;
    const other = await locks.acquire("expiry");
    let looks = 0;
    const expiryScan = createExpiryScan({
      sources: [
        source(async () => {
          looks += 1;
          return { items: [] };
        }),
      ],
      ports: checkPorts(),
      ...bot.memory,
      log: bot.log,
      now: bot.now,
      pause: async (ms) => {
        bot.advance(ms);
        await reports.save("expiry", { atMs: bot.now(), content: { sources: [] } });
        await other?.release();
      },
    });

    await expiryScan(signal(), { all: true });
    await locks.acquire("expiry");
    await expiryScan(AbortSignal.abort(), { all: true });

    expect(looks).toBe(0);
  });

  it.each([
    ["which was expected", () => upstream(), "vault.sealed"],
    ["which nobody expected", () => new Error("canary"), "expiry.unexpected"],
    ["which is not even an error", () => "canary", "expiry.unexpected"],
  ])("says that a source failed, %s, and keeps what was known; others are looked at", async (_, failure, key) => {
    const bot = aBot(aFakeOperation());
    let fails = false;
    const expiryScan = anExpiryScan(
      bot,
      source(async () => {
        if (fails) throw failure();
        return { items: [anItem()], failures: [{ what: "x", because: say("vault.sealed", {}) }] };
      }),
      source(async () => ({ items: [anItem({ name: "other" })] }), "other"),
    );
    await expiryScan(signal());

    fails = true;
    bot.advance(hour);
    await expiryScan(signal());

    const { sources } = await reportIn(bot);
    expect(sources[0]).toMatchObject({ readAtMs: noon, failure: { key }, items: [{ name: "bybit" }], failures: [{ what: "x" }] });
    expect(sources[1]).toMatchObject({ readAtMs: noon + hour, failure: null, items: [{ name: "other" }] });
    expect(JSON.stringify(bot.logged)).not.toContain('"canary"');
  });

  it("says so when a source never could be read", async () => {
    const bot = aBot(aFakeOperation());

    await anExpiryScan(
      bot,
      source(async () => {
        throw upstream();
      }),
    )(signal());

    expect((await reportIn(bot)).sources).toMatchObject([{ readAtMs: null, items: [], failure: { key: "vault.sealed" } }]);
  });

  it("does not guess when the store is down", async () => {
    const bot = aBot(aFakeOperation());
    const expiryScan = createExpiryScan({
      sources: [source(async () => ({ items: [] }))],
      ports: checkPorts(),
      reports: { ...bot.memory.reports, read: () => Promise.reject(redisDown()) },
      locks: bot.memory.locks,
      log: bot.log,
      now: bot.now,
      pause: async () => {},
    });

    await expect(expiryScan(signal())).rejects.toMatchObject({ code: "redis.unreachable" });
    expect(await bot.memory.reports.read(expiryReportName)).toBeUndefined();
  });

  it("saves nothing when it was stopped, or lost its turn", async () => {
    const bot = aBot(aFakeOperation());
    const stop = new AbortController();
    const stopped = anExpiryScan(
      bot,
      source(async () => {
        stop.abort();
        return { items: [] };
      }),
    )(stop.signal);
    await expect(stopped).rejects.toThrow();
    const lost = anExpiryScan(
      bot,
      source(async () => {
        bot.memory.locks.steal("expiry");
        return { items: [] };
      }),
    )(signal());
    await expect(lost).rejects.toThrow();

    expect((await reportIn(bot)).atMs).toBeUndefined();
  });
});

describe("the bot's own logins", () => {
  const login = (role: string): OwnLoginState => ({
    role,
    token: { issuedAtMs: noon, expiresAtMs: noon + hour },
    secretId: null,
  });
  const deps = (bot: Bot, role: string) => ({
    ownLogin: { look: async () => login(role) },
    reports: bot.memory.reports,
    now: bot.now,
  });

  it("are the worker's, and what the half that hears people said of its own", async () => {
    const bot = aBot(aFakeOperation());
    const logins = createOwnLogins(deps(bot, "worker"));

    const before = await logins();
    await createNoteOwnLogin(deps(bot, "ingress"))();
    const both = await logins();
    await createNoteOwnLogin(deps(bot, "worker"))();
    const same = await logins();
    await createNoteOwnLogin(deps(bot, "ingress"))();
    bot.advance(8 * dayMs);

    expect([before, both, same, await logins()].map((all) => all.map(({ role }) => role))).toEqual([
      ["worker"],
      ["worker", "ingress"],
      ["worker"],
      ["worker"],
    ]);
  });

  it("are the worker's alone when what was said cannot be read", async () => {
    const bot = aBot(aFakeOperation());
    const failing = (error: unknown) =>
      createOwnLogins({ ...deps(bot, "worker"), reports: { ...bot.memory.reports, read: () => Promise.reject(error) } });

    expect(await failing(redisDown())()).toHaveLength(1);
    await expect(failing(new Error("a mistake of ours"))()).rejects.toThrow("a mistake of ours");
  });
});

describe("snoozes that stand", () => {
  it("T12 are those that we signed and that are not over: one forged in Redis silences nothing", async () => {
    const said = { item: "value/bybit", expiresAtMs: null, untilMs: noon + dayMs, atMs: noon, by: "U0ALICE", reason: "x" };
    const signed = { ...said, signature: await signer.sign(snoozeStatement(said)) };
    const all = [signed, { ...signed, item: "value/forged" }, { ...signed, untilMs: noon }];

    const standing = await createStandingSnoozes({ snoozes: { all: async () => all }, verifier, now: () => noon })();

    expect(standing).toEqual([signed]);
  });
});
