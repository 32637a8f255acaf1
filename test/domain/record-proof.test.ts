import { describe, expect, it } from "vitest";
import type { AuditAction } from "../../src/domain/audit.ts";
import type { CoveredEntry, Half } from "../../src/domain/log-writes.ts";
import { entriesOf, objectionToRecord } from "../../src/domain/record-proof.ts";
import type { OperationRequest } from "../../src/domain/request.ts";
import { aRequest } from "../support/builders.ts";

const entry = (
  seq: number,
  action: AuditAction,
  { by, ...details }: { by?: Half | undefined; step?: string; record?: object } = {},
): CoveredEntry => ({
  entry: {
    ...{ seq, atMs: 1, actor: "bot:worker", action, request: "req_1", prevHash: "p", hash: "h" },
    details: JSON.parse(JSON.stringify(details)),
  },
  by,
});
const done: OperationRequest["steps"][number] = {
  ...{ id: "paint", state: "done", attempts: 1, progress: null, checkpoint: {}, dueAtMs: null, lines: [] },
};
const request = aRequest({ revision: 3, state: "running", steps: [done] });
const submitted = entry(1, "request.submitted", { by: "ingress", record: { revision: 1, digest: "d1" } });
const stepDone = (by: Half | undefined, seq = 3) =>
  entry(seq, "step.done", { by, step: "paint", record: { revision: 3, digest: "d3" } });

describe("T12 a stored record", () => {
  const objection = (history: readonly CoveredEntry[], changes: { signedFrom?: number | undefined; digest?: string } = {}) =>
    objectionToRecord({ request, digest: "d3", history, signedFrom: 1, ...changes });

  it("is believed when the signed log says that it was written last", () => {
    const history = [submitted, stepDone("worker")];

    expect(objection(history)).toBeUndefined();
    expect(entriesOf(history).map(({ seq }) => seq)).toEqual([1, 3]);
  });

  it.each<[what: string, history: readonly CoveredEntry[], changes: { digest?: string }, word: string]>([
    ["its beginning is hidden", [stepDone("worker")], {}, "index"],
    ["nothing is said of it", [], {}, "index"],
    ["nobody signed what is said of it", [submitted, stepDone(undefined)], {}, "unsigned"],
    ["it was changed", [submitted, stepDone("worker")], { digest: "other" }, "record"],
    [
      "a newer one was written",
      [submitted, stepDone("worker"), entry(4, "run.failed", { by: "worker", record: { revision: 4, digest: "d4" } })],
      {},
      "record",
    ],
    ["the half that hears people says that a step is done", [submitted, stepDone("ingress")], {}, "step"],
    [
      "nobody said that its step is done",
      [submitted, entry(3, "step.marked", { by: "worker", step: "paint", record: { revision: 3, digest: "d3" } })],
      {},
      "step",
    ],
  ])("is not when %s", (_, history, changes, word) => {
    expect(objection(history, changes)).toBe(word);
  });

  it("of an older release proves nothing, and is believed until signing begins", () => {
    const history = [entry(1, "request.submitted"), stepDone(undefined)];

    expect(objection(history, { signedFrom: undefined })).toBeUndefined();
    expect(objection(history, { signedFrom: 9 })).toBe("unsigned");
  });

  it("is believed from when it was signed as it was", () => {
    const history = [
      ...[entry(1, "request.submitted"), entry(2, "step.done", { step: "paint" })],
      entry(5, "request.signed", { by: "worker", record: { revision: 3, digest: "d3" } }),
    ];

    expect(objection(history, { signedFrom: 6 })).toBeUndefined();
  });
});
