import { describe, expect, it } from "vitest";
import { fits, workflowNamed } from "../../src/operations/run/facts.ts";
import { RunWords, runWords } from "../../src/operations/run/input.ts";
import { compensateDispatch, followToTheEnd } from "../../src/operations/run/steps.ts";
import { runWorkflow } from "../../src/operations/run.ts";
import { dispatchOnce, type WantedRun, whichIsOurs } from "../../src/operations/workflow/dispatch-once.ts";
import { follow, newsOf, nextLookMs } from "../../src/operations/workflow/follow.ts";
import { inputsFor } from "../../src/operations/workflow/inputs.ts";
import type { SeenRun, SeenWorkflow, WorkflowInput } from "../../src/ports/workflow-runs.ts";
import { alice, aPolicy, noon, requestId } from "../support/builders.ts";
import { portsWith } from "../support/ports-that-fail.ts";

const parse = (words: string[], flags: string[] = []) => RunWords.safeParse({ words, flags });
const issues = (words: string[], flags: string[] = []) => parse(words, flags).error?.issues.map(({ message }) => message);
const signal = new AbortController().signal;

describe("what is typed after run", () => {
  it.each<[string[], { workflow: string; ref: string | null; inputs: { [name: string]: string } }]>([
    [["Release"], { workflow: "release", ref: null, inputs: {} }],
    [["release", "v1.2.0"], { workflow: "release", ref: "v1.2.0", inputs: {} }],
    [
      ["test", "feature/x", "level=high", "note=a=b"],
      { workflow: "test", ref: "feature/x", inputs: { level: "high", note: "a=b" } },
    ],
    [["test", "level="], { workflow: "test", ref: null, inputs: { level: "" } }],
  ])("%j is understood, and written again as it was typed", (words, input) => {
    expect(parse(words).data).toEqual(input);
    expect(parse([...runWords(input).words]).data).toEqual(input);
  });

  it.each<[string[], string]>([
    [[], "workflow.missing"],
    [["test", "a..b"], "workflow.word-unknown"],
    [["test", "-x"], "workflow.word-unknown"],
    [["test", "main", "because"], "workflow.word-unknown"],
    [["test", "main", "1x=2"], "workflow.word-unknown"],
    [["test", "a=1", "a=2"], "workflow.input-twice"],
  ])("%j is refused with %s", (words, key) => {
    expect(issues(words)).toEqual([key]);
  });

  it("takes no flag", () => {
    expect(issues(["test"], ["force"])).toEqual(["workflow.flag-unknown"]);
  });
});

const anInput = (changes: Partial<WorkflowInput> = {}): WorkflowInput => ({
  ...{ name: "level", type: "string", isRequired: false, otherwise: null, options: [] },
  ...changes,
});

describe("inputs", () => {
  it("are what was given and the defaults of the rest, without the one that is the bot's", () => {
    const declared = [
      anInput(),
      anInput({ name: "target", otherwise: "debug" }),
      anInput({ name: "dry", type: "boolean" }),
      anInput({ name: "profinaut_request", isRequired: true }),
    ];

    expect(inputsFor(declared, { level: "7" })).toEqual([
      { name: "level", value: "7" },
      { name: "target", value: "debug" },
    ]);
  });

  it.each<[string, WorkflowInput, { readonly [name: string]: string }, object]>([
    [
      "an unknown one",
      anInput(),
      { levle: "1" },
      { code: "workflow.input-unknown", sentence: { params: { nearest: ["level"] } } },
    ],
    ["a missing one", anInput({ isRequired: true }), {}, { code: "workflow.input-missing" }],
    ["an option that is none", anInput({ type: "choice", options: ["a"] }), { level: "b" }, { code: "workflow.input-choice" }],
    ["a default that is no option", anInput({ type: "choice", otherwise: "c" }), {}, { code: "workflow.input-choice" }],
    ["a boolean that is none", anInput({ type: "boolean" }), { level: "yes" }, { code: "workflow.input-boolean" }],
    ["a number that is none", anInput({ type: "number" }), { level: " " }, { code: "workflow.input-number" }],
    ["the bot's own", anInput(), { profinaut_request: "x" }, { code: "workflow.input-reserved" }],
  ])("%s is refused", (_, declared, given, expected) => {
    let refusal: unknown;
    try {
      inputsFor([declared], given);
    } catch (error) {
      refusal = error;
    }
    expect(refusal).toMatchObject(expected);
  });
});

