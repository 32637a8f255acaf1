import { generateKeyPairSync, sign } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chain, checkChain, emptyTrail } from "../../src/domain/audit.ts";
import { InputError } from "../../src/domain/errors.ts";
import { createExportCheck } from "../../src/domain/export-check.ts";
import { canonicalJson, type Json } from "../../src/domain/json.ts";
import { isSignedBy } from "../../src/domain/public-keys.ts";
import { say } from "../../src/domain/sentence.ts";
import { aSigningPair, aTrail, continuedBehind, exported, verdictOn } from "../support/a-trail.ts";

const pair = aSigningPair("k1");
const trail = aTrail(8, [3, 6, 8], pair);
const { text } = await exported(trail);
const lines = text.trimEnd().split("\n");
const joined = (parts: readonly string[]): string => parts.map((line) => `${line}\n`).join("");
const entryAt = (seq: number) => trail.entries[seq - 1] ?? Object.assign({}, { seq: 0, hash: "" });

/** Whether something was found, in whatever way. */
function isFound(changed: string | Buffer): boolean {
  try {
    return !verdictOn(changed).intact;
  } catch (error) {
    return error instanceof InputError;
  }
}

describe("T22 an export", () => {
  it("is intact as it was made, and says what covers it", () => {
    expect(verdictOn(text)).toEqual({
      intact: true,
      madeAtMs: expect.any(Number),
      fromSeq: 1,
      head: { seq: 8, hash: entryAt(8).hash },
      entries: 8,
      checkpoints: 3,
      signedUpTo: 8,
      keys: "own",
      continuations: [],
      witnesses: 0,
      witnessesBefore: 0,
    });
  });

  it("is found changed in any byte", () => {
    const bytes = Buffer.from(text);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, by) => {
        const changed = Buffer.from(bytes);
        changed[at] = ((changed[at] ?? 0) + by) % 256;

        return isFound(changed);
      }),
      { numRuns: 400 },
    );
  });

  it("is found cut anywhere, and names the entry behind which it ends", () => {
    fc.assert(
      fc.property(fc.nat(text.length - 1), (length) => isFound(text.slice(0, length))),
      { numRuns: 150 },
    );

    expect(verdictOn(joined(lines.slice(0, 6)))).toEqual({
      intact: false,
      because: say("audit-check.no-trailer", { afterSeq: 3 }),
    });
    expect(verdictOn(text.trimEnd())).toEqual({ intact: false, because: say("audit-check.no-trailer", { afterSeq: 8 }) });
  });

  it("is found with any line dropped, swapped, repeated or put in", () => {
    for (const [at, line] of lines.entries()) {
      expect([at, "dropped", isFound(joined(lines.toSpliced(at, 1)))]).toEqual([at, "dropped", true]);
      expect([at, "repeated", isFound(joined(lines.toSpliced(at, 0, line)))]).toEqual([at, "repeated", true]);
      for (const [other, text] of lines.entries())
        if (other > at) expect([at, other, isFound(joined(lines.with(at, text).with(other, line)))]).toEqual([at, other, true]);
    }
  });

  it("names the first bad entry", () => {
    const signedAt = new Set(trail.checkpoints.map(({ seq }) => seq));
    const entries = lines.flatMap((line, at) => (line.includes('"line":"entry"') ? [at] : []));
    for (const [index, at] of entries.entries()) {
      const seq = index + 1;
      const changed = lines.with(at, (lines[at] ?? "").replace("step.done", "step.gone"));
      expect(verdictOn(joined(changed))).toEqual({ intact: false, because: say("audit.changed", { seq }) });
      // Where a checkpoint comes next, it is the one to notice.
      const dropped = { because: { params: signedAt.has(seq) ? { fromSeq: seq } : { seq } } };
      expect(verdictOn(joined(lines.toSpliced(at, 1)))).toMatchObject(dropped);
      expect(verdictOn(joined(lines.with(at, "{")))).toEqual({
        intact: false,
        because: say("audit-check.line-unreadable", { line: at + 1, afterSeq: index }),
      });
    }
  });
});

