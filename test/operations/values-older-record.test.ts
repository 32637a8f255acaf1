import { describe, expect, it } from "vitest";
import type { CollectOrphansContext } from "../../src/domain/operation.ts";
import { Secret } from "../../src/domain/secret.ts";
import { lookBeforeFailover } from "../../src/operations/failover/facts.ts";
import { failover } from "../../src/operations/failover.ts";
import { collectWaiting } from "../../src/operations/register/collect-waiting.ts";
import { compensateDelivery } from "../../src/operations/register/deliver.ts";
import type { RegisterFacts } from "../../src/operations/register/facts.ts";
import { compensateWrite, write } from "../../src/operations/register/write.ts";
import type { SecretSubmission } from "../../src/ports/waiting-values.ts";
import { alice, bob, hour, noon, requestId } from "../support/builders.ts";
import { createMemoryEntries } from "../support/memory-entries.ts";
import { portsWith } from "../support/ports-that-fail.ts";

const minute = 60_000;
const key = new Map(Object.entries({ api_key: new Secret("k1"), secret_key: new Secret("half") }));
const destination = { github: "repository", repository: "acme/x", secret: "DOCKER_USERNAME" } as const;

/** An entry that held nothing before `requestId` wrote its first version, at noon. */
async function aWorld(path: string) {
  const { entries, opened } = createMemoryEntries({ now: () => noon });
  const self: { lostUntilMs: number | undefined; updatedAtMs: number } = { lostUntilMs: noon - hour, updatedAtMs: noon - hour };
  const openEntry = async (wrapped: Secret) =>
    new Map(Object.entries(Object((await opened(wrapped))?.["data"])).map(([name, value]) => [name, new Secret(String(value))]));
  const ports = portsWith({
    entries,
    exchanges: new Map([["binance", { kind: "binance" }]]),
    deliveries: new Map([["docker", [{ field: "username", destination }]]]),
    trailGaps: { lostUntilMs: async () => self.lostUntilMs },
    destinations: { changed: async () => ({ updatedAtMs: self.updatedAtMs }) },
    keyProbes: {
      probe: async () => ({
        ...{ isValid: true, canRead: true, canTrade: true, canWithdraw: false },
        ...{ transferRights: [], isIpRestricted: true, expiresAtMs: null },
      }),
    },
  });
  await entries.write({ path, fields: key, replaces: 0 });
  const context = {
    ...{ requestId, ports, progress: undefined, signal: new AbortController().signal, approved: undefined, nowMs: noon },
    ...{ people: { requester: alice, approvedBy: [bob], origin: "C0OPS" }, now: () => noon, recordProgress: async () => {} },
  };
  return { self, entries, context, openEntry };
}
type World = Awaited<ReturnType<typeof aWorld>>;

const uses: readonly (readonly [string, (world: World, path: string) => unknown])[] = [
  ["it has been there for a while", ({ context }) => Object.assign(context, { now: () => noon + 11 * minute })],
  ["another request had come to its end there", ({ entries }, path) => entries.describe(path, { request: "req_other" })],
  ["the trail has lost what came after it", ({ self }) => Object.assign(self, { lostUntilMs: noon })],
  ["the request had come to its end", ({ entries }, path) => entries.describe(path, { request: requestId })],
];

