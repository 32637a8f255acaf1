import { describe, expect, it } from "vitest";
import type { OperationRequest } from "../../src/domain/request.ts";
import { begunAnew, type StepEvent, stepsAfter } from "../../src/domain/step-progress.ts";
import { aLine, aRequest, aStep, hour, noon } from "../support/builders.ts";
import { halfPainted } from "../support/request-events.ts";

const running = (...steps: OperationRequest["steps"]): OperationRequest => aRequest({ state: "running", steps });

/** The first step after the event, with how each of its lines is. */
function stepAfter(request: OperationRequest, event: StepEvent) {
  const [step] = stepsAfter(request, event)?.changes.steps ?? [];
  return { step, lines: step?.lines.map(({ state }) => state) };
}

describe("stepsAfter", () => {
  it("starts a step on its first line, and counts the attempt", () => {
    const { step, lines } = stepAfter(running(halfPainted), { type: "step-started", step: "paint", atMs: noon });

    expect(step).toMatchObject({ state: "running", attempts: 2 });
    expect(lines).toEqual(["running", "waiting", "waiting"]);
    expect(step?.lines[0]).toMatchObject({ startedAtMs: noon, finishedAtMs: null });
  });

  it("ticks off what comes before the part that begins", () => {
    const { step, lines } = stepAfter(running(halfPainted), {
      type: "step-marked",
      step: "paint",
      atMs: noon,
      part: "dry",
      progress: { coats: 1 },
    });

    expect(lines).toEqual(["done", "done", "running"]);
    expect(step?.lines.map(({ finishedAtMs }) => finishedAtMs)).toEqual([noon - 1, noon, null]);
    expect(step?.progress).toEqual({ coats: 1 });
  });

  it("keeps the time of a part that runs already", () => {
    const { step } = stepAfter(running(halfPainted), {
      type: "step-marked",
      step: "paint",
      atMs: noon,
      part: "paint",
      progress: undefined,
    });

    expect(step?.lines[1]).toMatchObject({ state: "running", startedAtMs: noon - 1 });
  });

  it("keeps lines and progress that a note says nothing about, and forgets progress when told so", () => {
    const request = running({ ...halfPainted, progress: { coats: 1 } });
    const note = { type: "step-marked", step: "paint", atMs: noon, part: undefined } as const;

    const kept = stepAfter(request, { ...note, progress: undefined });
    const forgotten = stepAfter(request, { ...note, progress: null });

    expect(kept.lines).toEqual(["done", "running", "waiting"]);
    expect(kept.step?.progress).toEqual({ coats: 1 });
    expect(forgotten.step?.progress).toBeNull();
  });

  it("marks what is done once more, as it is before it is taken back", () => {
    const done = running({ ...halfPainted, state: "done" });

    const marked = stepsAfter(done, { type: "step-marked", step: "paint", atMs: noon, part: undefined, progress: undefined });

    expect(marked?.events.map(({ action }) => action)).toEqual(["step.marked"]);
    expect(
      stepAfter(done, { type: "step-marked", step: "paint", atMs: noon, part: undefined, progress: undefined }).step,
    ).toEqual(done.steps[0]);
  });

  it("puts the part and the details of a note on the trail", () => {
    const events = [
      { type: "step-marked", step: "paint", atMs: noon, part: "dry", progress: undefined, details: { coats: 2 } },
      { type: "step-marked", step: "paint", atMs: noon, part: undefined, progress: undefined },
    ] as const;

    const noted = events.map((event) => stepsAfter(running(halfPainted), event)?.events[0]?.details);

    expect(noted).toEqual([{ step: "paint", part: "dry", coats: 2 }, { step: "paint" }]);
  });

  it("finishes a step with all its lines, and begins the next in the same move", () => {
    const request = running(halfPainted, aStep({ id: "sign" }));

    const moved = stepsAfter(request, { type: "step-done", step: "paint", atMs: noon, checkpoint: { coats: 2 }, next: "sign" });

    expect(moved?.changes.steps).toMatchObject([
      {
        state: "done",
        checkpoint: { coats: 2 },
        lines: [{ state: "done" }, { state: "done" }, { startedAtMs: noon, finishedAtMs: noon }],
      },
      { id: "sign", state: "running", attempts: 1 },
    ]);
    expect(moved?.events.map(({ action, details }) => [action, details["step"]])).toEqual([
      ["step.done", "paint"],
      ["step.started", "sign"],
    ]);
  });

  it("shows the line in which a step failed", () => {
    const { step, lines } = stepAfter(running(halfPainted), {
      type: "step-failed",
      step: "paint",
      atMs: noon,
      because: "wall.gone",
    });

    expect(lines).toEqual(["done", "failed", "waiting"]);
    expect(step?.lines[1]?.finishedAtMs).toBe(noon);
  });

  it("shows what was taken back, and not what never began", () => {
    const { step, lines } = stepAfter(running(halfPainted), { type: "step-undone", step: "paint", atMs: noon });

    expect(step?.state).toBe("undone");
    expect(lines).toEqual(["undone", "undone", "waiting"]);
  });

  it("notes when a step is due", () => {
    const moved = stepsAfter(running(aStep()), { type: "step-due", step: "paint", atMs: noon, dueAtMs: noon + hour });

    expect(moved?.changes.steps?.[0]?.dueAtMs).toBe(noon + hour);
    expect(moved?.events).toMatchObject([{ action: "step.due", details: { step: "paint", dueAtMs: noon + hour } }]);
  });

  it.each<[string, OperationRequest, StepEvent]>([
    ["start", running(aStep({ state: "done" })), { type: "step-started", step: "paint", atMs: noon }],
    ["be due", running(aStep({ state: "done" })), { type: "step-due", step: "paint", atMs: noon, dueAtMs: noon }],
    [
      "be marked",
      running(aStep({ state: "waiting" })),
      { type: "step-marked", step: "paint", atMs: noon, part: "paint", progress: 1 },
    ],
    ["be done", running(aStep()), { type: "step-done", step: "paint", atMs: noon, checkpoint: 1, next: undefined }],
    ["happen", running(aStep()), { type: "step-started", step: "unknown", atMs: noon }],
  ])("does not let a step %s that cannot", (_, request, event) => {
    expect(stepsAfter(request, event)).toBeUndefined();
  });

  it("touches later steps only after success", () => {
    const laterSteps = [aStep({ id: "dry", lines: [aLine()] })];
    const event: StepEvent = { type: "step-started", step: "dry", atMs: noon };

    expect(stepsAfter(aRequest({ state: "running", laterSteps }), event)).toBeUndefined();
    expect(stepsAfter(aRequest({ state: "succeeded", laterSteps }), event)?.changes.laterSteps?.[0]?.state).toBe("running");
  });
});

describe("begunAnew", () => {
  it("leaves what came before, and forgets what came after but how far the first of them was", () => {
    const done = aStep({ id: "wash", state: "done", checkpoint: { clean: true }, lines: [aLine({ state: "done" })] });
    const [paint, sign] = ["paint", "sign"].map((id) =>
      aStep({
        id,
        state: "done",
        progress: { of: id },
        checkpoint: {},
        dueAtMs: noon,
        lines: [aLine({ state: "failed", startedAtMs: 1 })],
      }),
    );
    if (paint === undefined || sign === undefined) throw new Error("no steps");

    const steps = begunAnew([done, paint, sign], "paint");

    const anew = { state: "waiting", checkpoint: null, dueAtMs: null, lines: [aLine()] };
    expect(steps).toMatchObject([done, { ...anew, progress: { of: "paint" } }, { ...anew, progress: null }]);
  });
});
