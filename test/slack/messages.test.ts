import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { answerOf } from "../../src/domain/answer.ts";
import type { AuditAction } from "../../src/domain/audit.ts";
import { shortened } from "../../src/domain/cut.ts";
import { say } from "../../src/domain/sentence.ts";
import { answerMessage } from "../../src/slack/messages/answer.ts";
import { cutMrkdwn } from "../../src/slack/messages/bounded.ts";
import { notice } from "../../src/slack/messages/notice.ts";
import { trailLine, trailSentence } from "../../src/slack/messages/trail-line.ts";
import { anEntry, sentence, translators } from "./arrange.ts";
import { expectToFit } from "./limits.ts";

const line = (role: string) => say("vault.role-unknown", { role });

describe("a private answer", () => {
  it("has a heading, and sections with theirs", () => {
    const message = answerMessage(
      { heading: sentence, sections: [{ heading: say("home.title", {}), lines: [line("a"), line("b")] }] },
      translators.en,
    );

    expect(message.text).toContain("`profinaut-db`");
    expect(JSON.stringify(message.blocks)).toMatch(/\*Profinaut's Vault operations\*.*AppRole `a`.*AppRole `b`/s);
    expectToFit(message);
  });

  it("has a button for each thing to ask next, also where lines do not fit", () => {
    const answer = answerOf(sentence, ...Array.from({ length: 500 }, (_, at) => line(`role-${at}`)));
    const command = "clean-up profinaut-db";
    const message = answerMessage(
      { ...answer, actions: [{ label: say("role.clean-up", { count: 2 }), command }] },
      translators.en,
    );

    expect(message.blocks.at(-1)).toMatchObject({
      type: "actions",
      elements: [{ action_id: "profinaut_ask", value: command, text: { text: "Clean up 2 that serve nobody…" } }],
    });
    expectToFit(message);
  });

  it("says how many lines did not fit", () => {
    const message = answerMessage(
      answerOf(sentence, ...Array.from({ length: 500 }, (_, at) => line(`role-${at}`))),
      translators.en,
    );
    const text = JSON.stringify(message.blocks);
    const shown = text.match(/AppRole `role-/g)?.length ?? 0;

    expect(shown).toBeGreaterThan(20);
    expect(text).toContain(`…and ${500 - shown} more lines`);
    expectToFit(message);
  });

  it("fits, whatever it says", () => {
    const lines = fc.array(fc.string({ unit: "binary", maxLength: 2_000 }).map(line), { maxLength: 120 });
    const sections = fc.array(fc.record({ heading: fc.string().map(line), lines }), { maxLength: 60 });

    fc.assert(
      fc.property(sections, (all) => expectToFit(answerMessage({ heading: sentence, sections: all }, translators.ja))),
      { numRuns: 30 },
    );
  });
});

describe("a cut text", () => {
  it.each([
    ["an entity", "aaaa&amp;bbbb", 8],
    ["a mention", "aaaa<@U0ALICE> bbbb", 10],
    ["a code span", "aa `bbbbbbbbbb` cc", 9],
    ["a letter of two units", "🤖🤖🤖🤖🤖", 6],
  ])("is never cut within %s", (_, text, atMost) => {
    const kept = cutMrkdwn(text, atMost);

    expect(kept.length).toBeLessThanOrEqual(atMost);
    expect(kept).toMatch(/…$/);
    expect(kept).not.toMatch(/&[a-z]*…|<[^>]*…|\p{Cs}/u);
    expect(kept.split("`").length % 2).toBe(1);
  });

  it("is left alone when it fits", () => {
    expect(shortened("as it is", 8)).toBe("as it is");
    expect(cutMrkdwn("`as it is`", 10)).toBe("`as it is`");
  });
});

describe("the thread under a card", () => {
  const said = (action: string, details = {}) => translators.en.mrkdwn(trailSentence(anEntry(action, details)));

  it.each([
    ["request.submitted", {}, "<@U0ALICE> asked for this"],
    ["request.approved-by", { digest: "0123456789ab" }, "<@U0ALICE> approved the plan `0123456789ab`"],
    ["request.drifted", { changes: [{ what: "policies", before: "a", after: "b" }] }, "`policies: a → b`"],
    ["run.failed", { because: say("vault.sealed", {}) }, "failed: Vault is sealed."],
    ["step.failed", { step: "commit", because: "vault.sealed" }, "step `commit` failed: `vault.sealed`"],
    ["step.done", { step: "commit" }, "step `commit` done"],
    ["orphan.destroyed", { role: "profinaut-db", accessor: "acc" }, "`role profinaut-db, accessor acc`"],
    ["press.refused", {}, "refused: no reason is recorded"],
    ["from.next.year", {}, "<@U0ALICE>: `from.next.year`"],
    ["toString", {}, "<@U0ALICE>: `toString`"],
  ])("says %s", (action, details, words) => {
    expect(said(action, details)).toContain(words);
  });

  it("has its time, and leaves out what says nothing to a reader", () => {
    const shown = trailLine(anEntry("request.approved"));

    expect(shown && translators.en.mrkdwn(shown)).toBe("14:00:00 · approved: enough people agreed");
    expect((["step.started", "step.marked"] satisfies AuditAction[]).map((action) => trailLine(anEntry(action)))).toEqual([
      undefined,
      undefined,
    ]);
  });

  it("T18 is one line without mentions, whatever the details hold", () => {
    const details = fc.dictionary(
      fc.constantFrom("because", "step", "changes", "digest", "detail"),
      fc.jsonValue().map((json) => JSON.parse(JSON.stringify(json))),
    );

    fc.assert(
      fc.property(fc.constantFrom("run.failed", "step.failed", "request.drifted", "orphan.found"), details, (action, some) => {
        const text = translators.en.mrkdwn(trailSentence(anEntry(action, some)));
        return !/[\n\r]|<!/.test(text);
      }),
    );
    expect(said("request.tampered", { detail: "<!here>\nx" })).toContain("`&lt;!here&gt; x`");
  });
});

describe("other messages", () => {
  it("fit, in both languages", () => {
    expectToFit(notice(sentence, translators.ja));
  });
});
