import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Actor } from "../../src/domain/actor.ts";
import { ApprovalPolicy, type ApprovalSubject, Decision, evaluate, mayDecide, wouldCount } from "../../src/domain/approval.ts";
import { alice, anActor, aPolicy, bob, carol, hour, noon } from "../support/builders.ts";

const matter: ApprovalSubject = { requester: alice, digest: "d1", expiresAtMs: noon + hour };
const approvers = new Set([bob.userId, carol.userId]);
const decides = (by: Actor, changes: Partial<Decision> = {}): Decision => ({
  verdict: "approve",
  by,
  atMs: noon,
  digest: "d1",
  signature: { kid: "k1", signature: "c2ln" },
  ...changes,
});

describe("evaluate", () => {
  it("waits while somebody is missing, and says how many", () => {
    const evaluation = evaluate(aPolicy({ required: 2 }), matter, [decides(bob)], approvers, noon);

    expect(evaluation.status).toBe("pending");
    expect(evaluation.missing).toBe(1);
    expect(evaluation.because).toEqual({ key: "approval.pending", params: { missing: 1, by: [bob.userId] } });
  });

  it("approves once enough different people agreed", () => {
    const evaluation = evaluate(aPolicy({ required: 2 }), matter, [decides(bob), decides(carol)], approvers, noon);

    expect(evaluation.status).toBe("approved");
    expect(evaluation.approvedBy).toEqual([bob, carol]);
    expect(evaluation.refused).toEqual([]);
  });

  it("lets one denial win, and names the first who denied", () => {
    const decisions = [decides(bob, { verdict: "deny" }), decides(carol, { verdict: "deny" })];

    const evaluation = evaluate(aPolicy(), matter, decisions, approvers, noon + 2 * hour);

    expect(evaluation.because).toEqual({ key: "approval.denied", params: { by: bob.userId } });
  });

  it.each([
    ["just before", -1, "approved"],
    ["at", 0, "expired"],
    ["after", 1, "expired"],
  ])("is %s the deadline: %i ms → %s", (_, offMs, status) => {
    const decisions = [decides(bob)];

    const evaluation = evaluate(aPolicy(), matter, decisions, approvers, matter.expiresAtMs + offMs);

    expect(evaluation.status).toBe(status);
  });

  const second = anActor("U0SECOND", { email: "u0bob+2@example.com" });
  it.each<[string, Decision, string]>([
    ["T5 the requester", decides(alice), "approval.by-requester"],
    ["T5 a second account of the requester", decides({ ...carol, email: alice.email }), "approval.same-person"],
    ["T4 somebody who is no approver", decides(anActor("U0DAVE")), "approval.not-approver"],
    ["T4 an account nobody can place", decides({ ...carol, email: null }), "approval.unidentified"],
    ["T7 an approval of another plan", decides(carol, { digest: "d2" }), "approval.other-plan"],
    ["T16 an approval after the deadline", decides(carol, { atMs: noon + hour }), "approval.expired"],
    ["T5 a second approval of one person", decides(bob), "approval.already-decided"],
    ["T5 an approval by a second account", decides(second), "approval.already-decided"],
  ])("does not count %s", (_, decision, because) => {
    const ids = new Set([...approvers, alice.userId, second.userId]);

    const evaluation = evaluate(aPolicy({ required: 2 }), matter, [decides(bob), decision], ids, noon);

    expect(evaluation.status).toBe("pending");
    expect(evaluation.refused.map(({ because: { key } }) => key)).toEqual([because]);
  });

  it("T5 takes two accounts for one person when a third says so, whoever that is", () => {
    const bridge = anActor("U0BRIDGE", { email: "u0bob+2@example.com", name: carol.name });
    const alias = anActor("U0ALIAS", { email: "u0alice+2@example.com", name: "Erin" });
    const erin = anActor("U0ERIN", { name: "Erin" });
    const ids = new Set([...approvers, bridge.userId, alias.userId, erin.userId]);
    const countedOf = (...people: readonly Actor[]) =>
      evaluate(
        aPolicy({ required: 2 }),
        matter,
        people.map((by) => decides(by)),
        ids,
        noon,
      ).approvedBy;

    expect(countedOf(bob, bridge, carol)).toEqual([bob]);
    expect(countedOf(erin, alias)).toEqual([]);
    expect(countedOf(erin)).toEqual([erin]);
  });

  it("T4 trusts no approver while the requester cannot be placed", () => {
    const unknown = { ...matter, requester: { ...alice, email: null } };

    const evaluation = evaluate(aPolicy(), unknown, [decides(bob)], approvers, noon);

    expect(evaluation.refused.map(({ because }) => because.key)).toEqual(["approval.unidentified"]);
  });

  it("never throws, whatever was stored", () => {
    const actor = fc.record({
      userId: fc.string({ unit: "binary" }),
      teamId: fc.string(),
      name: fc.string({ unit: "binary" }),
      email: fc.option(fc.string({ unit: "binary" })),
      person: fc.option(fc.string()),
      locale: fc.constantFrom("en", "ja", null),
    });
    const decision = fc.record({
      verdict: fc.constantFrom("approve" as const, "deny" as const),
      by: actor,
      atMs: fc.double(),
      digest: fc.string(),
      signature: fc.record({ kid: fc.string(), signature: fc.string() }),
    });
    const statuses: readonly string[] = ["approved", "pending", "denied", "expired"];
    let evaluated = 0;

    fc.assert(
      fc.property(actor, fc.array(decision), fc.double(), fc.string(), (requester, decisions, nowMs, digest) => {
        const ids = new Set(decisions.map(({ by }) => by.userId));

        const { status } = evaluate(aPolicy(), { requester, digest, expiresAtMs: nowMs }, decisions, ids, nowMs);

        evaluated++;
        return statuses.includes(status);
      }),
      { numRuns: 1_000 },
    );

    expect(evaluated).toBe(1_000);
  });
});

