import { describe, expect, it, vi } from "vitest";
import { catalogueOf } from "../../src/app/catalogue.ts";
import { noReadings } from "../../src/domain/clocks.ts";
import type { Fingerprint } from "../../src/domain/fingerprint.ts";
import { rotationSchedule } from "../../src/domain/schedule.ts";
import { say } from "../../src/domain/sentence.ts";
import { operations } from "../../src/operations/index.ts";
import { audit } from "../../src/queries/audit.ts";
import { help } from "../../src/queries/help.ts";
import { queries } from "../../src/queries/index.ts";
import { requests } from "../../src/queries/requests.ts";
import { show } from "../../src/queries/show.ts";
import { status } from "../../src/queries/status.ts";
import { trailDamaged } from "../../src/redis/failures.ts";
import { aBot, redisDown, upstream } from "../app/a-bot.ts";
import { alice, bob, hour, noon } from "../support/builders.ts";
import { aFakeOperation } from "../support/fake-operation.ts";
import { ask, keysOf, linesOf } from "./asking.ts";

const commands = catalogueOf(operations, queries);

describe("help", () => {
  it("lists everything that can be typed, and marks what needs a second person", async () => {
    const answer = await ask(help, "", { commands });

    const lines = linesOf(answer).slice(0, -1);
    expect(lines.map(({ params }) => String(params["command"]).split(" <")[0]?.split(" [")[0])).toEqual(
      commands.map(({ name }) => name),
    );
    expect(lines.filter(({ key }) => key === "help.line-approval").map(({ params }) => params["command"])).toEqual([
      "rotate <role> [--leaked] [reason]",
      "clean-up <role> [reason]",
      "adopt <role> [reason]",
      "register <path> [reason]",
      "get <path> [reason]",
      "failover <exchange> [reason]",
      "add-role <name> [reason]",
      "run <workflow> [ref] [name=value …]",
      "install-workflows [reason]",
      "unlock <role> [reason]",
      "redact <request id> <reason>",
    ]);
  });

  it.each([
    ["rotate", "help.needs-approval"],
    ["Audit Verify", "help.needs-none"],
  ])("says more about %s", async (name, needs) => {
    const answer = await ask(help, name, { commands });

    expect(answer.heading.key).toBe("help.command");
    expect(keysOf(answer)).toEqual(expect.arrayContaining(["help.about", needs, "help.example"]));
  });

  it("suggests what was probably meant", async () => {
    await expect(ask(help, "rotat", { commands })).rejects.toMatchObject({
      sentence: { key: "help.unknown", params: { name: "rotat", nearest: ["rotate"] } },
    });
  });
});

describe("requests", () => {
  it("says that nothing is open", async () => {
    const answer = await ask(requests);

    expect(answer).toEqual({ heading: say("requests.none-open", {}), sections: [{ lines: [say("requests.more", {})] }] });
  });

  it("lists what is open, then the last that ended", async () => {
    const bot = aBot(aFakeOperation());
    const open = await bot.pending("paint north");
    const ended = await bot.cancel((await bot.pending("paint south")).id, alice);

    const answer = await ask(requests, "", {}, bot);

    expect(answer.heading).toEqual(say("requests.heading", { open: 1 }));
    expect(answer.sections.map(({ heading, lines }) => [heading?.key, lines[0]?.params["id"]])).toEqual([
      [undefined, open.id],
      ["requests.recent", ended.id],
      ["requests.locks", open.id],
      [undefined, undefined],
    ]);
  });

  it("T12 does not say again what somebody else wrote, nor that it is open", async () => {
    const bot = aBot(aFakeOperation());
    const [forged, ours] = [await bot.pending("paint north"), await bot.pending("paint south")];
    await bot.forge(forged.id, { reason: "another reason" });

    const answer = await ask(requests, "", {}, bot);

    expect(answer.heading).toEqual(say("requests.heading", { open: 1 }));
    expect(answer.sections[0]?.lines.map(({ key, params }) => [key, params["id"]])).toEqual([
      ["requests.not-ours", forged.id],
      ["requests.line", ours.id],
    ]);
  });

  it("T12 says of what nobody has signed what the log proves, and never what only Redis says", async () => {
    const bot = aBot(aFakeOperation());
    const { id } = await bot.cancel((await bot.pending("paint north")).id, alice);
    const { trail, ...found } = await bot.loaded(id);
    const [[asked]] = [trail];
    const unsigned = {
      ...found,
      request: { ...found.request, command: "paint red", state: "failed" },
      objection: "unsigned",
    } as const;
    const told = async (entries: typeof trail, signedFrom: number | undefined = 100) => {
      const loadWithTrail = async () => ({ ...unsigned, trail: entries });
      const ports = { requests: { ...bot.memory.store, loadWithTrail }, signedFrom: () => signedFrom };
      const [listed] = (await ask(requests, "", ports, bot)).sections[0]?.lines ?? [];
      const shown = await ask(show, id, ports, bot);
      expect(shown.heading).toEqual(say("show.unsigned", { id }));
      expect(linesOf(shown)).toEqual([listed, say("show.unsigned-more", { id })]);
      return listed;
    };

    const { atMs } = asked ?? expect.fail("it was asked");
    const proved = say("requests.unsigned", { id, action: "request.cancelled", command: "paint north", by: alice.userId, atMs });
    const unproven = say("requests.unproven", { id });
    expect([await told(trail), await told(trail, 2), await told([])]).toEqual([proved, unproven, unproven]);
    expect(await told(trail.map((entry) => ({ ...entry, details: {} })))).toEqual(unproven);
  });

  it("T24 says while the log cannot be believed that nothing proves the list", async () => {
    const bot = aBot(aFakeOperation());
    const { id } = await bot.pending();
    const loadWithTrail = (error: Error) => ({ ...bot.memory.store, loadWithTrail: () => Promise.reject(error) });

    const answer = await ask(requests, "", { requests: loadWithTrail(trailDamaged(3)) }, bot);

    expect(answer.sections[0]?.lines.map(({ key, params }) => [key, params["id"]])).toEqual([
      ["requests.not-proven", undefined],
      ["requests.line", id],
    ]);
    await expect(ask(requests, "", { requests: loadWithTrail(redisDown()) }, bot)).rejects.toMatchObject({ service: "redis" });
  });

  it("says which request holds which lock, and which lock is held by nobody", async () => {
    const bot = aBot(aFakeOperation());
    const { id } = await bot.pending("paint north");
    bot.memory.hold("wall/south", id);
    bot.memory.hold("wall/east", "req_gone00000000");

    const locks = (await ask(requests, "", {}, bot)).sections.find(({ heading }) => heading?.key === "requests.locks");

    expect(locks?.lines).toEqual([
      say("requests.lock", { lock: "wall/north", id }),
      say("requests.lock-of-nobody", { lock: "wall/south", id }),
      say("requests.lock-of-nobody", { lock: "wall/east", id: "req_gone00000000" }),
    ]);
  });
});

