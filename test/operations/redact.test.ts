import { describe, expect, it } from "vitest";
import { say } from "../../src/domain/sentence.ts";
import { redact } from "../../src/operations/redact.ts";
import type { Redactable, Redaction } from "../../src/ports/redaction.ts";
import { alice, aPolicy, noon, requestId } from "../support/builders.ts";
import { portsWith } from "../support/ports-that-fail.ts";

const of = "req_0000000000aa";
const input = { request: of, reason: "it is rotated" };
const facts: Redactable = { state: "denied", words: ["reason"], entries: [3] };
const typed = (...words: readonly string[]) => redact.input.safeParse({ words, flags: [] });

function aPort(doneBy?: string): { readonly port: Redaction; readonly calls: string[] } {
  const calls: string[] = [];
  const port: Redaction = {
    look: async () => facts,
    doneBy: async () => doneBy,
    takeOut: async (id, by) => void calls.push(`${id} by ${by}`),
  };
  return { port, calls };
}

const step = redact.steps[0];
const context = (redaction: Redaction) => ({
  ...{ requestId, input, facts, done: {}, progress: undefined, people: { requester: alice, approvedBy: [], origin: "" } },
  ports: portsWith({ redaction }),
  signal: new AbortController().signal,
  now: () => noon,
  recordProgress: async () => {},
});

describe("redact", () => {
  it("is asked with a request and a reason", () => {
    expect(typed(of.toUpperCase(), "it", "is", "rotated").data).toEqual(input);
    expect(redact.words(input)).toEqual({ words: [of, "it", "is", "rotated"], flags: [] });
    expect(redact.reason(input)).toBe("it is rotated");
    expect(redact.lock(input)).toBe(`redact/${of}`);
    expect(redact.validateConfiguration(input, portsWith())).toBeUndefined();
    const defaults = aPolicy();
    expect(redact.approval(input, defaults, portsWith())).toBe(defaults);
    expect(redact.outcome(input, facts, {})).toEqual(say("redact.done", { id: of }));
  });

  it.each([
    [[], [], say("redact.usage", {})],
    [["that"], [], say("redact.usage", {})],
    [[of], [], say("redact.reason-missing", {})],
    [[of, "why"], ["all"], say("redact.flag-unknown", { flag: "all" })],
  ])("is refused otherwise: %j %j", (words, flags, sentence) => {
    const { error } = redact.input.safeParse({ words, flags });

    expect(error?.issues[0]).toMatchObject({ params: { sentence } });
  });

  it("looks at what there is, and keeps to what was approved", async () => {
    const look = {
      requestId,
      input,
      ports: portsWith({ redaction: aPort().port }),
      signal: context(aPort().port).signal,
      nowMs: noon,
    };

    expect(await redact.plan({ ...look, approved: undefined })).toEqual(facts);
    expect(await redact.plan({ ...look, approved: { ...facts, entries: [1] } })).toMatchObject({ entries: [1] });
  });

  it("takes out once, in its own name", async () => {
    const { port, calls } = aPort();

    expect(await step?.find?.(context(port))).toBeUndefined();
    expect(await step?.run(context(port))).toEqual({ checkpoint: {}, details: { of } });
    expect(calls).toEqual([`${of} by ${requestId}`]);
    expect(await step?.find?.(context(aPort(requestId).port))).toEqual({ checkpoint: {} });
    expect(step?.undo).toBe("impossible");
  });
});