describe("mayDecide", () => {
  it("allows an approver who is somebody else", () => {
    expect(mayDecide(bob, alice, approvers)).toEqual({ allowed: true });
  });

  it("T5 refuses the requester first, whatever group they are in", () => {
    const permission = mayDecide(alice, alice, new Set([alice.userId]));

    expect(permission).toEqual({ allowed: false, because: { key: "approval.by-requester", params: {} } });
  });
});

describe("what is stored", () => {
  it("reads an actor, a policy and a decision back as they were", () => {
    const policy = aPolicy({ approvers: { group: "S0OPS" } });

    expect(Actor.parse(JSON.parse(JSON.stringify(alice)))).toEqual(alice);
    expect(ApprovalPolicy.parse(JSON.parse(JSON.stringify(policy)))).toEqual(policy);
    expect(Decision.parse(JSON.parse(JSON.stringify(decides(bob))))).toEqual(decides(bob));
  });
});

describe("an approval that somebody could give", () => {
  const asked = { policy: aPolicy({ required: 2 }), matter, decisions: [decides(bob)] };

  it.each([
    ["of an approver who has not decided", carol, true],
    ["of the requester", alice, false],
    ["of a second account of the requester", { ...carol, email: alice.email }, false],
    ["of somebody who decided already", bob, false],
    ["of a second account of somebody who decided", { ...carol, email: bob.email }, false],
    ["of somebody who is no approver", anActor("U0DAVE"), false],
  ])("%s counts: %j → %s", (_, by, counts) => {
    expect(wouldCount(by, asked, approvers, noon)).toBe(counts);
  });

  it("counts exactly where pressing would bring the approval nearer", () => {
    const anybody = fc.constantFrom(alice, bob, carol, { ...carol, userId: "U0TWIN" }, anActor("U0DAVE"));
    const decisions = fc.array(fc.record({ by: anybody, verdict: fc.constant<"approve">("approve") }), { maxLength: 4 });
    const ids = new Set([...approvers, "U0TWIN"]);

    fc.assert(
      fc.property(anybody, decisions, fc.integer({ min: -hour, max: 2 * hour }), (by, made, offMs) => {
        const before = made.map((decision) => decides(decision.by));
        const nowMs = noon + offMs;
        const missing = (all: readonly Decision[]) => evaluate(aPolicy({ required: 9 }), matter, all, ids, nowMs).missing;

        const isNearer = missing([...before, decides(by, { atMs: nowMs })]) < missing(before);

        expect(wouldCount(by, { ...asked, decisions: before }, ids, nowMs)).toBe(isNearer);
      }),
    );
  });
});
