import { describe, expect, it } from "vitest";
import { createDigestNow } from "../../src/app/instant-commands/digest-now.ts";
import { createSnooze } from "../../src/app/instant-commands/snooze.ts";
import { createStandingSnoozes } from "../../src/app/standing-snoozes.ts";
import { dayMs, type ExpiryReport } from "../../src/domain/expiry.ts";
import type { AnyInstantCommand } from "../../src/domain/instant-command.ts";
import { say } from "../../src/domain/sentence.ts";
import type { Snooze } from "../../src/domain/snooze.ts";
import { anItem } from "../support/an-expiry.ts";
import { alice, hour, noon } from "../support/builders.ts";
import { aFakeOperation } from "../support/fake-operation.ts";
import { aBot, redisDown, signer, verifier } from "./a-bot.ts";
import { aCommandService } from "./a-command-service.ts";

const report: ExpiryReport = {
  sources: [
    {
      name: "values",
      title: say("values.title", {}),
      readAtMs: noon,
      items: [anItem(), anItem({ name: "nearly", expiresAtMs: noon + hour })],
      failures: [],
      failure: null,
    },
  ],
};

/** A desk at which things are snoozed and digests asked for. */
async function aCounter() {
  const bot = aBot(aFakeOperation());
  const { reports, audit, once } = bot.memory;
  await reports.save("expiry", { atMs: noon, content: report });
  const kept: Snooze[] = [];
  const slots: string[] = [];
  const snoozes = { all: async () => kept, save: async (snooze: Snooze) => void kept.push(snooze) };
  const view = { linkTo: async () => "link" };
  const digest = async (slot: string): Promise<void> => {
    slots.push(slot);
    await reports.save("digest", {
      atMs: bot.now(),
      content: { slot, place: { channel: "C", message: "1" }, listed: [], listedAtMs: 0 },
    });
  };
  const instantCommands: readonly AnyInstantCommand[] = [
    createDigestNow({ digest, view, reports, once }),
    createSnooze({ reports, snoozes, signer, audit }),
  ];
  const commandService = aCommandService(bot, { instantCommands });
  let interactions = 0;
  const by = () => ({ userId: alice.userId, channel: "C", interactionId: `i${interactions++}` });
  return {
    bot,
    kept,
    slots,
    instantCommands,
    snoozes,
    command: (text: string) => commandService.command({ ...by(), text }),
    fill: (command: string, texts: Readonly<Record<string, string>>) => {
      const answers = { texts: new Map(Object.entries(texts)), secrets: new Map() };
      return {
        mistakes: commandService.mistakesIn({ command, answers }),
        done: () => commandService.fill({ ...by(), command, answers }),
      };
    },
  };
}

describe("digest now", () => {
  it("posts it, says where, and not again within a minute", async () => {
    const counter = await aCounter();

    const first = await counter.command("digest now");
    const again = await counter.command("Digest NOW");
    counter.bot.advance(61_000);
    await counter.command("digest now");

    expect(first).toMatchObject({ answer: { heading: say("digest.posted", { link: "link" }) } });
    expect(again).toMatchObject({ answer: { heading: say("digest.just-posted", { link: "link" }) } });
    expect(counter.slots).toEqual([`now-${noon}`, `now-${noon + 61_000}`]);
  });

  it("leaves the link out where there is none", async () => {
    const { bot } = await aCounter();
    const instantCommand = (linkTo: () => Promise<string>) =>
      createDigestNow({
        digest: async () => {},
        view: { linkTo },
        reports: bot.memory.reports,
        once: { claim: async () => true },
      });
    const act = (linkTo: () => Promise<string>) =>
      instantCommand(linkTo).act(null, { actor: alice, nowMs: noon, signal: AbortSignal.timeout(1_000) });
    const before = await act(async () => "link");
    await bot.memory.reports.save("digest", {
      atMs: noon,
      content: { slot: "s", place: { channel: "C", message: "1" }, listed: [], listedAtMs: 0 },
    });

    expect([before, await act(() => Promise.reject(redisDown()))].map(({ heading }) => heading)).toEqual([
      say("digest.posted", { link: "" }),
      say("digest.posted", { link: "" }),
    ]);
    expect(instantCommand(async () => "").words(null)).toEqual({ words: [], flags: [] });
  });
});

