import { shownStatement } from "../domain/log-writes.ts";
import type { LogSigning } from "../ports/log-signing.ts";
import type { Shown, ViewState } from "../ports/view-state.ts";
import type { RedisConnection } from "./connection.ts";
import { readOrNone } from "./failures.ts";
import type { Keys } from "./keys.ts";
import { parseText, StoredShown } from "./wire.ts";

export interface ViewStateOptions {
  readonly redis: RedisConnection;
  readonly keys: Keys;
  readonly signing: LogSigning;
}

/** Of what is there and is not ours, or cannot be read. Somebody may have shown something, and what and where is not known: it is looked for before it is shown again. */
const unknown: Shown = { place: null, revision: -1, seq: 0, toldState: null };

/**
 * The last write wins. Each is signed by the half of the bot that
 * has shown it: who only writes to Redis cannot say that something was shown, nor where.
 */
export function createViewState({ redis, keys, signing }: ViewStateOptions): ViewState {
  return {
    read: async (requestId) => {
      const text = await readOrNone(redis.read((client) => client.get(keys.shown(requestId))));
      if (text === null) return undefined;
      const stored = parseText(StoredShown, text);
      if (stored === undefined) return unknown;
      const { signature, ...shown } = stored;
      const isOurs = async (): Promise<boolean> =>
        signature !== undefined && (await signing.signerOf(shownStatement(requestId, shown), signature)) !== undefined;
      return signing.from() === undefined || (await isOurs()) ? shown : unknown;
    },
    write: async (requestId, { place, revision, seq, hash, toldState }) => {
      const shown = { place, revision, seq, ...(hash !== undefined && { hash }), toldState };
      const signature = await signing.sign(shownStatement(requestId, shown));
      await redis.write((client) => client.set(keys.shown(requestId), JSON.stringify({ ...shown, signature })));
    },
  };
}
