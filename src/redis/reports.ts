import { z } from "zod";
import { StoredJson } from "../domain/json.ts";
import type { Report, Reports } from "../ports/reports.ts";
import type { RedisConnection } from "./connection.ts";
import { unreadable } from "./failures.ts";
import type { Keys } from "./keys.ts";
import { parseText } from "./wire.ts";

const StoredReport: z.ZodType<Report> = z.object({ atMs: z.number(), content: StoredJson });

/** All in one hash, by name. */
export const createReports = ({ redis, keys }: { readonly redis: RedisConnection; readonly keys: Keys }): Reports => ({
  async read(name) {
    const text = await redis.read((client) => client.hget(keys.reports, name));
    if (text === null) return undefined;
    const report = parseText(StoredReport, text);
    if (report === undefined) throw unreadable(name);
    return report;
  },
  async save(name, report) {
    await redis.write((client) => client.hset(keys.reports, name, JSON.stringify(report)));
  },
});
