import { isLabelled, type RoleLedger } from "../../domain/ledger.ts";
import type { CollectOrphansContext } from "../../domain/operation.ts";
import type { SecretIdInfo } from "../../ports/app-roles.ts";
import { createDoubt } from "../doubt/ask-the-world.ts";
import { rotateLock } from "./lock.ts";

/** A request that still runs may have issued something it has not labelled yet. */
const finished: ReadonlySet<string> = new Set(["succeeded", "failed", "cancelled", "denied", "expired", "refused"]);

/**
 * SecretIDs that carry a request's tag but no label: what a dead attempt left. Destroyed only when it is certain that no
 * destination holds it or will, that is when a younger one has been delivered everywhere, the world agrees and the overlap is over; anything
 * else is reported and left alone (after a loss of Redis every SecretID would look like an orphan).
 */
export async function collectSecretIds({
  ports,
  signal,
  nowMs,
  stateOf,
  whileLocked,
  report,
}: CollectOrphansContext): Promise<void> {
  const vaultNowMs = nowMs + ports.vaultClock.aheadMs();
  for (const [role, { overlapMs }] of ports.roles) {
    await whileLocked(rotateLock(role), async () => {
      const ledger = await ports.ledgers.read(role);
      const serves = isLabelled(ledger);
      const live = await ports.appRoles.live(role, signal);
      const current = ledger.current?.deliveredAtMs
        ? live.find(({ accessor }) => accessor === ledger.current?.accessor)
        : undefined;
      const doubtAbout = createDoubt({ role, ports, signal, now: () => nowMs });
      for (const secretId of live) {
        const request = secretId.metadata["request"];
        if (request === undefined || serves(secretId)) continue;
        const state = await stateOf(request);
        if (state !== undefined && !finished.has(state)) continue;
        const details = { role, accessor: secretId.accessor, createdAtMs: secretId.createdAtMs };
        const isUseless = isLeftBy(request, state, ledger) && isSuperseded(secretId, current);
        // What was sent to a destination and not answered may arrive late: as long as everybody has to move over, it lives.
        if (isUseless && vaultNowMs - (current?.createdAtMs ?? 0) < overlapMs) continue;
        if (isUseless && (await doubtAbout(ledger, live)) === undefined) {
          await report({ action: "orphan.destroyed", request, details });
          await ports.appRoles.destroy(role, secretId.accessor, signal);
        } else await report({ action: "orphan.found", request, details });
      }
    });
  }
}

/** What a request delivered that succeeded is ended by its successor, or by people; only beside it there may be leftovers of its attempts. */
const isLeftBy = (request: string, state: string | undefined, { current }: RoleLedger): boolean =>
  state === "succeeded" ? current?.request === request : state !== undefined;

/** A younger SecretID, which is alive, is what every destination holds. */
const isSuperseded = (secretId: SecretIdInfo, current: SecretIdInfo | undefined): boolean =>
  current !== undefined && current.createdAtMs > secretId.createdAtMs;
