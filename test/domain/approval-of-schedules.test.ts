import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Actor, isIdentifiable, personsAmong, samePerson, scheduleActor } from "../../src/domain/actor.ts";
import { type ApprovalSubject, type Decision, evaluate, mayDecide } from "../../src/domain/approval.ts";
import { auditActor } from "../../src/domain/audit.ts";
import { alice, anActor, aPolicy, bob, carol, hour, noon } from "../support/builders.ts";

const schedule = scheduleActor("profinaut-db");
const matter: ApprovalSubject = { requester: schedule, digest: "d1", expiresAtMs: noon + hour };
const decides = (by: Actor, verdict: Decision["verdict"] = "approve"): Decision => ({
  verdict,
  by,
  atMs: noon,
  digest: "d1",
  signature: { kid: "k1", signature: "c2ln" },
});
const people = [alice, bob, carol];
const everybody = new Set([...people.map(({ userId }) => userId), schedule.userId]);

describe("what a schedule asked for", () => {
  it("is approved by any one approver, or by two where the policy says so", () => {
    const one = evaluate(aPolicy(), matter, [decides(bob)], everybody, noon);
    const oneOfTwo = evaluate(aPolicy({ required: 2 }), matter, [decides(bob)], everybody, noon);
    const two = evaluate(aPolicy({ required: 2 }), matter, [decides(bob), decides(carol)], everybody, noon);

    expect([one.status, oneOfTwo.status, two.status]).toEqual(["approved", "pending", "approved"]);
  });

  it("may be approved by somebody who is called like the schedule", () => {
    const namesake = anActor("U0NAMESAKE", { name: schedule.name });

    expect(mayDecide(namesake, schedule, new Set([namesake.userId]))).toEqual({ allowed: true });
  });

  it("T4 is not approved by an account nobody can place", () => {
    const nobody = { ...bob, email: null };

    expect(mayDecide(nobody, schedule, everybody)).toMatchObject({ allowed: false, because: { key: "approval.unidentified" } });
  });
});

describe("a schedule", () => {
  it("T5 never answers, whatever a policy or a group says, neither its own request nor another's", () => {
    const other = scheduleActor("profinaut-kafka");
    const ids = new Set([schedule.userId, other.userId]);

    expect(mayDecide(schedule, alice, ids)).toMatchObject({ allowed: false, because: { key: "approval.not-approver" } });
    expect(mayDecide(other, schedule, ids)).toMatchObject({ allowed: false, because: { key: "approval.not-approver" } });
    expect(mayDecide(schedule, schedule, ids)).toMatchObject({ allowed: false, because: { key: "approval.by-requester" } });
  });

  it("T5 counts for nobody: no set of answers without enough different people approves", () => {
    const decider = fc.constantFrom<Actor>(...people, schedule, scheduleActor("profinaut-kafka"), { ...bob, userId: "U0BOB2" });
    const requester = fc.constantFrom<Actor>(schedule, alice);
    const required = fc.integer({ min: 1, max: 3 });

    fc.assert(
      fc.property(requester, required, fc.array(decider, { maxLength: 8 }), (requester, required, deciders) => {
        const ids = new Set([...everybody, "U0BOB2", "schedule:profinaut-kafka"]);
        const decisions = deciders.map((by) => decides(by));

        const { status, approvedBy } = evaluate(aPolicy({ required }), { ...matter, requester }, decisions, ids, noon);

        const humans = new Set(
          deciders
            .filter(({ userId }) => userId.startsWith("U") && userId !== requester.userId)
            .map(({ userId }) => userId.replace("U0BOB2", "U0BOB")),
        );
        expect(status === "approved").toBe(humans.size >= required);
        for (const by of approvedBy) expect(people.map(({ email }) => email)).toContain(by.email);
      }),
      { numRuns: 1_000 },
    );
  });

  it("is no person and nobody's second account, and the trail names it as what it is", () => {
    expect([samePerson(schedule, { ...alice, name: schedule.name }), samePerson(alice, schedule)]).toEqual([false, false]);
    expect(samePerson(schedule, scheduleActor("profinaut-db"))).toBe(true);
    expect(isIdentifiable(schedule)).toBe(true);
    const personOf = personsAmong([schedule, alice, bob]);
    expect(new Set([schedule, alice, bob].map(personOf)).size).toBe(3);
    expect([auditActor(schedule), auditActor(alice)]).toEqual(["schedule:profinaut-db", "user:U0ALICE"]);
  });
});
