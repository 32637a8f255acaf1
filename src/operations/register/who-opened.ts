import { ConflictError } from "../../domain/errors.ts";
import type { OperationPorts } from "../../domain/operation.ts";
import { say } from "../../domain/sentence.ts";

declare module "../../domain/sentence.ts" {
  interface Sentences {
    "register.token-opened": { path: string };
    "register.opened-by-whom": { path: string };
  }
}

export interface SpentToken {
  readonly path: string;
  /** The version that was approved to be replaced. */
  readonly replaces: number;
  readonly ports: Pick<OperationPorts, "entries" | "trailGaps">;
  readonly signal: AbortSignal;
}

/**
 * What is wrong when a wrapping token is spent of which no note says that we opened it. Notes can be older than the world: then it may
 * have been us, and nobody is accused.
 */
export async function whoOpened({ path, replaces, ports, signal }: SpentToken): Promise<ConflictError> {
  const info = await ports.entries.look(path, signal);
  const mayBeUs = (info?.currentVersion ?? 0) > replaces || (await ports.trailGaps.lostUntilMs({ isFresh: true })) !== undefined;
  return mayBeUs
    ? new ConflictError("register.opened-by-whom", say("register.opened-by-whom", { path }))
    : new ConflictError("register.token-opened", say("register.token-opened", { path }));
}
