import type { AuditAction, AuditEvent } from "../../src/domain/audit.ts";
import type { OperationRequest, StepRecord } from "../../src/domain/request.ts";

/** A request as a store sees it: valid, and as short as can be. */
export const storedRequest = (changes: Partial<OperationRequest> = {}): OperationRequest => ({
  version: 1,
  id: "req_1",
  revision: 1,
  operation: "rotate",
  input: { role: "profinaut-db" },
  command: "rotate profinaut-db",
  reason: "weekly",
  lock: "rotate/profinaut-db",
  requester: { userId: "U1", teamId: "T1", name: "Rei", email: "rei@example.com", person: null, locale: "ja" },
  origin: "C1",
  createdAtMs: 1000,
  submission: { kid: "k1", signature: "c2ln" },
  state: "preparing",
  note: null,
  plan: null,
  decisions: [],
  steps: [],
  laterSteps: [],
  attempts: 0,
  retryAtMs: null,
  finishedAtMs: null,
  ...changes,
});

export const laterStep = (state: StepRecord["state"]): StepRecord => ({
  id: "retire",
  state,
  attempts: 0,
  progress: null,
  checkpoint: null,
  dueAtMs: 5000,
  lines: [],
});

export const anEvent = (
  action: AuditAction,
  request: string | null = "req_1",
  details: AuditEvent["details"] = {},
): AuditEvent => ({
  atMs: 1000,
  actor: "user:U1",
  action,
  request,
  details,
});
