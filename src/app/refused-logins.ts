import { z } from "zod";
import { emptyLoginMemory, LoginMemory, suspectsOf, withLogins } from "../domain/refused-login.ts";
import type { Ledgers } from "../ports/ledgers.ts";
import { type LoginLog, LogPosition, type RefusedLogins } from "../ports/refused-logins.ts";
import type { Reports } from "../ports/reports.ts";

const name = "logins";
const Kept = z.object({ position: LogPosition, memory: LoginMemory });

/**
 * Joins refused logins with earlier ones by the same SecretID. Each question reads on where the last one ended, in whichever process:
 * what is kept is made of the log up to its position and of nothing else, so that a save that is overtaken is only read again.
 */
export function createRefusedLogins({
  log,
  reports,
  ledgers,
  now,
}: {
  /** `undefined`: none is configured. */
  readonly log: LoginLog | undefined;
  readonly reports: Reports;
  readonly ledgers: Ledgers;
  readonly now: () => number;
}): RefusedLogins {
  return {
    of: async (roles) => {
      if (log === undefined) return undefined;
      const kept = Kept.safeParse((await reports.read(name))?.content).data;
      const { tries, madeAnewMs, position } = await log.read(kept?.position ?? null);
      const before = kept?.memory ?? emptyLoginMemory;
      const memory = withLogins({ ...before, saltSinceMs: madeAnewMs ?? before.saltSinceMs }, tries, now());
      await reports.save(name, { atMs: now(), content: { position, memory } });
      const known = await Promise.all(roles.map(async (role) => [role, suspectsOf(memory, await ledgers.read(role))] as const));
      return new Map(known);
    },
  };
}
