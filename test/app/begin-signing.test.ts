import { describe, expect, it, vi } from "vitest";
import { createBeginOnce, startIn } from "../../src/app/begin-once.ts";
import { type BeginSigningDeps, createBeginSigning } from "../../src/app/begin-signing.ts";
import { createNoteHead } from "../../src/app/note-head.ts";
import { StaleRecordError } from "../../src/app/save-request.ts";
import { createSigningWord } from "../../src/app/signing-word.ts";
import { type AuditEvent, chain, emptyTrail } from "../../src/domain/audit.ts";
import type { BotProcess } from "../../src/domain/bot-process.ts";
import { noReadings } from "../../src/domain/clocks.ts";
import type { Continuation } from "../../src/domain/continuation.ts";
import { signedChain } from "../../src/domain/log-writes.ts";
import type { OperationRequest } from "../../src/domain/request.ts";
import { say } from "../../src/domain/sentence.ts";
import { anEvent } from "../ports/stored-request.ts";
import { aContinuation, aPlan, aRequest, hour } from "../support/builders.ts";
import { aFakeOperation } from "../support/fake-operation.ts";
import { aLogSigning } from "../support/log-signing.ts";
import { aBot, upstream } from "./a-bot.ts";

const aProcess = (changes: Partial<BotProcess> = {}): BotProcess => ({
  ...{ id: "p", host: "h", part: "all", version: "1", clocks: noReadings },
  ...changes,
});

const beginning = (bot: ReturnType<typeof aBot>, running: readonly BotProcess[], changes: Partial<BeginSigningDeps> = {}) =>
  createBeginSigning({
    ...{ anchor: bot.memory.anchor, audit: bot.memory.audit, store: bot.memory.store, documents: bot.memory.documents },
    scheduleCursors: bot.memory.scheduleCursors,
    signing: aLogSigning(),
    standing: { objection: async () => undefined },
    ...{ processes: { running: async () => running }, locks: bot.memory.locks, record: bot.record, log: bot.log, now: bot.now },
    ...changes,
  });

