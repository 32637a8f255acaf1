import { trailDamage } from "../domain/audit.ts";
import { AppError, UpstreamError } from "../domain/errors.ts";
import { say } from "../domain/sentence.ts";
import type { AuditLog } from "../ports/audit-log.ts";
import type { RequestStore } from "../ports/request-store.ts";
import type { Standing } from "../ports/standing.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "standing.read-only": { because: Sentence };
  }
}

const code = "standing.read-only";

/** @throws UpstreamError (service "redis") while the audit log cannot be believed: nothing is accepted, and nothing changed */
export type Gate = () => Promise<void>;

export const createGate =
  (standing: Pick<Standing, "objection">): Gate =>
  async () => {
    const because = await standing.objection();
    if (because === undefined) return;
    throw new UpstreamError(code, say(code, { because }), { service: "redis", effect: "none", retryable: true });
  };

/** Whether nothing can be put on the log now because of what became of it, rather than for want of an answer. */
export const isReadOnly = (error: unknown): boolean =>
  error instanceof AppError && (error.code === code || error.code === trailDamage);

/** A store that takes nothing while its log cannot be believed. */
export const gatedStore = (store: RequestStore, gate: Gate): RequestStore => ({
  ...store,
  save: async (change) => {
    await gate();
    return store.save(change);
  },
});

export const gatedLog = (audit: AuditLog, gate: Gate): AuditLog => ({
  ...audit,
  append: async (events) => {
    await gate();
    return audit.append(events);
  },
});
