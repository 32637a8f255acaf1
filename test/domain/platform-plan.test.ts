import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { idOf, type Setting, type Settings, type Thing } from "../../src/domain/declared-thing.ts";
import { conflicts, pending, planOf, type Running } from "../../src/domain/platform-plan.ts";

const role = (settings: Settings, name = "profinaut-db"): Thing => ({ kind: "app-role", name, settings });
const has = (...things: readonly Thing[]): Running => ({
  settings: new Map(things.map((thing) => [idOf(thing), thing.settings])),
  names: things,
});
const actions = (declared: readonly Thing[], running: Running) => planOf(declared, running).things.map(({ action }) => action);

describe("the difference between what is declared and what runs", () => {
  it("creates what is not there, changes what differs and leaves the rest, in the declared order", () => {
    const declared = [role({ token_ttl: 1 }, "a"), role({ token_ttl: 2 }, "b"), role({ token_ttl: 3 }, "c")];
    const running = has(role({ token_ttl: 2, token_type: "batch" }, "b"), role({ token_ttl: 9 }, "c"));

    const plan = planOf(declared, running);

    expect(plan.things.map(({ thing, action }) => `${action} ${thing.name}`)).toEqual(["create a", "leave b", "change c"]);
    expect(pending(plan).map(({ thing }) => thing.name)).toEqual(["a", "c"]);
    expect(plan.things[2]?.differences).toEqual([{ setting: "token_ttl", from: 9, to: 3 }]);
  });

  it("names what looks like ours and is not declared, and plans nothing for it", () => {
    const old = role({}, "profinaut-old");

    const plan = planOf([role({})], { ...has(role({})), names: [role({}), old] });

    expect(plan.foreign).toEqual([old]);
    expect(pending(plan)).toEqual([]);
  });

  it("knows a policy from an AppRole of the same name", () => {
    const policy: Thing = { kind: "policy", name: "profinaut-db", settings: { policy: "text" } };

    expect(actions([policy, role({})], has(policy))).toEqual(["leave", "create"]);
  });

  it.each<[what: string, from: Setting, to: Setting, action: string]>([
    ["lists in another order", ["b", "a"], ["a", "b"], "leave"],
    ["one address with and without its mask", ["10.0.0.1"], ["10.0.0.1/32"], "leave"],
    ["a network in other letters", ["2001:DB8:0:0::/64"], ["2001:db8::/64"], "leave"],
    ["a network of version 4 within 6", ["::ffff:10.0.0.0/104"], ["10.0.0.0/8"], "leave"],
    ["a network by an address in it", ["10.1.2.3/8"], ["10.0.0.0/8"], "leave"],
    ["what Vault makes of a zero before ::", ["2001:db8:::/48"], ["2001:db8::/48"], "change"],
    ["one address of version 6 with and without its mask", ["::1/128"], ["::1"], "leave"],
    ["a list that lost an item", ["a"], ["a", "b"], "change"],
    ["a network and an address in it", ["10.0.0.1"], ["10.0.0.1/8"], "change"],
    ["text and list", "a", ["a"], "change"],
    ["list and text", ["a"], "a", "change"],
    ["a number and its text", "1", 1, "change"],
  ])("compares %s", (_, from, to, action) => {
    expect(actions([role({ it: to })], has(role({ it: from })))).toEqual([action]);
  });

  it("leaves an audit device whose file others may read than is declared: Vault would have to make it anew", () => {
    const device = (mode: string): Thing => ({ kind: "audit-device", name: "file", settings: { file_path: "/a", mode } });

    expect(actions([device("0640")], has(device("0600")))).toEqual(["leave"]);
  });

  it("sees a setting that was never set", () => {
    const plan = planOf([role({ user_lockout_disable: true })], has(role({})));

    expect(plan.things[0]?.differences).toEqual([{ setting: "user_lockout_disable", from: undefined, to: true }]);
  });

  it.each<[what: string, declared: Thing, there: Settings]>([
    [
      "an audit device that writes elsewhere",
      { kind: "audit-device", name: "file", settings: { file_path: "/a" } },
      { file_path: "/b" },
    ],
    [
      "a KV of version 1",
      { kind: "kv-mount", name: "secret", settings: { type: "kv", version: "2" } },
      { type: "kv", version: "1" },
    ],
    ["another auth method", { kind: "approle-mount", name: "approle", settings: { type: "approle" } }, { type: "userpass" }],
  ])("changes nothing about %s, because what it holds would be lost", (_, declared, there) => {
    const plan = planOf([declared], { settings: new Map([[idOf(declared), there]]), names: [] });

    expect(conflicts(plan).map(({ thing }) => thing)).toEqual([declared]);
    expect(pending(plan)).toEqual([]);
  });

  it("is empty once everything that was planned is made, whatever was there before", () => {
    const settings = fc.dictionary(
      fc.constantFrom("token_ttl", "token_policies", "token_type"),
      fc.oneof(fc.nat(3), fc.boolean(), fc.array(fc.constantFrom("a", "b"), { maxLength: 2 })),
    );
    const things = fc.uniqueArray(fc.tuple(fc.constantFrom("a", "b", "c"), settings), { selector: ([name]) => name });
    fc.assert(
      fc.property(things, things, (wanted, there) => {
        const declared = wanted.map(([name, own]) => role(own, name));
        const running = has(...there.map(([name, own]) => role(own, name)));

        const made = new Map(running.settings);
        for (const { thing } of pending(planOf(declared, running)))
          made.set(idOf(thing), { ...made.get(idOf(thing)), ...thing.settings });

        expect(pending(planOf(declared, { ...running, settings: made }))).toEqual([]);
      }),
    );
  });
});
