import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Json } from "../../src/domain/json.ts";
import { changesBetween, Plan, type PlanSubject, planDigest, shortDigest } from "../../src/domain/plan.ts";
import { aPlan, aPolicy, hour, noon } from "../support/builders.ts";

const subject: PlanSubject = {
  requestId: "req_1",
  requester: "U0ALICE",
  operation: "rotate",
  input: { role: "profinaut-db", leaked: false },
  seen: { policies: ["a", "b"], ttl: 3600, destinations: [{ name: "x", exists: true }] },
  policy: aPolicy(),
  expiresAtMs: noon + hour,
};

describe("planDigest", () => {
  it.each<[string, Partial<PlanSubject>]>([
    ["request", { requestId: "req_2" }],
    ["requester", { requester: "U0BOB" }],
    ["operation", { operation: "retire" }],
    ["input", { input: { role: "profinaut-db", leaked: true } }],
    ["seen", { seen: { policies: ["a", "c"], ttl: 3600, destinations: [{ name: "x", exists: true }] } }],
    ["seen, deep", { seen: { policies: ["a", "b"], ttl: 3600, destinations: [{ name: "x", exists: false }] } }],
    ["approvers", { policy: aPolicy({ approvers: { users: ["U0EVE"] } }) }],
    ["number of approvals", { policy: aPolicy({ required: 2 }) }],
    ["time to approve", { policy: aPolicy({ expiresAfterMs: 1 }) }],
    ["deadline", { expiresAtMs: noon + hour + 1 }],
  ])("T7 is another one when the %s changes", (_, changes) => {
    expect(planDigest({ ...subject, ...changes })).not.toBe(planDigest(subject));
  });

  it("T7 is another one whenever anything in what was seen is another thing", () => {
    const seen = fc.jsonValue({ maxDepth: 3 }).map((value): Json => JSON.parse(JSON.stringify(value)));

    fc.assert(
      fc.property(seen, seen, (one, other) => {
        const isSame = planDigest({ ...subject, seen: one }) === planDigest({ ...subject, seen: other });

        expect(isSame).toBe(sorted(one) === sorted(other));
      }),
      { numRuns: 1_000 },
    );
  });

  it("does not depend on the order in which things were written down", () => {
    const reversed = Object.fromEntries(Object.entries({ ...subject }).reverse());

    expect(planDigest({ ...subject, ...reversed })).toBe(planDigest(subject));
    expect(planDigest(subject)).toMatch(/^[0-9a-f]{64}$/);
  });

  it("is shown by its first twelve digits", () => {
    expect(shortDigest(planDigest(subject))).toBe(planDigest(subject).slice(0, 12));
  });
});

describe("changesBetween", () => {
  it("names what differs by its path, with before and after", () => {
    const before = { ttl: 60, role: { policies: ["a"] }, gone: "x" };
    const after = { ttl: 90, role: { policies: ["a", "b"] }, come: true };

    expect(changesBetween(before, after)).toEqual([
      { what: "come", before: "—", after: "true" },
      { what: "gone", before: "x", after: "—" },
      { what: "role.policies", before: '["a"]', after: '["a","b"]' },
      { what: "ttl", before: "60", after: "90" },
    ]);
  });

  it("names the place in a list that is too long to be shown whole", () => {
    const list = Array.from({ length: 30 }, (_, at) => ({ accessor: `accessor-${at}` }));

    const changes = changesBetween({ list }, { list: [...list, { accessor: "new" }] });

    expect(changes).toEqual([{ what: "list.30", before: "—", after: '{"accessor":"new"}' }]);
  });

  it("sees a difference behind the first two hundred letters", () => {
    const long = "x".repeat(300);

    const changes = changesBetween({ text: `${long}a` }, { text: `${long}b` });

    expect(changes).toHaveLength(1);
    expect(changes[0]?.before).toHaveLength(200);
  });

  it("names at most twenty", () => {
    const before = Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`n${at}`, at]));

    expect(changesBetween(before, {})).toHaveLength(20);
  });

  it("T7 finds something whenever the world is another one, and nothing when it is not", () => {
    const seen = fc.jsonValue({ maxDepth: 4, stringUnit: "grapheme" }).map((value): Json => JSON.parse(JSON.stringify(value)));

    fc.assert(
      fc.property(seen, seen, (before, after) => {
        expect(changesBetween({ before }, { before: after }).length > 0).toBe(sorted(before) !== sorted(after));
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("a stored plan", () => {
  it("is read back as it was", () => {
    expect(Plan.parse(JSON.parse(JSON.stringify(aPlan())))).toEqual(aPlan());
  });

  it("is refused with a title that is no sentence", () => {
    expect(Plan.safeParse({ ...aPlan(), title: "text" }).success).toBe(false);
  });
});

/** JSON with its keys in order, by our own means. */
const sorted = (value: Json): string =>
  JSON.stringify(value, (_, part: unknown) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