describe("a snooze", () => {
  it("typed whole is on the trail, signed, and kept", async () => {
    const counter = await aCounter();

    const reply = await counter.command("snooze value/bybit 14d the exchange is closed");

    expect(reply).toMatchObject({ answer: { heading: { key: "snooze.done", params: { untilMs: noon + 14 * dayMs } } } });
    expect(counter.kept).toMatchObject([
      { item: "value/bybit", expiresAtMs: noon + 10 * dayMs, by: alice.userId, reason: "the exchange is closed" },
    ]);
    const standing = createStandingSnoozes({ snoozes: counter.snoozes, verifier, now: () => noon });
    expect(await standing()).toHaveLength(1);
    expect(await counter.bot.memory.audit.entries(1, 10)).toMatchObject([
      {
        action: "expiry.snoozed",
        actor: `user:${alice.userId}`,
        details: { item: "value/bybit", untilMs: noon + 14 * dayMs, reason: "the exchange is closed" },
      },
    ]);
  });

  it("is not kept when the trail cannot be written", async () => {
    const { bot, kept, snoozes } = await aCounter();
    const instantCommand = createSnooze({
      reports: bot.memory.reports,
      snoozes,
      signer,
      audit: { append: () => Promise.reject(redisDown()) },
    });

    const acting = instantCommand.act(
      { item: "value/bybit", days: 1, reason: "x" },
      { actor: alice, nowMs: noon, signal: AbortSignal.timeout(1_000) },
    );

    await expect(acting).rejects.toMatchObject({ code: "redis.unreachable" });
    expect(kept).toEqual([]);
    await expect(
      instantCommand.act(
        { item: "value/bybit", days: null, reason: "" },
        { actor: alice, nowMs: noon, signal: AbortSignal.timeout(1_000) },
      ),
    ).rejects.toMatchObject({ code: "snooze.reason-missing" });
  });

  it.each(["snooze value/bybit", "snooze value/bybit 14"])("pressed as %s asks for the rest in a form", async (text) => {
    const counter = await aCounter();

    const reply = await counter.command(text);
    const filled = counter.fill(text, { days: "7", reason: "the  exchange\nis closed" });
    const done = await filled.done();

    expect(reply).toMatchObject({ command: text, form: { fields: [{ id: "days" }, { id: "reason" }] } });
    expect(filled.mistakes).toEqual([]);
    expect(done).toMatchObject({ answer: { heading: { key: "snooze.done" } } });
    expect(counter.kept).toMatchObject([{ reason: "the exchange is closed", untilMs: noon + 7 * dayMs }]);
  });

  it.each([
    [{ reason: "x" }, "days"],
    [{ days: "91", reason: "x" }, "days"],
    [{ days: "7" }, "reason"],
    [{ days: "7", reason: `hvs.${"A".repeat(24)}` }, "reason"],
    [{ days: "7", reason: "x".repeat(301) }, "reason"],
  ])("filled in as %o stays open and says what is wrong", async (texts, field) => {
    const counter = await aCounter();
    const filled = counter.fill("snooze value/bybit", texts);

    expect(filled.mistakes.map((mistake) => mistake.field)).toEqual([field]);
    expect(await filled.done()).toMatchObject({ answer: { heading: { key: filled.mistakes[0]?.because.key } } });
    expect(counter.kept).toEqual([]);
  });

  it.each([
    ["snooze", "snooze.usage"],
    ["snooze value/bybit --now", "snooze.usage"],
    ["snooze value/bybit soon x", "snooze.days"],
    ["snooze value/bybit 91 x", "snooze.days"],
    [`snooze value/bybit 9 ${"x".repeat(301)}`, "command.reason-too-long"],
    ["snooze value/bybitt 9 x", "snooze.unknown"],
    ["snooze value/nearly 9 x", "snooze.too-late"],
  ])("typed as %s says what to type instead", async (text, expected) => {
    const counter = await aCounter();

    expect(await counter.command(text)).toMatchObject({ answer: { heading: { key: expected } } });
    expect(counter.kept).toEqual([]);
  });

  it("of anything is unknown while nobody has looked", async () => {
    const counter = await aCounter();
    await counter.bot.memory.reports.save("expiry", { atMs: noon, content: null });

    expect(await counter.command("snooze value/bybit 9 x")).toMatchObject({ answer: { heading: { key: "snooze.unknown" } } });
  });
});

describe("a form of something that is done at once", () => {
  it("which is not understood any more is said on submission, and other forms are somebody else's", async () => {
    const counter = await aCounter();

    const old = counter.fill("snooze", { days: "7", reason: "x" });
    const other = counter.fill("digest now", {});

    expect(old.mistakes).toEqual([]);
    expect(await old.done()).toMatchObject({ answer: { heading: { key: "snooze.usage" } } });
    expect(other.mistakes).toEqual([]);
    expect(await other.done()).toMatchObject({ answer: { heading: { key: "operation.gone" } } });
  });
});
