import { EventEmitter, once } from "node:events";
import { describe, expect, it } from "vitest";
import { createTrailGaps, type TrailGapsDeps } from "../../src/app/trail-gaps.ts";
import { checkpointStatement, formatCheckpoint } from "../../src/domain/audit.ts";
import { canonicalJson } from "../../src/domain/json.ts";
import { noon } from "../support/builders.ts";
import { createMemory } from "../support/memory-store.ts";
import { signer, upstream, verifier } from "./a-bot.ts";

const minute = 60_000;

/** A trail with as many entries, what the channel saw, and a process that compares them. */
async function aScene({ entries = 3 } = {}) {
  let nowMs = noon;
  const memory = createMemory({ now: () => nowMs });
  const grow = (by: number, word = "x") =>
    memory.audit.append(
      Array.from({ length: by }, (_, at) => ({
        atMs: nowMs,
        actor: "bot:worker" as const,
        action: "command.refused" as const,
        request: null,
        details: { word: `${word}${at}` },
      })),
    );
  await grow(entries);
  const channel: string[] = [];
  const logged: string[] = [];
  const counts = { channel: 0, entries: 0 };
  const self = {
    memory,
    grow,
    channel,
    logged,
    counts,
    isSlackDown: false,
    advance: (ms: number) => {
      nowMs += ms;
    },
    /** Somebody sees an entry of a trail; by default of this one, as it is. */
    witness: async (
      seq: number,
      changes: { readonly hash?: string; readonly atMs?: number; readonly signature?: string } = {},
    ) => {
      const [entry] = await memory.audit.entries(seq, 1);
      const statement = { seq, hash: entry?.hash ?? "f".repeat(64), atMs: nowMs, previousSeq: 0, ...changes };
      const signed = await signer.sign(canonicalJson(checkpointStatement(statement)));
      const { signature = signed.signature } = changes;
      channel.unshift(formatCheckpoint({ ...statement, kid: signed.kid, signature }));
    },
    start: (deps: Partial<TrailGapsDeps> = {}) => {
      const audit = {
        entries: async (fromSeq: number, limit: number) => {
          counts.entries += 1;
          return memory.audit.entries(fromSeq, limit);
        },
      };
      const witnessed = async () => {
        counts.channel += 1;
        if (self.isSlackDown) throw upstream({ service: "slack" });
        return channel.slice(0, 100);
      };
      const note = (_: object, sentence: string) => void logged.push(sentence);
      const log = { info: note, warn: note, error: note };
      const { reports } = memory;
      const continuedAtMs = (): undefined => undefined;
      const now = () => nowMs;
      return createTrailGaps({ audit, verifier, witnessed, reports, continuedAtMs, log, now, monotonicMs: now, ...deps });
    },
  };
  return self;
}

const fresh = { isFresh: true };

