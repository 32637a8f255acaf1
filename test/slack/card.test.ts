import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type OperationRequest, RequestState } from "../../src/domain/request.ts";
import { say } from "../../src/domain/sentence.ts";
import type { Verified } from "../../src/domain/verified.ts";
import { digestInCardBlock } from "../../src/slack/messages/buttons-block.ts";
import { cardMessage } from "../../src/slack/messages/card.ts";
import { aDecision, aLine, anActor, aPlan, aRequest, aStep, atMs, translators } from "./arrange.ts";
import { expectToFit } from "./limits.ts";

const card = (request: Verified, language: "en" | "ja" = "en", isDurabilityRelaxed = false) =>
  cardMessage(request, { translator: translators[language], isDurabilityRelaxed });
const shown = (request: Verified): string => JSON.stringify(card(request));
const buttons = (request: Verified): unknown[] =>
  card(request).blocks.flatMap((block) => (block.type === "actions" ? block.elements : []));

describe("T12 a card", () => {
  it("cannot be made of a record that nobody has verified", () => {
    const { ...unverified }: OperationRequest = aRequest();

    // @ts-expect-error: the mark of `createVerify` is missing
    expect(cardMessage(unverified, { translator: translators.en, isDurabilityRelaxed: false }).blocks).not.toEqual([]);
  });
});

describe("the card of a request that waits for approval", () => {
  it("T7 binds its buttons to the plan above them", () => {
    const request = aRequest();
    const block = card(request).blocks.find(({ type }) => type === "actions")?.block_id ?? "";

    expect(digestInCardBlock(block)).toBe(request.plan?.digest);
    expect(digestInCardBlock(`${request.id}:buttons`)).toBeUndefined();
  });

  it("says what, why, who asked, what will happen, what stops working, who may approve and until when", () => {
    const text = shown(aRequest());

    expect(text).toContain("Rotate the SecretID of profinaut-db");
    expect(text).toContain("<@U0ALICE> asked at 2026-11-23 14:00 GMT+9: `rotate profinaut-db weekly`");
    expect(text).toContain("*Why* `weekly`");
    expect(text).toContain("*New SecretID lives*\\n90 d");
    expect(text).toContain("*What stops working* Nothing at once.");
    expect(text).toContain("1. ⬜ Issue a new SecretID for `profinaut-db`, wrapped");
    expect(text).toContain("1 of <@U0BOB> and <@U0CAROL>, never the requester");
    expect(text).toContain("1 person has to approve");
    expect(text).toContain("*Expires* 2026-11-23 15:00");
    expect(text).toContain("`0123456789ab`");
    expect(text).toContain("`req_0001` · `rotate` · revision 2");
    expectToFit(card(aRequest()));
  });

  it("has an Approve button that asks again, and a Deny button; they carry the request's id and nothing else", () => {
    expect(buttons(aRequest())).toEqual([
      expect.objectContaining({
        action_id: "profinaut_approve",
        value: "req_0001",
        style: "primary",
        confirm: expect.anything(),
      }),
      expect.objectContaining({ action_id: "profinaut_deny", value: "req_0001", style: "danger" }),
    ]);
  });

  it("counts the approvals that are still missing", () => {
    const plan = aPlan({ policy: { approvers: { group: "S0OPS" }, required: 2, expiresAfterMs: 1 } });
    const text = shown(aRequest({ plan, decisions: [aDecision("U0BOB")] }));

    expect(text).toContain("different people of <!subteam^S0OPS>");
    expect(text).toContain("*Approved by* <@U0BOB>");
    expect(text).toContain("1 person has to approve");
  });

  it("says that its record may be lost, where Redis is allowed to lose it", () => {
    expect(JSON.stringify(card(aRequest(), "en", true).blocks.at(-1))).toContain("relaxed durability");
    expect(JSON.stringify(card(aRequest()).blocks.at(-1))).not.toContain("relaxed durability");
  });

  it.each<[string, readonly string[]]>([
    ["more facts than it shows", Array.from({ length: 13 }, (_, at) => `policy-${at}`)],
    ["a fact that is too long for it", ["x".repeat(400)]],
  ])("says where the rest is when the plan has %s", (_, names) => {
    const facts = names.map((name) => ({
      label: say("rotate.label.policies", {}),
      value: say("rotate.value.names", { names: [name] }),
    }));

    expect(shown(aRequest({ plan: aPlan({ facts }) }))).toContain(
      "`/profinaut show req_0001` shows the rest: read it before you approve",
    );
    expect(shown(aRequest({ plan: aPlan({ facts: facts.slice(0, 12) }) })).includes("shows the rest")).toBe(facts.length === 1);
    expectToFit(card(aRequest({ plan: aPlan({ facts }) })));
  });

  it("begins the id of every block with the request's id", () => {
    for (const block of card(aRequest()).blocks) expect(block.block_id).toMatch(/^req_0001:/);
  });
});

