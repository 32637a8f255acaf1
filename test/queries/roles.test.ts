import { describe, expect, it } from "vitest";
import type { QueryPorts } from "../../src/domain/query.ts";
import { say } from "../../src/domain/sentence.ts";
import type { SecretIdInfo } from "../../src/ports/app-roles.ts";
import { role } from "../../src/queries/role.ts";
import { roles } from "../../src/queries/roles.ts";
import { upstream } from "../app/a-bot.ts";
import { anAppRole, aRole, aSecretId, roles as configured, tagged } from "../operations/a-role.ts";
import { aLedger, aLedgerEntry, hour, noon, requestId } from "../support/builders.ts";
import { ask, keysOf, linesOf } from "./asking.ts";

const live = [
  aSecretId("current", tagged()),
  aSecretId("previous"),
  aSecretId("pending", tagged(2)),
  aSecretId("maybe", tagged(2)),
  aSecretId("orphan", tagged()),
  aSecretId("by-hand", { expiresAtMs: null }),
];
const ledger = aLedger({
  current: aLedgerEntry("current"),
  previous: [aLedgerEntry("previous", { retireAtMs: noon + hour })],
  pending: aLedgerEntry("pending"),
  maybe: [aLedgerEntry("maybe")],
});

/** A role whose SecretIDs these are. */
const inVault = (secretIds: (role: string) => Promise<readonly SecretIdInfo[]>): QueryPorts["appRoles"] => ({
  role: async () => anAppRole(),
  live: secretIds,
  accessors: async (name) => (await secretIds(name)).map(({ accessor }) => accessor),
  lookUp: async (name, accessor) => (await secretIds(name)).find((info) => info.accessor === accessor),
});

const ports = (secretIds: readonly SecretIdInfo[] = live, known = ledger): Partial<QueryPorts> => ({
  roles: configured(aRole()),
  appRoles: inVault(async () => secretIds),
  ledgers: { read: async () => known },
});

/** What the regular look has found. */
const found = (about: string): Pick<QueryPorts, "reports"> => {
  const [what, why, mend] = [say("drift.changed-title", {}), say("drift.changed-why", {}), say("drift.rotate", { role: "x" })];
  const finding = { about, severity: "alarm", what, why, mend, action: null, sinceMs: noon, isSaid: true };
  const content = { findings: [finding], over: [], failure: null, remembered: null };
  return { reports: { read: async (name) => (name === `check/${about.split("/")[0]}` ? { atMs: noon, content } : undefined) } };
};

