import { describe, expect, it } from "vitest";
import { explains } from "../../src/domain/explained.ts";
import { createVaultDiff, mostKept } from "../../src/domain/vault-diff.ts";
import type { VaultRecord } from "../../src/domain/vault-record.ts";
import { operations } from "../../src/operations/index.ts";
import { aRecord, aTrailOf, bot, diffOf, ground, mallory, ran, root, service, type Told } from "../support/a-vault-log.ts";
import { noon } from "../support/builders.ts";

const issue = (changes: Partial<VaultRecord> = {}) => aRecord("update", "auth/approle/role/profinaut-db/secret-id", changes);
const destroy = (changes: Partial<VaultRecord> = {}) =>
  aRecord("update", "auth/approle/role/profinaut-db/secret-id-accessor/destroy", changes);
const write = (path: string, changes: Partial<VaultRecord> = {}) => aRecord("create", `secret/data/profinaut/${path}`, changes);
const read = (path: string, changes: Partial<VaultRecord> = {}) => aRecord("read", `secret/data/profinaut/${path}`, changes);
const second = (atS: number): Partial<VaultRecord> => ({ atMs: noon + atS * 1_000 });
const accessor = (digit: number): string => `${String(digit).repeat(8)}-1111-2222-3333-${String(digit).repeat(12)}`;

const becauses = (...given: Parameters<typeof diffOf>) => diffOf(...given).findings.map(({ because }) => because);

describe("what the bot did is explained by a request", () => {
  it.each<readonly [what: string, record: VaultRecord, command: string, more: readonly Told[]]>([
    ["that rotates the role", issue(), "rotate profinaut-db weekly", []],
    ["that retires within its run", destroy(), "rotate profinaut-db", []],
    ["that cleans up the role", destroy(), "clean-up profinaut-db", []],
    ["that registers the value", write("db/x"), "register db/x", []],
    ["that notes who wrote it", aRecord("update", "secret/metadata/profinaut/db/x"), "register db/x", []],
    ["that takes its write back", aRecord("update", "secret/delete/profinaut/db/x"), "register db/x", []],
    ["that reads the value for somebody", read("db/x"), "get db/x", []],
    ["that fails over", write("binance"), "failover binance", []],
    ["that reads the spare", read("binance/key2"), "failover binance", []],
    [
      "that ends a lockout",
      aRecord("update", "sys/locked-users/auth_approle_1/unlock/…ab12"),
      "unlock profinaut-db",
      [["step.marked", 2, { endings: ["AB12"] }]],
    ],
    ["that was resumed", issue(second(9)), "rotate profinaut-db", [["run.resumed", 8]]],
  ])("%s", (_, record, command, more) => {
    const { found, explained } = diffOf([record], { req_1: ran(command, ...more) });

    expect(found).toBe(0);
    expect([...explained]).toEqual([["req_1", 1]]);
  });

  it("that retires later, when its time has come", () => {
    const requests = { req_1: [...ran("rotate profinaut-db"), ["step.started", 10, { step: "retire" }] as const] };

    expect(diffOf([destroy(second(3_600))], requests)).toMatchObject({ found: 0 });
    expect(becauses([issue(second(3_600))], requests)).toEqual(["no-request"]);
    const over = { req_1: [...requests.req_1, ["step.done", 100, { step: "retire" }] as const] };
    expect(becauses([destroy(second(3_600))], over)).toEqual(["no-request"]);
  });

  it("that ends the lockout of a RoleID, if it is the one of that request", () => {
    const unlock = (ending: string) => aRecord("update", `sys/locked-users/auth_approle_1/unlock/…${ending}`);
    const requests = { req_1: ran("unlock profinaut-db", ["step.marked", 2, { endings: ["ab12", 7], role: "profinaut-db" }]) };

    expect(becauses([unlock("ab12"), unlock("cd34")], requests)).toEqual(["no-request"]);
    expect(becauses([unlock("ab12")], { req_1: ran("unlock profinaut-db") })).toEqual(["no-request"]);
  });

  it("that failing over looked at every key before it was approved", () => {
    const requests = { req_1: [["request.submitted", 0, { command: "failover kraken" }] as const] };

    expect(diffOf([read("kraken/key1"), read("kraken")], requests).found).toBe(0);
    expect(becauses([read("kraken/key1"), write("kraken")], requests)).toEqual(["no-request"]);
  });

  it("that a value waited for, and by the sweep of leftovers", () => {
    const waiting = aRecord("read", "profinaut-pending/data/req_1");
    const requests = {
      req_1: [["request.submitted", 0, { command: "register db/x" }] as const],
      "": [["orphan.destroyed", 4, { role: "profinaut-db", accessor: accessor(1) }] as const],
    };

    expect(diffOf([waiting, destroy()], requests)).toMatchObject({ found: 0, swept: 1, botLooks: 1 });
    expect(becauses([destroy(second(90))], requests)).toEqual(["no-request"]);
    expect(becauses([aRecord("read", "profinaut-pending/data/req_2")], requests)).toEqual(["no-request"]);
  });

  it("also when Vault's clock is a little off", () => {
    const requests = { req_1: ran("rotate profinaut-db") };

    expect(becauses([issue(second(12))], requests)).toEqual(["no-request"]);
    expect(becauses([issue(second(12))], requests, { skewMs: 3_000 })).toEqual([]);
    expect(becauses([issue(second(-1))], requests, { skewMs: 3_000 })).toEqual([]);
  });

  it.each([600, -600, 86_400])(
    "allows for Vault's clock having been %d s ahead of the trail's, where the trail says so",
    (aheadS) => {
      const measured: Told = ["clocks.differ", 60, { host: "a-host", vaultAheadMs: aheadS * 1_000 }];
      const all = { req_1: ran("rotate profinaut-db"), "": [measured] };

      expect(becauses([issue(second(5 + aheadS))], all)).toEqual([]);
      expect(becauses([issue(second(20 + aheadS))], all)).toEqual(["no-request"]);
      expect(becauses([issue(second(5 + 2 * aheadS))], all)).toEqual(["no-request"]);
      const longAgo: Told = ["clocks.differ", -3 * 3_600, { host: "a-host", vaultAheadMs: aheadS * 1_000 }];
      expect(becauses([issue(second(5 + aheadS))], { ...all, "": [longAgo] })).toEqual(["no-request"]);
    },
  );

  it("of an operation that there is", () => {
    expect(operations.map(({ name }) => name)).toEqual(expect.arrayContaining(Object.keys(explains)));
  });
});