describe("T22 whoever rewrites an export with all its sums", () => {
  it("is found by the checkpoints where they begin to differ", async () => {
    const other = chain(
      emptyTrail,
      trail.entries.map(({ atMs, details }) => ({
        atMs,
        details,
        actor: "bot:worker",
        action: "step.done",
        request: "req_other",
      })),
    );

    const { text: rewritten } = await exported({ ...trail, entries: other, head: async () => other.at(-1) ?? emptyTrail });

    expect(checkChain(emptyTrail, other).intact).toBe(true);
    expect(verdictOn(rewritten)).toEqual({ intact: false, because: say("audit.rewritten", { seq: 3 }) });
  });

  it("cannot leave out, move or make up a checkpoint", async () => {
    const [first, second, third] = trail.checkpoints;
    if (first === undefined || second === undefined || third === undefined) throw new Error("three checkpoints");
    const made = async (checkpoints: typeof trail.checkpoints) => verdictOn((await exported({ ...trail, checkpoints })).text);

    expect(await made([first, third])).toEqual({
      intact: false,
      because: say("audit-check.checkpoint-missing", { seq: 6, namedBySeq: 8 }),
    });
    expect(await made([{ ...first, hash: entryAt(2).hash, seq: 2 }])).toEqual({
      intact: false,
      because: say("audit.unsigned", { seq: 2 }),
    });
    expect(await made([aSigningPair("k2").checkpoint(entryAt(3), 0)])).toMatchObject({
      because: say("audit.unsigned", { seq: 3 }),
    });
    const moved = lines.toSpliced(10, 0, lines[5] ?? "");
    expect(verdictOn(joined(moved))).toMatchObject({ because: say("audit-check.checkpoint-misplaced", { seq: 3, afterSeq: 6 }) });
  });

  it("cannot cut it back without the witness in the channel", async () => {
    const shorter = { ...trail, entries: trail.entries.slice(0, 6), checkpoints: trail.checkpoints.slice(0, 2) };
    const { text: cut } = await exported({ ...shorter, head: async () => entryAt(6) });

    expect(verdictOn(cut)).toMatchObject({ intact: true });
    expect(verdictOn(cut, { witnesses: trail.checkpoints.slice(2) })).toEqual({
      intact: false,
      because: say("audit-check.witness-beyond", { seq: 8, lastSeq: 6 }),
    });
  });

  it("cannot sign it with a key of their own when the keys come from elsewhere", async () => {
    const forger = aSigningPair("k1");
    const forged = aTrail(8, [4, 8], forger);
    const { text: own } = await exported(forged);

    expect(verdictOn(own)).toMatchObject({ intact: true, keys: "own" });
    expect(verdictOn(own, { keys: new Map([["k1", pair.pem]]) })).toMatchObject({ because: say("audit.unsigned", { seq: 4 }) });
    expect(verdictOn(text, { keys: new Map([["k1", pair.pem]]) })).toMatchObject({ intact: true, keys: "given" });
    expect(verdictOn(own, { witnesses: [pair.checkpoint(entryAt(8), 6)] })).toMatchObject({
      because: say("audit-check.witness-unsigned", { seq: 8 }),
    });
  });

  it("is contradicted by a witness of another past, signed by the same key", () => {
    const witness = pair.checkpoint({ seq: 5, hash: "b".repeat(64) }, 3);

    expect(verdictOn(text, { witnesses: [...trail.checkpoints, witness] })).toEqual({
      intact: false,
      because: say("audit-check.witness-differs", { seq: 5 }),
    });
  });
});

describe("a signature", () => {
  it("is over bytes or text, and has one spelling", () => {
    const { publicKey, privateKey } = generateKeyPairSync("ed25519");
    const signature = sign(null, Buffer.from("said"), privateKey).toString("base64");

    expect(isSignedBy(publicKey, "said", signature)).toBe(true);
    expect(isSignedBy(publicKey, Buffer.from("said"), signature)).toBe(true);
    for (const odd of ["", "AAAA", `${signature}=`, signature.replace("==", "")])
      expect(isSignedBy(publicKey, "said", odd)).toBe(false);
  });
});