describe("role", () => {
  it("shows what the role may do, where its SecretID goes, and what each live one is for", async () => {
    const answer = await ask(role, "profinaut-db", ports());

    expect(answer.heading).toEqual(say("role.heading", { role: "profinaut-db" }));
    expect(keysOf(answer).slice(0, 3)).toEqual(["role.policies", "role.delivers", "role.times"]);
    expect(
      linesOf(answer)
        .slice(3)
        .map(({ params }) => [params["accessor"], params["label"]]),
    ).toEqual([
      ["current", say("secret-id.current", {})],
      ["previous", say("secret-id.previous", { retireAtMs: noon + hour })],
      ["pending", say("secret-id.pending", {})],
      ["maybe", say("secret-id.maybe", {})],
      ["orphan", say("secret-id.orphan", { request: requestId })],
      ["by-hand", say("secret-id.foreign", {})],
    ]);
  });

  it("says which never expires and how old each is, also beside another label", async () => {
    const year = 365 * 24 * hour;
    const old = aSecretId("current", { ...tagged(), expiresAtMs: null, createdAtMs: noon - year - 1 });

    const [current, young] = linesOf(await ask(role, "profinaut-db", ports([old, aSecretId("by-hand")]))).slice(3);

    expect(current?.params).toMatchObject({
      label: say("secret-id.current", {}),
      expires: say("secret-id.never-expires", {}),
      age: say("secret-id.age-old", {}),
    });
    expect(young?.params["age"]).toEqual(say("secret-id.age", { ageMs: 24 * hour }));
  });

  it("offers to clean up what serves nobody", async () => {
    const { actions } = await ask(role, "profinaut-db", ports());

    expect(actions).toEqual([{ label: say("role.clean-up", { count: 2 }), command: "clean-up profinaut-db" }]);
  });

  it.each<[string, readonly SecretIdInfo[], typeof ledger]>([
    ["the current one is gone", [aSecretId("by-hand")], ledger],
    ["nobody knows the current one", [aSecretId("by-hand")], aLedger()],
  ])("says to rotate first when %s", async (_, secretIds, known) => {
    const answer = await ask(role, "profinaut-db", ports(secretIds, known));

    expect(answer.actions).toBeUndefined();
    expect(keysOf(answer).at(-1)).toBe("role.rotate-first");
  });

  it.each<[string, Partial<QueryPorts>, string]>([
    ["Vault holds one of a later rotation", ports([...live, aSecretId("later", tagged(3))]), "doubt.newer"],
    ["the current one is of another rotation", ports([aSecretId("current", tagged(4))]), "doubt.other-tag"],
    ["the trail has lost something", { ...ports(), trailGaps: { lostUntilMs: async () => noon } }, "doubt.trail"],
    ...(["secret-changed/profinaut-db/x", "secret-missing/profinaut-db/x", "current-gone/profinaut-db"] as const).map(
      (about): [string, Partial<QueryPorts>, string] => [
        `a finding is open: ${about}`,
        { ...ports(), ...found(about) },
        "role.drifted",
      ],
    ),
  ])("T24 offers nothing that ends a SecretID while %s, and says what to do", async (_, changes, key) => {
    const answer = await ask(role, "profinaut-db", changes);

    const adopts = { label: say("role.adopt", { role: "profinaut-db" }), command: "adopt profinaut-db" };
    expect(answer.actions).toEqual(key.startsWith("doubt.") ? [adopts] : undefined);
    expect(keysOf(answer).at(-1)).toBe(key);
  });

  it("offers it all the same when the finding is another role's", async () => {
    const changes = { ...ports(), ...found("secret-changed/profinaut-db-2/x") };

    expect((await ask(role, "profinaut-db", changes)).actions).toHaveLength(1);
  });

  it("offers nothing when every one is known", async () => {
    const answer = await ask(role, "profinaut-db", ports([aSecretId("current", tagged())]));

    expect(answer.actions).toBeUndefined();
    expect(keysOf(answer)).not.toContain("role.rotate-first");
  });

  it("says which never expires", async () => {
    const answer = await ask(role, "profinaut-db", ports([aSecretId("old", { expiresAtMs: null })]));

    expect(linesOf(answer).at(3)?.params["expires"]).toEqual(say("secret-id.never-expires", {}));
  });

  it("says that there is none", async () => {
    expect(keysOf(await ask(role, "profinaut-db", ports([])))).toContain("role.no-secret-ids");
  });

  it("suggests the role that was probably meant", async () => {
    await expect(ask(role, "profinaut-bd", ports())).rejects.toMatchObject({
      sentence: { key: "role.unknown", params: { nearest: ["profinaut-db"], configured: ["profinaut-db"] } },
    });
  });

  it.each(["", "../x", "a b"])("T9 says what to type instead of: %s", async (words) => {
    await expect(async () => ask(role, words, ports())).rejects.toMatchObject({ code: "command.input" });
  });
});

