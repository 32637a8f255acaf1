import type { AuditAction, AuditEvent } from "./audit.ts";
import type { Json } from "./json.ts";
import type { PlanLine } from "./plan.ts";
import type { OperationRequest, StepRecord } from "./request.ts";
import type { Sentence } from "./sentence.ts";

interface StepMoment {
  readonly step: string;
  readonly atMs: number;
  readonly details?: { readonly [name: string]: Json };
}

/** What can happen to a step, now or later; `step` is its id. */
export type StepEvent =
  | ({ readonly type: "step-started" } & StepMoment)
  | ({
      readonly type: "step-marked";
      readonly part: string | undefined;
      readonly progress: Json | undefined;
      readonly note?: Sentence;
    } & StepMoment)
  | ({
      readonly type: "step-done";
      readonly checkpoint: Json;
      readonly next: string | undefined;
      readonly outcome?: Sentence;
    } & StepMoment)
  | ({ readonly type: "step-failed"; readonly because: string } & StepMoment)
  | ({ readonly type: "step-undone" } & StepMoment)
  | ({
      readonly type: "step-due";
      readonly dueAtMs: number;
      readonly note?: Sentence;
      readonly mayBeHastened?: boolean;
    } & StepMoment);

interface StepsAfter {
  readonly changes: Partial<OperationRequest>;
  readonly events: readonly AuditEvent[];
}

/** What a step event makes of a request's steps, or `undefined` when it does not fit. Finishing one step begins the next in the same move. */
export function stepsAfter(request: OperationRequest, event: StepEvent): StepsAfter | undefined {
  const list = request.steps.some(({ id }) => id === event.step) ? "steps" : "laterSteps";
  const step = request[list].find(({ id }) => id === event.step);
  if (step === undefined || request.state !== (list === "steps" ? "running" : "succeeded")) return undefined;
  const record = (action: AuditAction, id: string, details: AuditEvent["details"] = {}): AuditEvent => ({
    atMs: event.atMs,
    actor: "bot:worker",
    action,
    request: request.id,
    details: { step: id, ...details },
  });
  const replace = (...records: readonly StepRecord[]): Partial<OperationRequest> => ({
    [list]: request[list].map((old) => records.find(({ id }) => id === old.id) ?? old),
  });

  switch (event.type) {
    case "step-started":
      if (step.state === "done") return undefined;
      return { changes: replace(begun(step, event.atMs)), events: [record("step.started", step.id)] };
    case "step-marked": {
      // What is done is marked once more when it is compensated.
      if (step.state !== "running" && step.state !== "done") return undefined;
      const lines = event.part === undefined ? step.lines : linesAt(step.lines, event.part, event.atMs);
      return {
        changes: {
          ...replace({ ...step, lines, progress: event.progress === undefined ? step.progress : event.progress }),
          ...(event.note === undefined ? {} : { note: event.note }),
        },
        events: [record("step.marked", step.id, { ...(event.part === undefined ? {} : { part: event.part }), ...event.details })],
      };
    }
    case "step-done": {
      if (step.state !== "running") return undefined;
      const done: StepRecord = {
        ...step,
        state: "done",
        checkpoint: event.checkpoint,
        lines: step.lines.map((line) => finished(line, event.atMs)),
      };
      const next = request[list].find(({ id }) => id === event.next);
      return {
        changes: {
          ...(next === undefined ? replace(done) : replace(done, begun(next, event.atMs))),
          ...(event.outcome === undefined ? {} : { note: event.outcome }),
        },
        events: [record("step.done", step.id, event.details), ...(next === undefined ? [] : [record("step.started", next.id)])],
      };
    }
    case "step-failed": {
      const lines = step.lines.map(
        (line): PlanLine => (line.state === "running" ? { ...line, state: "failed", finishedAtMs: event.atMs } : line),
      );
      // Whoever takes it up again begins it again, instead of waiting on.
      const dueAtMs = list === "steps" ? null : step.dueAtMs;
      return {
        changes: replace({ ...step, lines, dueAtMs }),
        events: [record("step.failed", step.id, { because: event.because })],
      };
    }
    case "step-undone": {
      const lines = step.lines.map((line): PlanLine => (line.state === "waiting" ? line : { ...line, state: "undone" }));
      return { changes: replace({ ...step, state: "undone", lines }), events: [record("step.undone", step.id)] };
    }
    case "step-due":
      if (step.state === "done") return undefined;
      return {
        changes: {
          ...replace({ ...step, dueAtMs: event.dueAtMs, mayBeHastened: event.mayBeHastened === true ? true : undefined }),
          ...(event.note === undefined ? {} : { note: event.note }),
        },
        events: [record("step.due", step.id, { dueAtMs: event.dueAtMs })],
      };
  }
}

const begun = (step: StepRecord, atMs: number): StepRecord => ({
  ...step,
  state: "running",
  attempts: step.attempts + 1,
  lines: step.lines.map(
    (line, at): PlanLine =>
      at === 0
        ? { ...line, state: "running", startedAtMs: atMs, finishedAtMs: null }
        : { ...line, state: "waiting", startedAtMs: null, finishedAtMs: null },
  ),
});

const finished = (line: PlanLine, atMs: number): PlanLine =>
  line.state === "done" ? line : { ...line, state: "done", startedAtMs: line.startedAtMs ?? atMs, finishedAtMs: atMs };

/** The named line begins; those above it are done. */
const linesAt = (lines: readonly PlanLine[], part: string, atMs: number): PlanLine[] => {
  const begins = lines.findIndex((line) => line.part === part);
  return lines.map((line, at) => {
    if (at < begins) return finished(line, atMs);
    return at === begins && line.state !== "running"
      ? { ...line, state: "running", startedAtMs: atMs, finishedAtMs: null }
      : line;
  });
};

/** That step and those behind it as if they had not been done. Its own progress stays: it says what an earlier attempt may have left. */
export function begunAnew(steps: readonly StepRecord[], from: string): readonly StepRecord[] {
  const first = steps.findIndex(({ id }) => id === from);
  return steps.map((step, at): StepRecord => {
    if (at < first) return step;
    const progress = at === first ? step.progress : null;
    const lines = step.lines.map((line): PlanLine => ({ ...line, state: "waiting", startedAtMs: null, finishedAtMs: null }));
    return { ...step, state: "waiting", progress, checkpoint: null, dueAtMs: null, lines };
  });
}