describe("show", () => {
  it("shows a request whole: who, why, plan, decisions, steps", async () => {
    const bot = aBot(aFakeOperation({ dryMs: 60_000 }));
    const { id } = await bot.approved("paint north weekly");
    await bot.work(id);

    const answer = await ask(show, id, { linkTo: async () => "https://example.com/card" }, bot);

    const lines = linesOf(answer);
    expect(answer.heading).toMatchObject({ key: "show.heading", params: { id, state: { key: "state.succeeded" } } });
    expect(lines).toContainEqual(say("show.reason", { reason: "weekly" }));
    expect(lines).toContainEqual(say("show.card", { link: "https://example.com/card" }));
    expect(lines).toContainEqual(say("show.decision", { by: bob.userId, verdict: say("show.approve", {}), atMs: noon }));
    expect(lines.filter(({ key }) => key === "show.line").map(({ params }) => params["state"])).toEqual([
      ...Array.from({ length: 4 }, () => say("show.line.done", { atMs: noon })),
      say("show.line.running", { sinceMs: noon }),
      say("show.line.waiting", {}),
    ]);
  });

  it("shows a denial and a failed step", async () => {
    const denied = aBot(aFakeOperation());
    const failing = aFakeOperation();
    failing.on.set("paint", () => Promise.reject(new TypeError("odd")));
    const failed = aBot(failing);
    const { id } = await denied.deny((await denied.pending()).id);
    const stuck = await failed.approved();
    await failed.work(stuck.id);

    const [first, second] = [await ask(show, id, {}, denied), await ask(show, stuck.id, {}, failed)];

    expect(linesOf(first).map(({ params }) => params["verdict"])).toContainEqual(say("show.deny", {}));
    expect(linesOf(second).map(({ params }) => params["state"])).toContainEqual(say("show.line.failed", { atMs: noon }));
    expect(keysOf(second)).toContain("show.note");
  });

  it("shows what is not prepared yet, and does not need a link", async () => {
    const bot = aBot(aFakeOperation());
    const { id } = await bot.submit();

    const answer = await ask(show, id, { linkTo: () => Promise.reject(upstream({ service: "slack" })) }, bot);

    expect(keysOf(answer)).toEqual(["show.asked"]);
  });

  it("says that there is no such request", async () => {
    await expect(ask(show, "req_ffffffffffff")).rejects.toMatchObject({ code: "show.unknown" });
  });
});

describe("audit", () => {
  it("shows the trail of one request, entry by entry", async () => {
    const bot = aBot(aFakeOperation());
    const { id } = await bot.pending();

    const answer = await ask(audit, id, {}, bot);

    expect(answer.heading).toEqual(say("audit.heading", { id, entries: 2 }));
    expect(linesOf(answer).map(({ params }) => [params["seq"], params["actor"], params["action"]])).toEqual([
      [1, `user:${alice.userId}`, "request.submitted"],
      [2, "bot:worker", "request.prepared"],
    ]);
  });

  it("says that there is no such request", async () => {
    await expect(ask(audit, "req_ffffffffffff")).rejects.toMatchObject({ code: "audit.unknown" });
  });
});