describe("T15 what the bot's login did is not explained", () => {
  it.each<readonly [what: string, record: VaultRecord, told: readonly Told[]]>([
    ["without any request", issue(), []],
    ["before the run", issue(second(0)), ran("rotate profinaut-db")],
    ["after the run", issue(second(11)), ran("rotate profinaut-db")],
    ["of another role", issue(), ran("rotate profinaut-kafka")],
    ["of another operation", issue(), ran("clean-up profinaut-db")],
    ["of an operation that this version does not know", issue(), ran("teleport profinaut-db")],
    [
      "by one that was never approved",
      issue(),
      [
        ["request.submitted", 0, { command: "rotate profinaut-db" }],
        ["run.started", 1],
      ],
    ],
    [
      "by one whose approval was withdrawn",
      issue(),
      [
        ["request.submitted", 0, { command: "rotate profinaut-db" }],
        ["request.approved", 1],
        ["request.drifted", 2],
        ["run.started", 3],
      ],
    ],
    [
      "by one that is not on the trail from its beginning",
      issue(),
      [
        ["request.approved", 1],
        ["run.started", 1],
      ],
    ],
    ["by one that failed before", issue(second(6)), ran("rotate profinaut-db", ["run.failed", 5])],
    ["of a policy", aRecord("update", "sys/policies/acl/profinaut-db"), ran("rotate profinaut-db")],
    ["of another value", read("kafka/x"), ran("get db/x")],
  ])("%s", (_, record, told) => {
    expect(becauses([record], told.length === 0 ? {} : { req_1: told })).toEqual(["no-request"]);
  });

  it("beyond what its attempts can do", () => {
    const one = { req_1: ran("rotate profinaut-db") };
    const two = { req_1: ran("rotate profinaut-db", ["run.resumed", 2]) };

    expect(becauses([issue(), issue()], one)).toEqual(["surplus"]);
    expect(becauses([issue(), issue()], two)).toEqual([]);
    expect(becauses([write("db"), write("db")], { req_1: ran("register db") })).toEqual(["surplus"]);
    expect(becauses([read("db"), read("db"), read("db")], { req_1: ran("get db") })).toEqual(["surplus"]);
    expect(becauses([write("binance"), write("binance")], { req_1: ran("failover binance") })).toEqual(["surplus"]);
    expect(becauses([issue(), issue()], { ...one, req_2: ran("rotate profinaut-db") })).toEqual([]);
  });

  it("with another SecretID than the request names, where accessors are compared", () => {
    const requests = {
      req_1: ran("rotate profinaut-db", ["step.marked", 2, { accessor: accessor(1), delivered: [{ at: 0 }], none: null }]),
      "": [["orphan.destroyed", 4, { role: "profinaut-db", accessor: accessor(3) }] as const],
    };
    const accessorOf = new Map([1, 2, 3].map((digit) => [`h${digit}`, accessor(digit)]));
    const report = (...records: readonly VaultRecord[]) => diffOf(records, requests, { accessorOf });

    expect(report(issue({ accessorHash: "h1" }))).toMatchObject({ found: 0, accessors: { known: 1, unknown: 0 } });
    expect(report(issue({ accessorHash: "h2" }), issue({ accessorHash: "h9" }), issue())).toMatchObject({
      found: 3,
      accessors: { known: 0, unknown: 2 },
    });
    expect(report(destroy({ accessorHash: "h3" }))).toMatchObject({ found: 0, swept: 1 });
    expect(report(destroy({ accessorHash: "h2" })).findings.map(({ because }) => because)).toEqual(["surplus"]);
    expect(diffOf([write("db")], { req_1: ran("register db") }, { accessorOf }).found).toBe(0);
  });

  it("by time and number alone where the log has another salt, and says how much that was", () => {
    const requests = {
      req_1: ran("rotate profinaut-db", ["step.marked", 2, { accessor: accessor(1) }]),
      req_2: ran("rotate profinaut-kafka", ["step.marked", 2, { accessor: accessor(2) }]),
    };
    const accessorOf = new Map([["h2", accessor(2)]]);
    const kafka = aRecord("update", "auth/approle/role/profinaut-kafka/secret-id", { accessorHash: "h2" });
    const made = aRecord("update", "sys/audit/test", {
      isAnswer: false,
      caller: { ...mallory, displayName: "", remoteAddress: "" },
    });
    const before = [issue({ ...second(2), accessorHash: "g1" }), destroy({ ...second(3), accessorHash: "g0" })];
    const report = (...records: readonly VaultRecord[]) => diffOf(records, requests, { accessorOf });

    expect(report(...before, made, kafka)).toMatchObject({
      ...{ found: 0, accessors: { known: 1, unknown: 0 } },
      otherSalts: [{ count: 2, fromMs: noon + 2_000, toMs: noon + 3_000 }],
    });
    expect(report(...before, issue({ accessorHash: "g7" }), made, kafka)).toMatchObject({ found: 1, otherSalts: [{ count: 3 }] });
    const login = (roleId: string) =>
      aRecord("update", "auth/approle/login", {
        login: { roleId, secretId: "s", isShutOut: false, request: undefined, generation: undefined },
      });
    expect(report(login("a"), ...before, login("b"), kafka)).toMatchObject({ found: 0, otherSalts: [{ count: 2 }] });
    // Nothing was done since, so nothing shows the asked device's salt.
    expect(report(...before, made)).toMatchObject({ found: 0, accessors: { unknown: 0 }, otherSalts: [{ count: 2 }] });
    expect(report(made, ...before)).toMatchObject({ accessors: { known: 0, unknown: 1 }, otherSalts: [] });
  });
});

