import { describe, expect, it, vi } from "vitest";
import { createTakeUp } from "../../src/app/take-up.ts";
import { chain, emptyTrail } from "../../src/domain/audit.ts";
import { parseCommand } from "../../src/domain/command.ts";
import { type Continuation, codeOf, continuationEvent, continuationStatement } from "../../src/domain/continuation.ts";
import type { FormMistake } from "../../src/domain/form.ts";
import { say } from "../../src/domain/sentence.ts";
import type { RequestEvent } from "../../src/domain/transition.ts";
import { alice, bob, carol, noon } from "../support/builders.ts";
import { signer, upstream, verifier } from "./a-bot.ts";
import { aStanding } from "./a-standing.ts";

const command = "continue";
const filled = (texts: { readonly [field: string]: string }) => ({
  command,
  answers: { texts: new Map(Object.entries(texts)), secrets: new Map<string, never>() },
});

/** A log whose end was cut, and a process that has seen it. */
async function aLoss() {
  const scene = await aStanding();
  await scene.note();
  await scene.bot.witness();
  const process = scene.start();
  await process.looked();
  scene.cutTo(2);
  await process.looked();
  const { loss } = process.standing.found() ?? {};
  if (loss === undefined) throw new Error("something is lost");
  return { ...process, scene, loss, code: codeOf(loss) };
}

const keysOf = (mistakes: readonly FormMistake[] | undefined) => mistakes?.map(({ field, because }) => `${field} ${because.key}`);