describe("refs", () => {
  it.each([
    ["main", "main", true],
    ["main", "mainline", false],
    ["v*", "v1.2", true],
    ["v*", "main", false],
    ["release/*/x", "release/1/x", true],
    ["a*b*c", "a1b2c", true],
    ["a*b*c", "a1c", false],
    ["ab*ba", "aba", false],
    ["*", "anything", true],
  ])("%s and %s: %s", (pattern, ref, expected) => {
    expect(fits(ref, pattern)).toBe(expected);
  });
});

const aSeenRun = (changes: Partial<SeenRun> = {}): SeenRun => ({
  ...{
    id: 1,
    number: 5,
    workflow: "Build",
    title: "Build",
    event: "workflow_dispatch",
    sha: "abc",
    url: "https://example.com/1",
  },
  ...{ createdAtMs: noon, state: "queued", conclusion: null },
  ...changes,
});

describe("which run is ours", () => {
  const wanted = { repository: "acme/x", file: "build.yml", ref: "main", inputs: {} };
  const ask = (candidates: readonly SeenRun[], passedMs: number, { isAccepted = false, isMarked = false } = {}) =>
    whichIsOurs(candidates, {
      wanted: { ...wanted, mark: isMarked ? "req_1" : null, isRepeatable: false },
      progress: { begunAtMs: noon, after: 4, acceptedAtMs: isAccepted ? noon : null },
      nowMs: noon + passedMs,
      settleMs: 10_000,
    });
  const [one, two] = [aSeenRun(), aSeenRun({ id: 2 })];
  const later = { againAtMs: noon + 5_000 };

  it("is the one with our mark, at once", () => {
    expect(ask([one], 0, { isMarked: true })).toEqual({ runId: 1 });
  });

  it("is the only one, once ours must be there: it was accepted, so it exists", () => {
    expect(ask([one], 0, { isAccepted: true })).toEqual(later);
    expect(ask([one], 60_000, { isAccepted: true })).toEqual({ runId: 1 });
  });

  it("is none, and it may be dispatched again, once it can no longer arrive", () => {
    expect(ask([], 0)).toEqual(later);
    expect(ask([], 69_999)).toEqual({ againAtMs: noon + 74_999 });
    expect(ask([], 70_000)).toBe("not-sent");
  });

  it.each<[string, () => unknown, string]>([
    ["there are two", () => ask([one, two], 60_000, { isAccepted: true }), "workflow.ambiguous"],
    ["there is one and nobody knows whose", () => ask([one], 70_000), "workflow.ambiguous"],
    ["two have our mark", () => ask([one, two], 70_000, { isMarked: true }), "workflow.ambiguous"],
    ["it was accepted and is nowhere", () => ask([], 60_000, { isAccepted: true }), "workflow.vanished"],
  ])("is for a person to say when %s", (_, act, code) => {
    expect(act).toThrow(expect.objectContaining({ code }));
  });
});

describe("T24 a run that was dispatched, of which no note tells any more", () => {
  const dispatched = async (runs: readonly SeenRun[], changes: Partial<WantedRun> = {}) => {
    const sent: string[] = [];
    const wanted: WantedRun = {
      ...{ repository: "acme/x", file: "build.yml", ref: "main", inputs: {}, mark: requestId, isRepeatable: false },
      ...changes,
    };
    const workflowRuns = {
      ...portsWith().workflowRuns,
      newest: async () => 5,
      dispatchedAfter: async () => runs,
      dispatch: async () => {
        sent.push("dispatched");
        return 9;
      },
    };
    const ports = portsWith({ workflowRuns });
    const result = await dispatchOnce(wanted, undefined, { ports, signal, now: () => noon, note: async () => {} });
    return { result, sent };
  };
  const ours = aSeenRun({ id: 7, title: `Build ${requestId}` });

  it("is the one that shows this request, and none is made", async () => {
    expect(await dispatched([aSeenRun(), ours])).toEqual({ result: { runId: 7 }, sent: [] });
  });

  it("is made when none shows it, when titles show nothing, and where there may be several", async () => {
    const made = { result: { runId: 9 }, sent: ["dispatched"] };

    expect(await dispatched([aSeenRun()])).toEqual(made);
    expect(await dispatched([ours], { mark: null })).toEqual(made);
    expect(await dispatched([ours], { isRepeatable: true })).toEqual(made);
  });

  it("is for a person to say when several show it", async () => {
    await expect(dispatched([ours, { ...ours, id: 8 }])).rejects.toMatchObject({ code: "workflow.ambiguous" });
  });
});