describe("T24 the first version that register wrote", () => {
  const facts: RegisterFacts = {
    ...{ kind: "docker", replaces: 0, replacedAtMs: null, replacedBy: null, seen: null, tokenEndsAtMs: null, signingKey: null },
  };
  const takenBack = async (
    happens: (world: World, path: string) => unknown,
    { version = 1, waiting = { fields: key } }: { readonly version?: number; readonly waiting?: SecretSubmission } = {},
  ) => {
    const world = await aWorld("docker");
    const { openEntry } = world;
    Object.assign(world.context.ports, { waiting: { read: async () => waiting }, wrapping: { openEntry } });
    await happens(world, "docker");
    const done = { write: { version, fields: [], lastFour: null } };
    const back = await compensateWrite({ ...world.context, input: { path: "docker", reason: "", handed: null }, facts, done });
    return { back, isThere: (await world.entries.read("docker")) !== undefined };
  };

  it("is deleted when nobody has it, and is nothing to delete when it is gone", async () => {
    expect(await takenBack(() => {})).toEqual({ back: { undone: true }, isThere: false });
    const twice = await takenBack(({ entries }) => entries.deleteVersion("docker", 1));
    expect(twice).toMatchObject({ back: { undone: false }, isThere: false });
  });

  it("T12 is the one that was approved, whatever a checkpoint says", async () => {
    const next = ({ entries }: World) => entries.write({ path: "docker", fields: key, replaces: 1 });

    expect(await takenBack(next, { version: 2 })).toMatchObject({
      back: { undone: false, remains: { params: { version: 1 } } },
      isThere: true,
    });
  });

  it.each<[string, SecretSubmission]>([
    ["it came in a token, so nobody can say whose it is", { wrappingToken: new Secret("a token") }],
    ["another value is at hand", { fields: new Map([["api_key", new Secret("k2")]]) }],
  ])("T12 stays, and is said to, when %s", async (_, waiting) => {
    expect(await takenBack(() => {}, { waiting })).toMatchObject({ back: { undone: false }, isThere: true });
  });

  it.each([
    ...uses,
    [
      "a destination changed in the second it was written",
      ({ self }: World) => Object.assign(self, { updatedAtMs: noon }),
    ] as const,
    [
      "a destination changed a little before, by another clock",
      ({ self }: World) => Object.assign(self, { updatedAtMs: noon - 50_000 }),
    ] as const,
    [
      "the trail has lost what came a little before, by another clock",
      ({ self }: World) => Object.assign(self, { lostUntilMs: noon - 50_000 }),
    ] as const,
  ])("stays, and is said to, when %s", async (_, happens) => {
    expect(await takenBack(happens)).toMatchObject({
      back: { undone: false, remains: { key: "value.may-be-used", params: { path: "docker", version: 1 } } },
      isThere: true,
    });
  });
});

describe("T24 a value that was written, of which no note tells any more", () => {
  const facts: RegisterFacts = {
    ...{ kind: "docker", replaces: 0, replacedAtMs: null, replacedBy: null, seen: null, tokenEndsAtMs: null, signingKey: null },
  };
  const input = { path: "docker", reason: "", handed: null };
  const forgetful = async (waiting: SecretSubmission, before = 0) => {
    const world = await aWorld("docker");
    for (let version = 1; version <= before; version += 1)
      await world.entries.write({ path: "docker", fields: key, replaces: version });
    Object.assign(world.context.ports, {
      waiting: { read: async () => waiting },
      wrapping: createMemoryWrapping(world),
    });
    return { ...world.context, input, facts: { ...facts, replaces: before }, done: {}, lost: world.self };
  };
  const createMemoryWrapping = ({ openEntry }: World) => ({ look: async () => undefined, openEntry });
  const token: SecretSubmission = { wrappingToken: new Secret("a token") };

  it.each<[string, SecretSubmission, number, object]>([
    ["a first version", token, 0, { key: "value.may-be-used", params: { path: "docker", version: 1 } }],
    ["a later one", token, 1, { key: "register.stays", params: { path: "docker", version: 2, before: 1 } }],
    ["one that is the value at hand", { fields: key }, 0, { key: "value.may-be-used" }],
  ])("stays, and is said to be there: %s", async (_, waiting, before, remains) => {
    expect(await compensateWrite(await forgetful(waiting, before))).toMatchObject({ undone: false, remains });
  });

  it("is not ours when it is another one than the value at hand, deleted, or not there at all", async () => {
    const others = new Map([["api_key", new Secret("k2")]]);
    const deleted = await forgetful(token);
    await deleted.ports.entries.deleteVersion("docker", 1);

    expect(await compensateWrite(await forgetful({ fields: others }))).toEqual({ undone: true });
    expect(await compensateWrite(deleted)).toEqual({ undone: true });
    expect(await compensateWrite({ ...deleted, facts: { ...facts, replaces: 1 } })).toEqual({ undone: true });
  });

  it("accuses nobody of having opened the token that is spent", async () => {
    const written = await forgetful(token);
    const opened = { ...written, facts: { ...facts, replaces: 1 } };

    await expect(write(written)).rejects.toMatchObject({ code: "register.opened-by-whom" });
    await expect(write(opened)).rejects.toMatchObject({ code: "register.opened-by-whom" });
    Object.assign(opened.lost, { lostUntilMs: undefined });
    await expect(write(opened)).rejects.toMatchObject({ code: "register.token-opened" });
  });
});