describe("T24 letting the log go on", () => {
  it("asks, in a form that says what is lost and what will be dead, for the code of this very loss", async () => {
    const { instantCommands, code } = await aLoss();

    const opened = await instantCommands.command(parseCommand(command), bob);

    expect(opened).toMatchObject({
      command,
      form: { title: { key: "continue.form-title" }, submit: { key: "continue.button" } },
    });
    expect(JSON.stringify(opened)).toContain(code);
    expect(JSON.stringify(opened)).toContain("standing.behind");
  });

  it.each([
    ["another code and no reason", { code: "0000" }, ["code continue.other-code", "reason continue.reason-missing"]],
    ["nothing", {}, ["code continue.other-code", "reason continue.reason-missing"]],
    ["a reason that is too long", { reason: "x".repeat(301) }, ["code continue.other-code", "reason command.reason-too-long"]],
    ["a credential", { reason: `hvs.${"CAESI".repeat(10)}` }, ["code continue.other-code", "reason continue.reason-secret"]],
  ])("refuses %s at once", async (_, texts, mistakes) => {
    expect(keysOf((await aLoss()).instantCommands.mistakesIn(filled(texts)))).toEqual(mistakes);
  });

  it("takes no further words", async () => {
    const { instantCommands } = await aLoss();
    expect(() => instantCommands.command(parseCommand("continue now"), bob)).toThrow(
      expect.objectContaining({ code: "command.input" }),
    );
  });

  it("is for those who may approve", async () => {
    const { instantCommands, code, scene } = await aLoss();

    await expect(instantCommands.fill(filled({ code, reason: "backup" }), alice)).rejects.toMatchObject({
      code: "continue.not-allowed",
    });
    expect(scene.bot.memory.trail).toHaveLength(2);
  });

  it("is nothing while nothing is lost, or while nobody knows", async () => {
    const scene = await aStanding();
    const { instantCommands } = scene.start();
    await expect(instantCommands.command(parseCommand(command), bob)).rejects.toMatchObject({ code: "continue.nothing" });
    expect(keysOf(instantCommands.mistakesIn(filled({ code: "", reason: "backup" })))).toEqual([]);
    scene.anchor.isDown = true;
    const unsure = scene.start();
    await expect(unsure.instantCommands.command(parseCommand(command), bob)).rejects.toMatchObject({ code: "continue.not-yet" });
    expect(keysOf(unsure.instantCommands.mistakesIn(filled({ code: "", reason: "backup" })))).toEqual([]);
  });

  it("is refused when something else is lost by then", async () => {
    const { instantCommands, code, scene } = await aLoss();
    scene.cutTo(1);

    await expect(instantCommands.fill(filled({ code, reason: "backup" }), bob)).rejects.toMatchObject({
      code: "continue.other-code",
    });
  });

  it("is signed, on the log, and holds once the worker has noted it; both sides forget what they saw", async () => {
    const { instantCommands, code, scene, looked, loss } = await aLoss();
    const worker = scene.start();
    await instantCommands.fill(filled({ code: ` ${code.toUpperCase()}`, reason: "a  backup was put back" }), bob);
    const [said, verdict] = [await looked(), scene.bot.memory.trail.at(-1)];
    await worker.takeUp();
    const after = [await looked(), await worker.looked()];

    expect([said, after]).toEqual(["standing.said", [undefined, undefined]]);
    expect(verdict).toMatchObject({
      action: "log.continued",
      actor: "user:U0BOB",
      details: { lost: loss.lost, from: loss.from, reason: "a backup was put back", kid: "k1" },
    });
    expect(await scene.anchor.head()).toMatchObject({ seq: 3, hash: verdict?.hash, continuations: [{ by: "U0BOB" }] });
    expect(scene.audit.forgotten).toBe(2);
    expect(scene.bot.view.alarms.map(({ key }) => key)).toEqual(["continued.over"]);
    await worker.takeUp();
    expect(scene.bot.view.alarms).toHaveLength(1);
  });

  it("is told to the channel however often Slack fails right after it holds, by whichever worker, and once", async () => {
    const { instantCommands, code, scene, start } = await aLoss().then((loss) => ({ ...loss, start: loss.scene.start }));
    const over = () => scene.bot.view.alarms.filter(({ key }) => key === "continued.over").length;
    await instantCommands.fill(filled({ code, reason: "backup" }), bob);
    const alarm = vi.spyOn(scene.bot.view, "alarm").mockRejectedValue(upstream({ service: "slack" }));
    const first = start();
    await expect(first.takeUp()).rejects.toMatchObject({ service: "slack" });
    await expect(start().takeUp()).rejects.toMatchObject({ service: "slack" });
    scene.bot.advance(48 * 3_600_000);
    alarm.mockRestore();
    await first.takeUp();
    await first.takeUp();
    await start().takeUp();

    expect(over()).toBe(1);
  });

  it("holds for a changed entry, too, and no longer than it says", async () => {
    const scene = await aStanding();
    await scene.note();
    const { instantCommands, looked, standing, takeUp } = scene.start();
    scene.edit(2);
    await looked();
    const { loss } = standing.found() ?? {};
    if (loss === undefined) throw new Error("something is lost");
    scene.bot.advance(1);
    await instantCommands.fill(filled({ code: codeOf(loss), reason: "somebody wrote to Redis" }), carol);
    const before = await looked();
    await takeUp();
    const after = await looked();
    scene.edit(5);

    expect([before, after, await looked()]).toEqual(["standing.said", undefined, "standing.broken"]);
  });

  it("can be said again where the worker does not take it up", async () => {
    const { instantCommands, code, looked, standing } = await aLoss();
    await instantCommands.fill(filled({ code, reason: "backup" }), bob);
    await looked();
    const { loss } = standing.found() ?? {};

    expect(loss?.from.seq).toBe(3);
    const again = instantCommands.fill(filled({ code: loss === undefined ? "" : codeOf(loss), reason: "again" }), bob);
    expect(await again).toMatchObject({ heading: { key: "continue.done" } });
  });
});