describe("T12 a run of which only the notes say that it is this request's", () => {
  const followed = async (title: string, { showsRequest = true, isStopped = true } = {}) => {
    const cancelled: number[] = [];
    const workflowRuns = {
      ...portsWith().workflowRuns,
      run: async () => ({ run: aSeenRun({ id: 7, title, state: "over", conclusion: "success" }), jobs: [] }),
      cancel: async (_: string, id: number) => void cancelled.push(id),
    };
    const ended = followToTheEnd({
      ...{ requestId, progress: undefined, signal, now: () => noon, recordProgress: async () => {} },
      ...(isStopped ? { stop: { by: alice, atMs: noon } } : {}),
      done: { dispatch: { runId: 7 } },
      input: { workflow: "build", ref: null, inputs: {} },
      people: { requester: alice, approvedBy: [], origin: "C0OPS" },
      facts: {
        ...{ repository: "acme/x", file: "build.yml", title: "Build", ref: "main", sha: "a", inputs: [] },
        ...{ takesRequest: true, showsRequest },
      },
      ports: portsWith({ workflowRuns }),
    });
    const outcome = await ended.then(
      () => "over",
      (error: unknown) => Object(error).code,
    );
    return { outcome, cancelled };
  };

  it("is neither cancelled nor followed when GitHub says that it is of another one", async () => {
    expect(await followed("Build req_other")).toEqual({ outcome: "workflow.others", cancelled: [] });
    expect(await followed("Build req_other", { isStopped: false })).toEqual({ outcome: "workflow.others", cancelled: [] });
  });

  it("is cancelled where it says so, and where nobody can tell", async () => {
    expect(await followed(`Build ${requestId}`)).toEqual({ outcome: "over", cancelled: [7] });
    expect(await followed("Build", { showsRequest: false })).toEqual({ outcome: "over", cancelled: [7] });
  });
});

describe("T24 a dispatch that is taken back, of which no note tells", () => {
  const takenBack = (titles: readonly string[], showsRequest = true) =>
    compensateDispatch({
      ...{ requestId, progress: undefined, signal, done: {}, now: () => noon, recordProgress: async () => {} },
      input: { workflow: "build", ref: null, inputs: {} },
      people: { requester: alice, approvedBy: [], origin: "C0OPS" },
      facts: {
        ...{ repository: "acme/x", file: "build.yml", title: "Build", ref: "main", sha: "a", inputs: [] },
        ...{ takesRequest: true, showsRequest },
      },
      ports: portsWith({
        workflowRuns: { ...portsWith().workflowRuns, dispatchedAfter: async () => titles.map((title) => aSeenRun({ title })) },
      }),
    });

  it("is there when GitHub has a run that shows this request, and is nothing otherwise", async () => {
    expect(await takenBack(["Build", `Build ${requestId}`])).toMatchObject({ remains: { key: "workflow.remains" } });
    expect(await takenBack(["Build"])).toEqual({ undone: true });
    expect(await takenBack([`Build ${requestId}`], false)).toEqual({ undone: true });
  });
});

