import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { EntryPath } from "../../src/domain/entry-path.ts";
import { ConflictError, InputError } from "../../src/domain/errors.ts";
import { Secret } from "../../src/domain/secret.ts";
import type { KvEntries, SecretFields } from "../../src/ports/kv-entries.ts";

/** An implementation of the port with what the suite needs of the world behind it. */
export interface KvEntriesWorld {
  readonly entries: KvEntries;
  /** What a consumer gets who opens a wrapping token; `undefined` when it gives nothing (any more). */
  opened(token: Secret): Promise<Readonly<Record<string, unknown>> | undefined>;
  /** Puts something there that our own methods would not. */
  byHand(path: EntryPath, data: object): Promise<void>;
  /** Destroys versions for good, as an administrator may. */
  destroy(path: EntryPath, version: number): Promise<void>;
  stop(): Promise<void>;
}

export const fields = (values: Readonly<Record<string, string>>): SecretFields =>
  new Map(Object.entries(values).map(([name, value]) => [name, new Secret(value)]));

export const revealed = (secrets: SecretFields | undefined): Readonly<Record<string, string>> | undefined =>
  secrets && Object.fromEntries([...secrets].map(([name, value]) => [name, value.reveal()]));

/** What every implementation of `KvEntries` does. */
export function describeKvEntries(name: string, make: () => Promise<KvEntriesWorld>): void {
  describe(`KvEntries: ${name}`, () => {
    let world: KvEntriesWorld;
    let entries: KvEntries;
    beforeAll(async () => {
      world = await make();
      entries = world.entries;
    }, 60_000);
    afterAll(() => world?.stop());

    const written = async (path: EntryPath, value = "canary-1"): Promise<number> =>
      entries.write({ path, fields: fields({ api_key: value }), replaces: (await entries.look(path))?.currentVersion ?? 0 });

    it("knows nothing of a path where nothing is", async () => {
      expect(await entries.look("nobody/here")).toBeUndefined();
      expect(await entries.read("nobody/here")).toBeUndefined();
      expect(await entries.readWrapped("nobody/here", 60)).toBeUndefined();
      expect(await entries.children("nobody/here")).toEqual([]);
    });

    it("writes version after version and gives back exactly what was written", async () => {
      const values = { api_key: 'canary 鍵 "quoted"\\ \u2028', secret_key: `${"line\n".repeat(60)}`, "odd name": "" };

      const first = await entries.write({ path: "binance", fields: fields(values), replaces: 0 });
      const second = await entries.write({ path: "binance", fields: fields({ api_key: "canary-2" }), replaces: first });

      expect([first, second]).toEqual([1, 2]);
      const newest = await entries.read("binance");
      expect(newest?.version).toBe(2);
      expect(revealed(newest?.fields)).toEqual({ api_key: "canary-2" });
      expect(revealed((await entries.read("binance", 1))?.fields)).toEqual(values);
      expect(await entries.read("binance", 3)).toBeUndefined();
    });

    it("shows versions and times, and no value", async () => {
      const before = Date.now();
      await written("shown");
      await written("shown", "canary-2");

      const info = await entries.look("shown");

      expect(info).toMatchObject({ path: "shown", currentVersion: 2, about: {} });
      expect(info?.versions.map(({ version, deletedAtMs, isDestroyed }) => [version, deletedAtMs, isDestroyed])).toEqual([
        [1, null, false],
        [2, null, false],
      ]);
      expect(Math.abs((info?.updatedAtMs ?? 0) - before)).toBeLessThan(30_000);
      expect(info?.createdAtMs).toBeLessThanOrEqual(info?.updatedAtMs ?? 0);
      expect(JSON.stringify(info)).not.toContain("canary");
    });

    it.each([0, 1, 3])("refuses a write that replaces version %d of an entry at version 2, and says so", async (replaces) => {
      const path = `raced-${replaces}`;
      await written(path);
      await written(path, "canary-2");

      const writing = entries.write({ path, fields: fields({ api_key: "canary-3" }), replaces });

      await expect(writing).rejects.toThrow(ConflictError);
      await expect(writing).rejects.toMatchObject({
        code: "kv.changed",
        sentence: { params: { path, expected: replaces, found: 2 } },
      });
      expect(revealed((await entries.read(path))?.fields)).toEqual({ api_key: "canary-2" });
    });

    it("lets one of many writers of the same version through", async () => {
      await written("popular");
      const writing = Array.from({ length: 8 }, (_, at) =>
        entries.write({ path: "popular", fields: fields({ api_key: `canary-${at}` }), replaces: 1 }),
      );

      const results = await Promise.allSettled(writing);

      expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
      for (const result of results) if (result.status === "rejected") expect(result.reason).toBeInstanceOf(ConflictError);
      expect((await entries.look("popular"))?.currentVersion).toBe(2);
    });

    it("hands out the newest version wrapped: it can be opened once, and says which version it is", async () => {
      await written("wrapped");
      await written("wrapped", "canary-2");

      const wrapped = await entries.readWrapped("wrapped", 90);
      const token = wrapped?.token ?? new Secret("");

      expect(wrapped).toMatchObject({ ttlS: 90, version: 2 });
      expect(JSON.stringify(wrapped)).not.toContain("canary");
      expect(await world.opened(token)).toMatchObject({ data: { api_key: "canary-2" }, metadata: { version: 2 } });
      expect(await world.opened(token)).toBeUndefined();
    });

    it("deletes a version so that nobody reads it, and again without complaint", async () => {
      await written("deleted");
      await written("deleted", "canary-2");

      await entries.deleteVersion("deleted", 2);
      await entries.deleteVersion("deleted", 2);

      expect(await entries.read("deleted")).toBeUndefined();
      expect(await entries.readWrapped("deleted", 60)).toBeUndefined();
      expect(revealed((await entries.read("deleted", 1))?.fields)).toEqual({ api_key: "canary-1" });
      const info = await entries.look("deleted");
      expect(info?.currentVersion).toBe(2);
      expect(info?.versions.map(({ deletedAtMs }) => deletedAtMs !== null)).toEqual([false, true]);
      expect(Math.abs((info?.versions[1]?.deletedAtMs ?? 0) - Date.now())).toBeLessThan(30_000);
    });

    it("counts on after a deleted version", async () => {
      await written("again");
      await entries.deleteVersion("again", 1);

      await expect(entries.write({ path: "again", fields: fields({ a: "b" }), replaces: 0 })).rejects.toThrow(ConflictError);
      expect(await entries.write({ path: "again", fields: fields({ a: "b" }), replaces: 1 })).toBe(2);
    });

    it("deletes what was never there without complaint", async () => {
      await written("one-version");

      await entries.deleteVersion("one-version", 7);
      await entries.deleteVersion("never-there", 1);

      expect((await entries.look("one-version"))?.versions).toHaveLength(1);
      expect(await entries.look("never-there")).toBeUndefined();
    });

    it("says that a version was destroyed", async () => {
      await written("destroyed");
      await world.destroy("destroyed", 1);

      expect((await entries.look("destroyed"))?.versions).toMatchObject([{ version: 1, isDestroyed: true }]);
      expect(await entries.read("destroyed")).toBeUndefined();
      expect(await entries.readWrapped("destroyed", 60)).toBeUndefined();
    });

    it("notes things about an entry, before and after it has a version, and replaces all of them", async () => {
      await entries.describe("noted", { owner: "取引チーム", requester: "U0ALICE" });
      expect(await entries.look("noted")).toMatchObject({ currentVersion: 0, versions: [], about: { requester: "U0ALICE" } });

      await entries.write({ path: "noted", fields: fields({ a: "b" }), replaces: 0 });
      expect((await entries.look("noted"))?.about).toEqual({ owner: "取引チーム", requester: "U0ALICE" });

      await entries.describe("noted", { expires: "2027-01-31" });
      expect(await entries.look("noted")).toMatchObject({ currentVersion: 1, about: { expires: "2027-01-31" } });
      expect((await entries.look("noted"))?.about).not.toHaveProperty("owner");

      await entries.describe("noted", {});
      expect((await entries.look("noted"))?.about).toEqual({});
    });

    const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, at) => [`name-${at}`, "x"]));
    it.each([
      ["64 names", many(64)],
      ["a name of 128 bytes", { ["n".repeat(128)]: "x" }],
      ["a text of 512 bytes", { owner: `${"あ".repeat(170)}xx` }],
    ])("takes %s", async (_, about) => {
      await entries.describe("large", about);

      expect((await entries.look("large"))?.about).toEqual(about);
    });

    it.each([
      ["65 names", many(65)],
      ["a name of 129 bytes", { ["n".repeat(129)]: "x" }],
      ["a text of 513 bytes", { owner: "あ".repeat(171) }],
      ["no name", { "": "x" }],
      ["no text", { owner: "" }],
      ["a line break", { owner: "a\nb" }],
      ["a control character", { owner: "a\u0007" }],
      ["a space that is none", { owner: "a\u00a0b" }],
      ["a joiner of emoji", { owner: "👩\u200d👧" }],
      ["a character that Vault does not know", { owner: "\u{2ebf1}" }],
    ])("refuses %s, and leaves what was noted", async (_, about) => {
      await entries.describe("kept", { owner: "me" });

      await expect(entries.describe("kept", about)).rejects.toThrow(InputError);

      expect((await entries.look("kept"))?.about).toEqual({ owner: "me" });
    });

    it("lists names sorted, an entry and a folder of one name apart", async () => {
      for (const path of ["tree/b", "tree/a/x", "tree/a", "tree/c/y/z"]) await written(path);

      expect(await entries.children("tree")).toEqual(["a", "a/", "b", "c/"]);
      expect(await entries.children("tree/a")).toEqual(["x"]);
      expect(await entries.children("")).toContain("tree/");
    });

    it("still lists an entry whose only version was deleted", async () => {
      await written("gone/quiet");
      await entries.deleteVersion("gone/quiet", 1);

      expect(await entries.children("gone")).toEqual(["quiet"]);
    });

    it("does not take an entry for text that holds something else", async () => {
      await world.byHand("odd", { port: 5432, api_key: "canary-odd" });

      const reading = entries.read("odd");

      await expect(reading).rejects.toThrow(ConflictError);
      await expect(reading).rejects.toMatchObject({ code: "kv.not-text" });
    });

    it.each([
      ...[
        "..",
        "../profinaut-keys/signing/decisions",
        "a/../../x",
        "a//b",
        "/a",
        "a/",
        "",
        ".",
        "./a",
        "a/.",
        "%2e%2e/x",
        "a%2fb",
      ],
      ...[
        "A",
        "a b",
        "a?version=1",
        "a#b",
        "a\\b",
        "a\u0000",
        "a\n",
        "キー",
        "ｂinance",
        "\u212aey",
        "a/b/c/d/e/f",
        "x".repeat(65),
      ],
      ...["a/*", "a+b", "{{identity}}", "a;b", "-a", "_a", "a..b"],
    ])("T9 refuses %j as a path", async (path) => {
      const calls: readonly Promise<unknown>[] = [
        entries.look(path),
        path === ""
          ? Promise.reject(new InputError("entry.bad-path", { key: "entry.bad-path", params: {} }))
          : entries.children(path),
        entries.write({ path, fields: fields({ a: "b" }), replaces: 0 }),
        entries.describe(path, { owner: "x" }),
        entries.read(path),
        entries.readWrapped(path, 60),
        entries.deleteVersion(path, 1),
        entries.missingCapabilities(path, ["look"]),
      ];

      for (const call of await Promise.allSettled(calls)) {
        expect(call.status).toBe("rejected");
        if (call.status === "rejected") expect(call.reason).toBeInstanceOf(InputError);
      }
    });

    it("lacks nothing where it may do all", async () => {
      expect(await entries.missingCapabilities("binance", ["look", "write", "read", "read-wrapped", "delete"])).toEqual([]);
    });

    it("gives up at once when it is told to", async () => {
      const signal = AbortSignal.abort();
      const path = "given-up";

      await expect(entries.look(path, signal)).rejects.toMatchObject({ effect: "none" });
      await expect(entries.write({ path, fields: fields({ a: "b" }), replaces: 0 }, signal)).rejects.toMatchObject({
        effect: "none",
      });
      expect(await entries.look(path)).toBeUndefined();
    });
  });
}
