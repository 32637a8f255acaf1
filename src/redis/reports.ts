import { z } from "zod";
import { Signature } from "../domain/approval.ts";
import { UpstreamError } from "../domain/errors.ts";
import { StoredJson } from "../domain/json.ts";
import { reportStatement } from "../domain/log-writes.ts";
import type { LogSigning } from "../ports/log-signing.ts";
import type { Reports } from "../ports/reports.ts";
import type { RedisConnection } from "./connection.ts";
import { isWrongType } from "./failures.ts";
import type { Keys } from "./keys.ts";
import { parseText } from "./wire.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "report.not-ours": { report: string };
    "report.many-not-ours": NoParams;
  }
}

export interface ReportsOptions {
  readonly redis: RedisConnection;
  readonly keys: Keys;
  readonly signing: LogSigning;
  /** Told of one that is gone, or is not what the bot saved, as far as this can be known. */
  readonly onNotOurs: (name: string) => void;
}

const StoredReport = z.object({ atMs: z.number(), content: StoredJson, signature: Signature.exactOptional() });

/** All in one hash, by name, each signed by the half of the bot that saved it: what somebody else put there is made anew, as if it were missing. */
export function createReports({ redis, keys, signing, onNotOurs }: ReportsOptions): Reports {
  /** `undefined` where nobody can be asked about its key. */
  const isOurs = async (statement: string, signature: Signature): Promise<boolean | undefined> => {
    try {
      return (await signing.signerOf(statement, signature)) !== undefined;
    } catch (error) {
      if (error instanceof UpstreamError) return undefined;
      throw error;
    }
  };
  /** This process has saved them, or read them as they were saved. */
  const known = new Set<string>();

  function missing(name: string, isForeign: boolean): undefined {
    if (known.delete(name) || isForeign) onNotOurs(name);
  }

  return {
    async read(name) {
      const text = await redis.read((client) => client.hget(keys.reports, name)).catch(noReport);
      if (text === null) return missing(name, false);
      const stored = parseText(StoredReport, text);
      if (stored === undefined) return missing(name, true);
      const { signature, ...report } = stored;
      if (signing.from() !== undefined) {
        // An older release signed none: the first one after it begins anew.
        if (signature === undefined) return missing(name, false);
        const isKnown = await isOurs(reportStatement(name, report), signature);
        if (isKnown === undefined) return undefined;
        if (!isKnown) return missing(name, true);
      }
      known.add(name);
      return report;
    },
    async save(name, report) {
      const signature = await signing.sign(reportStatement(name, report));
      const save = (): Promise<unknown> =>
        redis.write((client) => client.hset(keys.reports, name, JSON.stringify({ ...report, signature })));
      try {
        await save();
      } catch (error) {
        if (!isWrongType(error)) throw error;
        await redis.write((client) => client.del(keys.reports));
        await save();
      }
      known.add(name);
    },
  };
}

/** Where something of another type lies in the place of all of them, what is read is no report. */
function noReport(error: unknown): string {
  if (isWrongType(error)) return "";
  throw error;
}
