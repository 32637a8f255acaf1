import type { TidyContext } from "../../domain/operation.ts";
import { isFinal, RequestState } from "../../domain/request.ts";

/** A value is put before there is a record; one that is younger than this may still get it. */
const recordComesWithinMs = 10 * 60_000;

/** Removes values that wait for requests which are over, or never came to be. */
export async function sweepWaiting({ ports, signal, nowMs, stateOf }: TidyContext): Promise<void> {
  for (const { requestId, sinceMs } of await ports.waiting.list(signal)) {
    const state = RequestState.safeParse(await stateOf(requestId)).data;
    const isNeeded = state === undefined ? nowMs - sinceMs < recordComesWithinMs : !isFinal(state);
    if (!isNeeded) await ports.waiting.remove(requestId, signal);
  }
}
