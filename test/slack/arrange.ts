import { expect, onTestFinished, vi } from "vitest";
import type { Ask, CommandService, Fill, Press } from "../../src/app/command-service.ts";
import type { Gate } from "../../src/app/gate.ts";
import type { Home } from "../../src/app/home.ts";
import type { Reply } from "../../src/app/interaction-handler.ts";
import type { Actor } from "../../src/domain/actor.ts";
import { answerOf } from "../../src/domain/answer.ts";
import type { AuditEntry } from "../../src/domain/audit.ts";
import { digestOf, type Json } from "../../src/domain/json.ts";
import type { Plan, PlanLine } from "../../src/domain/plan.ts";
import type { OperationRequest, StepRecord } from "../../src/domain/request.ts";
import { Secret } from "../../src/domain/secret.ts";
import { type Sentence, say } from "../../src/domain/sentence.ts";
import type { Verified } from "../../src/domain/verified.ts";
import { createTranslators } from "../../src/locale/translator.ts";
import type { Log } from "../../src/ports/log.ts";
import { createClientQueue } from "../../src/slack/client-queue.ts";
import { verified } from "../support/believing.ts";
import { startHostileSlack } from "../support/hostile-slack.ts";

export const translators = createTranslators("Asia/Tokyo");

/** A token nobody would miss, easy to find again where it must not be. */
export const canary = { bot: "xoxb-canary", app: "xapp-canary", signing: "signing-canary" } as const;

export const atMs = Date.UTC(2026, 10, 23, 5, 0, 0);

/** A log that keeps what it was told. */
export function aLog(): Log & { readonly lines: readonly string[] } {
  const lines: string[] = [];
  const keep = (fields: object, sentence: string): void => void lines.push(JSON.stringify({ ...fields, sentence }));
  return { info: keep, warn: keep, error: keep, lines };
}

/** A hostile Slack and a lane to it, gone when the test ends. */
export async function aSlack(options: { readonly timeoutMs?: number } = {}) {
  const slack = await startHostileSlack();
  onTestFinished(() => slack.stop());
  const log = aLog();
  const lane = createClientQueue({ token: new Secret(canary.bot), apiUrl: slack.apiUrl, log, now: Date.now, ...options });
  return { slack, lane, log };
}

/** Waits for a condition, never for a time. */
export const eventually = (condition: () => boolean, withinMs = 10_000): Promise<void> =>
  vi.waitFor(() => expect(condition()).toBe(true), { timeout: withinMs, interval: 10 });

/** Everybody is heard. */
export const openGate: Gate = { objectionTo: () => undefined };

/** Nobody is heard for a while. */
export const closedGate: Gate = { objectionTo: () => ({ because: say("gate.busy", { waitMs: 7_000 }), isNews: true }) };

/** A desk that keeps what it was asked and says the same to everybody. */
export function aCommandService(
  reply: () => Promise<Reply | undefined> = async () => ({ answer: answerOf(sentence), locale: "en" }),
) {
  const asks: Ask[] = [];
  const presses: Press[] = [];
  const fills: Fill[] = [];
  const commandService: CommandService = {
    command(ask) {
      asks.push(ask);
      return reply();
    },
    press(press) {
      presses.push(press);
      return reply();
    },
    mistakesIn: () => [],
    fill(fill) {
      fills.push(fill);
      return reply();
    },
  };
  return { commandService, asks, presses, fills };
}

/** A Home tab on which there is nothing to do. */
export const aHome = (changes: Partial<Home> = {}): Home => ({
  waiting: [],
  waitingMore: 0,
  mine: [],
  ending: null,
  findings: [],
  failures: [],
  workerSeenAtMs: atMs,
  readAtMs: atMs,
  ...changes,
});

export const sentence: Sentence = say("vault.role-unknown", { role: "profinaut-db" });

export const anActor = (userId = "U0ALICE", changes: Partial<Actor> = {}): Actor => ({
  userId,
  teamId: "T0HOME",
  name: userId,
  email: `${userId}@example.com`,
  person: null,
  locale: "en",
  ...changes,
});

export const aLine = (changes: Partial<PlanLine> = {}): PlanLine => ({
  part: "issue",
  title: say("rotate.step.issue", { role: "profinaut-db" }),
  state: "waiting",
  startedAtMs: null,
  finishedAtMs: null,
  ...changes,
});

export const aStep = (changes: Partial<StepRecord> = {}): StepRecord => ({
  id: "issue-and-deliver",
  state: "waiting",
  attempts: 0,
  progress: null,
  checkpoint: null,
  dueAtMs: null,
  lines: [aLine()],
  ...changes,
});

export const aPlan = (changes: Partial<Plan> = {}): Plan => ({
  title: say("rotate.title", { role: "profinaut-db" }),
  facts: [{ label: say("rotate.label.lives", {}), value: say("rotate.value.lives", { ttlMs: 90 * 86_400_000 }) }],
  impact: say("rotate.impact", { role: "profinaut-db", overlapMs: 86_400_000 }),
  seen: {},
  policy: { approvers: { users: ["U0BOB", "U0CAROL"] }, required: 1, expiresAfterMs: 3_600_000 },
  preparedAtMs: atMs,
  expiresAtMs: atMs + 3_600_000,
  digest: "0123456789abcdef".repeat(4),
  ...changes,
});

/** A request that waits for approval, unless told otherwise. */
export const aRequest = (changes: Partial<OperationRequest> = {}): Verified =>
  verified({
    version: 1,
    id: "req_0001",
    revision: 2,
    operation: "rotate",
    input: {},
    command: "rotate profinaut-db weekly",
    reason: "weekly",
    lock: "rotate/profinaut-db",
    requester: anActor(),
    origin: "C0OPS",
    createdAtMs: atMs,
    submission: { kid: "k1", signature: "" },
    state: "pending",
    note: null,
    plan: aPlan(),
    decisions: [],
    steps: [aStep()],
    laterSteps: [],
    attempts: 0,
    retryAtMs: null,
    finishedAtMs: null,
    ...changes,
  });

export const aDecision = (userId: string, verdict: "approve" | "deny" = "approve"): OperationRequest["decisions"][number] => ({
  verdict,
  by: anActor(userId),
  atMs,
  digest: "",
  signature: { kid: "k1", signature: "" },
});

export const anEntry = (action: string, details: { readonly [name: string]: Json } = {}, seq = 1): AuditEntry => ({
  seq,
  atMs,
  actor: "user:U0ALICE",
  action,
  request: "req_0001",
  details: { ...details },
  prevHash: "",
  hash: digestOf(seq),
});