describe("the logs of two devices", () => {
  const requests = { req_1: ran("rotate profinaut-db", ["step.marked", 2, { accessor: accessor(1) }]) };
  const accessorOf = new Map([["b1", accessor(1)]]);
  const login = (roleId: string) =>
    aRecord("update", "auth/approle/login", {
      login: { roleId, secretId: "s", isShutOut: false, request: undefined, generation: undefined },
    });
  const told = (...files: readonly (readonly VaultRecord[])[]) => {
    const diff = createVaultDiff({
      ...{ ground, trail: aTrailOf(requests), skewMs: 0, namespace: "", accessorOf },
      ...{ sinceMs: Number.NEGATIVE_INFINITY, untilMs: Number.POSITIVE_INFINITY },
    });
    for (const file of files) {
      diff.nextFile();
      for (const record of file) diff.record(record);
    }
    return diff.end();
  };
  const [ours, theirs] = [issue({ accessorHash: "a1" }), issue({ accessorHash: "a9" })];
  const first = [login("ra"), ours, theirs];
  const asked = [login("rb"), { ...ours, accessorHash: "b1" }, { ...theirs, accessorHash: "b9" }];

  it.each([
    ["first", [asked, first]],
    ["second", [first, asked]],
  ] as const)("are compared by accessor where the asked device's comes %s", (_, files) => {
    expect(told(...files)).toMatchObject({ found: 1, accessors: { known: 1, unknown: 1 }, otherSalts: [] });
  });
});