describe("T24 a word that the worker does not take", () => {
  const aWord = async (changes: Partial<Continuation> = {}): Promise<Continuation> => {
    const statement = { lost: { seq: 4, hash: "" }, from: emptyTrail, by: "U0BOB", atMs: noon, reason: "backup", ...changes };
    return { ...statement, ...(await signer.sign(continuationStatement(statement))), ...changes };
  };

  it.each([
    ["nobody signed", { signature: `${"A".repeat(86)}==` }],
    ["is about another loss than the anchor's", { lost: { seq: 3, hash: "3".repeat(64) } }],
  ])("%s", async (_, changes) => {
    const scene = await aStanding();
    await scene.note();
    const { takeUp, looked } = scene.start();
    scene.cutTo(0);
    const { hash = "" } = (await scene.anchor.head()) ?? {};
    scene.bot.memory.trail.push(...chain(emptyTrail, [continuationEvent(await aWord({ lost: { seq: 4, hash }, ...changes }))]));

    await takeUp();

    expect((await scene.anchor.head())?.continuations).toEqual([]);
    expect(scene.bot.logged.map(({ sentence }) => sentence)).toContain("a continuation of the log was not accepted");
    expect(["standing.behind", "standing.said"]).toContain(await looked());
  });

  it("is taken once, also by a worker that has not heard that another one took it", async () => {
    const { instantCommands, code, scene, takeUp } = await aLoss();
    const { bot, anchor, audit } = scene;
    await instantCommands.fill(filled({ code, reason: "backup" }), bob);
    await takeUp();
    const { memory, record, view, log, now } = bot;
    const standing = { continuations: () => [], objection: async () => undefined, found: () => undefined };

    await createTakeUp({
      ...{ audit, anchor, verifier, standing, store: memory.store, record, alarms: bot.alarms, alarm: view.alarm, log, now },
    })();

    expect((await anchor.head())?.continuations).toHaveLength(1);
  });

  it("is older than another one that was taken: somebody put it there again", async () => {
    const { instantCommands, code, scene, takeUp, looked } = await aLoss();
    await instantCommands.fill(filled({ code, reason: "backup" }), bob);
    const first = scene.bot.memory.trail.slice();
    scene.cutTo(2);
    scene.bot.advance(1);
    await looked();
    await instantCommands.fill(filled({ code, reason: "backup, again" }), bob);
    await takeUp();
    scene.bot.memory.trail.splice(0, Number.POSITIVE_INFINITY, ...first);
    await takeUp();

    expect((await scene.anchor.head())?.continuations).toHaveLength(1);
    expect(await looked()).toBe("standing.said");
  });

  it("is taken where nothing was anchored yet", async () => {
    const scene = await aStanding();
    const { takeUp } = scene.start();
    scene.cutTo(0);
    scene.bot.memory.trail.push(...chain(emptyTrail, [continuationEvent(await aWord())]));

    await takeUp();

    expect((await scene.anchor.head())?.seq).toBe(1);
  });
});

