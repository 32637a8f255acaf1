import { Redis } from "ioredis";
import { afterEach, expect, it } from "vitest";
import { type RunningRedis, startRedis } from "../../demo/parts/redis-server.ts";
import { digestSchedule } from "../../src/domain/schedule.ts";
import { createJobs } from "../../src/queue/queue.ts";
import { createSlotAlarm } from "../../src/queue/schedules.ts";
import { createWorker } from "../../src/queue/worker.ts";
import { createRedis } from "../../src/redis/connection.ts";
import { createConnections } from "../../src/redis/connections.ts";
import { startMovingAddress } from "../support/moving-address.ts";
import { somePrefix } from "./a-queue.ts";

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

const started = async (): Promise<RunningRedis> => {
  const server = await startRedis();
  cleanUps.push(server.stop);
  return server;
};

/** Who is connected, leaving out replication and us. */
const clientsOf = async (admin: Redis): Promise<number> =>
  String(await admin.call("CLIENT", "LIST", "TYPE", "normal"))
    .split("\n")
    .filter((line) => line !== "" && !line.includes("name=admin")).length;

it.each([
  { how: "stays up as a replica, its connections open", areCut: false },
  { how: "stays up as a replica, its connections cut by who moves the address", areCut: true },
])(
  "every connection follows to the new primary when the old one $how",
  async ({ areCut }) => {
    const [first, second] = [await started(), await started()];
    const admins = [first, second].map(({ url }) => new Redis(url, { connectionName: "admin" }));
    cleanUps.push(() => admins.map((admin) => admin.disconnect()));
    const [old, promoted] = admins;
    if (old === undefined || promoted === undefined) throw new Error("there are two");
    await promoted.replicaof("127.0.0.1", first.port);
    await expect.poll(() => promoted.info("replication")).toContain("master_link_status:up");
    const address = await startMovingAddress(first.port);
    cleanUps.push(address.stop);
    const connections = createConnections({ url: `redis://127.0.0.1:${address.port}` });
    const redis = createRedis({ connections });
    cleanUps.push(redis.close);
    const prefix = somePrefix();
    const jobs = createJobs({ connections, prefix, now: Date.now });
    cleanUps.push(jobs.close);
    await redis.ready(10_000);
    await jobs.ready(10_000);
    const [done, pokes]: [string[], number[]] = [[], []];
    const log = { warn: () => undefined, error: () => undefined };
    const worker = createWorker({
      ...{ connections, prefix, queue: jobs, log, now: Date.now },
      process: async (id) => {
        done.push(id);
        return {};
      },
    });
    cleanUps.push(() => worker.close(100));
    worker.run();
    const schedule = { ...digestSchedule({ pattern: "* * * * *", timezone: "UTC" }), name: "each-second" };
    const alarm = createSlotAlarm({
      ...{ connections, prefix, schedules: [schedule], onSlot: () => pokes.push(0), log },
      slotAfter: (_, atMs) => atMs - (atMs % 1_000) + 1_000,
    });
    cleanUps.push(alarm.close);
    await alarm.arrange();
    await jobs.ensure("req_before");
    await expect.poll(() => done).toEqual(["req_before"]);
    const before = await clientsOf(old);
    expect(connections.trouble()).toBeUndefined();

    await promoted.replicaof("NO", "ONE");
    address.moveTo(second.port, { areCut });
    await old.replicaof("127.0.0.1", second.port);

    const probed = async () => {
      await connections.probe(`${prefix}:probe`);
      return connections.trouble();
    };
    // As the bot does every few seconds.
    await expect.poll(async () => [await probed(), await clientsOf(promoted)], { timeout: 40_000 }).toEqual([undefined, before]);
    expect(await clientsOf(old)).toBe(0);
    await jobs.ensure("req_after");
    await expect.poll(() => done, { timeout: 20_000 }).toContain("req_after");
    const pokesBefore = pokes.length;
    await alarm.arrange();
    await expect.poll(() => pokes.length, { timeout: 20_000 }).toBeGreaterThan(pokesBefore);
  },
  90_000,
);
