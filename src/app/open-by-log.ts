import { type AuditEntry, emptyTrail, endingsWithoutSuccess, type TrailHead } from "../domain/audit.ts";
import type { AuditLog } from "../ports/audit-log.ts";
import type { Registry } from "./registry.ts";

export interface OpenByLogDeps {
  readonly audit: Pick<AuditLog, "entries">;
  readonly registry: Registry;
  /** Entries that are read at most each time it is asked; default 20,000. */
  readonly entriesPerLook?: number;
}

/** A request that somebody asked for, and of which the log does not say that it is over. */
interface OpenByLog {
  readonly askedAtMs: number;
  readonly operation: string;
  /** What is still to be done after success; `undefined`: it has not succeeded yet. */
  later?: Set<string>;
}

const page = 1_000;

/**
 * Reads the log on from where it was, and knows from it alone which requests are open, whatever the lists in the store say.
 * @returns a function that gives their ids, each with when it was asked for
 */
export function createOpenByLog({ audit, registry, entriesPerLook = 20_000 }: OpenByLogDeps) {
  const open = new Map<string, OpenByLog>();
  let read: TrailHead = emptyTrail;

  /** The log may have been let go on from an earlier entry. */
  async function beginAnewUnlessThere(): Promise<void> {
    if (read.seq === 0) return;
    const [last] = await audit.entries(read.seq, 1);
    if (last?.seq === read.seq && last.hash === read.hash) return;
    open.clear();
    read = emptyTrail;
  }

  function take({ request: id, action, atMs, details, seq, hash }: AuditEntry): void {
    read = { seq, hash };
    if (id === null) return;
    if (action === "request.submitted") open.set(id, { askedAtMs: atMs, operation: String(details["operation"]) });
    const request = open.get(id);
    if (request === undefined) return;
    if (action === "run.succeeded")
      request.later = new Set(registry.get(request.operation)?.laterSteps.map((step) => step.id) ?? []);
    if (action === "step.done") request.later?.delete(String(details["step"]));
    if (endingsWithoutSuccess.has(action) || request.later?.size === 0) open.delete(id);
  }

  return async (): Promise<ReadonlyMap<string, number>> => {
    await beginAnewUnlessThere();
    for (let count = 0; count < entriesPerLook; count += page) {
      const entries = await audit.entries(read.seq + 1, page);
      for (const entry of entries) take(entry);
      if (entries.length < page) break;
    }
    return new Map([...open].map(([id, { askedAtMs }]) => [id, askedAtMs]));
  };
}
