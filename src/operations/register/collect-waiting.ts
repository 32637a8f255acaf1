import type { CollectOrphansContext } from "../../domain/operation.ts";
import { isFinal, RequestState } from "../../domain/request.ts";

/** A value is put before there is a record; one that is younger than this may still get it. */
const recordComesWithinMs = 10 * 60_000;

/** Removes values that wait for requests which are over, or never came to be. One whose request may be forgotten ends in Vault by itself. */
export async function collectWaiting({ ports, signal, nowMs, stateOf }: CollectOrphansContext): Promise<void> {
  for (const { requestId, sinceMs } of await ports.waiting.list(signal)) {
    const state = RequestState.safeParse(await stateOf(requestId)).data;
    const isYoung = nowMs + ports.vaultClock.aheadMs() - sinceMs < recordComesWithinMs;
    const isNeeded = state === undefined ? isYoung || (await isForgotten(sinceMs, ports)) : !isFinal(state);
    if (!isNeeded) await ports.waiting.remove(requestId, signal);
  }
}

/** The channel sees the trail every minute: what is lost may be as much younger than what it saw last. */
async function isForgotten(sinceMs: number, { trailGaps }: CollectOrphansContext["ports"]): Promise<boolean> {
  const lostUntilMs = await trailGaps.lostUntilMs({ isFresh: true });
  return lostUntilMs !== undefined && sinceMs < lostUntilMs + recordComesWithinMs;
}
