import { describe, expect, it, vi } from "vitest";
import { createApprovalCheck } from "../../src/app/approval-check.ts";
import { createIntegrityVerifier } from "../../src/app/integrity-verifier.ts";
import { createPlanner } from "../../src/app/prepare.ts";
import { chain, emptyTrail } from "../../src/domain/audit.ts";
import type { Plan } from "../../src/domain/plan.ts";
import type { OperationRequest } from "../../src/domain/request.ts";
import { say } from "../../src/domain/sentence.ts";
import { decisionStatement, submissionStatement } from "../../src/domain/statements.ts";
import { anEvent } from "../ports/stored-request.ts";
import { alice, aPolicy, bob, carol, hour } from "../support/builders.ts";
import { aFakeOperation } from "../support/fake-operation.ts";
import { aBot, type Bot, botVersion, signer, upstream, verifier } from "./a-bot.ts";

describe("the worker's own look at an approval", () => {
  it("lets run what is as it was approved", async () => {
    const fake = aFakeOperation();
    const bot = aBot(fake);
    const { id } = await bot.approved();

    await bot.work(id);

    expect(fake.effects).toEqual(["wash", "paint", "sign"]);
  });

  it("T7 sends a request back when the world is another one, with what changed", async () => {
    const fake = aFakeOperation({ seen: { colour: "white" } });
    const bot = aBot(fake);
    const { id, plan } = await bot.approved();
    fake.seen = { colour: "red" };

    await bot.work(id);

    const request = await bot.load(id);
    expect(request).toMatchObject({
      state: "pending",
      decisions: [],
      note: { key: "request.drifted", params: { changes: ["seen.colour: white → red"] } },
    });
    expect(request.plan?.digest).not.toBe(plan?.digest);
    expect(fake.effects).toEqual([]);
  });

  it("T7 runs the changed plan only after it was approved anew", async () => {
    const fake = aFakeOperation();
    const bot = aBot(fake);
    const { id } = await bot.approved();
    fake.seen = { colour: "red" };
    await bot.work(id);

    await bot.approve(id, carol);
    await bot.work(id);

    expect((await bot.load(id)).state).toBe("succeeded");
    expect(fake.effects).toEqual(["wash", "paint", "sign"]);
  });

  it("T4 withdraws an approval of somebody who was deactivated since, and keeps the others", async () => {
    const fake = aFakeOperation();
    const bot = aBot(fake, { required: 2 });
    const { id } = await bot.pending();
    await bot.approve(id, bob);
    await bot.approve(id, carol);
    bot.people.delete(bob.userId);

    await bot.work(id);

    const request = await bot.load(id);
    expect(request).toMatchObject({
      state: "pending",
      note: { key: "approval.withdrawn", params: { because: { key: "directory.deactivated" } } },
    });
    expect(request.decisions.map(({ by }) => by.userId)).toEqual([carol.userId]);
    expect(fake.effects).toEqual([]);
  });

  it("T4 withdraws an approval of somebody who may not approve any more", async () => {
    const bot = aBot(aFakeOperation());
    const { id } = await bot.approved();
    vi.spyOn(bot.directory, "approvers").mockResolvedValue(new Set([carol.userId]));

    await bot.work(id);

    expect(await bot.load(id)).toMatchObject({
      state: "pending",
      decisions: [],
      note: { params: { because: { key: "approval.not-approver" } } },
    });
  });

  it("T5 withdraws an approval of somebody who turns out to be the requester", async () => {
    const bot = aBot(aFakeOperation());
    const { id } = await bot.approved();
    bot.people.set(bob.userId, { ...bob, email: alice.email });

    await bot.work(id);

    expect(await bot.load(id)).toMatchObject({
      state: "pending",
      note: { params: { because: { key: "approval.same-person" } } },
    });
  });

  it("T4 ends a request whose requester is gone", async () => {
    const fake = aFakeOperation();
    const bot = aBot(fake);
    const { id } = await bot.approved();
    bot.people.delete(alice.userId);

    await bot.work(id);

    expect(await bot.load(id)).toMatchObject({ state: "failed", note: { key: "request.requester-gone" } });
    expect(fake.effects).toEqual([]);
  });

  it("T4 runs nothing while the directory cannot be asked, and tries again", async () => {
    const fake = aFakeOperation();
    const bot = aBot(fake);
    const { id } = await bot.approved();
    vi.spyOn(bot.directory, "actor").mockRejectedValueOnce(upstream({ service: "slack" }));

    await bot.work(id);

    expect(await bot.load(id)).toMatchObject({ state: "approved", attempts: 1 });
    expect(fake.effects).toEqual([]);
  });

  it("T16 closes a request that expired between approval and run", async () => {
    const fake = aFakeOperation();
    const bot = aBot(fake);
    const { id } = await bot.approved();
    bot.advance(hour);

    await bot.work(id);

    expect((await bot.load(id)).state).toBe("expired");
    expect(fake.effects).toEqual([]);
  });

  it("T16 closes a request that expires while people are looked up", async () => {
    const bot = aBot(aFakeOperation());
    const { id } = await bot.approved();
    vi.spyOn(bot.directory, "approvers").mockImplementation(async () => {
      bot.advance(hour);
      return new Set([bob.userId]);
    });

    await bot.work(id);

    expect((await bot.load(id)).state).toBe("expired");
  });

  it.each<[string, (plan: Plan) => Partial<Plan>]>([
    ["its title", () => ({ title: say("rotate.title-leaked", { role: "north" }) })],
    [
      "what it says about facts",
      ({ facts }) => ({ facts: [...facts, { label: say("help.heading", {}), value: say("help.more", {}) }] }),
    ],
    ["what it says stops working", () => ({ impact: say("rotate.impact-leaked", { role: "north" }) })],
  ])("T12 does not run a plan of which %s was changed: people approved other words", async (_, change) => {
    const fake = aFakeOperation();
    const bot = aBot(fake);
    const { id, plan } = await bot.approved();
    await bot.forge(id, { plan: plan && { ...plan, ...change(plan) } });

    await bot.work(id);

    expect(await bot.load(id)).toMatchObject({ state: "failed", note: { key: "request.tampered" } });
    expect(fake.effects).toEqual([]);
  });

  it("asks again about a plan that another version made and says in other words: nobody changed it", async () => {
    const fake = aFakeOperation();
    const bot = aBot(fake);
    const approved = await bot.approved();
    const plan = createPlanner({
      registry: bot.registry,
      ports: bot.ports,
      defaults: aPolicy(),
      version: botVersion,
      now: bot.now,
    });
    const check = createApprovalCheck({ directory: bot.directory, plan, schedules: [], now: bot.now });
    const { signal } = new AbortController();
    const of = (changes: object) => ({ ...approved, plan: approved.plan && { ...approved.plan, ...changes } });
    const words = { title: say("rotate.title", { role: "said otherwise" }) };

    const otherwise = await check(of({ ...words, madeBy: "0.0.1" }), signal);
    const inTheSame = await check(of({ madeBy: "0.0.1" }), signal);
    const changed = await check(of(words), signal);
    const ofOlder = await check(
      { ...approved, plan: approved.plan && { ...approved.plan, ...words, madeBy: undefined } },
      signal,
    );

    expect(otherwise).toMatchObject({ type: "drifted", changes: [{ what: "version", before: "0.0.1", after: botVersion }] });
    expect(inTheSame).toBeUndefined();
    expect(changed).toEqual({ type: "tampered", atMs: bot.now(), detail: "card" });
    expect(ofOlder).toMatchObject({ type: "drifted", changes: [{ what: "version", before: "", after: botVersion }] });
  });

  it("lets nothing run without a plan or without an approval", async () => {
    const bot = aBot(aFakeOperation());
    const plan = createPlanner({
      registry: bot.registry,
      ports: bot.ports,
      defaults: aPolicy(),
      version: botVersion,
      now: bot.now,
    });
    const check = createApprovalCheck({ directory: bot.directory, plan, schedules: [], now: bot.now });

    const approved = await bot.approved();
    const { signal } = new AbortController();

    const withoutPlan = await check({ ...approved, plan: null }, signal);
    const withoutApproval = await check({ ...approved, decisions: [] }, signal);

    expect(withoutPlan).toEqual({ type: "tampered", atMs: bot.now(), detail: "plan" });
    expect(withoutApproval).toMatchObject({ because: { params: { because: { key: "approval.pending" } } }, keep: [] });
  });
});