describe("the card in another state", () => {
  it.each([
    ["preparing", { plan: null, steps: [] }, "Looking at Vault and GitHub first"],
    ["approved", {}, "starts as soon as a worker is free"],
    ["running", {}, "Running."],
    ["needs-attention", {}, "a person has to look"],
    ["succeeded", { finishedAtMs: atMs + 5_000 }, "Done at 2026-11-23 14:00"],
    ["failed", { finishedAtMs: atMs }, "Failed at"],
    ["denied", { finishedAtMs: atMs, decisions: [aDecision("U0BOB", "deny")] }, "Denied by <@U0BOB>"],
    ["cancelled", { finishedAtMs: atMs }, "Withdrawn by <@U0ALICE>"],
    ["expired", { finishedAtMs: atMs }, "Expired at"],
    ["refused", { finishedAtMs: atMs, plan: null }, "Nobody was asked to approve"],
  ] as const)("says so when it is %s, and nobody can approve", (state, changes, words) => {
    const request = aRequest({
      ...changes,
      state,
      decisions: "decisions" in changes ? [...changes.decisions] : [],
      steps: [aStep()],
    });

    expect(shown(request)).toContain(words);
    expect(shown(request)).not.toMatch(/profinaut_(approve|deny)/);
    expectToFit(card(request));
    expectToFit(card(request, "ja"));
  });

  it("offers to try again only when it needs attention", () => {
    expect(buttons(aRequest({ state: "needs-attention" }))).toEqual([
      expect.objectContaining({ action_id: "profinaut_retry", value: "req_0001" }),
    ]);
    expect(buttons(aRequest({ state: "failed" }))).toEqual([]);
  });

  it("shows how far each step is, with its time, and what is still to come", () => {
    const steps = [
      aStep({
        lines: [
          aLine({ state: "done", startedAtMs: atMs, finishedAtMs: atMs + 3_000 }),
          aLine({ title: say("rotate.step.verify", {}), state: "running", startedAtMs: atMs + 3_000 }),
          aLine({ title: say("rotate.step.commit", {}) }),
        ],
      }),
    ];
    const laterSteps = [
      aStep({ id: "retire", dueAtMs: atMs + 86_400_000, lines: [aLine({ title: say("rotate.step.retire", { count: 2 }) })] }),
    ];
    const text = shown(aRequest({ state: "running", steps, laterSteps }));

    expect(text).toContain("1. ✅ Issue a new SecretID for `profinaut-db`, wrapped · 14:00:03 (3 s)");
    expect(text).toContain("2. ▶️ Check that it is the one issued and how long it lives · since 14:00:03");
    expect(text).toContain("3. ⬜ Record the new SecretID");
    expect(text).toContain("4. ⏰ Destroy 2 old SecretIDs in Vault · due 2026-11-24 14:00");
  });
});

describe("T18 the card", () => {
  it("holds no mention, markup or invisible letter that a person typed", () => {
    const request = aRequest({
      reason: "<!channel> *ok* :white_check_mark: \u202eevil <@U0CAROL>",
      command: "rotate `x` <!here>",
    });
    const text = shown(request);

    expect(text).not.toMatch(/<!(channel|here)|\u202e|<@U0CAROL> /);
    expect(text).toContain("*Why* `&lt;!channel&gt; *ok* :white_check_mark: evil &lt;@U0CAROL&gt;`");
  });

  it("fits Slack's limits whatever the request holds, and never loses the buttons or who may approve", () => {
    const words = fc.oneof(
      fc.string({ unit: "binary", maxLength: 3_000 }),
      fc.constant("<&`>".repeat(800)),
      fc.constant("🤖".repeat(900)),
    );
    const title = words.map((role) => say("rotate.step.issue", { role }));
    const line = fc
      .record({
        title,
        state: fc.constantFrom("waiting" as const, "running" as const, "done" as const, "failed" as const, "undone" as const),
      })
      .map((changes) => aLine({ ...changes, startedAtMs: atMs, finishedAtMs: atMs }));
    const steps = fc
      .array(fc.array(line, { maxLength: 30 }), { maxLength: 6 })
      .map((all) => all.map((lines) => aStep({ lines })));
    const users = fc.array(fc.stringMatching(/^U[A-Z0-9]{8}$/), { maxLength: 80 });
    const requests = fc
      .record({
        state: fc.constantFrom(...RequestState.options),
        words,
        steps,
        users,
        facts: fc.array(words, { maxLength: 30 }),
        id: fc.stringMatching(/^req_[a-z0-9]{1,300}$/),
      })
      .map(({ state, words: typed, steps: all, users: ids, facts, id }) =>
        aRequest({
          id,
          state,
          steps: all,
          laterSteps: all,
          reason: typed,
          command: typed,
          requester: anActor(typed),
          note: say("view.refused", { command: typed, because: say("vault.role-unknown", { role: typed }) }),
          plan: aPlan({
            title: say("rotate.title", { role: typed }),
            facts: facts.map((fact) => ({
              label: say("trail.cause", { text: fact }),
              value: say("trail.cause", { text: fact }),
            })),
            impact: say("rotate.impact-first", { role: typed }),
            policy: { approvers: { users: ids }, required: 3, expiresAfterMs: 1 },
          }),
        }),
      );

    fc.assert(
      fc.property(requests, fc.constantFrom("en" as const, "ja" as const), (request, language) => {
        const message = card(request, language, true);
        expectToFit(message);
        expect(message.blocks.some((block) => block.type === "actions")).toBe(
          ["pending", "needs-attention"].includes(request.state),
        );
        expect(
          message.blocks.some(({ block_id }) => block_id?.startsWith(request.id.slice(0, 200)) && block_id.endsWith("approval")),
        ).toBe(request.id.length < 240);
      }),
      { numRuns: 60 },
    );
  });
});
