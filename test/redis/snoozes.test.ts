import { afterAll, beforeAll, expect, it } from "vitest";
import { type RunningRedis, startRedis } from "../../demo/parts/redis-server.ts";
import type { Snooze } from "../../src/domain/snooze.ts";
import { createSnoozes } from "../../src/redis/snoozes.ts";
import { hour, noon } from "../support/builders.ts";
import { aBot } from "./a-store.ts";

let server: RunningRedis;
beforeAll(async () => {
  server = await startRedis();
}, 30_000);
afterAll(() => server?.stop());

const aSnooze = (item: string, untilMs = noon + hour): Snooze => ({
  item,
  expiresAtMs: null,
  untilMs,
  atMs: noon,
  by: "U0ALICE",
  reason: "the exchange is closed",
  signature: { kid: "k1", signature: "c2ln" },
});

it("snoozes are kept by what they are about; what cannot be read is none, and goes with what is over", async () => {
  const { redis, keys } = await aBot({ url: server.url });
  const snoozes = createSnoozes({ redis, keys, now: () => noon });

  await snoozes.save(aSnooze("value/a", noon - 1));
  await snoozes.save(aSnooze("value/b", noon + 2 * hour));
  await redis.client.hset(keys.snoozes, "value/forged", '{"untilMs":9e15}');
  const before = await snoozes.all();
  await snoozes.save(aSnooze("value/b"));

  expect(before.map(({ item }) => item)).toEqual(["value/b"]);
  expect(await snoozes.all()).toEqual([aSnooze("value/b")]);
  expect(await redis.client.hkeys(keys.snoozes)).toEqual(["value/b"]);
  redis.close();
});
