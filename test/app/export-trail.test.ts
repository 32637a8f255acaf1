import { describe, expect, it } from "vitest";
import { emptyTrail } from "../../src/domain/audit.ts";
import { UpstreamError } from "../../src/domain/errors.ts";
import { say } from "../../src/domain/sentence.ts";
import { aSigningPair, aTrail, exported, verdictOn } from "../support/a-trail.ts";

const linesOf = (text: string): readonly { readonly line: string; readonly [field: string]: unknown }[] =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));

const damaged = () =>
  Promise.reject(
    new UpstreamError("redis.trail-damaged", say("redis.trail-damaged", {}), {
      service: "redis",
      effect: "none",
      retryable: false,
    }),
  );

describe("an export", () => {
  it("is a header, the keys, every entry with its checkpoint behind it, and a trailer", async () => {
    const { text, said } = await exported(aTrail(5, [2, 5]));

    expect(linesOf(text).map(({ line }) => line)).toEqual([
      ...["header", "public-key", "entry", "entry", "checkpoint", "entry", "entry", "entry", "checkpoint", "trailer"],
    ]);
    expect(said).toMatchObject({ entries: 5, checkpoints: 2, head: { seq: 5 }, broken: undefined });
    expect(text.endsWith("}\n")).toBe(true);
  });

  it("reads the trail in pages, and is the same however large they are", async () => {
    const trail = aTrail(7, [3]);

    const [one, two, all] = [
      await exported(trail, { page: 1 }),
      await exported(trail, { page: 2 }),
      await exported(trail, { page: 9 }),
    ];

    expect(two.text).toBe(one.text);
    expect(all.text).toBe(one.text);
  });

  it("ends where the trail ended when it began", async () => {
    const trail = aTrail(5, [2]);
    const third = trail.entries[2] ?? emptyTrail;
    trail.head = async () => third;

    const { text, said } = await exported(trail);

    expect(said).toMatchObject({ entries: 3, broken: undefined });
    expect(verdictOn(text)).toMatchObject({ intact: true, head: { seq: 3 } });
  });

  it("of a part begins behind the entry that its first one names", async () => {
    const { text, said } = await exported(aTrail(9, [2, 4, 6, 8]), { fromSeq: 5 });

    expect(said).toMatchObject({ entries: 5, checkpoints: 3 });
    expect(linesOf(text)[0]).toMatchObject({ follows: { seq: 4 } });
    expect(verdictOn(text)).toMatchObject({ intact: true, fromSeq: 5, checkpoints: 3, signedUpTo: 8 });
  });

  it("of a trail without an entry is whole", async () => {
    const { text } = await exported(aTrail(0, []));

    expect(verdictOn(text)).toMatchObject({ intact: true, entries: 0, signedUpTo: 0 });
  });

  it("is refused when it is to begin behind the end", async () => {
    await expect(exported(aTrail(3, []), { fromSeq: 4 })).rejects.toMatchObject({
      sentence: say("audit-export.from-beyond", { fromSeq: 4, entries: 3 }),
    });
  });

  it("fails when the store does, and not as damage", async () => {
    const trail = aTrail(3, []);
    trail.head = () => Promise.reject(new Error("gone"));

    await expect(exported(trail)).rejects.toThrow("gone");
  });
});

describe("T22 of a trail that is not intact everything is exported, and it is said", () => {
  it("when the store finds its end damaged", async () => {
    const trail = aTrail(4, []);
    trail.head = damaged;

    const { text, said } = await exported(trail);

    expect(said).toMatchObject({ entries: 4, broken: say("audit-export.damaged-end", {}) });
    expect(verdictOn(text)).toEqual({ intact: false, because: say("audit-check.store-damaged", { seq: 4 }) });
  });

  it("when entries at the end are gone", async () => {
    const trail = aTrail(6, []);
    trail.entries = trail.entries.slice(0, 4);

    const { said } = await exported(trail);

    expect(said.broken).toEqual(say("audit.truncated", { fromSeq: 5, toSeq: 6 }));
  });

  it("when a checkpoint is about entries that are gone", async () => {
    const trail = aTrail(6, [2, 6]);
    trail.entries = trail.entries.slice(0, 4);
    const fourth = trail.entries[3] ?? emptyTrail;
    trail.head = async () => fourth;

    const { text, said } = await exported(trail);

    expect(said).toMatchObject({ checkpoints: 2, broken: say("audit.truncated", { fromSeq: 5, toSeq: 6 }) });
    expect(verdictOn(text)).toEqual({ intact: false, because: say("audit.truncated", { fromSeq: 5, toSeq: 6 }) });
  });

  it("when one in the middle is gone or unreadable", async () => {
    const [gap, torn] = [aTrail(6, [5]), aTrail(6, [5])];
    gap.entries = gap.entries.filter(({ seq }) => seq !== 3);
    torn.entries = torn.entries.map((entry) => (entry.seq === 3 ? { ...entry, action: "unreadable", hash: "" } : entry));

    const [ofGap, ofTorn] = [await exported(gap), await exported(torn)];

    expect(ofGap.said).toMatchObject({ entries: 5, broken: say("audit.missing", { seq: 3 }) });
    expect(verdictOn(ofGap.text)).toEqual({ intact: false, because: say("audit.missing", { seq: 3 }) });
    expect(ofTorn.said).toMatchObject({ entries: 6, broken: say("audit.changed", { seq: 3 }) });
    expect(verdictOn(ofTorn.text)).toEqual({ intact: false, because: say("audit.changed", { seq: 3 }) });
  });

  it("when numbers do not go on, without asking for ever", async () => {
    const trail = aTrail(4, []);
    trail.entries = trail.entries.map((entry) => (entry.seq > 2 ? { ...entry, seq: 0 } : entry));
    const log = trail.entries;
    trail.head = damaged;
    Object.defineProperty(trail, "entries", {
      get: () => log.map((entry) => ({ ...entry, seq: entry.seq === 0 ? 2 : entry.seq })),
    });

    const { said } = await exported(trail, { page: 10 });

    expect(said.entries).toBe(4);
  });

  it("when a part begins behind an entry that cannot be read or is gone", async () => {
    const [gap, torn] = [aTrail(6, []), aTrail(6, [])];
    gap.entries = gap.entries.filter(({ seq }) => seq > 4);
    gap.head = async () => emptyTrail;
    torn.entries = torn.entries.map((entry) => (entry.seq === 3 ? { ...entry, hash: "" } : entry));

    const ofTorn = await exported(torn, { fromSeq: 4 });

    await expect(exported(gap, { fromSeq: 4 })).rejects.toMatchObject({ code: "audit-export.from-beyond" });
    expect(ofTorn.said.broken).toEqual(say("audit.missing", { seq: 1 }));
    expect(verdictOn(ofTorn.text)).toEqual({ intact: false, because: say("audit.missing", { seq: 1 }) });
  });

  it("also with a key that signs nothing", async () => {
    const trail = aTrail(3, [3]);

    const { text } = await exported(trail, { publicKeys: new Map([["other", aSigningPair("other").pem]]) });

    expect(verdictOn(text)).toEqual({ intact: false, because: say("audit.unsigned", { seq: 3 }) });
  });
});