describe("an export that is whole", () => {
  it("agrees with witnesses, also of the entry before a part, and says which are about what it has not", async () => {
    const { text: part } = await exported(trail, { fromSeq: 7 });

    expect(verdictOn(text, { witnesses: trail.checkpoints })).toMatchObject({ intact: true, witnesses: 3, witnessesBefore: 0 });
    expect(verdictOn(part, { witnesses: trail.checkpoints })).toMatchObject({ intact: true, witnesses: 3, witnessesBefore: 1 });
  });

  it("is asked for keys when it has signatures or witnesses, and has none of its own", async () => {
    const none = new Map<string, string>();
    const { text: signed } = await exported(trail, { publicKeys: none });
    const { text: unsigned } = await exported({ ...trail, checkpoints: [] }, { publicKeys: none });

    expect(() => verdictOn(signed)).toThrow(expect.objectContaining({ code: "audit-check.no-keys" }));
    expect(() => verdictOn(unsigned, { witnesses: trail.checkpoints })).toThrow(
      expect.objectContaining({ code: "audit-check.no-keys" }),
    );
    expect(verdictOn(unsigned)).toMatchObject({ intact: true, signedUpTo: 0 });
  });

  it("may have checkpoints of two processes that did not know of each other", async () => {
    const checkpoints = [pair.checkpoint(entryAt(3), 0), pair.checkpoint(entryAt(4), 3), pair.checkpoint(entryAt(5), 3)];

    expect(verdictOn((await exported({ ...trail, checkpoints })).text)).toMatchObject({ intact: true, checkpoints: 3 });
  });
});

