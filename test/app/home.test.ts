import { describe, expect, it, vi } from "vitest";
import { createHome, type HomeDeps } from "../../src/app/home.ts";
import { type Check, checkReportName, emptyCheckReport } from "../../src/domain/check.ts";
import { dayMs, expiryReportName } from "../../src/domain/expiry.ts";
import { say } from "../../src/domain/sentence.ts";
import { anItem } from "../support/an-expiry.ts";
import { alice, bob, carol, noon } from "../support/builders.ts";
import { aFakeOperation } from "../support/fake-operation.ts";
import { aBot, type Bot, upstream } from "./a-bot.ts";

const sentence = say("help.summary", {});
const aCheck = (name: string): Check => ({ name, title: sentence, everyMs: 1, run: async () => ({ findings: [] }) });
const checks = ["door", "window"].map(aCheck);
const finding = (about: string, severity: "alarm" | "warning", sinceMs: number) => ({
  ...{ about, severity, what: sentence, why: sentence, mend: sentence, action: null, sinceMs, isSaid: true },
});

const homeOf = (bot: Bot, changes: Partial<HomeDeps> = {}) =>
  createHome({
    store: bot.memory.store,
    verify: bot.verify,
    directory: bot.directory,
    linkTo: async (id) => `link to ${id}`,
    reports: bot.memory.reports,
    heartbeat: { read: async () => ({ atMs: noon, github: null }) },
    checks,
    reminders: { owners: new Map() },
    snoozes: async () => [],
    now: bot.now,
    ...changes,
  });

const idsOf = (linked: readonly { readonly request: { readonly id: string } }[]) => linked.map(({ request }) => request.id);

describe("the Home tab", () => {
  it("T5 shows what waits for this person, and to nobody else: not the requester, not who has decided, not a stranger", async () => {
    const bot = aBot(aFakeOperation(), { required: 2 });
    const first = await bot.pending("paint north");
    bot.advance(1_000);
    const second = await bot.pending("paint south");
    await bot.submit("paint west"); // nobody knows yet what it would do
    await bot.approve(first.id, carol);
    const home = homeOf(bot);

    const seen = await Promise.all([alice, bob, carol].map(home));

    expect(seen.map(({ waiting }) => idsOf(waiting))).toEqual([[], [first.id, second.id], [second.id]]);
    expect(seen[1]?.waiting[0]?.link).toBe(`link to ${first.id}`);
    expect(seen.map(({ mine }) => mine.length)).toEqual([3, 0, 0]);
  });

  it("T12 shows nobody a request of theirs that somebody else wrote", async () => {
    const bot = aBot(aFakeOperation());
    const [forged, ours] = [await bot.pending("paint north"), await bot.pending("paint south")];
    await bot.forge(forged.id, { reason: "another reason" });

    expect(idsOf((await homeOf(bot)(alice)).mine)).toEqual([ours.id]);
  });

  it("shows one's own requests, what is open first, each in the order they came", async () => {
    const bot = aBot(aFakeOperation());
    const ids: string[] = [];
    for (const fake of ["a", "b", "c", "d", "e", "f"]) {
      bot.advance(1_000);
      ids.push((await bot.pending(`paint ${fake}`)).id);
    }
    await bot.cancel(String(ids[5]), alice);

    const { mine } = await homeOf(bot)(alice);

    expect(idsOf(mine)).toEqual([ids[4], ids[3], ids[2], ids[1], ids[0]]);
  });

  it("T12 leaves out what somebody else wrote, and what is gone by then", async () => {
    const bot = aBot(aFakeOperation());
    const { id } = await bot.pending("paint north");
    const forged = await bot.pending("paint south");
    const gone = await bot.pending("paint east");
    await bot.forge(forged.id, { command: "paint everything" });
    const { loadWithTrail } = bot.memory.store;
    vi.spyOn(bot.memory.store, "loadWithTrail").mockImplementation(async (asked) =>
      asked === gone.id ? undefined : loadWithTrail(asked),
    );

    const { waiting } = await homeOf(bot)(bob);

    expect(idsOf(waiting)).toEqual([id]);
  });

  it("shows ten that wait, and says how many more do", async () => {
    const bot = aBot(aFakeOperation());
    for (let at = 0; at < 12; at++) await bot.pending(`paint ${"abcdefghijkl"[at]}`);

    const { waiting, waitingMore } = await homeOf(bot)(bob);

    expect([waiting.length, waitingMore]).toEqual([10, 2]);
  });

  it("shows alarms before warnings, the oldest first, and what could not be looked at", async () => {
    const bot = aBot(aFakeOperation());
    const { reports } = bot.memory;
    const [late, early] = [finding("late", "alarm", noon), finding("early", "alarm", noon - 1)];
    const save = (name: string, content: object) =>
      reports.save(checkReportName({ name }), { atMs: noon, content: JSON.parse(JSON.stringify(content)) });
    await save("door", { ...emptyCheckReport, findings: [finding("w", "warning", 0), late, early], failure: sentence });
    await save("window", { odd: true });

    const { findings, failures, workerSeenAtMs, readAtMs } = await homeOf(bot)(bob);

    expect(findings.map(({ about }) => about)).toEqual(["early", "late", "w"]);
    expect([failures, workerSeenAtMs, readAtMs]).toEqual([[sentence], noon, noon]);
  });

  it("shows what ends within 90 days, with buttons that renew it; and says nothing of it before anybody has looked", async () => {
    const bot = aBot(aFakeOperation());
    const nobodyLooked = await homeOf(bot)(bob);
    const items = [3, 5, 120].map((days) =>
      anItem({ name: `x/${days}`, expiresAtMs: noon + days * dayMs, renewal: { verb: "rotate", target: "profinaut-db" } }),
    );
    const source = { name: "x", title: sentence, readAtMs: noon, items, failures: [], failure: null };
    const content = JSON.parse(JSON.stringify({ sources: [source] }));
    await bot.memory.reports.save(expiryReportName, { atMs: noon, content });

    const { ending } = await homeOf(bot, { snoozes: () => Promise.reject(upstream({ service: "redis" })) })(bob);

    expect(nobodyLooked.ending).toBeNull();
    expect(ending?.lines).toHaveLength(2);
    expect(ending?.actions.map(({ command }) => command)).toEqual(["rotate profinaut-db"]);
  });

  it("does without a worker and without links, and not without Slack's answer to anything else", async () => {
    const bot = aBot(aFakeOperation());
    await bot.pending();
    const noLinks = homeOf(bot, {
      linkTo: () => Promise.reject(upstream({ service: "slack" })),
      heartbeat: { read: async () => undefined },
    });

    const home = await noLinks(bob);

    expect([home.waiting.map(({ link }) => link), home.workerSeenAtMs]).toEqual([[""], null]);
    await expect(homeOf(bot, { linkTo: () => Promise.reject(new TypeError("odd")) })(bob)).rejects.toThrow("odd");
  });
});
