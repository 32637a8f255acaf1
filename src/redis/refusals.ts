import { setTimeout as sleep } from "node:timers/promises";
import type { Redis } from "ioredis";
import { type RetryPolicy, retryIntervalMs } from "../domain/retry-policy.ts";
import { replyCode } from "./failures.ts";

/** What Redis refuses on one connection. */
export interface Refusals {
  /** `READONLY`, `OOM`, … of the newest refusal that nothing has disproved; `undefined` while all is done that is asked for. */
  readonly code: () => string | undefined;
}

export interface RefusalsOptions {
  /** How long a refusal is kept back from whoever asked. `undefined`: not at all. */
  readonly keepBack: RetryPolicy | undefined;
  /** Told when `code` may have changed. */
  readonly onChange: () => void;
}

interface Refusal {
  readonly code: string;
  /** How often it was refused before. */
  readonly retries: number;
  readonly untilMs: number;
}

/** Said by the connection itself; where they are refused, it does not get ready, or does without. */
const ownCommands: ReadonlySet<string> = new Set(["hello", "auth", "select", "client", "info", "readonly"]);

/**
 * Follows what a connection is refused. A loop that asks again at once, as BullMQ's worker does while jobs wait, is slowed down
 * by keeping the refusal back from it: it cannot ask again before it has been answered.
 */
export function followRefusals(client: Redis, { keepBack, onChange }: RefusalsOptions): Refusals {
  const refusals = new Map<string, Refusal>();
  const ended = new AbortController();
  client.once("end", () => ended.abort());

  const refused = async (what: string, code: string): Promise<void> => {
    const [before, atMs] = [refusals.get(what), performance.now()];
    if (before !== undefined && atMs < before.untilMs) return pause(before.untilMs - atMs);
    const retries = before === undefined ? 0 : before.retries + 1;
    const waitMs = keepBack === undefined ? 0 : retryIntervalMs(keepBack, retries);
    refusals.delete(what);
    refusals.set(what, { code, retries, untilMs: atMs + waitMs });
    onChange();
    await pause(waitMs);
  };
  const pause = (ms: number) => sleep(ms, undefined, { signal: ended.signal }).catch(() => undefined);
  const followed = async (what: string, sent: Promise<unknown>): Promise<unknown> => {
    try {
      const answer = await sent;
      if (refusals.delete(what)) onChange();
      return answer;
    } catch (error) {
      const code = replyCode(error);
      if (code !== undefined && code !== "NOSCRIPT") await refused(what, code);
      throw error;
    }
  };

  const send = client.sendCommand.bind(client);
  const seen = new WeakSet<object>();
  client.sendCommand = (command, stream) => {
    // What waited for a connection passes here a second time, when nobody looks at what is returned.
    const isNew = !seen.has(command) && !ownCommands.has(command.name);
    seen.add(command);
    // Scripts differ by their hash.
    const what = command.name === "evalsha" ? String(command.args[0]) : command.name;
    const sent = send(command, stream);
    if (!isNew || !(sent instanceof Promise)) return sent;
    const answered = followed(what, sent);
    // A pipeline looks at its commands and not at what is returned here: nobody would see to this failure.
    answered.catch(() => undefined);
    return answered;
  };
  return { code: () => [...refusals.values()].at(-1)?.code };
}
