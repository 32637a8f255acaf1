import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type AuditEvent, checkChain, emptyTrail } from "../../src/domain/audit.ts";
import {
  documentStatement,
  recordDigest,
  recordNoteOf,
  reportStatement,
  scheduleCursorStatement,
  shownStatement,
  signedChain,
  signedWriteOf,
  signersOf,
  toldStatement,
  withRecordNote,
} from "../../src/domain/log-writes.ts";
import { aLogSigning } from "../support/log-signing.ts";

const { sign, signerOf } = aLogSigning();
const event = (text = "x"): AuditEvent => ({
  atMs: 1,
  actor: "bot:worker",
  action: "step.done",
  request: "req_00000001",
  details: { text },
});

describe("a write to the log", () => {
  it("T22 is signed as a whole, and chains as any other", async () => {
    const entries = await signedChain({ seq: 4, hash: "a".repeat(64) }, [event("a"), event("b")], sign);

    const [first, last] = entries;
    const signed = last && signedWriteOf(last);
    expect(first && signedWriteOf(first)).toBeUndefined();
    expect(signed?.write.first).toBe(5);
    expect(signed && (await signerOf(signed.statement, signed.write))).toBe("worker");
    expect(checkChain({ seq: 4, hash: "a".repeat(64) }, entries)).toMatchObject({ intact: true, head: { seq: 6 } });
  });

  it("of nothing is nothing", async () => {
    expect(await signedChain(emptyTrail, [], sign)).toEqual([]);
    expect(withRecordNote([], { revision: 1, digest: "d" })).toEqual([]);
  });

  it("T22 is nobody's when anything in it, or its place, is changed", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string(), { minLength: 1, maxLength: 4 }), fc.nat(), async (texts, pick) => {
        const entries = await signedChain(emptyTrail, texts.map(event), sign);
        const last = entries.at(-1);
        if (last === undefined) return;
        const changes = [
          { ...last, details: { ...last.details, text: "changed" } },
          { ...last, prevHash: "b".repeat(64) },
          { ...last, seq: last.seq + 1 },
          { ...last, actor: "bot:ingress" },
          { ...last, details: { ...last.details, signed: { ...Object(last.details["signed"]), first: last.seq + 1 } } },
          { ...last, details: { ...last.details, signed: "no signature" } },
        ];
        const changed = changes[pick % changes.length] ?? last;

        const signed = signedWriteOf(changed);
        expect(signed && (await signerOf(signed.statement, signed.write))).toBeUndefined();
      }),
    );
  });

  it("by nobody who is known covers nothing", async () => {
    const entries = await signedChain(emptyTrail, [event("a"), event("b")], sign);

    expect((await signersOf(entries, async () => undefined)).size).toBe(0);
    expect([...(await signersOf(entries, signerOf))]).toEqual([
      [1, "worker"],
      [2, "worker"],
    ]);
  });

  it("of a report is about its name, its time and all that is in it", () => {
    const report = { atMs: 1, content: { b: 1, a: [2] } };
    const others = [
      reportStatement("expiry", report),
      reportStatement("logins", { ...report, atMs: 2 }),
      reportStatement("logins", { ...report, content: {} }),
    ];

    expect(others).not.toContain(reportStatement("logins", report));
    expect(reportStatement("logins", { content: { a: [2], b: 1 }, atMs: 1 })).toBe(reportStatement("logins", report));
  });

  it("of a schedule's mark is about its schedule and its slot", () => {
    const mark = { slotMs: 1, pattern: "0 9 * * 1", timezone: "UTC", atMs: 2 };

    const statements = [
      scheduleCursorStatement("digest", mark),
      scheduleCursorStatement("rotate/a", mark),
      scheduleCursorStatement("digest", { ...mark, slotMs: 2 }),
    ];

    expect(new Set(statements).size).toBe(3);
  });

  it("T12 of private words is about these of this very request", () => {
    const statements = [
      toldStatement("req_1", { "outcome/7": "settled" }),
      toldStatement("req_2", { "outcome/7": "settled" }),
      toldStatement("req_1", { "outcome/7": "begun" }),
      toldStatement("req_1", { "outcome/8": "settled" }),
    ];

    expect(new Set(statements).size).toBe(4);
  });

  it("says which version of a record it went with", async () => {
    const note = { revision: 3, digest: recordDigest('{"b":1,"a":[2]}') };
    const entries = await signedChain(emptyTrail, withRecordNote([event("a"), event("b")], note), sign);

    expect(entries.map(recordNoteOf)).toEqual([undefined, note]);
    expect(recordDigest('{"a":[2],"b":1}')).toBe(note.digest);
    expect(recordDigest('{"a":[2],"b":2}')).not.toBe(note.digest);
  });

  it("T22 of a document is signed with its name, whatever the order of what is in it", () => {
    const statement = documentStatement("ledger/north", { b: 1, a: [2] });

    expect(documentStatement("ledger/north", { a: [2], b: 1 })).toBe(statement);
    expect(documentStatement("ledger/south", { b: 1, a: [2] })).not.toBe(statement);
    expect(documentStatement("ledger/north", { b: 2, a: [2] })).not.toBe(statement);
  });
});

describe("what was shown of a request", () => {
  it("T22 is signed for that very request, and for all that is said of it", () => {
    const shown = { place: { channel: "C0OPS", message: "1.2" }, revision: 7, seq: 9, toldState: null };
    const statements = [
      shownStatement("req_00000001", shown),
      shownStatement("req_00000002", shown),
      shownStatement("req_00000001", { ...shown, seq: 10 }),
      shownStatement("req_00000001", { ...shown, place: null }),
    ];

    expect(new Set(statements).size).toBe(4);
    const { toldState, ...rest } = shown;
    expect(shownStatement("req_00000001", { toldState, ...rest })).toBe(statements[0]);
  });
});