describe("T24 what was open when the log went on", () => {
  async function whenOpen(since: readonly RequestEvent[] = []) {
    const scene = await aStanding();
    const { bot } = scene;
    const [preparing, pending, approved, running] = [
      await bot.submit("paint north"),
      await bot.pending("paint south"),
      await bot.approved("paint east"),
      await bot.approved("paint west"),
    ];
    const forged = await bot.pending("paint up");
    await bot.forge(forged.id, { reason: "another reason" });
    const unreadable = await bot.pending("paint down");
    const load = bot.memory.store.loadWithTrail;
    vi.spyOn(bot.memory.store, "loadWithTrail").mockImplementation((id) =>
      id === unreadable.id ? Promise.reject(upstream()) : load(id),
    );
    await bot.record(running, [{ type: "run-started", atMs: bot.now(), start: "start_1" }, ...since]);
    await scene.note();
    const process = scene.start();
    await process.looked();
    scene.isEndDamaged = true;
    await process.looked();
    const { loss } = process.standing.found() ?? {};
    if (loss === undefined) throw new Error("something is lost");
    await process.instantCommands.fill(filled({ code: codeOf(loss), reason: "backup" }), bob);
    return { scene, ...process, ids: [preparing.id, pending.id, approved.id, running.id] };
  }

  it("ends where it had not begun, and is held where it had; the channel is told which", async () => {
    const { scene, takeUp, ids } = await whenOpen();
    const { bot } = scene;
    await takeUp();

    const requests = await Promise.all(ids.map(bot.load));
    expect(requests.map(({ state, note }) => [state, note?.key])).toEqual([
      ["failed", "continued.ask-again"],
      ["failed", "continued.ask-again"],
      ["failed", "continued.ask-again"],
      ["needs-attention", "continued.look"],
    ]);
    expect(bot.view.alarms.at(-1)).toMatchObject({
      key: "continued.ended",
      params: { ids: ids.slice(0, 3), held: ids.slice(3) },
    });
    expect(await bot.trail(ids[2] ?? "")).toContain("request.lapsed");
    await expect(bot.approve(ids[1] ?? "")).rejects.toMatchObject({ code: "request.already" });
  });

  it("is ended once, also by a worker that begins later; what is asked or resumed afterwards lives", async () => {
    const { scene, takeUp, start, ids } = await whenOpen().then((open) => ({ ...open, start: open.scene.start }));
    const { bot } = scene;
    await takeUp();
    await bot.resume(ids[3] ?? "", bob);
    const { id } = await bot.pending("paint north");
    const said = bot.view.alarms.length;

    await start().takeUp();

    expect([(await bot.load(ids[3] ?? "")).state, (await bot.load(id)).state]).toEqual(["running", "pending"]);
    expect(bot.view.alarms).toHaveLength(said);
  });

  it("is ended by the next worker where one died half-way; what cannot be read keeps nobody waiting", async () => {
    const { scene, ids } = await whenOpen();
    const { bot } = scene;
    let left = 2;
    const dying = scene.start();
    const deps = {
      ...scene,
      verifier,
      standing: dying.standing,
      store: bot.memory.store,
      alarms: bot.alarms,
      alarm: bot.view.alarm,
    };
    const record: typeof bot.record = async (...saved) => {
      left -= 1;
      if (left === 0) throw upstream({ service: "redis" });
      return bot.record(...saved);
    };
    await expect(createTakeUp({ ...deps, record, log: bot.log, now: bot.now })()).rejects.toMatchObject({ service: "redis" });
    const store = {
      ...bot.memory.store,
      openIds: async () => ["req_gone", "req_odd", ...(await bot.memory.store.openIds())],
      loadWithTrail: async (id: string) => {
        if (id === "req_odd") throw upstream({ service: "redis" });
        return bot.memory.store.loadWithTrail(id);
      },
    };
    await createTakeUp({ ...deps, store, record: bot.record, log: bot.log, now: bot.now })();

    expect((await Promise.all(ids.map(bot.load))).map(({ state }) => state)).toEqual([
      "failed",
      "failed",
      "failed",
      "needs-attention",
    ]);
  });

  it("is ended and held also where somebody hid it from the lists, or a job comes before: nothing older runs, nobody decides on it", async () => {
    const { scene, ids } = await whenOpen();
    const { bot } = scene;
    const dying = scene.start();
    const deps = {
      ...scene,
      verifier,
      standing: dying.standing,
      alarms: bot.alarms,
      alarm: bot.view.alarm,
      record: bot.record,
      log: bot.log,
      now: bot.now,
    };
    await createTakeUp({ ...deps, store: { ...bot.memory.store, openIds: async () => [] } })();
    bot.continuations.push(...dying.standing.continuations());
    bot.memory.jobs.forget();
    await bot.reconcile();
    const asked = bot.memory.jobs.ensured.map(({ requestId }) => requestId);

    for (const id of ids) await bot.work(id);

    expect(asked).toEqual(expect.arrayContaining([...ids]));
    expect((await Promise.all(ids.map(bot.load))).map(({ state, note }) => [state, note?.key])).toEqual([
      ["failed", "continued.ask-again"],
      ["failed", "continued.ask-again"],
      ["failed", "continued.ask-again"],
      ["needs-attention", "continued.look"],
    ]);
  });

  it("is left as it is where somebody has to look already", async () => {
    const because = say("rotate.pending-lost", {});
    const { scene, takeUp, ids } = await whenOpen([{ type: "needs-attention", atMs: noon, because }]);
    const { bot } = scene;
    await takeUp();

    expect(bot.view.alarms.at(-1)).toMatchObject({ key: "continued.ended", params: { ids: ids.slice(0, 3), held: [] } });
    expect(await bot.load(ids[3] ?? "")).toMatchObject({ state: "needs-attention", note: because });
  });

  it("waits while the log cannot be believed", async () => {
    const { scene, takeUp, ids } = await whenOpen();
    scene.isEndDamaged = true;
    await takeUp();

    expect((await scene.bot.load(ids[1] ?? "")).state).toBe("pending");
  });
});
