import { describe, expect, it, vi } from "vitest";
import type { FakeGitHubOptions } from "../../demo/parts/fake-github/options.ts";
import { readWorkflowFile, showsInput } from "../../src/github/workflow-file.ts";
import { createWorkflowRuns } from "../../src/github/workflow-runs.ts";
import { buildFile, buildPath } from "../support/workflow-files.ts";
import { aClient, aFake } from "./arrange.ts";

const repository = "acme/profinaut";
const target = { repository, file: "build.yml" };
const files = [
  { repository, path: buildPath, content: buildFile },
  { repository, path: ".github/workflows/odd.yml", content: "on: [" },
  { repository, path: ".github/workflows/pushed.yml", content: "on: push\njobs: {}" },
];

async function aGitHub(options: Partial<FakeGitHubOptions> = {}) {
  const fake = await aFake({ files, refs: [{ repository, ref: "v1/rc" }], ...options });
  return { fake, runs: createWorkflowRuns({ client: aClient(fake), now: Date.now }) };
}
const dispatched = async ({ runs }: Awaited<ReturnType<typeof aGitHub>>, profinaut_request = "req_1") =>
  (await runs.dispatch({ ...target, ref: "main", inputs: { profinaut_request } })) ?? 0;

describe("looking at a workflow", () => {
  it("sees its state, the commit, and what it takes", async () => {
    const { runs } = await aGitHub();

    const seen = await runs.look(target, null);
    const tagged = await runs.look(target, "v1/rc");

    expect(seen).toMatchObject({ title: "Build", state: "active", ref: "main", defaultBranch: "main" });
    expect(seen.sha).toMatch(/^[0-9a-f]{40}$/);
    expect(seen.inputs).toEqual([
      { name: "profinaut_request", type: "string", isRequired: false, otherwise: null, options: [] },
      { name: "level", type: "choice", isRequired: false, otherwise: "low", options: ["low", "high"] },
    ]);
    expect([seen.showsInput("profinaut_request"), seen.showsInput("profinaut")]).toEqual([true, false]);
    expect(tagged).toMatchObject({ ref: "v1/rc", sha: seen.sha });
    expect((await runs.look({ repository, file: "pushed.yml" }, null)).inputs).toBeNull();
  });

  it.each<[string, Partial<FakeGitHubOptions>, string, string | null, object]>([
    ["no such workflow", {}, "nothing.yml", null, { code: "github.not-found" }],
    ["no such ref", {}, "build.yml", "gone", { code: "github.no-ref" }],
    ["no such repository", { repositories: ["acme/platform"], files: [] }, "build.yml", null, { code: "github.not-found" }],
    ["no permission to read", { permissions: { contents: "read" } }, "build.yml", null, { code: "github.denied" }],
    ["no permission to read the file", { permissions: { actions: "write" } }, "build.yml", null, { code: "github.denied" }],
    ["a classic token without its scope", { scopes: ["public_repo"] }, "build.yml", null, { code: "github.denied" }],
  ])("refuses %s", async (_, options, file, ref, expected) => {
    const { runs } = await aGitHub({ ...options });

    await expect(runs.look({ repository, file }, ref)).rejects.toMatchObject(expected);
  });

  it("refuses an archived repository", async () => {
    const { fake, runs } = await aGitHub();
    fake.archive(repository, true);

    await expect(runs.look(target, null)).rejects.toMatchObject({ sentence: { key: "github.workflow-archived" } });
  });
});

