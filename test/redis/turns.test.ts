import { describe, expect, it } from "vitest";
import { createKeys } from "../../src/redis/keys.ts";
import { createTrail } from "../../src/redis/trail.ts";
import { anEvent } from "../ports/stored-request.ts";
import { aLogSigning } from "../support/log-signing.ts";

/** Whatever can go on without an answer and without time has gone on. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A trail whose pauses end when they are told to. */
function aTrail(sign = aLogSigning().sign) {
  const pauses = new Set<() => void>();
  const trail = createTrail({
    keys: createKeys("turns"),
    sign,
    pause: (_, signal) =>
      new Promise((resolve) => {
        pauses.add(resolve);
        signal.addEventListener("abort", () => void pauses.delete(resolve));
      }),
  });
  return {
    write: (send: () => Promise<unknown>) => trail.write({ events: [anEvent("request.submitted")], ownKeys: 2, send }),
    pauseEnds: async (): Promise<void> => {
      await settled();
      const ended = [...pauses];
      pauses.clear();
      for (const end of ended) end();
      await settled();
    },
  };
}

/** Answers one after the other, when it is told to. */
function aSlowRedis() {
  const asked: (() => void)[] = [];
  return {
    send: () => new Promise((resolve) => void asked.push(() => resolve(["saved"]))),
    answers: async (): Promise<void> => {
      await settled();
      asked.shift()?.();
      await settled();
    },
  };
}

describe("T17 writes that wait for those before them", () => {
  it("give up because there are too many, and say so, where each of them is answered", async () => {
    const { write, pauseEnds } = aTrail();
    const redis = aSlowRedis();
    const ends = Promise.allSettled(Array.from({ length: 8 }, () => write(redis.send)));

    for (let pause = 1; pause <= 5; pause += 1) {
      await redis.answers();
      await pauseEnds();
    }
    await redis.answers();

    const isBusy = { reason: { code: "redis.busy", effect: "none", retryable: true } };
    expect((await ends).map(({ status }) => status)).toEqual([...Array(6).fill("fulfilled"), "rejected", "rejected"]);
    expect((await ends).slice(6)).toMatchObject([isBusy, isBusy]);
  });

  it("say that Redis cannot be reached where none of them is answered", async () => {
    const { write, pauseEnds } = aTrail();
    const redis = aSlowRedis();
    const [first, second] = [write(redis.send), write(redis.send)];
    const ends = expect(second).rejects.toMatchObject({ code: "redis.unreachable", effect: "none" });

    await pauseEnds();

    await ends;
    await redis.answers();
    await expect(first).resolves.toMatchObject({ outcome: "saved" });
  });

  it("do not say so of Redis where it is a signature that is waited for", async () => {
    const { write, pauseEnds } = aTrail(() => new Promise(() => {}));
    const saved = async () => ["saved"];
    void write(saved);
    const ends = expect(write(saved)).rejects.toMatchObject({ code: "redis.busy", effect: "none" });

    for (let pause = 1; pause <= 5; pause += 1) await pauseEnds();

    await ends;
  });
});
