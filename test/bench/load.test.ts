import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { coresOf } from "../../bench/measuring/cores.ts";
import { closedLoop, openLoop } from "../../bench/measuring/load.ts";

it("an open loop starts calls on time, and charges a stall with all who waited", async () => {
  let free: Promise<unknown> = Promise.resolve();
  const oneAtATime = (at: number): Promise<unknown> => {
    free = free.then(() => (at === 0 ? sleep(200) : undefined));
    return free;
  };

  const latencies = await openLoop({ count: 10, everyMs: 10 }, oneAtATime);

  expect(latencies.count).toBe(10);
  expect(latencies.at(100)).toBeGreaterThanOrEqual(195);
  expect(latencies.at(10)).toBeGreaterThanOrEqual(95);
});

it("a closed loop keeps so many calls under way and no more", async () => {
  let [underWay, most] = [0, 0];

  const { latencies, elapsedMs } = await closedLoop({ count: 20, inFlight: 4 }, async () => {
    underWay += 1;
    most = Math.max(most, underWay);
    await sleep(5);
    underWay -= 1;
  });

  expect(most).toBe(4);
  expect(latencies.count).toBe(20);
  expect(elapsedMs).toBeGreaterThanOrEqual(20);
});

it.each([
  { cores: 1, servers: undefined, arms: undefined },
  { cores: 2, servers: "0", arms: "1" },
  { cores: 5, servers: "0-1", arms: "2-4" },
])("of $cores cores the servers get $servers and the arms $arms", ({ cores, servers, arms }) => {
  expect(coresOf("servers", cores)).toBe(servers);
  expect(coresOf("arms", cores)).toBe(arms);
});
