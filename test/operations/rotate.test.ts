import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { commandText, createRegistry, parseInput } from "../../src/app/registry.ts";
import { parseCommand } from "../../src/domain/command.ts";
import { InputError } from "../../src/domain/errors.ts";
import { operations } from "../../src/operations/index.ts";
import type { RotateFacts } from "../../src/operations/rotate/facts.ts";
import { RotateInput } from "../../src/operations/rotate/input.ts";
import { rotate } from "../../src/operations/rotate.ts";
import { aPolicy, hour } from "../support/builders.ts";
import { portsWith } from "../support/ports-that-fail.ts";
import { aRole, roles } from "./a-role.ts";

const parsed = (text: string) => parseInput(RotateInput, parseCommand(text));
const facts: RotateFacts = {
  role: "profinaut-db",
  policies: ["profinaut-db"],
  secretIdTtlS: 3600,
  secretIdNumUses: 0,
  overlapMs: hour,
  destinations: [
    { name: "acme/x · OLD", exists: true },
    { name: "acme/x · NEW", exists: false },
  ],
  replaces: [
    { accessor: "a", createdAtMs: 1, byBot: true },
    { accessor: "b", createdAtMs: 2, byBot: false },
  ],
};
const input = { role: "profinaut-db", leaked: false, reason: "" };

describe("what is typed after rotate", () => {
  it.each([
    ["a role", "rotate profinaut-db", { role: "profinaut-db", leaked: false, reason: "" }],
    ["T9 a role in any case", "rotate Profinaut-DB", { role: "profinaut-db", leaked: false, reason: "" }],
    ["a reason", "rotate profinaut-db  laptop  lost", { role: "profinaut-db", leaked: false, reason: "laptop lost" }],
    ["a leak, before or after", "rotate --leaked profinaut-db x", { role: "profinaut-db", leaked: true, reason: "x" }],
  ])("may be %s", (_, text, expected) => {
    expect(parsed(text)).toEqual(expected);
  });

  it.each([
    ["no role", "rotate", "rotate.role-missing"],
    ["T9 a path", "rotate ../../sys/policy", "rotate.role-malformed"],
    ["T9 an encoded path", "rotate a%2fb", "rotate.role-malformed"],
    ["T9 look-alike letters", "rotate рrofinaut-db", "rotate.role-malformed"],
    ["too short a name", "rotate ab", "rotate.role-malformed"],
    ["another flag", "rotate profinaut-db --force", "rotate.flag-unknown"],
    ["a long reason", `rotate profinaut-db ${"word ".repeat(80)}`, "command.reason-too-long"],
  ])("is refused with what to type: %s", (_, text, key) => {
    expect(() => parsed(text)).toThrow(expect.objectContaining({ sentence: expect.objectContaining({ key }) }));
  });

  it("is written down so that it reads back as the same", () => {
    const word = fc.stringMatching(/^[a-zA-Z0-9.,äöü]{1,12}$/);
    const any = fc.record({
      role: fc.stringMatching(/^[a-z][a-z0-9-]{2,20}$/),
      leaked: fc.boolean(),
      reason: fc.array(word, { maxLength: 6 }).map((words) => words.join(" ")),
    });

    fc.assert(
      fc.property(any, (given) => {
        expect(parsed(commandText(rotate, given))).toEqual(given);
        expect(RotateInput.parse(rotate.words(given))).toEqual(given);
      }),
    );
  });

  it("T9 never becomes a role outside of the grammar, whatever is typed", () => {
    const nasty = fc.constantFrom(
      "..",
      "/",
      "%2e",
      "%00",
      "\0",
      "ａ",
      "а",
      "İ",
      "-",
      "_",
      " ",
      "profinaut",
      "DB",
      "--leaked",
      "\u202e",
    );
    let accepted = 0;

    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(nasty, { maxLength: 6 }).map((parts) => parts.join("")),
          fc.string({ unit: "binary" }),
        ),
        (typed) => {
          const role = accept(`rotate ${typed}`)?.role;
          if (role !== undefined) accepted++;

          return role === undefined || /^[a-z][a-z0-9-]{2,62}$/.test(role);
        },
      ),
      { numRuns: 20_000 },
    );

    expect(accepted).toBeGreaterThan(0);
  });

  const accept = (text: string) => {
    try {
      return parsed(text);
    } catch (error) {
      if (error instanceof InputError) return undefined;
      throw error;
    }
  };
});