describe("what is given as an export", () => {
  const header = (more: { readonly [field: string]: Json }): string =>
    joined([canonicalJson({ line: "header", format: "profinaut-audit-export", version: 1, ...more })]);

  it.each([
    ["nothing", ""],
    ["a text", "hello\nworld\n"],
    ["JSON of something else", '{"type":"request"}\n'],
    ["an export without its first line", joined(lines.slice(1))],
  ])("is refused when it is %s", (_, given) => {
    expect(() => verdictOn(given)).toThrow(expect.objectContaining({ code: "audit-check.not-an-export" }));
  });

  it("is refused when a later version made it", () => {
    expect(() => verdictOn(header({ version: 2 }))).toThrow(
      expect.objectContaining({ sentence: say("audit-check.newer", { version: 2 }) }),
    );
  });

  it("is not intact when its first line is odd, or a key is none", async () => {
    const rsa = generateKeyPairSync("rsa", {
      modulusLength: 2048,
      publicKeyEncoding: { type: "spki", format: "pem" },
      privateKeyEncoding: { type: "pkcs8", format: "pem" },
    });
    const { text: withRsa } = await exported(trail, { publicKeys: new Map([["k1", rsa.publicKey]]) });
    const { text: withNoise } = await exported(trail, { publicKeys: new Map([["k1", "noise"]]) });

    expect(verdictOn(header({ more: true }))).toMatchObject({
      because: say("audit-check.line-unreadable", { line: 1, afterSeq: 0 }),
    });
    expect(verdictOn(withRsa)).toMatchObject({ because: say("audit-check.key-unusable", { kid: "k1" }) });
    expect(verdictOn(withNoise)).toMatchObject({ because: say("audit-check.key-unusable", { kid: "k1" }) });
    expect(() => verdictOn(text, { keys: new Map([["k1", "noise"]]) })).toThrow(
      expect.objectContaining({ code: "audit-check.key-unusable" }),
    );
  });

  it("is not intact when a key comes late, a sum is wrong, or something follows the end", () => {
    const late = lines.toSpliced(4, 0, lines[1] ?? "");
    const trailer = JSON.parse(lines.at(-1) ?? "");
    const ending = (change: object): string => joined(lines.with(-1, canonicalJson({ ...trailer, ...change })));

    expect(verdictOn(joined(late))).toMatchObject({ because: say("audit-check.out-of-place", { line: 5, afterSeq: 2 }) });
    expect(verdictOn(ending({ entries: 9 }))).toMatchObject({ because: { key: "audit-check.counts" } });
    expect(verdictOn(ending({ sha256: "0".repeat(64) }))).toMatchObject({ because: say("audit-check.bytes", {}) });
    expect(verdictOn(ending({ head: emptyTrail }))).toMatchObject({ because: say("audit-check.bytes", {}) });
    expect(verdictOn(`${text}\n`)).toMatchObject({ because: say("audit-check.behind-trailer", {}) });
  });

  it("gives each entry to whoever reads it for what is in it", () => {
    const check = createExportCheck({ witnesses: [] });
    const seen = lines.map((line) => {
      check.line(Buffer.from(line));
      return check.newest()?.seq;
    });

    expect(seen.filter((seq) => seq !== undefined)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(seen[0]).toBeUndefined();
  });
});

describe("T24 an export of a trail that somebody let go on", () => {
  const changed = (which: number) => ({
    ...trail,
    entries: trail.entries.map((each) => (each.seq === which ? { ...each, actor: "user:U0EVE" as const } : each)),
  });

  it("is intact without what was lost, and says so; also where the channel saw that", async () => {
    const { text, said } = await exported(continuedBehind(trail, 4));

    const verdict = verdictOn(text, { witnesses: trail.checkpoints });

    expect(said.broken).toBeUndefined();
    expect(verdict).toMatchObject({ intact: true, entries: 6, witnesses: 1, witnessesBefore: 0 });
    expect(verdict).toMatchObject({ continuations: [{ by: "U0BOB", from: { seq: 4 }, lost: { seq: 8 } }] });
  });

  it("is intact beside a checkpoint of what was lost that stayed in the store", async () => {
    const { text } = await exported({ ...continuedBehind(trail, 4), checkpoints: trail.checkpoints.slice(0, 2) });

    expect(verdictOn(text)).toMatchObject({ intact: true, checkpoints: 2 });
  });

  it("is not whole by keys that cannot be used", async () => {
    const continued = continuedBehind(changed(3), 4, { lost: { seq: 3, hash: "" } });
    const { said } = await exported(continued, { publicKeys: new Map([["k1", "no key"]]) });

    expect(said.broken).toEqual(say("audit.changed", { seq: 3 }));
  });

  it("is not by a word that is signed by another key, or a witness of what came after it", async () => {
    const { text } = await exported(continuedBehind(trail, 4, { by: aSigningPair("k1") }));
    const { text: other } = await exported(continuedBehind(trail, 4, { by: aSigningPair("k2") }));
    const { text: whole } = await exported(continuedBehind(trail, 4));
    const later = pair.checkpoint({ seq: 9, hash: "0".repeat(64) }, 0, 2_000);

    for (const each of [text, other])
      expect(verdictOn(each, { witnesses: trail.checkpoints })).toEqual({
        intact: false,
        because: say("audit-check.witness-differs", { seq: 6 }),
      });
    expect(verdictOn(whole, { witnesses: [later] })).toEqual({
      intact: false,
      because: say("audit-check.witness-beyond", { seq: 9, lastSeq: 6 }),
    });
  });

  it("is intact behind an entry that was changed, and broken at another one", async () => {
    const lost = { seq: 3, hash: "" };
    const named = await exported(continuedBehind(changed(3), 4, { lost }));
    const another = await exported(continuedBehind(changed(2), 4, { lost }));

    expect([named.said.broken, verdictOn(named.text).intact]).toEqual([undefined, true]);
    expect(another.said.broken).toEqual(say("audit.changed", { seq: 2 }));
    expect(verdictOn(another.text)).toEqual({ intact: false, because: say("audit.changed", { seq: 2 }) });
  });

  it("is read on behind an entry that stands there twice, and not believed", async () => {
    const [first] = trail.entries;
    const { text } = await exported({
      ...trail,
      entries: trail.entries.flatMap((each) => (each === first ? [each, each] : [each])),
    });

    expect(verdictOn(text)).toEqual({ intact: false, because: say("audit.missing", { seq: 2 }) });
  });
});