describe("status", () => {
  it("says what comes next by the clock, the soonest first, and nothing where nothing does", async () => {
    const schedules = [
      rotationSchedule("later", { pattern: "0 9 * * 1", timezone: "Asia/Tokyo" }),
      rotationSchedule("never", { pattern: "0 0 31 2 *", timezone: "UTC" }),
      rotationSchedule("sooner", { pattern: "0 9 * * *", timezone: "Asia/Tokyo" }),
    ];

    const { sections } = await ask(status, "", { schedules });

    const inDays = (days: number): number => noon + (days * 24 - 3) * hour;
    expect(sections[1]).toEqual({
      heading: say("status.next", {}),
      lines: [
        say("status.slot", { what: say("schedule.rotation", { role: "sooner" }), slotAtMs: inDays(1) }),
        say("status.slot", { what: say("schedule.rotation", { role: "later" }), slotAtMs: inDays(7) }),
      ],
    });
    expect((await ask(status)).sections).toHaveLength(1);
  });

  it("says how every part is, one line each", async () => {
    const bot = aBot(aFakeOperation());
    await bot.submit();
    const heartbeat = { read: async () => ({ atMs: noon, github: null }) };

    const answer = await ask(status, "", { heartbeat }, bot);

    expect(answer.heading).toEqual(say("status.heading", { version: "1.2.3" }));
    expect(linesOf(answer)).toEqual([
      say("status.vault", { state: "ready", version: "" }),
      say("status.redis", { weak: [] }),
      say("status.queue", { waiting: 1, active: 0, delayed: 0, failed: 0 }),
      say("status.requests", { open: 1 }),
      say("status.trail", { entries: 1 }),
      say("status.signed", { seq: 1 }),
      say("status.workers", { seenAtMs: noon, github: say("status.github-ok", {}) }),
      say("status.processes", { processes: [] }),
    ]);
  });

  it.each([
    ["no worker was seen", { read: async () => undefined }, say("status.no-worker", {})],
    [
      "the worker cannot reach GitHub",
      { read: async () => ({ atMs: noon, github: say("vault.sealed", {}) }) },
      say("status.workers", { seenAtMs: noon, github: say("status.github-failing", { because: say("vault.sealed", {}) }) }),
    ],
  ])("says that %s", async (_, heartbeat, line) => {
    expect(linesOf(await ask(status, "", { heartbeat }))).toContainEqual(line);
  });

  it("says what does not answer, and hides no other", async () => {
    const bot = aBot(aFakeOperation());
    vi.spyOn(bot.memory.audit, "head").mockRejectedValue(redisDown());
    const vault = { health: async () => ({ state: "sealed" as const, version: "1.0" }) };

    const answer = await ask(status, "", { vault }, bot);

    expect(keysOf(answer)).toEqual([
      "status.vault",
      "status.unreachable",
      "status.queue",
      "status.requests",
      "status.unreachable",
      "status.signed",
      "status.no-worker",
      "status.processes",
    ]);
  });

  it("says which processes run, and in what they were configured differently", async () => {
    const a = { id: "1", host: "a", part: "all", version: "1.2.3", clocks: noReadings, fingerprint: { approval: "aa" } } as const;
    const others = (fingerprint: Fingerprint) => ({ running: async () => [a, { ...a, id: "2", host: "b", fingerprint }] });
    const both = ["all 1.2.3 @ a", "all 1.2.3 @ b"];

    expect(linesOf(await ask(status, "", { processes: others({ approval: "aa" }) }))).toContainEqual(
      say("status.processes", { processes: both }),
    );
    expect(linesOf(await ask(status, "", { processes: others({ approval: "bb" }) }))).toContainEqual(
      say("status.processes-differ", { processes: both, settings: ["approval"] }),
    );
  });

  it("says why what is written is not signed yet", async () => {
    const old = { id: "1", host: "a", part: "all", version: "0.1.0", clocks: noReadings } as const;
    const signedFrom = () => undefined;
    const older = say("signing.older", { processes: ["all 0.1.0 @ a"] });

    expect(linesOf(await ask(status, "", { signedFrom, processes: { running: async () => [old] } }))).toContainEqual(
      say("status.not-signed", { because: older }),
    );
    expect(linesOf(await ask(status, "", { signedFrom }))).toContainEqual(
      say("status.not-signed", { because: say("status.signing-soon", {}) }),
    );
  });

  it("does not take a mistake of ours for an outage", async () => {
    const heartbeat = { read: () => Promise.reject(new TypeError("odd")) };

    await expect(ask(status, "", { heartbeat })).rejects.toThrow("odd");
  });
});
