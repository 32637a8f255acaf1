import { describe, expect, it } from "vitest";
import { type Configured, differingSettings, fingerprintOf } from "../../src/domain/fingerprint.ts";

const settings = {
  channel: "C1",
  roles: { "profinaut-db": { overlap: 60_000, deliverTo: [{ secret: "A" }] }, "profinaut-kafka": { overlap: 1 } },
  approval: { required: 1, approvers: { users: ["U1", "U2"] } },
  teams: ["T1"],
  VAULT_ADDR: "https://vault:8200",
};

describe("a fingerprint", () => {
  it("names settings by two words, and shows none", () => {
    const found = fingerprintOf(settings);

    expect(Object.keys(found)).toEqual([
      "channel",
      "roles.profinaut-db",
      "roles.profinaut-kafka",
      "approval.required",
      "approval.approvers",
      "teams",
      "VAULT_ADDR",
    ]);
    for (const hash of Object.values(found)) expect(hash).toMatch(/^[0-9a-f]{12}$/);
  });

  it("is the same in another order, and another where one thing deep inside is", () => {
    const { roles } = settings;
    const other = { ...roles, "profinaut-db": { deliverTo: [{ secret: "B" }], overlap: 60_000 } };
    const turned = { ...roles, "profinaut-db": { deliverTo: [{ secret: "A" }], overlap: 60_000 } };

    expect(fingerprintOf({ ...settings, roles: turned })).toEqual(fingerprintOf(settings));
    expect(fingerprintOf({ roles: other })["roles.profinaut-db"]).not.toBe(fingerprintOf({ roles })["roles.profinaut-db"]);
  });

  it.each(["https://me:hunter2@host/api", "https://hunter2@host/api"])(
    "has nothing of what stands before the host in %s",
    (api) => {
      expect(fingerprintOf({ exchanges: { x: { api, all: [api] } } })).toEqual(
        fingerprintOf({ exchanges: { x: { api: "https://host/api", all: ["https://host/api"] } } }),
      );
    },
  );
});

describe("what was configured differently", () => {
  const one = (more: Partial<Configured> = {}): Configured => ({
    part: "all",
    version: "0.2.0",
    fingerprint: { channel: "aa", "roles.db": "bb", VAULT_ADDR: "cc" },
    ...more,
  });
  const with_ = (changes: object): Partial<Configured> => ({ fingerprint: { ...one().fingerprint, ...changes } });

  it.each<[string, readonly Configured[], readonly string[]]>([
    ["nothing with one process", [one()], []],
    ["nothing between replicas", [one(), one(), one()], []],
    ["a setting of the file", [one(), one(with_({ channel: "dd" }))], ["channel"]],
    ["what only one has", [one(), one(with_({ "roles.kafka": "dd" }))], ["roles.kafka"]],
    [
      "each once, by name",
      [one(), one(with_({ "roles.db": "d", channel: "d" })), one(with_({ channel: "e" }))],
      ["channel", "roles.db"],
    ],
    ["an address", [one(), one(with_({ VAULT_ADDR: "dd" }))], ["VAULT_ADDR"]],
    ["no address between the halves", [one({ part: "ingress" }), one({ part: "worker", ...with_({ VAULT_ADDR: "dd" }) })], []],
    ["the file between the halves", [one({ part: "ingress" }), one({ part: "worker", ...with_({ channel: "d" }) })], ["channel"]],
    [
      "nothing of another release, which reads the same file otherwise",
      [one(), one({ version: "0.3.0", ...with_({ channel: "dd" }) })],
      [],
    ],
    ["nothing of a release that says nothing", [one(), one({ version: "0.1.0", fingerprint: undefined })], []],
  ])("is %s", (_, all, names) => {
    expect(differingSettings(all)).toEqual(names);
  });
});
