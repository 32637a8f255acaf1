import { z } from "zod";
import type { LoginTry, Suspect } from "../domain/refused-login.ts";

declare module "../domain/operation.ts" {
  interface OperationPorts {
    readonly refusedLogins: RefusedLogins;
  }
}

/** Who could not log in, as far as Vault's own log tells. */
export interface RefusedLogins {
  /**
   * Whoever was refused as one of these roles within the last hour; by role. `undefined`: no log is configured.
   * @throws NotFoundError when the log cannot be read; UpstreamError (service "redis")
   */
  of(roles: readonly string[], signal?: AbortSignal): Promise<ReadonlyMap<string, readonly Suspect[]> | undefined>;
}

/** How far a log was read. */
export const LogPosition = z.object({
  /** Which file it was: another one has taken its place after a rotation. */
  file: z.string(),
  offset: z.number().int().nonnegative(),
});
export type LogPosition = z.infer<typeof LogPosition>;

/** Vault's log of the AppRole mount's logins. */
export interface LoginLog {
  /**
   * Tries since that position, in the order of the log. What is more than a look may read is left out but its end, and so is at first
   * all but the end. @throws NotFoundError when it cannot be read
   */
  read(after: LogPosition | null): Promise<{
    readonly tries: readonly LoginTry[];
    /** When the device was made for the last time within what was read; it has hashed otherwise since. */
    readonly madeAnewMs: number | undefined;
    readonly position: LogPosition;
  }>;
}