describe("what the bot does by itself", () => {
  it("is counted: looks, logins by address, waiting values, and keys it asks exchanges about", () => {
    const report = diffOf([
      aRecord("update", "auth/approle/login"),
      aRecord("update", "auth/approle/login"),
      aRecord("list", "auth/approle/role/profinaut-db/secret-id"),
      aRecord("update", "auth/approle/role/profinaut-db/secret-id-accessor/lookup"),
      aRecord("create", "profinaut-pending/data/req_9"),
      aRecord("delete", "profinaut-pending/metadata/req_9"),
      aRecord("read", "secret/data/profinaut-keys/signing/decisions"),
      read("binance"),
      read("staging/binance/key1"),
    ]);

    expect(report).toMatchObject({ found: 0, bootstrapFound: 0, botLooks: 7, probes: 2 });
    expect([...report.botLogins]).toEqual([["profinaut-bot 10.0.0.1", 2]]);
  });
});

describe("what others did", () => {
  it("T15 is named: past the bot, by root, by a service, and by whoever claims to be the bot", () => {
    const disguised = { ...mallory, displayName: "token-approle", roleName: "profinaut-bot" };
    const nameless = { ...bot, roleName: undefined };
    const records = [mallory, root, service("profinaut-db"), disguised, nameless].map((caller) => issue({ caller }));

    expect(becauses(records, { req_1: ran("rotate profinaut-db") })).toEqual([
      ...["past-the-bot", "root", "platform-role", "past-the-bot", "past-the-bot"],
    ]);
  });

  it("is counted where a service reads what it may, and nobody's business where it is not about us", () => {
    const report = diffOf([
      read("db", { caller: service("PROFINAUT-DB") }),
      aRecord("update", "kv/data/theirs", { caller: mallory }),
      aRecord("read", "sys/mounts", { caller: mallory }),
      aRecord("read", "sys/mounts", { caller: root }),
    ]);

    expect(report).toMatchObject({ found: 0, rootLooks: 1 });
    expect([...report.valueReads]).toEqual([["profinaut-db", 1]]);
  });

  it("is named where root changed something of anybody's", () => {
    expect(becauses([aRecord("update", "kv/data/theirs", { caller: root })])).toEqual(["root"]);
  });

  it.each<readonly [operation: string, path: string, isBootstrap: boolean]>([
    ["update", "sys/policies/acl/profinaut-db", true],
    ["update", "sys/policies/acl/evil", false],
    ["delete", "sys/policies/acl/profinaut-db", false],
    ["create", "auth/approle/role/profinaut-db", true],
    ["create", "auth/approle/role/profinaut-bot", true],
    ["create", "auth/approle/role/profinaut-evil", false],
    ["update", "auth/approle/role/profinaut-db/policies", false],
    ["read", "auth/approle/role/profinaut-bot/role-id", true],
    ["read", "auth/approle/role/profinaut-db/role-id", true],
    ["read", "auth/approle/role/profinaut-else/role-id", false],
    ["update", "auth/approle/role/profinaut-bot/secret-id", true],
    ["update", "auth/approle/role/profinaut-db/secret-id", false],
    ["update", "sys/mounts/profinaut-pending", true],
    ["update", "profinaut-pending/config", true],
    ["update", "secret/config", true],
    ["update", "sys/mounts/new", false],
    ["update", "sys/auth/approle", true],
    ["update", "sys/auth/approle/tune", true],
    ["update", "sys/auth/userpass", false],
    ["update", "sys/audit/file", true],
    ["update", "sys/audit/other", false],
    ["create", "secret/data/profinaut-keys/public/decisions", true],
    ["read", "secret/data/profinaut-keys/signing/decisions", false],
  ])("by root with %s %s belongs to bootstrap: %s", (operation, path, isBootstrap) => {
    const { found, bootstrapFound } = diffOf([aRecord(operation, path, { caller: root })]);

    expect([found, bootstrapFound]).toEqual(isBootstrap ? [0, 1] : [1, 0]);
  });

  it("T15 of bootstrap's kind is no bootstrap when the bot or a service did it", () => {
    const records = [bot, service("profinaut-db")].map((caller) =>
      aRecord("update", "sys/policies/acl/profinaut-db", { caller }),
    );

    expect(becauses(records)).toEqual(["no-request", "platform-role"]);
  });
});

