import { describe, expect, it } from "vitest";
import { createAlarms } from "../../src/app/alarms.ts";
import { createGate, gatedLog, gatedStore, isReadOnly } from "../../src/app/read-only.ts";
import { chain, emptyTrail } from "../../src/domain/audit.ts";
import { ConflictError } from "../../src/domain/errors.ts";
import { signedChain } from "../../src/domain/log-writes.ts";
import { say } from "../../src/domain/sentence.ts";
import { aContinuation, hour } from "../support/builders.ts";
import { aLogSigning } from "../support/log-signing.ts";
import { upstream } from "./a-bot.ts";
import { aStanding } from "./a-standing.ts";

type Scene = Awaited<ReturnType<typeof aStanding>>;
const minute = 60_000;

describe("T24 whether the log can be believed", () => {
  it("can while Vault, the channel and this process saw nothing else", async () => {
    const scene = await aStanding();
    await scene.note();
    await scene.bot.witness();
    const { standing, looked } = scene.start();

    expect([await looked(), standing.found()]).toEqual([undefined, undefined]);
    await scene.write(3);
    expect(await looked()).toBeUndefined();
  });

  it("T12 cannot when somebody else has written to it, however well that is chained; and can again when a person lets it go on", async () => {
    const scene = await aStanding({ entries: 0 });
    const signing = aLogSigning({ from: () => 1 });
    const event = { atMs: scene.bot.now(), actor: "bot:worker", action: "clocks.differ", request: null, details: {} } as const;
    const { trail } = scene.bot.memory;
    trail.push(...(await signedChain(emptyTrail, [event, event], signing.sign)));
    const { looked, standing } = scene.start({ signing });
    expect(await looked()).toBeUndefined();
    trail.push(...(await signedChain(trail[1] ?? emptyTrail, [event], signing.sign)));
    expect(await looked()).toBeUndefined();

    await scene.write(2);

    expect(await looked()).toBe("standing.foreign");
    expect(standing.found()?.loss).toMatchObject({ lost: { seq: 4 }, from: { seq: 5 } });
    const [from, lost] = [
      { seq: 5, hash: trail[4]?.hash ?? "" },
      { seq: 4, hash: "" },
    ];
    const word = { lost, from, by: "U0BOB", atMs: scene.bot.now(), reason: "an old release", kid: "k1", signature: "s" };
    await scene.anchor.note({ ...from, atMs: scene.bot.now(), continuations: [word] });
    expect(await looked()).toBeUndefined();
  });

  it("T22 finds what nobody has signed wherever it is; a person's word excuses that, and nothing else", async () => {
    const scene = await aStanding({ entries: 0 });
    const signing = aLogSigning({ from: () => 2 });
    const event = { atMs: scene.bot.now(), actor: "bot:worker", action: "clocks.differ", request: null, details: {} } as const;
    const { trail } = scene.bot.memory;
    const events = (count: number) => Array.from({ length: count }, () => event);
    await scene.write(1);
    for (const count of [2, 0, 1_500]) {
      trail.push(...(await signedChain(trail.at(-1) ?? emptyTrail, events(count), signing.sign)));
      if (count === 0) trail.push(...chain(trail.at(-1) ?? emptyTrail, events(2)));
      // Its last entry signs for this write alone.
      if (count === 0) trail.push(...(await signedChain(trail.at(-1) ?? emptyTrail, events(1), signing.sign)));
    }
    const { looked, standing } = scene.start({ signing, entriesPerLook: 1_000 });

    expect(await looked()).toBe("standing.foreign");
    const { loss } = standing.found() ?? {};
    expect(loss).toMatchObject({ lost: { seq: 4 }, changed: [[4, 5]] });
    if (loss === undefined) throw new Error("nothing is lost");
    await scene.anchor.note({ ...loss.from, atMs: 1, continuations: [aContinuation({ ...loss, atMs: 1 })] });
    expect([await looked(), await looked(), await looked()]).toEqual([undefined, undefined, undefined]);
    scene.edit(20);
    await looked();
    expect(await looked()).toBe("standing.broken");
    expect(standing.found()?.loss?.changed).toEqual([[20, 20]]);
  });

  it("T22 takes what goes on unsigned for thousands of entries for what nobody has signed", async () => {
    const scene = await aStanding({ entries: 0 });
    const signing = aLogSigning({ from: () => 1 });
    const event = { atMs: scene.bot.now(), actor: "bot:worker", action: "clocks.differ", request: null, details: {} } as const;
    const { trail } = scene.bot.memory;
    trail.push(...chain(emptyTrail, Array(11_500).fill(event)));
    trail.push(...(await signedChain(trail.at(-1) ?? emptyTrail, Array(1_200).fill(event), signing.sign)));
    const { looked, standing } = scene.start({ signing, entriesPerLook: 1_000 });
    const found: (string | undefined)[] = [];
    for (let look = 0; look < 11; look += 1) found.push(await looked());

    expect(found).toEqual([...Array(10).fill(undefined), "standing.foreign"]);
    expect(standing.found()?.loss?.changed).toEqual([[1, 11_000]]);
  });

  it.each([
    ["at the end of a write", 3, undefined],
    ["within a write", 5, 4],
    ["within a write that fills more than a page", 1_400, 9],
  ])("T22 goes on by a person's word where the log is cut %s", async (_, cutTo, unsigned) => {
    const scene = await aStanding({ entries: 0 });
    const signing = aLogSigning({ from: () => 2 });
    const event = { atMs: scene.bot.now(), actor: "bot:worker", action: "clocks.differ", request: null, details: {} } as const;
    const { trail } = scene.bot.memory;
    await scene.write(1);
    for (const size of [2, 3, 2, 1_500])
      trail.push(...(await signedChain(trail.at(-1) ?? emptyTrail, Array(size).fill(event), signing.sign)));
    const { looked, standing } = scene.start({ signing });
    expect(await looked()).toBeUndefined();
    await scene.note();
    scene.cutTo(cutTo);

    expect([await looked(), standing.found()?.loss?.unsigned]).toEqual(["standing.behind", unsigned]);
    const loss = standing.found()?.loss;
    if (loss === undefined) throw new Error("nothing is lost");
    const word = { ...loss, by: "U0BOB", atMs: scene.bot.now(), reason: "an odd Redis", kid: "k1", signature: "s" };
    await scene.anchor.note({ ...loss.from, atMs: scene.bot.now(), continuations: [word] });
    expect(await looked()).toBeUndefined();
  });

  it("is not known, rather than a failure, where time heals nothing", async () => {
    const scene = await aStanding();
    const unreadable = new ConflictError("redis.unreadable", say("redis.unreadable", { what: "trail-gaps" }));
    const { looked, standing } = scene.start({ witnesses: { lost: () => Promise.reject(unreadable) } });

    expect([await looked(), standing.found()?.because.params["because"]]).toEqual(["standing.not-known", unreadable.sentence]);
  });

  it("T12 cannot where something of another type lies in the place of the bot's own", async () => {
    const scene = await aStanding();
    const foreign = new ConflictError("redis.foreign-key", say("redis.foreign-key", { key: "open" }));
    const audit = { ...scene.bot.memory.audit, head: () => Promise.reject(foreign) };

    expect(await scene.start({ audit }).looked()).toBe("redis.foreign-key");
  });

  it("T22 reads what was written since in pages", async () => {
    const scene = await aStanding({ entries: 0 });
    const signing = aLogSigning({ from: () => 1 });
    const event = { atMs: scene.bot.now(), actor: "bot:worker", action: "clocks.differ", request: null, details: {} } as const;
    scene.bot.memory.trail.push(...(await signedChain(emptyTrail, Array(2_100).fill(event), signing.sign)));

    expect(await scene.start({ signing }).looked()).toBeUndefined();
  });

  it("can before anything was noted: a bot that begins", async () => {
    expect(await (await aStanding({ entries: 0 })).start().looked()).toBeUndefined();
  });

  const seenByVault = (scene: Scene) => scene.note();
  const seenByChannel = (scene: Scene) => scene.bot.witness();
  const seenByItself = async () => {};
  const emptied = (scene: Scene) => scene.cutTo(0);
  const cut = (scene: Scene) => scene.cutTo(2);
  const begunAnew = async (scene: Scene) => {
    scene.cutTo(2);
    scene.bot.advance(1);
    await scene.write(9);
  };

  it.each([
    ["standing.empty", "standing.by-vault", seenByVault, emptied, [4, 0]],
    ["standing.behind", "standing.by-vault", seenByVault, cut, [4, 2]],
    ["standing.differs", "standing.by-vault", seenByVault, begunAnew, [4, 11]],
    ["standing.empty", "standing.by-channel", seenByChannel, emptied, [4, 0]],
    ["standing.behind", "standing.by-channel", seenByChannel, cut, [4, 2]],
    ["standing.empty", "standing.by-us", seenByItself, emptied, [4, 0]],
    ["standing.behind", "standing.by-us", seenByItself, cut, [4, 2]],
  ] as const)("cannot: %s, %s", async (key, by, see, lose, [lostSeq, fromSeq]) => {
    const scene = await aStanding();
    await see(scene);
    const running = scene.start();
    if (by === "standing.by-us") await running.looked();
    await lose(scene);

    expect(await running.looked()).toBe(key);
    const { because, loss } = running.standing.found() ?? {};
    expect([because?.params["by"], loss?.lost.seq, loss?.from.seq]).toEqual([{ key: by, params: {} }, lostSeq, fromSeq]);
    expect(scene.bot.logged.map(({ sentence }) => sentence)).toContain("the log cannot be believed");
  });

  it("cannot where its end is damaged, and can again when that is mended", async () => {
    const scene = await aStanding();
    const { looked, standing } = scene.start();
    scene.isEndDamaged = true;

    expect([await looked(), standing.found()?.loss?.lost]).toEqual(["standing.damaged", { seq: 5, hash: "" }]);
    scene.isEndDamaged = false;
    expect(await looked()).toBeUndefined();
    expect(scene.bot.logged.map(({ sentence }) => sentence)).toContain("the log can be believed");
  });

  it("is read whole again and again, some pages each time: an entry that is changed in the middle is found", async () => {
    const scene = await aStanding({ entries: 2_500 });
    const { looked, standing } = scene.start({ entriesPerLook: 1_000 });
    const before = [await looked(), await looked(), await looked()];
    scene.edit(700);
    const found = [await looked(), await looked()];

    expect([before, found]).toEqual([
      [undefined, undefined, undefined],
      ["standing.broken", "standing.broken"],
    ]);
    expect(standing.found()?.loss).toMatchObject({ lost: { seq: 700 }, from: { seq: 2_500 } });
    scene.edit(700, "bot:worker");
    expect([await looked(), await looked(), await looked(), await looked()].at(-1)).toBeUndefined();
  });

  it.each([
    ["Vault", (scene: Scene) => (scene.anchor.isDown = true), (scene: Scene) => (scene.anchor.isDown = false)],
    ["the channel", (scene: Scene) => (scene.isSlackDown = true), (scene: Scene) => (scene.isSlackDown = false)],
  ])("is not known while %s was never asked; later, what was known holds", async (_, down, up) => {
    const scene = await aStanding();
    await scene.note();
    await scene.bot.witness();
    down(scene);
    const { looked, standing } = scene.start();

    expect([await looked(), standing.found()?.loss]).toEqual(["standing.not-known", undefined]);
    up(scene);
    expect(await looked()).toBeUndefined();
    down(scene);
    scene.bot.advance(2 * minute);
    expect(await looked()).toBeUndefined();
    scene.cutTo(1);
    expect(await looked()).toBe("standing.behind");
  });

  it("is asked of the world once in twenty seconds, unless somebody needs to know now", async () => {
    const scene = await aStanding();
    const { standing } = scene.start();
    await standing.objection();
    scene.cutTo(1);
    const cached = await standing.objection();
    scene.bot.advance(20_000);

    expect([cached, (await standing.objection())?.key]).toEqual([undefined, "standing.behind"]);
  });

  it("nobody can say while Redis cannot be reached, or something is wrong with the bot itself", async () => {
    const scene = await aStanding();
    scene.isRedisDown = true;
    await expect(scene.start().looked()).rejects.toMatchObject({ service: "redis" });
    const odd = scene.start({ anchor: { head: () => Promise.reject(new TypeError("odd")) } });
    await expect(odd.looked()).rejects.toThrow(TypeError);
    scene.isRedisDown = false;
    const lost = (error: Error) => scene.start({ witnesses: { lost: () => Promise.reject(error) } });
    await expect(lost(upstream({ service: "redis" })).looked()).rejects.toMatchObject({ service: "redis" });
    await expect(lost(new TypeError("odd")).looked()).rejects.toThrow(TypeError);
  });
});

