import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { composeDigest, type Digest } from "../../src/domain/digest.ts";
import { dayMs, type ExpiryItem, type ExpiryReport } from "../../src/domain/expiry.ts";
import { say } from "../../src/domain/sentence.ts";
import { createDigestView } from "../../src/slack/digest-view.ts";
import { digestMessage } from "../../src/slack/messages/digest.ts";
import { anItem, aSecretId } from "../support/an-expiry.ts";
import { noon } from "../support/builders.ts";
import { translators } from "./arrange.ts";
import { expectToFit } from "./limits.ts";

const source = { name: "values", title: say("values.title", {}), readAtMs: noon, failures: [], failure: null };
const aDigest = (items: readonly ExpiryItem[], changes: Partial<Parameters<typeof composeDigest>[0]> = {}): Digest => {
  const report: ExpiryReport = { sources: [{ ...source, items: [...items] }] };
  return composeDigest({
    report,
    last: undefined,
    snoozes: [],
    requests: [],
    nowMs: noon,
    horizonMs: 30 * dayMs,
    lookedAtMs: noon,
    isFresh: true,
    owners: new Map([["trading desk", ["U0TRADER"]]]),
    ...changes,
  });
};
const inDays = (days: number, changes: Partial<ExpiryItem> = {}) => anItem({ expiresAtMs: noon + days * dayMs, ...changes });
const textOf = (digest: Digest, language: "en" | "ja" = "en") =>
  JSON.stringify(digestMessage("w1", digest, translators[language]));

describe("the digest's message", () => {
  it("names what dies first, its owner without mentioning anybody, and has the buttons that renew and snooze it", () => {
    const message = digestMessage("w1", aDigest([inDays(6), aSecretId({ expiresAtMs: noon - dayMs })]), translators.en);
    const text = JSON.stringify(message);

    expect(message.blocks[0]).toMatchObject({ block_id: "digest:w1" });
    expect(message.text).toMatch(/2 things want to be renewed within 30 days.*1 ended.*1 within a week[\s\S]*1: 2/);
    expect(text.indexOf("profinaut-db/1a2b3c4d")).toBeLessThan(text.indexOf("value `bybit`"));
    expect(text).toContain("*6 days left*");
    expect(text).toContain("owner `trading desk`");
    expect(text).not.toContain("<@");
    expect(text).toContain('"value":"register bybit expires in 6 days"');
    expect(text).toContain('"value":"snooze value/bybit"');
    expect(text).not.toContain('"value":"snooze secret-id');
    expect(text).toContain("now `▄············` in 90 days");
    expectToFit(message);
  });

  it("mentions the owners of what was ignored, and asks whose it is where nobody knows", () => {
    const items = [inDays(6), inDays(7, { name: "x", owner: null })];
    const text = textOf(aDigest(items, { last: { atMs: noon - dayMs, listed: ["value/bybit", "value/x"] } }));

    expect(text).toContain("<@U0TRADER>: it was in the last digest too");
    expect(text).toContain("Who owns it?");
  });

  it("is one line in a quiet week", () => {
    const quiet = digestMessage("w1", aDigest([inDays(45)]), translators.en);

    expect(quiet.blocks).toHaveLength(1);
    expect(quiet.text).toBe("🗓️ What ends: nothing within 30 days; next is value `bybit`, in 45 d. ✅");
    expect(digestMessage("w1", aDigest([]), translators.ja).blocks).toHaveLength(1);
  });

  it("never hides what failed, what is snoozed, and that nobody looked, however quiet", () => {
    const snooze = {
      item: "value/bybit",
      expiresAtMs: noon + 10 * dayMs,
      untilMs: noon + 5 * dayMs,
      atMs: noon,
      by: "U0ALICE",
      reason: "closed",
      signature: { kid: "", signature: "" },
    };
    const failed = { ...aDigest([]), failures: [{ source: source.title, what: "db", because: say("vault.sealed", {}) }] };

    expect(textOf(failed)).toMatch(/Could not be looked at.*values in Vault · `db`: Vault is sealed/);
    expect(textOf(aDigest([inDays(10)], { snoozes: [snooze] }))).toMatch(
      /Snoozed: 1.*snoozed until .* by <@U0ALICE> because `closed`/,
    );
    expect(textOf(aDigest([], { isFresh: false }))).toContain("No worker answered just now");
    expect(textOf(aDigest([], { isFresh: false, lookedAtMs: null }))).toContain("nothing more wants to be renewed");
  });

  it.each(["en", "ja"] as const)("fits with 500 items, and goes on where it ends, in %s", (language) => {
    const items = Array.from({ length: 500 }, (_, at) =>
      inDays(at / 20, { name: `folder/value-${at}`, renewal: { verb: "register", target: `folder/value-${at}` } }),
    );
    const message = digestMessage(
      "w1",
      aDigest(items, { last: { atMs: 0, listed: items.map(({ name }) => `value/${name}`) } }),
      translators[language],
    );
    const text = JSON.stringify(message.blocks);
    const shown = text.match(/value `folder|値 `folder/g)?.length ?? 0;

    expectToFit(message);
    expect(shown).toBeGreaterThanOrEqual(10);
    expect(text).toContain(String(500 - shown));
    expect(text).toContain(`"value":"expiring 30 ${Math.floor(shown / 20) + 1}"`);
  });

  it("fits, whatever it says", () => {
    const text = fc.string({ unit: "binary", maxLength: 300 });
    const item = fc
      .record({ name: text, owner: fc.option(text), days: fc.integer({ min: -9, max: 40 }), note: text })
      .map(({ name, owner, days, note }) =>
        inDays(days, { name, owner, renewal: { verb: "register", target: name }, note: say("help.command", { command: note }) }),
      );
    const failure = fc.record({ source: fc.constant(source.title), what: text, because: fc.constant(say("vault.sealed", {})) });

    fc.assert(
      fc.property(fc.array(item, { maxLength: 60 }), fc.array(failure, { maxLength: 30 }), (items, failures) => {
        expectToFit(digestMessage("w1", { ...aDigest(items), failures }, translators.ja));
      }),
      { numRuns: 40 },
    );
  });
});

describe("a digest in a channel", () => {
  it("is posted, found again by its slot among our own messages, and linked to", async () => {
    const calls: { readonly method: string; readonly args: Readonly<Record<string, unknown>> }[] = [];
    const message = (slot: string, bot: string) => ({
      ts: "1.2",
      user: "U0BOT",
      bot_id: bot,
      blocks: [{ block_id: `digest:${slot}` }],
    });
    const view = createDigestView({
      lane: {
        call: async (method, args) => {
          calls.push({ method, args });
          if (method === "chat.getPermalink") return { permalink: "https://slack.example/p1" };
          return method === "chat.postMessage"
            ? { channel: "C0OPS", ts: "1.2" }
            : { messages: [message("w1", "B0OTHER"), message("w2", "B0BOT")], has_more: false };
        },
      },
      self: { botId: "B0BOT", botUserId: "U0BOT" },
      channel: "C0OPS",
      translator: translators.en,
    });

    const place = await view.post("w2", aDigest([inDays(3)]));

    expect(place).toEqual({ channel: "C0OPS", message: "1.2" });
    expect(await view.find("w2", noon)).toEqual(place);
    expect(await view.find("w1", noon)).toBeUndefined();
    expect(await view.linkTo(place)).toBe("https://slack.example/p1");
    expect(calls[0]?.args).toMatchObject({ channel: "C0OPS", unfurl_links: false });
  });
});