describe("a run", () => {
  it("is dispatched once, told, seen job by job, and found again by its number", async () => {
    const gitHub = await aGitHub();
    const { fake, runs } = gitHub;
    const before = await runs.newest(target);
    const begun = vi.fn(async () => {});

    const id = (await runs.dispatch({ ...target, ref: "main", inputs: { level: "high" } }, undefined, begun)) ?? 0;
    const queued = await runs.run(repository, id);
    await fake.advanceRun(id);
    const running = await runs.run(repository, id);
    while (await fake.advanceRun(id));
    const over = await runs.run(repository, id);

    expect(begun).toHaveBeenCalledTimes(1);
    expect(queued).toMatchObject({ run: { id, number: before + 1, state: "queued", conclusion: null }, jobs: [] });
    expect(running).toMatchObject({ run: { state: "running" }, jobs: [{ name: "compile", state: "running" }] });
    expect(over).toMatchObject({ run: { state: "over", conclusion: "success" }, jobs: [{ state: "over" }, { name: "publish" }] });
    expect(await runs.dispatchedAfter({ ...target, ref: "main", number: before })).toMatchObject([{ id, title: "Build high" }]);
    expect(await runs.dispatchedAfter({ ...target, ref: "main", number: before + 1 })).toEqual([]);
    expect(await runs.run(repository, 1)).toBeUndefined();
  });

  it("costs nothing of the allowance while nothing changes", async () => {
    const gitHub = await aGitHub();
    const id = await dispatched(gitHub);
    await gitHub.runs.run(repository, id);
    const used = async () =>
      Number(
        (await fetch(`${gitHub.fake.url}/rate_limit`, { headers: { authorization: "Bearer a-token" } })).headers.get(
          "x-ratelimit-used",
        ),
      );
    const before = await used();

    const again = await gitHub.runs.run(repository, id);

    expect(again).toMatchObject({ run: { id, state: "queued" } });
    expect((await used()) - before).toBe(1);
  });

  it("is cancelled, and cancelling what is over is no failure", async () => {
    const gitHub = await aGitHub();
    const id = await dispatched(gitHub);

    await gitHub.runs.cancel(repository, id);
    await gitHub.runs.cancel(repository, id);

    expect(gitHub.fake.runs()).toMatchObject([{ id, conclusion: "cancelled" }]);
  });

  it("that was there before is seen as long as it is not over, however it waits", async () => {
    const { fake, runs } = await aGitHub();
    const start = (status: "waiting" | "queued" | "in_progress", agoMs: number) =>
      fake.startRun({ repository, path: buildPath, status, agoMs });
    const [old, waiting, running] = [start("queued", 60_000), start("waiting", 50_000), start("queued", 40_000)];
    start("queued", 0);
    await fake.advanceRun(running);
    while (await fake.advanceRun(old));

    const unfinished = await runs.unfinished(repository, Date.now() - 10_000);

    expect(unfinished.map(({ id, state }) => [id, state])).toEqual([
      [waiting, "waiting"],
      [running, "running"],
    ]);
  });

  it("that is not over is looked for once for all who ask within seconds, and again by who asks for later", async () => {
    const fake = await aFake({ files });
    let nowMs = Date.now();
    const runs = createWorkflowRuns({ client: aClient(fake), now: () => nowMs });
    const id = fake.startRun({ repository, path: buildPath, status: "queued", agoMs: 60_000 });
    const asked = async (agoMs: number) => (await runs.unfinished(repository, nowMs - agoMs)).map((run) => run.id);
    const looks = () => fake.requests().length / 5;

    const first = await asked(30_000);
    const others = await Promise.all(Array.from({ length: 50 }, (_, at) => asked(at * 3_100)));

    expect(first).toEqual([id]);
    // Those who ask for the time before it was created are told of none.
    expect(others.map((found) => found.length)).toEqual(Array.from({ length: 50 }, (_, at) => (at < 20 ? 1 : 0)));
    expect(looks()).toBe(1);
    expect([await asked(-30_000), looks()]).toEqual([[id], 2]);
    nowMs += 5_000;
    expect([await asked(30_000), looks()]).toEqual([[id], 3]);
  });

  it("is found behind a hundred newer ones, by its time", async () => {
    const { fake, runs } = await aGitHub();
    const old = fake.startRun({ repository, path: buildPath, status: "queued", agoMs: 60_000 });
    for (let count = 0; count < 100; count += 1) fake.startRun({ repository, path: buildPath, status: "queued", agoMs: 0 });

    const found = [
      await runs.unfinished(repository, Date.now() - 30_000),
      await runs.unfinished(repository, Date.now() - 30_000),
    ];

    expect(found.map((all) => all.map(({ id }) => id))).toEqual([[old], [old]]);
  });

  it("of a server that does not tell is dispatched all the same", async () => {
    const gitHub = await aGitHub({ tellsRun: false });

    expect(await gitHub.runs.dispatch({ ...target, ref: "main", inputs: {} })).toBeNull();
    expect(gitHub.fake.runs()).toHaveLength(1);
  });

  it.each([
    ["commit-then-drop", "unknown"],
    ["server-error", "unknown"],
    ["secondary-limit-429", "none"],
  ] as const)("whose dispatch meets %s has an effect that is %s, and is not sent twice", async (mode, effect) => {
    const gitHub = await aGitHub();
    gitHub.fake.mode({ mode, methods: ["POST"] });

    await expect(dispatched(gitHub)).rejects.toMatchObject({ effect });
    expect(gitHub.fake.requests().filter(({ method }) => method === "POST")).toHaveLength(1);
  });
});

it("looks at no more than thirty runs a minute, whatever it is asked", async () => {
  const fake = await aFake({ files });
  const runs = createWorkflowRuns({ client: aClient(fake), now: () => 1_000 });
  const late = new AbortController();

  const looks = Array.from({ length: 40 }, () => runs.run(repository, 1, late.signal).catch(() => "did not begin"));
  await Promise.all(looks.slice(0, 30));
  late.abort();

  expect(new Set(await Promise.all(looks.slice(30)))).toEqual(new Set(["did not begin"]));
  expect(fake.requests()).toHaveLength(30);
});

describe("a workflow file", () => {
  it.each<[string, string, object[] | null]>([
    ["a name alone", "on: workflow_dispatch", []],
    ["a list", "on: [push, workflow_dispatch]", []],
    ["no inputs", "on: { workflow_dispatch: }", []],
    ["an input without a word", "on: { workflow_dispatch: { inputs: { a: } } }", [{ name: "a", type: "string" }]],
    [
      "a strange type",
      "on: { workflow_dispatch: { inputs: { a: { type: odd, default: 3 } } } }",
      [{ type: "string", otherwise: "3" }],
    ],
    ["another trigger", "on: { push: }", null],
  ])("with %s", (_, text, inputs) => {
    const read = readWorkflowFile(text)?.inputs;
    if (inputs === null) expect(read).toBeNull();
    else expect(read).toMatchObject(inputs);
  });

  it.each(["", "[", "jobs: {}", "just text", "a: &a [*a]"])("that is none: %j", (text) => {
    expect(readWorkflowFile(text)).toBeUndefined();
  });

  it("shows an input in the name of its runs, or does not", () => {
    expect(showsInput(`x \${{ github.event.inputs.a || 'none' }}`, "a")).toBe(true);
    expect(showsInput(`x \${{ inputs.ab }} inputs.a`, "a")).toBe(false);
  });
});