describe("roles", () => {
  it("shows each role in one line", async () => {
    const [line] = linesOf(await ask(roles, "", ports()));

    expect(line).toMatchObject({
      key: "roles.line",
      params: { role: "profinaut-db", live: 6, current: { key: "roles.current" } },
    });
    expect(line?.params["rest"]).toEqual(
      say("roles.rest", { previous: 1, pending: 2, orphan: 1, foreign: 1, neverExpiring: 1, old: 0 }),
    );
  });

  it("T24 offers to adopt each role of which Redis knows less than Vault, and no other", async () => {
    const names = ["profinaut-db", "profinaut-kafka", "profinaut-admin"];
    const later = [...live, aSecretId("later", tagged(3))];
    const given = ports();

    const answer = await ask(roles, "", {
      ...given,
      roles: configured(...names.map((role) => aRole({ role }))),
      appRoles: inVault(async (name) => (name === "profinaut-kafka" ? live : later)),
    });

    expect(answer.actions?.map(({ command }) => command)).toEqual(["adopt profinaut-db", "adopt profinaut-admin"]);
    expect(linesOf(answer).map(({ key, params }) => [key, Object(params["current"]).key])).toEqual([
      ["roles.line", "roles.older"],
      ["roles.line", "roles.current"],
      ["roles.line", "roles.older"],
      ["roles.to-adopt", undefined],
      ["roles.more", undefined],
    ]);
  });

  it.each<[string, readonly SecretIdInfo[], typeof ledger, string]>([
    ["no role that has no SecretID", [], aLedger(), "roles.never-rotated"],
    ["no role whose SecretIDs are all of other people's making", [aSecretId("by-hand")], aLedger(), "roles.never-rotated"],
    ["a role of which a SecretID that the bot made lives", [aSecretId("old", tagged())], aLedger(), "roles.older"],
    ["a role whose CURRENT is remembered", [aSecretId("by-hand")], ledger, "roles.older"],
  ])("after a loss of the log calls older: %s", async (_, secretIds, known, current) => {
    const answer = await ask(roles, "", { ...ports(secretIds, known), trailGaps: { lostUntilMs: async () => noon } });

    expect(linesOf(answer)[0]?.params["current"]).toMatchObject({ key: current });
    expect(answer.actions?.map(({ command }) => command)).toEqual(current === "roles.older" ? ["adopt profinaut-db"] : undefined);
  });

  it.each([
    ["never rotated", [aSecretId("by-hand")], aLedger(), { key: "roles.never-rotated" }],
    [
      "without an end",
      [aSecretId("current", { ...tagged(), expiresAtMs: null })],
      ledger,
      { params: { expires: { key: "secret-id.never-expires" } } },
    ],
  ])("shows a role that is %s", async (_, secretIds, known, current) => {
    const [line] = linesOf(await ask(roles, "", ports(secretIds, known)));

    expect(line?.params["current"]).toMatchObject(current);
  });

  it("counts those of a role that has too many to look at one by one, and says what ends them", async () => {
    const many = Array.from({ length: 501 }, (_, at) => aSecretId(at === 7 ? "current" : `by-hand-${at}`));

    expect(linesOf(await ask(roles, "", ports(many)))[0]).toEqual(say("role.many", { role: "profinaut-db", count: 501 }));
    expect(linesOf(await ask(role, "profinaut-db", ports(many))).slice(3)).toEqual([
      say("role.many", { role: "profinaut-db", count: 501 }),
      expect.objectContaining({ params: expect.objectContaining({ accessor: "current", label: say("secret-id.current", {}) }) }),
    ]);
    expect(keysOf(await ask(role, "profinaut-db", ports(many, aLedger()))).at(-1)).toBe("role.many");
  });

  it("says which cannot be read, and hides no other", async () => {
    const given = ports();
    const two = configured(aRole(), aRole({ role: "profinaut-kafka" }));
    const broken = async (name: string) => {
      if (name === "profinaut-kafka") throw upstream();
      return live;
    };

    const answer = await ask(roles, "", { ...given, roles: two, appRoles: inVault(broken) });

    expect(keysOf(answer)).toEqual(["roles.line", "roles.unknown", "roles.more"]);
  });

  it("does not take a mistake of ours for an outage", async () => {
    const odd = inVault(() => Promise.reject(new TypeError("odd")));

    await expect(ask(roles, "", { ...ports(), appRoles: odd })).rejects.toThrow("odd");
  });

  it("says that none is configured", async () => {
    expect(await ask(roles)).toEqual({ heading: say("roles.none", {}), sections: [] });
  });
});