describe("the log", () => {
  it("tells of an act once, however many devices and files have it", () => {
    const once = issue({ caller: mallory });

    expect(diffOf([{ ...once, isAnswer: false }, once, once, { ...once, isAnswer: false }]).found).toBe(1);
  });

  it("may lack an answer, and then it may have been done", () => {
    const asked = issue({ caller: mallory, isAnswer: false });
    const look = aRecord("read", "sys/mounts", { isAnswer: false });

    expect(diffOf([asked, look]).findings).toMatchObject([{ because: "past-the-bot", isUnanswered: true }]);
  });

  it("counts what was denied by who was, and says nothing of what failed or was not there", () => {
    const denied = issue({ caller: mallory, outcome: "denied" });
    const nobody = { ...mallory, displayName: "", policies: [] };
    const report = diffOf([
      { ...denied, isAnswer: false },
      denied,
      issue({ outcome: "denied" }),
      issue({ outcome: "denied", caller: { ...root, displayName: "" } }),
      issue({ outcome: "denied", caller: nobody }),
      issue({ caller: mallory, outcome: "failed" }),
      read("db", { caller: mallory, outcome: "nothing-there" }),
      aRecord("delete", "secret/data/profinaut/db", { caller: mallory, outcome: "nothing-there" }),
    ]);

    expect(report.findings.map(({ kind }) => kind)).toEqual(["value-deleted"]);
    expect([...report.denied]).toEqual([
      ["token-mallory", 1],
      ["profinaut-bot", 1],
      ["root", 1],
      ["?", 1],
    ]);
  });

  it("is compared within the time and the namespace asked for, and Vault's own trial of a device is nothing", () => {
    const trial = aRecord("update", "sys/audit/test", {
      isAnswer: false,
      caller: { ...mallory, displayName: "", remoteAddress: "" },
    });
    const records = [1, 5, 9].map((atS) => issue({ caller: mallory, ...second(atS) }));
    const report = diffOf(
      [...records, issue({ namespace: "team", caller: mallory }), trial],
      {},
      { sinceMs: noon + 2_000, untilMs: noon + 8_000 },
    );

    expect(report).toMatchObject({
      records: 5,
      outside: 2,
      otherNamespace: 1,
      onGround: 1,
      found: 1,
      fromMs: noon + 5_000,
      toMs: noon + 5_000,
    });
    expect(diffOf([])).toMatchObject({ records: 0, fromMs: undefined });
  });

  it("may hold more than anybody reads: the first are kept in order, all are counted", () => {
    const acts = Array.from({ length: mostKept + 5 }, (_, at) => issue({ caller: mallory, atMs: noon - at }));
    const boots = Array.from({ length: mostKept + 5 }, () => aRecord("update", "sys/audit/file", { caller: root }));
    const { findings, found, bootstrap, bootstrapFound } = diffOf([...acts, ...boots]);

    expect([findings.length, found, bootstrap.length, bootstrapFound]).toEqual([mostKept, mostKept + 5, mostKept, mostKept + 5]);
    expect(findings[0]?.atMs).toBeLessThan(findings.at(-1)?.atMs ?? 0);
  });
});

describe("the trail's index", () => {
  it("knows how much it has, and from when", () => {
    const empty = aTrailOf({});
    const index = aTrailOf({ req_1: ran("rotate profinaut-db"), "": [["command.refused", 3]] });

    expect([empty.entries(), empty.firstAtMs()]).toEqual([0, undefined]);
    expect([index.entries(), index.firstAtMs(), index.asked.size]).toEqual([5, noon, 1]);
  });

  it("lets a request that needed attention go on, and one that was cancelled in the middle end", () => {
    const told = ran("rotate profinaut-db", ["run.needs-attention", 3], ["run.resumed", 5]);

    expect(becauses([issue(second(4))], { req_1: told })).toEqual(["no-request"]);
    expect(becauses([issue(second(6))], { req_1: told })).toEqual([]);
    const odd: readonly Told[] = [
      ["request.submitted", 0],
      ["request.cancelled", 1],
      ["step.done", 2, { step: "retire" }],
    ];
    expect(becauses([issue()], { req_1: odd })).toEqual(["no-request"]);
  });
});