describe("T24 a delivery of which no note tells any more", () => {
  const name = "acme/x · DOCKER_USERNAME";
  const takenBack = async (updatedAtMs: number, delivered = name) => {
    const { context, self } = await aWorld("docker");
    self.updatedAtMs = updatedAtMs;
    const deliveries = [{ field: "username", destination: delivered, updatedAtMs: noon - hour }];
    const facts: RegisterFacts = {
      ...{ kind: "docker", replaces: 0, replacedAtMs: null, replacedBy: null, seen: null, tokenEndsAtMs: null, signingKey: null },
      deliveries,
    };
    const done = { write: { version: 1, fields: [], lastFour: null } };
    return compensateDelivery({ ...context, input: { path: "docker", reason: "", handed: null }, facts, done });
  };

  it("may have arrived where the destination is not as it was approved, and is nothing where it is, or is none any more", async () => {
    expect(await takenBack(noon)).toMatchObject({
      remains: { key: "register.delivered-in-part", params: { delivered: [], doubtful: [name], rest: [] } },
    });
    expect(await takenBack(noon - hour)).toEqual({ undone: true });
    expect(await takenBack(noon, "acme/x · OTHER")).toEqual({ undone: true });
  });
});

describe("T24 the key that failover put where none was", () => {
  const input = { path: "binance", reason: "" };
  const takenBack = async (happens: (world: World, path: string) => unknown) => {
    const world = await aWorld("binance/spare");
    const facts = await lookBeforeFailover({ ...world.context, input });
    await world.entries.write({ path: "binance", fields: key, replaces: 0 });
    await happens(world, "binance");
    const undo = failover.steps[0]?.undo;
    if (typeof undo !== "object") throw new Error("the step that writes is taken back by a function");
    const back = await undo.back({ ...world.context, input, facts, done: {} });
    return { back, isThere: (await world.entries.read("binance")) !== undefined };
  };

  it("is deleted when nobody trades with it", async () => {
    expect(await takenBack(() => {})).toEqual({ back: { undone: true }, isThere: false });
  });

  it.each(uses)("stays, and is said to, when %s", async (_, happens) => {
    expect(await takenBack(happens)).toMatchObject({
      back: { undone: false, remains: { key: "value.may-be-used", params: { path: "binance", version: 1 } } },
      isThere: true,
    });
  });
});

describe("T24 a value that waits", () => {
  const swept = async (changes: { state?: string; lostUntilMs?: number | undefined; agoMs?: number }) => {
    const { state, lostUntilMs, agoMs = hour } = changes;
    const removed: string[] = [];
    const context: CollectOrphansContext = {
      ports: portsWith({
        waiting: {
          read: async () => undefined,
          list: async () => [{ requestId, sinceMs: noon - agoMs }],
          remove: async (id) => void removed.push(id),
        },
        trailGaps: { lostUntilMs: async () => lostUntilMs },
      }),
      ...{ signal: new AbortController().signal, nowMs: noon, stateOf: async () => state },
      ...{ whileLocked: async () => {}, report: async () => {} },
    };
    await collectWaiting(context);
    return removed.length === 1;
  };

  it.each<[string, Parameters<typeof swept>[0], boolean]>([
    ["goes when its request is over", { state: "denied" }, true],
    ["stays while its request is open", { state: "pending" }, false],
    ["stays while its request may still be written down", { agoMs: 9 * minute }, false],
    ["goes when its request never came to be", { lostUntilMs: noon - 2 * hour }, true],
    ["stays when its request may be forgotten", { lostUntilMs: noon }, false],
    ["stays when it is a little younger than what the channel saw last", { lostUntilMs: noon - hour - 9 * minute }, false],
    ["goes when its request is over, whatever is forgotten", { state: "failed", lostUntilMs: noon }, true],
  ])("%s", async (_, changes, isGone) => {
    expect(await swept(changes)).toBe(isGone);
  });
});