describe("T24 the channel is told", () => {
  it("at once, hourly as long as it lasts, and when it is over; by one process of two", async () => {
    const scene = await aStanding();
    const [ingress, worker] = [scene.start(), scene.start()];
    const told = () => scene.bot.view.alarms.map(({ key }) => key);
    const both = async () => {
      await ingress.tell();
      await worker.tell();
    };
    await both();
    scene.isEndDamaged = true;
    await both();
    const atOnce = told();
    scene.bot.advance(59 * minute);
    await both();
    const within = told();
    scene.bot.advance(minute);
    await both();
    const hourly = told();
    scene.isEndDamaged = false;
    await both();
    await both();

    expect([atOnce, within, hourly, told()]).toEqual([
      ["standing.alarm"],
      ["standing.alarm"],
      ["standing.alarm", "standing.alarm"],
      ["standing.alarm", "standing.alarm", "standing.over"],
    ]);
    expect(scene.bot.view.offered.map(({ command }) => command)).toEqual(["continue", "continue"]);
    scene.bot.advance(1);
    scene.isEndDamaged = true;
    await both();
    expect(told()).toHaveLength(4);
  });

  it("again at once when the reason is another one, and by one process of two; and once that it is over", async () => {
    const scene = await aStanding();
    await scene.note();
    const [ingress, worker] = [scene.start(), scene.start()];
    const both = async () => {
      await ingress.tell();
      await worker.tell();
    };
    await both();
    scene.isEndDamaged = true;
    await both();
    const cut = scene.bot.memory.trail.splice(2);
    await both();
    await both();
    scene.bot.memory.trail.push(...cut);
    scene.isEndDamaged = false;
    const later = scene.start();
    await later.tell();
    await both();

    expect(scene.bot.view.alarms.map(({ key, params }) => [key, params["because"]])).toEqual([
      ["standing.alarm", expect.objectContaining({ key: "standing.damaged" })],
      ["standing.alarm", expect.objectContaining({ key: "standing.behind" })],
      ["standing.over", undefined],
    ]);
  });

  it("that it is over also by a process that began in between, and says nothing twice", async () => {
    const scene = await aStanding();
    scene.isEndDamaged = true;
    await scene.start().tell();
    scene.bot.advance(minute);
    await scene.start().tell();
    scene.isEndDamaged = false;
    await scene.start().tell();
    await scene.start().tell();

    expect(scene.bot.view.alarms.map(({ key }) => key)).toEqual(["standing.alarm", "standing.over"]);
  });

  it("without a button while it is not known, and where the channel cannot be read", async () => {
    const scene = await aStanding();
    scene.anchor.isDown = true;
    const { view, log, now } = scene.bot;
    const { tell } = scene.start();
    await tell();
    const alarms = createAlarms({ view: { ...view, lastAlarm: () => Promise.reject(upstream({ service: "slack" })) }, log, now });
    const alarm = { mark: "m", everyMs: hour, sentence: upstream().sentence };
    await Promise.all([alarms.say(alarm), alarms.say(alarm)]);

    expect(view.alarms.map(({ key }) => key)).toEqual(["standing.alarm-unsure", "vault.sealed"]);
    expect(view.offered).toEqual([]);
  });

  it("again when it could not be told", async () => {
    const scene = await aStanding();
    const { view, log, now } = scene.bot;
    let isDown = true;
    const alarms = createAlarms({
      view: { ...view, alarm: (...said) => (isDown ? Promise.reject(upstream({ service: "slack" })) : view.alarm(...said)) },
      log,
      now,
    });
    const alarm = { mark: "m", everyMs: hour, sentence: upstream().sentence };
    const [first, second] = [alarms.say(alarm), alarms.say(alarm)];
    await expect(first).rejects.toMatchObject({ service: "slack" });
    await expect(second).rejects.toMatchObject({ service: "slack" });
    isDown = false;
    await alarms.say(alarm);

    expect(view.alarms).toHaveLength(1);
  });
});