describe("to begin to sign", () => {
  it("signs what an older release left open once that has written nothing for ten minutes, and from the next entry on everything", async () => {
    const bot = aBot(aFakeOperation());
    const { id } = await bot.pending();
    for (const entry of bot.memory.trail) Object.assign(entry, { details: {} });
    expect(await beginning(bot, [])()).toMatchObject({ key: "signing.unsigned", params: { seq: 2 } });
    bot.advance(10 * 60_000);
    const signs = [vi.spyOn(bot.memory.documents, "sign"), vi.spyOn(bot.memory.scheduleCursors, "sign")];

    const from = await beginning(bot, [aProcess({ signs: true })])();

    const { seq } = await bot.memory.audit.head();
    expect((await bot.trail(id)).at(-1)).toBe("request.signed");
    for (const sign of signs) expect(sign).toHaveBeenCalledOnce();
    expect(from).toBe(seq + 1);
    expect(await bot.memory.anchor.head()).toMatchObject({ seq, signedFrom: seq + 1 });
  });

  it("signs no request again that has been signed", async () => {
    const bot = aBot(aFakeOperation());
    const { id } = await bot.pending();
    bot.advance(10 * 60_000);

    expect(await beginning(bot, [])()).toBeGreaterThan(1);
    expect((await bot.trail(id)).at(-1)).toBe("request.prepared");
  });

  it("begins at once where all that was written is signed", async () => {
    const bot = aBot(aFakeOperation());
    const event = { atMs: bot.now(), actor: "bot:worker", action: "clocks.differ", request: null, details: {} } as const;
    bot.memory.trail.push(...(await signedChain(emptyTrail, [event, event], aLogSigning().sign)));

    expect(await beginning(bot, [])()).toBe(3);
  });

  it("waits while a process of an older release may still write", async () => {
    const bot = aBot(aFakeOperation());

    expect(await beginning(bot, [aProcess({ signs: true }), aProcess()])()).toEqual(
      say("signing.older", { processes: ["all 1 @ h"] }),
    );

    expect(await bot.memory.anchor.head()).toBeUndefined();
  });

  it("waits while the log is not whole, and while a request is being worked on", async () => {
    const bot = aBot(aFakeOperation());
    const { id } = await bot.pending();
    bot.advance(10 * 60_000);
    const isBroken = { objection: async () => say("standing.damaged", { seq: 1 }) };
    expect(await beginning(bot, [], { standing: isBroken })()).toMatchObject({ key: "signing.not-whole" });
    // As an older release left it: without a note of the record.
    for (const entry of bot.memory.trail) Object.assign(entry, { details: {} });
    const held = await bot.memory.locks.acquire((await bot.load(id)).lock);
    expect(await beginning(bot, [])()).toEqual(say("signing.at-work", { id }));
    await held?.release();
    const stale = {
      record: () => Promise.reject(new StaleRecordError("request.changed-meanwhile", say("redis.unreachable", {}))),
    };
    expect(await beginning(bot, [], stale)()).toEqual(say("signing.at-work", { id }));
    await expect(beginning(bot, [], { record: () => Promise.reject(upstream()) })()).rejects.toMatchObject({
      code: "vault.sealed",
    });

    expect(await beginning(bot, [])()).toEqual(expect.any(Number));
    expect((await bot.trail(id)).at(-1)).toBe("request.signed");
  });

  it("is done by one process at a time, and what another one began stands", async () => {
    const bot = aBot(aFakeOperation());
    const held = await bot.memory.locks.acquire("begin-signing");
    expect(await beginning(bot, [])()).toEqual(say("signing.elsewhere", {}));
    await held?.release();
    await bot.memory.anchor.sign({ seq: 7, hash: "h", atMs: 1, signedFrom: 8 });

    expect(await beginning(bot, [])()).toBe(8);
  });

  it("is done again after it was cut off, and lets others try", async () => {
    const bot = aBot(aFakeOperation());
    const cutOff = beginning(bot, [], { anchor: { ...bot.memory.anchor, sign: () => Promise.reject(upstream()) } });
    await expect(cutOff()).rejects.toMatchObject({ code: "vault.sealed" });

    expect(await beginning(bot, [], { store: { ...bot.memory.store, openIds: async () => ["req_gone"] } })()).toBe(1);
  });

  it("goes on when its lock cannot be given back", async () => {
    const bot = aBot(aFakeOperation());
    await bot.pending();
    for (const entry of bot.memory.trail) Object.assign(entry, { details: {} });
    bot.advance(10 * 60_000);
    const locks = {
      acquire: async (lock: string) => {
        const held = await bot.memory.locks.acquire(lock);
        return held && { ...held, release: () => Promise.reject(upstream()) };
      },
    };

    expect(await beginning(bot, [], { locks })()).toBeGreaterThan(1);
  });
});

describe("that signing has not begun", () => {
  it("is said after an hour, daily, with what it waits for, and that it has begun", async () => {
    const bot = aBot(aFakeOperation());
    const why = say("signing.older", { processes: ["all 1 @ h"] });
    let begun: number | typeof why = why;
    const word = createSigningWord({ beginSigning: async () => begun, alarms: bot.alarms, monotonicMs: bot.now });
    const minute = 60_000;
    const told = async (afterMs: number) => {
      bot.advance(afterMs);
      const from = await word();
      return [from, ...bot.view.alarms.map(({ key }) => key)];
    };

    expect(await told(59 * minute)).toEqual([undefined]);
    expect(await told(minute)).toEqual([undefined, "signing.alarm"]);
    expect(bot.view.alarms[0]?.params).toEqual({ because: why });
    expect(await told(23 * hour)).toEqual([undefined, "signing.alarm"]);
    expect(await told(hour)).toEqual([undefined, "signing.alarm", "signing.alarm"]);
    begun = 7;
    expect(await told(minute)).toEqual([7, "signing.alarm", "signing.alarm", "signing.over"]);
  });

  it("is not said of one that begins, also where the channel cannot be told", async () => {
    const bot = aBot(aFakeOperation());
    const alarms = { ...bot.alarms, over: () => Promise.reject(upstream({ service: "slack" })) };

    expect(await createSigningWord({ beginSigning: async () => 3, alarms, monotonicMs: bot.now })()).toBe(3);
  });
});

