import { describe, expect, it } from "vitest";
import { dayMs, type ExpiryItem, type ExpiryReport } from "../../src/domain/expiry.ts";
import type { AnyQuery } from "../../src/domain/query.ts";
import { say } from "../../src/domain/sentence.ts";
import { expiring } from "../../src/queries/expiring.ts";
import { aBot, upstream } from "../app/a-bot.ts";
import { anItem, aSecretId } from "../support/an-expiry.ts";
import { hour, noon } from "../support/builders.ts";
import { aFakeOperation } from "../support/fake-operation.ts";
import { ask, keysOf, linesOf } from "./asking.ts";

const aReport = (items: readonly ExpiryItem[], changes: Partial<ExpiryReport["sources"][number]> = {}): ExpiryReport => ({
  sources: [
    {
      name: "values",
      title: say("values.title", {}),
      readAtMs: noon,
      items: [...items],
      failures: [],
      failure: null,
      ...changes,
    },
  ],
});

/** A bot whose worker has looked an hour ago. */
async function looked(report: ExpiryReport) {
  const bot = aBot(aFakeOperation());
  await bot.memory.reports.save("expiry", { atMs: noon - hour, content: report });
  return bot;
}
const query: AnyQuery = expiring;
const many = Array.from({ length: 45 }, (_, at) => anItem({ name: `v${at}`, expiresAtMs: noon + (at + 1) * dayMs }));
const namesIn = (answer: Awaited<ReturnType<typeof ask>>): readonly string[] =>
  JSON.stringify(linesOf(answer))
    .match(/"name":"[^"]+"/g)
    ?.map((text) => text.slice(8, -1)) ?? [];

describe("expiring", () => {
  it("asks a worker to look now, and says what it found, what dies first at the top, with buttons", async () => {
    const bot = await looked(
      aReport([
        anItem(),
        aSecretId({ expiresAtMs: noon + 2 * dayMs }),
        aSecretId({ name: "profinaut-db/other", expiresAtMs: noon + 3 * dayMs }),
      ]),
    );
    const asked: string[] = [];

    const answer = await ask(query, "", { refreshNow: async (job) => asked.push(job) > 0 }, bot);

    expect(asked).toEqual(["expiry"]);
    expect(answer.heading).toEqual(say("expiring.heading", { count: 3 }));
    expect(namesIn(answer)).toEqual(["profinaut-db/1a2b3c4d", "profinaut-db/other", "bybit"]);
    expect(keysOf(answer).at(-1)).toBe("expiring.looked");
    expect(answer.actions).toMatchObject([
      { command: "rotate profinaut-db", reason: say("expiry.reason-expires", { days: 2 }) },
      { command: "register bybit" },
    ]);
  });

  it("says how old it is when no worker answered, and that nobody looked ever", async () => {
    const stale = await ask(query, "", { refreshNow: async () => false }, await looked(aReport([])));
    const never = await ask(query, "");

    expect(linesOf(stale).at(-1)).toEqual(say("expiring.stale", { atMs: noon - hour, agoMs: hour }));
    expect(stale.heading.key).toBe("expiring.none");
    expect(never.heading.key).toBe("expiring.never-looked");
  });

  it("shows the wanted days, and pages that go on with one press", async () => {
    const bot = await looked(aReport(many));
    const of = async (words: string) => ask(query, words, {}, bot);

    const [first, last, some, none] = [await of(""), await of("all 3"), await of("30d 2"), await of("90 3")];

    expect([first, last, some, none].map((answer) => namesIn(answer).length)).toEqual([20, 5, 10, 5]);
    expect(first.actions?.at(-1)).toMatchObject({ label: say("expiring.next", { count: 20 }), command: "expiring all 2" });
    expect(last.actions).toEqual([]);
    expect(some.heading).toEqual(say("expiring.heading-within", { count: 30, days: 30 }));
    await expect(of("30 3")).rejects.toMatchObject({ code: "expiring.no-page" });
    expect((await ask(query, "3", {}, await looked(aReport([])))).heading.key).toBe("expiring.none-within");
  });

  it.each(["soon", "30 x", "30 2 1", "0", "--all"])("says what to type instead of %s", (words) => {
    expect(() => ask(query, words)).toThrow(expect.objectContaining({ sentence: say("expiring.usage", {}) }));
  });

  it("never hides a source that failed, nor what is snoozed, nor that this cannot be known", async () => {
    const failure = { what: "db", because: say("vault.sealed", {}) };
    const bot = await looked(aReport([anItem()], { failures: [failure] }));
    const snooze = {
      item: "value/bybit",
      expiresAtMs: anItem().expiresAtMs,
      untilMs: noon + dayMs,
      atMs: noon,
      by: "U0ALICE",
      reason: "x",
      signature: { kid: "", signature: "" },
    };

    const known = await ask(query, "", { snoozes: async () => [snooze] }, bot);
    const unknown = await ask(query, "", { snoozes: () => Promise.reject(upstream()) }, bot);

    expect(linesOf(known)).toContainEqual(say("expiring.failure", { source: say("values.title", {}), ...failure }));
    expect(JSON.stringify(linesOf(known)[0])).toContain("expiry.snoozed");
    expect(JSON.stringify(linesOf(unknown)[0])).not.toContain("expiry.snoozed");
    expect(keysOf(unknown)).toContain("expiring.no-snoozes");
    await expect(ask(query, "", { snoozes: () => Promise.reject(new Error("ours")) }, bot)).rejects.toThrow("ours");
  });
});
