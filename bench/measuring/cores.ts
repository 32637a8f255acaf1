import { execFile } from "node:child_process";
import { availableParallelism } from "node:os";
import { promisify } from "node:util";

export type Side = "servers" | "arms";

const run = promisify(execFile);

/** Which cores a side has: half each. `undefined` where there is only one. */
export function coresOf(side: Side, cores = availableParallelism()): string | undefined {
  if (cores < 2) return undefined;
  const half = Math.floor(cores / 2);
  const [from, to] = side === "servers" ? [0, half - 1] : [half, cores - 1];
  return from === to ? `${from}` : `${from}-${to}`;
}

/**
 * Keeps all threads of a process on the cores of its side, so that an arm is not slowed down by what it asks the servers to do.
 * False where that cannot be done (no `taskset`, one core).
 */
export async function pin(pid: number, side: Side): Promise<boolean> {
  const cores = coresOf(side);
  if (cores === undefined) return false;
  return run("taskset", ["-a", "-c", "-p", cores, String(pid)]).then(
    () => true,
    () => false,
  );
}