describe("where the log stands", () => {
  it("is noted, and a failure to note it is only logged", async () => {
    const bot = aBot(aFakeOperation());
    await createNoteHead({ ...bot, anchor: bot.memory.anchor })({ seq: 5, hash: "b" });
    expect(await bot.memory.anchor.head()).toMatchObject({ seq: 5, hash: "b" });

    await createNoteHead({ ...bot, anchor: { note: () => Promise.reject(upstream()) } })({ seq: 6, hash: "c" });

    expect(bot.logged.at(-1)?.fields).toEqual({ seq: 6, code: "vault.sealed" });
  });

  it("is not noted while it cannot be believed", async () => {
    const bot = aBot(aFakeOperation());
    bot.disbelief.because = say("standing.damaged", { seq: 1 });

    await createNoteHead({ ...bot, anchor: bot.memory.anchor })({ seq: 5, hash: "b" });

    expect(await bot.memory.anchor.head()).toBeUndefined();
  });
});

describe("a beginning", () => {
  it("T24 that went on in what was lost may have ended there, and does not go on", async () => {
    const bot = aBot(aFakeOperation());
    const [lost, from] = [
      { seq: 9, hash: "9" },
      { seq: 2, hash: "2" },
    ];
    const once = (continuations: readonly Continuation[]) =>
      createBeginOnce({
        ...{ anchor: bot.memory.anchor, audit: bot.memory.audit, continuations: () => continuations, now: bot.now },
      })(aRequest({ id: "req_a" }), "s", new AbortController().signal);
    expect(await once([])).toBe(true);
    bot.advance(1);

    expect(await once([aContinuation({ lost, from })])).toBe(false);
    expect(await once([aContinuation({ lost: from, from: lost })])).toBe(true);
  });

  it("T24 that a process remembers is asked about again when the log went on meanwhile", async () => {
    const bot = aBot(aFakeOperation());
    const { anchor, audit } = bot.memory;
    const once = createBeginOnce({ anchor, audit, continuations: () => bot.continuations, now: bot.now });
    const ask = () => once(aRequest({ id: "req_a" }), "s", new AbortController().signal);
    const before = await ask();
    bot.advance(1);
    bot.continuations.push(aContinuation({ lost: { seq: 9, hash: "9" }, from: { seq: 2, hash: "2" } }));

    expect([before, await ask()]).toEqual([true, false]);
  });

  it("is asked about once by a process, and of a thousand others again", async () => {
    const bot = aBot(aFakeOperation());
    const begin = vi.spyOn(bot.memory.anchor, "begin");
    const once = createBeginOnce({
      ...{ anchor: bot.memory.anchor, audit: bot.memory.audit, continuations: () => [], now: bot.now },
    });
    const ask = (id: string) => once(aRequest({ id }), "s", new AbortController().signal);
    expect([await ask("req_a"), await ask("req_a")]).toEqual([true, true]);
    expect(begin).toHaveBeenCalledTimes(1);

    for (let number = 0; number < 1_000; number += 1) await ask(`req_${number}`);
    await ask("req_a");

    expect(begin).toHaveBeenCalledTimes(1_002);
  });

  it("is of one plan: of another, or of none, it is another one", async () => {
    const bot = aBot(aFakeOperation());
    const ask = (plan: OperationRequest["plan"]) => {
      const once = createBeginOnce({
        ...{ anchor: bot.memory.anchor, audit: bot.memory.audit, continuations: () => [], now: bot.now },
      });
      return once(aRequest({ id: "req_a", plan }), "s", new AbortController().signal);
    };

    expect([await ask(aPlan()), await ask(aPlan({ seen: { colour: "red" } })), await ask(null)]).toEqual([true, false, false]);
  });

  it("has the name that the log gives it, and of an older release the entry's own", () => {
    const started = (details: AuditEvent["details"]) => chain(emptyTrail, [{ ...anEvent("run.started", "req_a"), details }]);
    const older = started({});

    expect(startIn(started({ start: "start_1" }))).toBe("start_1");
    expect(startIn(older)).toBe(older[0]?.hash);
    expect(startIn([])).toBeUndefined();
  });
});