describe("a rotation", () => {
  it("is of a configured role with a destination", () => {
    const settings = portsWith({ roles: roles(aRole(), aRole({ role: "profinaut-kafka", deliverTo: [] })) });

    expect(() => rotate.validateConfiguration(input, settings)).not.toThrow();
    expect(() => rotate.validateConfiguration({ ...input, role: "profinaut-nothing" }, settings)).toThrow(
      expect.objectContaining({
        sentence: expect.objectContaining({ params: expect.objectContaining({ role: "profinaut-nothing" }) }),
      }),
    );
    expect(() => rotate.validateConfiguration({ ...input, role: "profinaut-kafka" }, settings)).toThrow(
      expect.objectContaining({ code: "rotate.no-destination" }),
    );
  });

  it("excludes another rotation of the same role, and none of another", () => {
    expect(rotate.lock(input)).toBe(rotate.lock({ ...input, leaked: true, reason: "x" }));
    expect(rotate.lock({ ...input, role: "profinaut-kafka" })).not.toBe(rotate.lock(input));
  });

  it("tells the approver what changes, to what, and what stops working", () => {
    const brief = rotate.describe(input, facts);

    expect(brief.title).toMatchObject({ key: "rotate.title", params: { role: "profinaut-db" } });
    expect(brief.facts.map(({ value }) => value.params)).toEqual([
      { names: ["profinaut-db"] },
      { ttlMs: 3_600_000 },
      { existing: ["acme/x · OLD"], created: ["acme/x · NEW"] },
      { total: 2, byHand: 1 },
    ]);
    expect(brief.impact).toMatchObject({ key: "rotate.impact", params: { overlapMs: hour } });
  });

  it.each([
    ["a leak", { ...input, leaked: true }, facts, "rotate.title-leaked", "rotate.impact-leaked"],
    ["a role's first SecretID", input, { ...facts, replaces: [] }, "rotate.title", "rotate.impact-first"],
  ])("says it differently for %s", (_, given, seen, title, impact) => {
    const brief = rotate.describe(given, seen);

    expect([brief.title.key, brief.impact.key]).toEqual([title, impact]);
  });

  it("shows a line for each thing a reader waits for", () => {
    const plan = [...rotate.steps, ...rotate.laterSteps].flatMap((step) => step.parts(input, facts)).map(({ id }) => id);

    expect(plan).toEqual([
      "intent",
      "issue",
      "verify",
      "deliver-0",
      "deliver-1",
      "dispatch",
      "prove",
      "commit",
      "overlap",
      "retire",
    ]);
  });

  it("says that there is no overlap where there is none", () => {
    const [overlap] = rotate.laterSteps.flatMap((step) => step.parts(input, { ...facts, overlapMs: 0 }));

    expect(overlap?.title.key).toBe("rotate.step.overlap-none");
  });

  it.each([
    ["asks for more people", { required: 3 }, aPolicy({ required: 3 })],
    ["asks for fewer people", { required: 1 }, aPolicy({ required: 2 })],
    ["gives less time", { expiresAfterMs: 1_000 }, aPolicy({ required: 2, expiresAfterMs: 1_000 })],
    ["gives more time", { expiresAfterMs: 24 * hour }, aPolicy({ required: 2 })],
    ["names others", { approvers: { group: "S0DBA" } }, aPolicy({ required: 2, approvers: { group: "S0DBA" } })],
    ["says nothing", {}, aPolicy({ required: 2 })],
  ])("follows the stricter policy where the role %s", (_, approval, policy) => {
    const settings = portsWith({ roles: roles(aRole({ approval })) });

    expect(rotate.approval(input, aPolicy({ required: 2 }), settings)).toEqual(policy);
  });

  it("says at the end what is live, by accessor", () => {
    const done = rotate.outcome(input, facts, { commit: { accessor: "acc" } });
    const odd = [{ commit: null }, { commit: {} }, { commit: { accessor: 1 } }, {}].map((each) =>
      rotate.outcome(input, facts, each),
    );

    expect(done.params).toEqual({ role: "profinaut-db", destinations: ["acme/x · OLD", "acme/x · NEW"], accessor: "acc" });
    expect(odd.map(({ params }) => params["accessor"])).toEqual(["", "", "", ""]);
  });
});

describe("the operations", () => {
  it("are a registry", () => {
    expect([...createRegistry(operations).keys()]).toEqual(operations.map(({ name }) => name));
    expect(operations.length).toBeGreaterThan(0);
  });

  it.each(operations)(
    "$name: its examples are understood, and every step says how it is taken back",
    ({ input: schema, examples, steps, ...rest }) => {
      for (const example of examples) {
        const command = parseCommand(example);
        expect(command.name).toBe(rest.name);
        expect(() => parseInput(schema, command)).not.toThrow();
      }

      expect(examples.length).toBeGreaterThan(0);
      for (const { undo } of steps) expect(["string", "object"]).toContain(typeof undo);
    },
  );
});
