import { describe, expect, it, vi } from "vitest";
import type { CollectOrphansContext } from "../../src/domain/operation.ts";
import { say } from "../../src/domain/sentence.ts";
import { collectSecretIds } from "../../src/operations/rotate/collect-orphans.ts";
import { lookBeforeRotating } from "../../src/operations/rotate/facts.ts";
import { rotate } from "../../src/operations/rotate.ts";
import type { AppRoles, SecretIdInfo } from "../../src/ports/app-roles.ts";
import { aLedger, aLedgerEntry, hour, noon, requestId } from "../support/builders.ts";
import { portsWith } from "../support/ports-that-fail.ts";
import { anAppRole, aRole, aSecretId, roles, tagged } from "./a-role.ts";

const day = 24 * hour;

/** A role in Vault that can be rotated, with two SecretIDs: one ours, one made by hand. */
const world = (appRoles: Partial<AppRoles> = {}, settings = aRole()) =>
  portsWith({
    roles: roles(settings),
    ledgers: { read: async () => aLedger({ current: aLedgerEntry("ours") }) },
    appRoles: {
      role: async () => anAppRole({ policies: ["z", "a"] }),
      missingCapabilities: async () => [],
      live: async () => [
        aSecretId("ours", tagged()),
        aSecretId("by-hand"),
        aSecretId("tagged", { metadata: { request: requestId } }),
      ],
      ...appRoles,
    },
    destinations: { look: async () => ({ updatedAtMs: null }) },
    workflowRuns: { ...portsWith().workflowRuns, unfinished: async () => [] },
  });

/** Made one a millisecond from noon on; the first carries our tag. */
const many = (count: number): readonly SecretIdInfo[] =>
  Array.from({ length: count }, (_, at) =>
    aSecretId(`s-${at}`, { createdAtMs: noon + at, metadata: at === 0 ? { request: requestId } : {} }),
  );

const look = (ports = world(), changes: Partial<Parameters<typeof lookBeforeRotating>[0]> = {}) =>
  lookBeforeRotating({
    requestId,
    input: { role: "profinaut-db", leaked: false, reason: "" },
    ports,
    signal: new AbortController().signal,
    nowMs: noon,
    approved: undefined,
    ...changes,
  });

describe("looking before rotating", () => {
  it("sees what will be acted on", async () => {
    expect(await look()).toEqual({
      edition: 2,
      role: "profinaut-db",
      policies: ["a", "z"],
      secretIdTtlS: (90 * day) / 1000,
      secretIdNumUses: 0,
      overlapMs: day,
      destinations: [{ name: "acme/x · DB", exists: false }],
      replaces: [
        { accessor: "ours", createdAtMs: noon - day, byBot: true },
        { accessor: "by-hand", createdAtMs: noon - day, byBot: false },
        { accessor: "tagged", createdAtMs: noon - day, byBot: true },
      ],
    });
  });

  it("sees how often and from where it logs in, that no SecretID is needed, and that the mount grants less than was asked for", async () => {
    const limits = {
      ...{ secretIdNumUses: 40, bindSecretId: false, mountMaxTtlS: (40 * day) / 1000 },
      ...{ secretIdBoundCidrs: ["192.0.2.0/24", "198.51.100.7/32"], tokenBoundCidrs: ["2001:db8::/32"] },
    };
    const facts = await look(world({ role: async () => anAppRole(limits) }));
    const shown = rotate.describe({ role: "profinaut-db", leaked: false, reason: "" }, facts).facts;

    expect(facts).toMatchObject({
      ...{ secretIdTtlS: (40 * day) / 1000, askedTtlS: (90 * day) / 1000, secretIdNumUses: 40, bindSecretId: false },
      bound: { secretId: ["192.0.2.0/24", "198.51.100.7/32"], token: ["2001:db8::/32"] },
    });
    expect(shown.map(({ value }) => value)).toEqual(
      expect.arrayContaining([
        say("rotate.value.lives-clamped", { ttlMs: 40 * day, askedMs: 90 * day }),
        say("rotate.value.uses", { uses: 40 }),
        say("rotate.value.bound", { secretId: ["192.0.2.0/24", "198.51.100.7/32"], token: ["2001:db8::/32"] }),
        say("rotate.value.no-secret-id", {}),
      ]),
    );
  });

  it("sees no overlap after a leak, and a destination that is there", async () => {
    const ports = { ...world(), destinations: { ...world().destinations, look: async () => ({ updatedAtMs: noon }) } };

    const facts = await look(ports, { input: { role: "profinaut-db", leaked: true, reason: "" } });

    expect(facts).toMatchObject({ overlapMs: 0, destinations: [{ exists: true }] });
  });

  it.each<[string, Partial<AppRoles>, ReturnType<typeof aRole>, string]>([
    ["we lack a capability", { missingCapabilities: async () => ["update x"] }, aRole(), "rotate.capabilities"],
    ["the role allows less", { role: async () => anAppRole({ secretIdTtlS: 3600 }) }, aRole(), "rotate.ttl-above-role"],
    ["a SecretID would end too soon", {}, aRole({ secretIdTtlMs: 10 * day }), "rotate.ttl-too-short"],
    ["the mount clamps it too short", { role: async () => anAppRole({ mountMaxTtlS: 3600 }) }, aRole(), "rotate.ttl-too-short"],
  ])("refuses before anybody is asked when %s", async (_, appRoles, settings, code) => {
    await expect(look(world(appRoles, settings))).rejects.toMatchObject({ code });
  });

  it("needs less life without a schedule", async () => {
    const facts = await look(world({}, aRole({ rotateEveryMs: null, secretIdTtlMs: 9 * day })));

    expect(facts.secretIdTtlS).toBe((9 * day) / 1000);
  });

  it("takes a role without a limit of its own", async () => {
    const facts = await look(world({ role: async () => anAppRole({ secretIdTtlS: 0 }) }));

    expect(facts.secretIdTtlS).toBe((90 * day) / 1000);
  });

  it("counts those that are too many to name, and the span in which they were made", async () => {
    const { replaces, replacesAll } = await look(world({ live: async () => many(501) }));

    expect(replaces).toEqual([]);
    expect(replacesAll).toEqual({ count: 501, byHand: 500, oldestAtMs: noon, untilMs: noon + 500 });
  });

  it("T7 takes fewer than approved for no change also where they are too many to name; one made since is one", async () => {
    const approved = await look(world({ live: async () => many(600) }));
    const fewer = await look(world({ live: async () => many(600).slice(0, 3) }), { approved });
    const more = await look(world({ live: async () => [...many(600), aSecretId("new", { createdAtMs: noon + hour })] }), {
      approved,
    });
    const grown = await look(world({ live: async () => many(600) }), { approved: await look() });

    expect(fewer).toEqual(approved);
    expect(more.replacesAll).toMatchObject({ count: 601, untilMs: noon + hour });
    expect(grown.replacesAll).toMatchObject({ count: 600 });
  });

  it("T7 takes fewer SecretIDs than approved for no change, and one more for one", async () => {
    const approved = await look();
    const fewer = await look(world({ live: async () => [aSecretId("ours", tagged())] }), { approved });
    const more = await look(world({ live: async () => [aSecretId("ours", tagged()), aSecretId("new")] }), { approved });

    expect(fewer.replaces).toEqual(approved.replaces);
    expect(more.replaces.map(({ accessor }) => accessor)).toEqual(["ours", "new"]);
  });
});

