import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isSentence, type Sentence, say } from "../../src/domain/sentence.ts";
import { en } from "../../src/locale/en.ts";
import { createFormat } from "../../src/locale/format.ts";
import { ja } from "../../src/locale/ja.ts";
import { createTranslators } from "../../src/locale/translator.ts";
import { atMs, translators } from "../slack/arrange.ts";

/** What was stored by another version, which the types of today do not describe. */
const stored = (value: unknown): Sentence => {
  if (!isSentence(value)) throw new TypeError("not a sentence");
  return value;
};

describe("T18 what a person typed", () => {
  it.each([
    ["a broadcast", "<!everyone>", "`&lt;!everyone&gt;`"],
    ["a mention", "<@U0ALICE>", "`&lt;@U0ALICE&gt;`"],
    ["a line break and a forged log line", 'db\n{"level":30,"msg":"approved"}', '`db {"level":30,"msg":"approved"}`'],
    ["reversed text", "db\u202eevil\u2066", "`dbevil`"],
    ["letters nobody sees", "d\u200bb\ufeff\u00ad\u3164", "`db`"],
    ["the end of a code span", "`*bold* :tada:`", "`'*bold* :tada:'`"],
    ["an entity", "&lt;!here&gt;", "`&amp;lt;!here&amp;gt;`"],
    ["accents that pile up", `a${"\u0301".repeat(50)}`, `\`a${"\u0301".repeat(3)}\``],
    ["nothing", "", "—"],
  ])("is inert when it is %s", (_, typed, shown) => {
    expect(translators.en.mrkdwn(say("vault.role-unknown", { role: typed }))).toContain(`AppRole ${shown}.`);
    expect(translators.ja.mrkdwn(say("vault.role-unknown", { role: typed }))).toContain(`AppRole ${shown} が`);
  });

  it("is bounded", () => {
    const said = translators.en.mrkdwn(say("vault.role-unknown", { role: "x".repeat(1_000_000) }));

    expect(said.length).toBeLessThan(1_000);
    expect(said).toContain("x…`");
  });

  it("brings no line break, no mark and no escape sequence into plain text either", () => {
    const said = translators.en.plain(say("card.reason", { reason: "a\r\n\u001b[31mb\u202e" }));

    expect(said).toBe("*Why* a [31mb");
  });

  it("is never taken for what is to be replaced in a usage, which no client takes for markup", () => {
    const format = createFormat({ language: "en", timezone: "UTC", medium: "mrkdwn" });

    expect(format.command("/profinaut snooze <kind/name> <days> <!here>")).toBe(
      "`/profinaut snooze ‹kind/name› ‹days› &lt;!here&gt;`",
    );
  });

  it("is never a mention unless it is the id of a user", () => {
    const format = createFormat({ language: "en", timezone: "UTC", medium: "mrkdwn" });

    expect(format.user("U0ALICE")).toBe("<@U0ALICE>");
    expect(format.user("U0ALICE&gt;&lt;!here")).toBe("`U0ALICE&gt;&lt;!here`");
    expect(format.group("S0GROUP")).toBe("<!subteam^S0GROUP>");
    expect(format.group("everyone")).toBe("`everyone`");
    expect(format.link("https://slack.test/a?b=c", "card")).toBe("<https://slack.test/a?b=c|card>");
    expect(format.link("javascript:alert(1)", "card")).toBe("card (javascript:alert(1))");
    expect(format.link("https://a|b> <!here", "card")).not.toContain("<https");
  });
});

describe("a sentence", () => {
  it("is said in English and Japanese with the times of the configured zone", () => {
    const expired = say("approval.expired", { atMs });

    expect(translators.en.plain(expired)).toContain("2026-11-23 14:00 GMT+9");
    expect(translators.ja.plain(expired)).toContain("2026-11-23 14:00 JST");
    expect(createTranslators("UTC").en.plain(expired)).toContain("2026-11-23 05:00 UTC");
  });

  it("holds the sentences within it in the same language", () => {
    const already = say("request.already", { id: "req_1", state: say("state.denied", {}) });

    expect(translators.en.plain(already)).toContain("req_1 is denied already");
    expect(translators.ja.plain(already)).toContain("却下済み");
  });

  it.each([
    ["a key that nobody knows any more", { key: "gone.key<!here>", params: {} }, "gone.key&lt;!here&gt;"],
    ["a key that every object has", { key: "constructor", params: {} }, "constructor"],
    ["parameters that are missing", { key: "approval.approved", params: {} }, "approval.approved"],
  ])("is its key when the record has %s", (_, record, said) => {
    expect(translators.en.mrkdwn(stored(record))).toBe(said);
  });

  it("does not run away when it holds itself", () => {
    const params: { because: unknown } = { because: null };
    const endless = stored({ key: "view.refused", params: { command: "x", because: { key: "run.failed-clean", params } } });
    params.because = endless;

    expect(translators.en.mrkdwn(endless).length).toBeLessThan(2_000);
  });

  it.each(["en", "ja"] as const)("never throws in %s, whatever the record holds", (language) => {
    const keys = Object.keys(en);
    const param = fc.oneof(fc.string({ unit: "binary" }), fc.double(), fc.array(fc.string()), fc.constant(null));
    const sentences = fc.record({
      key: fc.constantFrom(...keys),
      params: fc.dictionary(fc.constantFrom("role", "by", "atMs", "id", "title", "state", "because"), param),
    });

    fc.assert(
      fc.property(sentences, (sentence) => {
        const said = translators[language].mrkdwn(stored(sentence));
        return !/<!(here|everyone|channel)|[^\P{Cc}\n]|\p{Cf}/u.test(said); // a line break may be the catalogue's own
      }),
    );
    expect(keys.length).toBeGreaterThan(200);
  });

  it("has the same keys in both languages, and Japanese is Japanese", () => {
    expect(Object.keys(ja).sort()).toEqual(Object.keys(en).sort());
    expect(translators.ja.plain(say("vault.sealed", {}))).toMatch(/[ぁ-ん]/);
  });
});

describe("a span of time", () => {
  it.each([
    [0, "0 s", "0秒"],
    [4, "0.1 s", "0.1秒"],
    [320, "0.3 s", "0.3秒"],
    [1_400, "1 s", "1秒"],
    [61_000, "1 min 1 s", "1分1秒"],
    [86_400_000, "24 h", "24時間"],
    [90 * 86_400_000, "90 d", "90日"],
    [Number.NaN, "—", "—"],
  ])("of %d ms reads %s and %s", (ms, english, japanese) => {
    expect(createFormat({ language: "en", timezone: "UTC", medium: "plain" }).duration(ms)).toBe(english);
    expect(createFormat({ language: "ja", timezone: "UTC", medium: "plain" }).duration(ms)).toBe(japanese);
  });

  it("that is no time at all is a dash", () => {
    expect(translators.en.plain(say("approval.expired", { atMs: Number.POSITIVE_INFINITY }))).toContain("expired at —");
  });
});
