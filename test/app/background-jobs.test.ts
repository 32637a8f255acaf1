import { describe, expect, it } from "vitest";
import { createRefreshNow, withBackgroundJobs } from "../../src/app/background-jobs.ts";
import { aFakeOperation } from "../support/fake-operation.ts";
import { aBot } from "./a-bot.ts";

const signal = (): AbortSignal => new AbortController().signal;

describe("an errand", () => {
  it("is run for a job of its name; every other job is a request", async () => {
    const bot = aBot(aFakeOperation());
    const ran: string[] = [];
    const work = withBackgroundJobs(
      async (id) => {
        ran.push(id);
        return { againAtMs: 7 };
      },
      { check: async () => void ran.push("looked"), expiry: async () => {} },
      { reports: bot.memory.reports, now: bot.now },
    );

    const answers = [await work("req_1", signal()), await work("errand_check", signal())];

    expect(ran).toEqual(["req_1", "looked"]);
    expect(answers).toEqual([{ againAtMs: 7 }, {}]);
  });

  it("is waited for until a worker has ended it", async () => {
    const bot = aBot(aFakeOperation());
    const work = withBackgroundJobs(
      async () => ({}),
      { check: async () => {}, expiry: async () => {} },
      { reports: bot.memory.reports, now: bot.now },
    );
    let pauses = 0;
    const refreshNow = createRefreshNow({
      ...bot.memory,
      now: bot.now,
      pause: async (ms) => {
        bot.advance(ms);
        pauses += 1;
        if (pauses === 3) await work("errand_check", signal());
      },
    });

    expect(await refreshNow("check", signal())).toBe(true);
    expect(bot.memory.jobs.ensured).toEqual([{ requestId: "errand_check", atMs: undefined }]);
    expect(pauses).toBe(3);
  });

  it("is given up when no worker comes, or nobody waits any more", async () => {
    const bot = aBot(aFakeOperation());
    const stop = new AbortController();
    const patient = createRefreshNow({ ...bot.memory, now: bot.now, pause: async (ms) => bot.advance(ms) });
    const impatient = createRefreshNow({ ...bot.memory, now: bot.now, pause: async () => stop.abort() });

    expect([await patient("check", signal()), await impatient("check", stop.signal)]).toEqual([false, false]);
  });
});
