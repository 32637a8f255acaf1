import { afterAll, beforeAll, expect, it } from "vitest";
import { type RunningRedis, startRedis } from "../../demo/parts/redis-server.ts";
import { storedRequest } from "../ports/stored-request.ts";
import { aBot } from "./a-store.ts";

let server: RunningRedis;
beforeAll(async () => {
  server = await startRedis();
});
afterAll(() => server.stop());

it.each([
  ["open, and holds its lock", { state: "pending" }, true],
  ["over", { state: "denied" }, false],
] as const)("T21 a request that is %s is put back on the lists it belongs on, and on no other", async (_, changes, isOpen) => {
  const { store, keys, redis } = await aBot({ url: server.url });
  try {
    const request = storedRequest(changes);
    await store.save({ request, events: [] });
    const lists = async () => [
      (await store.openIds()).includes(request.id),
      (await store.recent(10)).some(({ id }) => id === request.id),
      (await store.holders()).some(({ requestId }) => requestId === request.id),
    ];
    await redis.client.del(keys.open, keys.all, keys.holders);

    await store.relist({ ...request, revision: 2 });
    const changedSince = await lists();
    await store.relist(request);

    expect([changedSince, await lists()]).toEqual([
      [false, false, false],
      [isOpen, true, isOpen],
    ]);
  } finally {
    redis.close();
  }
});