describe("following", () => {
  it("looks closely at first, then seldom: within GitHub's allowance for a dozen runs at a time", () => {
    const looksBy = (untilMs: number): number => {
      let [looks, atMs] = [0, 0];
      for (; atMs < untilMs; atMs += nextLookMs(atMs)) looks += 1;
      return looks;
    };

    expect([nextLookMs(0), nextLookMs(60_000), nextLookMs(3_600_000)]).toEqual([2_000, 6_000, 30_000]);
    expect(looksBy(60_000)).toBeLessThanOrEqual(30);
    expect(looksBy(3_600_000) * 2 * 12).toBeLessThan(5_000);
  });

  it("says how each job is, in words that are equal while nothing changes", () => {
    const jobs = [
      { name: "build", state: "over", conclusion: "success" },
      { name: "lint", state: "over", conclusion: "failure" },
      { name: "docs", state: "over", conclusion: "skipped" },
      { name: "test", state: "running", conclusion: null },
      { name: "publish", state: "queued", conclusion: null },
    ] as const;

    const news = newsOf({ run: aSeenRun({ state: "running" }), jobs });

    expect(news).toMatchObject({ params: { number: 5, jobs: ["✅ build", "❌ lint", "⏭️ docs", "▶️ test", "⬜ publish"] } });
    expect(newsOf({ run: aSeenRun({ state: "running" }), jobs })).toEqual(news);
  });

  it("waits for a run that is not there yet, and gives up on one that never comes", async () => {
    const ports = portsWith({ workflowRuns: { ...portsWith().workflowRuns, run: async () => undefined } });
    const at = { repository: "acme/x", runId: 7, sinceMs: noon };
    const look = (passedMs: number) => follow(at, { ports, signal, now: () => noon + passedMs, told: async () => {} });

    expect(await look(1_000)).toEqual({ againAtMs: noon + 3_000 });
    await expect(look(120_000)).rejects.toMatchObject({ code: "workflow.run-gone" });
  });
});

describe("looking before it is dispatched", () => {
  const settings = { name: "build", repository: "acme/x", file: "build.yml", refs: [], approval: { required: 2 } };
  const seen: SeenWorkflow = {
    ...{ title: "Build", state: "active", url: "https://example.com", ref: "main", defaultBranch: "main", sha: "a".repeat(40) },
    inputs: [anInput({ name: "profinaut_request" })],
    showsInput: () => true,
  };
  const look = (changes: Partial<SeenWorkflow>, refs: readonly string[] = []) =>
    runWorkflow.plan({
      requestId: "req_1",
      input: { workflow: "build", ref: null, inputs: {} },
      ports: portsWith({
        workflows: new Map([["build", { ...settings, refs }]]),
        workflowRuns: { ...portsWith().workflowRuns, look: async () => ({ ...seen, ...changes }) },
      }),
      signal,
      nowMs: noon,
      approved: undefined,
    });

  it("sees what will run, where, and whether its run can be told apart", async () => {
    expect(await look({})).toMatchObject({
      repository: "acme/x",
      file: "build.yml",
      ref: "main",
      takesRequest: true,
      showsRequest: true,
    });
    expect(await look({ showsInput: () => false })).toMatchObject({ takesRequest: true, showsRequest: false });
    expect(await look({ inputs: [] })).toMatchObject({ takesRequest: false, showsRequest: false });
    expect(await look({ ref: "v2" }, ["v*"])).toMatchObject({ ref: "v2" });
  });

  it.each<[string, Partial<SeenWorkflow>, readonly string[], string]>([
    ["it is disabled", { state: "disabled_manually" }, [], "workflow.disabled"],
    ["it has no trigger", { inputs: null }, [], "workflow.no-trigger"],
    ["it may run on the default branch alone", { ref: "topic" }, [], "workflow.ref-not-allowed"],
    ["it may run on tags alone", {}, ["v*"], "workflow.ref-not-allowed"],
  ])("refuses when %s", async (_, changes, refs, code) => {
    await expect(look(changes, refs)).rejects.toMatchObject({ code });
  });

  it("knows the configured workflows alone, names the nearest, and asks for as many people as they want", () => {
    const ports = portsWith({ workflows: new Map([["build", settings]]) });

    expect(() => workflowNamed("biuld", ports)).toThrow(
      expect.objectContaining({
        code: "workflow.unknown",
        sentence: expect.objectContaining({ params: expect.objectContaining({ nearest: ["build"] }) }),
      }),
    );
    expect(runWorkflow.approval({ workflow: "build", ref: null, inputs: {} }, aPolicy(), ports)).toMatchObject({ required: 2 });
  });
});
