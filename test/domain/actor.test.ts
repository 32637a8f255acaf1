import { describe, expect, it } from "vitest";
import { isIdentifiable, samePerson } from "../../src/domain/actor.ts";
import { anActor } from "../support/builders.ts";

describe("samePerson", () => {
  const alice = anActor("U1", { name: "Alice Example", email: "alice@example.com" });

  it.each([
    ["the same id", { userId: "U1", name: "Somebody", email: "other@example.com" }],
    ["an address in other letters", { name: "A", email: " ALICE@Example.COM" }],
    ["an address with a part after a plus", { name: "A", email: "alice+work@example.com" }],
    ["an address in full-width letters", { name: "A", email: "ａlice@example.com" }],
    ["a name in other case and spacing", { name: "  ALICE-example ", email: "b@example.com" }],
    ["a name with accents", { name: "Álice Éxample", email: "b@example.com" }],
    ["a name in letters of another script", { name: "Аlісе Ехаmрlе", email: "b@example.com" }],
    ["a name with digits for letters", { name: "A1ice Examp1e", email: "b@example.com" }],
  ])("T5 takes %s for the same person", (_, changes) => {
    const other = anActor("U2", changes);

    expect(samePerson(alice, other)).toBe(true);
    expect(samePerson(other, alice)).toBe(true);
  });

  it.each([
    ["another mailbox and another name", { name: "Bob", email: "bob@example.com" }],
    ["the same local part at another domain", { name: "Bob", email: "alice@example.org" }],
    ["no address and another name", { name: "Bob", email: null }],
    ["no name and another address", { name: "", email: "bob@example.com" }],
  ])("tells people apart who have %s", (_, changes) => {
    expect(samePerson(alice, anActor("U2", changes))).toBe(false);
  });

  it("does not take two accounts without any name for one person", () => {
    expect(samePerson(anActor("U1", { name: "–" }), anActor("U2", { name: "…" }))).toBe(false);
  });

  it("T5 believes the configuration about who is who, over names and addresses", () => {
    const [one, other] = [anActor("U2", { ...alice, userId: "U2", person: "one" }), anActor("U3", { person: "two" })];

    expect(samePerson(one, { ...alice, userId: "U4", person: "two" })).toBe(false);
    expect(samePerson(other, { ...alice, userId: "U5", person: "two" })).toBe(true);
  });

  it("goes by name and address where the configuration knows only one of the two", () => {
    expect(samePerson({ ...alice, person: "one" }, { ...alice, userId: "U2" })).toBe(true);
    expect(samePerson({ ...alice, person: "one" }, anActor("U2"))).toBe(false);
  });

  it("copes with an address that is none", () => {
    expect(samePerson(anActor("U1", { email: "" }), anActor("U2", { email: "nobody" }))).toBe(false);
  });
});

describe("isIdentifiable", () => {
  it.each([
    ["an address", { email: "a@example.com", person: null }, true],
    ["a configured person", { email: null, person: "one" }, true],
    ["neither", { email: null, person: null }, false],
  ])("with %s: %s", (_, known, expected) => {
    expect(isIdentifiable(anActor("U1", known))).toBe(expected);
  });
});