describe("T24 whether the trail still has what the channel saw", () => {
  it("has lost nothing while every witness is in it", async () => {
    const scene = await aScene();
    await scene.witness(1);
    await scene.witness(3);
    scene.channel.push("a word of somebody else's");

    expect(await scene.start().lostUntilMs(fresh)).toBeUndefined();
    expect(scene.logged).toEqual([]);
  });

  it.each<[string, number, { readonly hash?: string }]>([
    ["the trail ends before the witness", 9, {}],
    ["another entry stands at the witness's number", 2, { hash: "a".repeat(64) }],
  ])("has lost what was before the witness when %s", async (_, seq, changes) => {
    const scene = await aScene();
    await scene.witness(1);
    await scene.witness(seq, { ...changes, atMs: noon - minute });

    expect(await scene.start().lostUntilMs(fresh)).toBe(noon - minute);
    expect(scene.logged).toEqual(["the trail has lost what the channel witnessed"]);
  });

  it("says until when, by the newest of those that were lost, and once in the log", async () => {
    const scene = await aScene();
    await scene.witness(8, { atMs: noon - 5 * minute });
    await scene.witness(9, { atMs: noon - minute });
    const gaps = scene.start();

    expect([await gaps.lostUntilMs(fresh), await gaps.lostUntilMs(fresh)]).toEqual([noon - minute, noon - minute]);
    expect(scene.logged).toHaveLength(1);
  });

  it("believes no witness that nobody signed", async () => {
    const scene = await aScene();
    await scene.witness(9, { signature: `${"A".repeat(86)}==` });

    expect(await scene.start().lostUntilMs(fresh)).toBeUndefined();
  });

  it("is whole again when the newer trail is put back, and not when another grows over it", async () => {
    const [older, newer] = [await aScene(), await aScene({ entries: 5 })];
    await newer.witness(5, { atMs: noon - minute });
    older.channel.push(...newer.channel);
    const { audit } = newer.memory;
    let isPutBack = false;
    const entries = (seq: number, limit: number) => (isPutBack ? audit : older.memory.audit).entries(seq, limit);
    const gaps = older.start({ audit: { entries } });
    const lost = await gaps.lostUntilMs(fresh);
    await older.grow(9, "another");
    const outgrown = await gaps.lostUntilMs(fresh);
    isPutBack = true;

    expect([lost, outgrown, await gaps.lostUntilMs(fresh)]).toEqual([noon - minute, noon - minute, undefined]);
  });

  it("is remembered by the next process when a hundred newer witnesses hide it, and not invented by a writer of Redis", async () => {
    const scene = await aScene();
    await scene.witness(9, { atMs: noon - minute });
    await scene.start().lostUntilMs(fresh);
    scene.channel.splice(0);

    expect(await scene.start().lostUntilMs(fresh)).toBe(noon - minute);
    await scene.memory.reports.save("trail-gaps", { atMs: noon, content: { witnesses: ["trail-checkpoint forged"] } });
    expect(await scene.start().lostUntilMs(fresh)).toBeUndefined();
    await scene.memory.reports.save("trail-gaps", { atMs: noon, content: "of an older version" });
    expect(await scene.start().lostUntilMs(fresh)).toBeUndefined();
  });

  it("reads one entry for an answer, the channel once a minute, and nothing where a moment-old answer will do", async () => {
    const scene = await aScene();
    for (const seq of [1, 2, 3]) await scene.witness(seq);
    const gaps = scene.start();
    await gaps.lostUntilMs({ isFresh: false });
    const first = { ...scene.counts };
    await gaps.lostUntilMs({ isFresh: false });
    const same = { ...scene.counts };
    await gaps.lostUntilMs(fresh);
    const again = { ...scene.counts };
    scene.advance(minute);
    await scene.witness(3, { atMs: noon + 1 });
    await gaps.lostUntilMs({ isFresh: false });

    expect([first, same, again, scene.counts]).toEqual([
      { channel: 1, entries: 3 },
      { channel: 1, entries: 3 },
      { channel: 1, entries: 4 },
      { channel: 2, entries: 6 },
    ]);
  });

  it("does not answer before it has seen the channel, and goes on by what it saw when Slack fails later", async () => {
    const scene = await aScene();
    await scene.witness(9, { atMs: noon - minute });
    scene.isSlackDown = true;
    const gaps = scene.start();
    await expect(gaps.lostUntilMs(fresh)).rejects.toMatchObject({ service: "slack" });
    scene.isSlackDown = false;
    const lost = await gaps.lostUntilMs(fresh);
    scene.isSlackDown = true;
    scene.advance(minute);

    expect([lost, await gaps.lostUntilMs(fresh)]).toEqual([noon - minute, noon - minute]);
    expect(scene.logged).toContain("the channel's witnesses could not be read again");
  });

  it("has, after somebody let the log go on, nothing of what was done before that", async () => {
    const scene = await aScene();
    await scene.witness(9, { atMs: noon - minute });
    const said = (continuedAtMs: number) => scene.start({ continuedAtMs: () => continuedAtMs }).lostUntilMs(fresh);

    expect([await said(noon), await said(noon - 2 * minute)]).toEqual([noon, noon - minute]);
  });

  it("names those that are lost, the newest first, and knows the newest that was signed", async () => {
    const scene = await aScene();
    await scene.witness(8, { atMs: noon - 5 * minute });
    await scene.witness(9, { atMs: noon - 2 * minute });
    await scene.witness(3, { atMs: noon - minute });
    const gaps = scene.start();
    const before = gaps.newest();

    expect((await gaps.lost(fresh)).map(({ seq }) => seq)).toEqual([9, 8]);
    expect([before, gaps.newest()?.seq]).toEqual([undefined, 3]);
  });

  it("forgets no witness that came while others were compared", async () => {
    const scene = await aScene();
    await scene.witness(3);
    const comparing = new EventEmitter();
    let looks = 0;
    const entries = async (fromSeq: number, limit: number) => {
      looks += 1;
      if (looks === 1) {
        setImmediate(() => comparing.emit("begun"));
        await once(comparing, "go on");
      }
      return scene.memory.audit.entries(fromSeq, limit);
    };
    const gaps = scene.start({ audit: { entries } });
    const first = gaps.lost(fresh);
    await once(comparing, "begun");
    scene.advance(minute);
    await scene.witness(9);
    const second = gaps.lost(fresh);
    setImmediate(() => comparing.emit("go on"));
    await Promise.all([first, second]);

    expect((await gaps.lost({ isFresh: false })).map(({ seq }) => seq)).toEqual([9]);
    expect((await gaps.lost(fresh)).map(({ seq }) => seq)).toEqual([9]);
  });

  it("answers although it cannot be noted, and notes it with the next look", async () => {
    const scene = await aScene();
    await scene.witness(9);
    let isRefused = true;
    const { reports } = scene.memory;
    const save: typeof reports.save = async (...report) => {
      if (isRefused) throw upstream({ service: "redis" });
      await reports.save(...report);
    };
    const gaps = scene.start({ reports: { ...reports, save } });

    const before = await gaps.lost(fresh);
    isRefused = false;
    await gaps.lost(fresh);

    expect(before.map(({ seq }) => seq)).toEqual([9]);
    expect(await reports.read("trail-gaps")).toMatchObject({ content: { witnesses: [scene.channel[0]] } });
  });
});
