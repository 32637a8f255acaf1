import { setTimeout as sleep, setImmediate as turn } from "node:timers/promises";
import { build, type Histogram } from "hdr-histogram-js";

/** Times in milliseconds. */
export interface Latencies {
  readonly count: number;
  at(percentile: number): number;
}

/** The timer is this coarse; what is left is waited for in turns of the event loop. */
const spinMs = 1.5;

function histogram(): { note(ms: number): void; latencies(): Latencies } {
  const counted: Histogram = build({ numberOfSignificantValueDigits: 3, highestTrackableValue: 600_000_000 });
  return {
    note: (ms) => counted.recordValue(Math.max(1, Math.round(ms * 1000))),
    latencies: () => ({
      count: counted.totalCount,
      at: (percentile) => counted.getValueAtPercentile(percentile) / 1000,
    }),
  };
}

/**
 * Starts one call every `everyMs`, whether those before it have ended or not, and counts each from the moment it should
 * have started: a server that stalls is charged with everybody who would have waited.
 */
export async function openLoop(
  { count, everyMs }: { readonly count: number; readonly everyMs: number },
  call: (at: number, intendedMs: number) => Promise<unknown>,
): Promise<Latencies> {
  const { note, latencies } = histogram();
  const startMs = performance.now() + 5;
  const calls: Promise<void>[] = [];
  for (let at = 0; at < count; at += 1) {
    const intendedMs = startMs + at * everyMs;
    await until(intendedMs);
    calls.push(call(at, intendedMs).then(() => note(performance.now() - intendedMs)));
  }
  await Promise.all(calls);
  return latencies();
}

async function until(atMs: number): Promise<void> {
  const leftMs = atMs - performance.now();
  if (leftMs > spinMs) await sleep(leftMs - spinMs);
  while (performance.now() < atMs) await turn();
}

/** Keeps `inFlight` calls under way until `count` have ended. `elapsedMs` is from the first start to the last end. */
export async function closedLoop(
  { count, inFlight }: { readonly count: number; readonly inFlight: number },
  call: (at: number) => Promise<unknown>,
): Promise<{ readonly latencies: Latencies; readonly elapsedMs: number }> {
  const { note, latencies } = histogram();
  let next = 0;
  const startMs = performance.now();
  const lane = async (): Promise<void> => {
    for (let at = next++; at < count; at = next++) {
      const sentMs = performance.now();
      await call(at);
      note(performance.now() - sentMs);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, lane));
  return { latencies: latencies(), elapsedMs: performance.now() - startMs };
}