describe("T24 while the log cannot be believed", () => {
  it("nothing is saved and nothing is put on it", async () => {
    const scene = await aStanding();
    const { standing } = scene.start();
    const gate = createGate(standing);
    const [store, audit] = [gatedStore(scene.bot.memory.store, gate), gatedLog(scene.bot.memory.audit, gate)];
    const request = await scene.bot.load((await scene.bot.submit()).id);
    const change = { request: { ...request, revision: 2 }, events: [] };
    scene.isEndDamaged = true;

    const refused = { code: "standing.read-only", service: "redis", effect: "none" };
    await expect(store.save(change)).rejects.toMatchObject(refused);
    await expect(audit.append([])).rejects.toMatchObject(refused);
    scene.isEndDamaged = false;
    scene.bot.advance(minute);

    expect([(await store.save(change)).outcome, await audit.append([])]).toEqual(["saved", []]);
  });

  it("tells its own refusals, and those of a damaged end, from all others", async () => {
    const scene = await aStanding();
    scene.isEndDamaged = true;
    const refusal = await createGate(scene.start().standing)().catch((error: unknown) => error);
    const damage = await scene.audit.head().catch((error: unknown) => error);

    expect([refusal, damage, upstream(), new TypeError("odd")].map(isReadOnly)).toEqual([true, true, false, false]);
  });
});
