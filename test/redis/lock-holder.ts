import { createRedis } from "../../src/redis/connection.ts";
import { createConnections } from "../../src/redis/connections.ts";
import { createKeys } from "../../src/redis/keys.ts";
import { createLocks } from "../../src/redis/locks.ts";

// Takes a lock, says so, and says when it was lost: for tests that freeze the process which holds it.
const [url = "", tag = "", lock = "", ttlMs = "1000"] = process.argv.slice(2);
const redis = createRedis({ connections: createConnections({ url }) });
await redis.ready(5000);
const held = await createLocks({ redis, keys: createKeys(tag), now: Date.now, ttlMs: Number(ttlMs) }).acquire(lock);
console.log(`fence ${held?.lease.fence}`);
held?.lost.addEventListener("abort", () => console.log("lost"));