describe("sweeping orphans", () => {
  const orphan = aSecretId("orphan", { metadata: { request: requestId }, createdAtMs: noon - 2 * day });
  const current = aLedgerEntry("current", { createdAtMs: noon - day, deliveredAtMs: noon - day });

  const serving = aSecretId("current", { ...tagged(), createdAtMs: noon - day });
  const delivered = { "acme/x · DB": noon - day };

  async function sweep(
    state: string | undefined,
    found: readonly SecretIdInfo[],
    { ledger = aLedger({ current, delivered }), updatedAtMs = noon - day, lostUntilMs = noon - 3 * day, live = [serving] } = {},
  ) {
    const order: string[] = [];
    const destroy = vi.fn(async (_: string, accessor: string) => void order.push(`destroy ${accessor}`));
    const context: CollectOrphansContext = {
      ports: portsWith({
        roles: roles(aRole()),
        ledgers: { read: async () => ledger },
        appRoles: { live: async () => [...found, ...live], destroy },
        destinations: { changed: async () => ({ updatedAtMs }) },
        trailGaps: { lostUntilMs: async () => lostUntilMs },
      }),
      signal: new AbortController().signal,
      nowMs: noon,
      stateOf: async () => state,
      whileLocked: async (lock, body) => {
        order.push(`lock ${lock}`);
        await body();
      },
      report: async ({ action, details }) => void order.push(`${action} ${details["accessor"]}`),
    };
    await collectSecretIds(context);
    return order;
  }

  it("T21 destroys what a younger delivered one replaced, on the trail first and under the role's lock", async () => {
    expect(await sweep("failed", [orphan])).toEqual(["lock approle/profinaut-db", "orphan.destroyed orphan", "destroy orphan"]);
  });

  it.each([
    ["its request still runs", "running", [orphan], []],
    ["it needs a person", "needs-attention", [orphan], []],
    ["it was made by hand", "failed", [aSecretId("by-hand")], []],
    ["it has a label", "succeeded", [aSecretId("current", tagged())], []],
    ["nobody knows its request", undefined, [orphan], ["orphan.found orphan"]],
    ["it was delivered once", "succeeded", [{ ...orphan, metadata: { request: "req_before" } }], ["orphan.found orphan"]],
    ["it is the youngest", "failed", [{ ...orphan, createdAtMs: noon }], ["orphan.found orphan"]],
  ])("T21 leaves alone what may be in use: %s", async (_, state, live, rest) => {
    expect(await sweep(state, live)).toEqual(["lock approle/profinaut-db", ...rest]);
  });

  it.each([
    ["was never delivered", aLedger({ current: { ...current, deliveredAtMs: null } })],
    ["does not exist", aLedger()],
  ])("T21 destroys nothing while the current one %s", async (_, ledger) => {
    expect(await sweep("failed", [orphan], { ledger, live: [] })).toEqual(["lock approle/profinaut-db", "orphan.found orphan"]);
  });

  it.each<[string, Parameters<typeof sweep>[2]]>([
    ["the current one is gone from Vault", { live: [] }],
    ["Vault holds one of a later rotation", { live: [serving, aSecretId("later", tagged(2))] }],
    ["Vault says that the current one is of another rotation", { live: [{ ...serving, ...tagged(3) }] }],
    ["GitHub says that somebody wrote since the delivery", { updatedAtMs: noon - hour }],
    ["the trail has lost what came after the current one", { lostUntilMs: noon - hour }],
  ])("T24 destroys nothing while %s", async (_, world) => {
    expect(await sweep("failed", [orphan], world)).not.toContain("destroy orphan");
  });

  it("T21 destroys what an attempt left of the very request that delivered", async () => {
    expect(await sweep("succeeded", [orphan])).toContain("destroy orphan");
  });
});