describe("authenticity", () => {
  const { verifyRun } = createIntegrityVerifier({ verifier });
  const trailOf = (bot: Bot, id: string) => bot.memory.audit.ofRequest(id);
  const approvedBy = async (policy: Parameters<typeof aBot>[1] = {}) => {
    const bot = aBot(aFakeOperation(), policy);
    const request = await bot.approved();
    return { bot, request, trail: await trailOf(bot, request.id) };
  };
  /** Signed anew, as only the side that hears people could. */
  const resigned = async (request: OperationRequest): Promise<OperationRequest> => ({
    ...request,
    submission: await signer.sign(submissionStatement(request)),
  });

  it("has nothing against what people said", async () => {
    const { request, trail } = await approvedBy();

    expect(await verifyRun(request, trail)).toBeUndefined();
  });

  it.each<[string, (request: OperationRequest) => Partial<OperationRequest>, string]>([
    ["another requester", () => ({ requester: carol }), "submission"],
    ["another time", ({ createdAtMs }) => ({ createdAtMs: createdAtMs + 1 }), "submission"],
    ["no plan", () => ({ plan: null }), "digest"],
    ["another world", ({ plan }) => ({ plan: plan && { ...plan, seen: {} } }), "digest"],
    ["a later deadline", ({ plan }) => ({ plan: plan && { ...plan, expiresAtMs: plan.expiresAtMs + 1 } }), "digest"],
    [
      "fewer approvals",
      ({ plan }) => ({ plan: plan && { ...plan, policy: aPolicy({ required: 1, expiresAfterMs: 1 }) } }),
      "digest",
    ],
    [
      "somebody else's approval",
      ({ decisions }) => ({ decisions: decisions.map((each) => ({ ...each, by: carol })) }),
      "decision",
    ],
    ["a turned denial", ({ decisions }) => ({ decisions: decisions.map((each) => ({ ...each, verdict: "deny" })) }), "decision"],
    ["no approval", () => ({ decisions: [] }), "approval"],
    ["a run that began", () => ({ state: "running" }), "replay"],
  ])("T12 sees %s in the record", async (_, forge, detail) => {
    const { request, trail } = await approvedBy();

    expect(await verifyRun({ ...request, ...forge(request) }, trail)).toBe(detail);
  });

  it("T12 does not count one signed approval twice", async () => {
    const { request, trail } = await approvedBy({ required: 2 });
    const twice = { ...request, state: "approved" as const, decisions: [...request.decisions, ...request.decisions] };

    expect(await verifyRun(twice, trail)).toBe("approval");
  });

  it("T12 does not let a group's policy count the requester's own approval", async () => {
    const { bot, request, trail } = await approvedBy({ approvers: { group: "S0OPS" } });
    const [approval] = request.decisions;
    const own = {
      requestId: request.id,
      digest: approval?.digest ?? "",
      by: alice,
      verdict: "approve" as const,
      atMs: bot.now(),
    };
    const signature = await signer.sign(decisionStatement(own));
    const selfMade = { ...own, signature };

    expect(await verifyRun(request, trail)).toBeUndefined();
    expect(await verifyRun(await resigned({ ...request, decisions: [selfMade] }), trail)).toBe("approval");
  });

  it("T12 does not run again what has ended, and nothing that the trail does not lead to", async () => {
    const { request, trail } = await approvedBy();
    const [, , pressed] = trail;
    const endedBy = (action: Parameters<typeof anEvent>[0]) => chain(trail.at(-1) ?? emptyTrail, [anEvent(action, request.id)]);

    expect(await verifyRun(request, [...trail, ...endedBy("run.succeeded")])).toBe("replay");
    expect(await verifyRun(request, [...trail, ...endedBy("run.started")])).toBe("replay");
    expect(await verifyRun(request, [...trail, ...endedBy("request.drifted")])).toBe("trail");
    expect(await verifyRun(request, pressed ? [pressed] : [])).toBe("trail");
  });
});
