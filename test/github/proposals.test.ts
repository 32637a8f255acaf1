import { generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { FakeGitHubOptions } from "../../demo/parts/fake-github/options.ts";
import { ConflictError, NotAllowedError, NotFoundError, UpstreamError } from "../../src/domain/errors.ts";
import { Secret } from "../../src/domain/secret.ts";
import { createProposals } from "../../src/github/proposals.ts";
import { aClient, aFake, failureOf } from "./arrange.ts";

const repository = "acme/profinaut";
const place = { repository, branch: "profinaut/workflows" };
const path = ".github/workflows/a.yml";

async function aWorld(options: Partial<FakeGitHubOptions> = {}, client: Parameters<typeof aClient>[1] = {}) {
  const files = [
    { repository, path: "README.md", content: "hello\n" },
    { repository, path: ".github/workflows/こんにちは.yml", content: "on: push\n" },
  ];
  const fake = await aFake({ files, ...options });
  const proposals = createProposals({ client: aClient(fake, client) });
  const push = async (text: string) => {
    const ground = await proposals.look(place, [path]);
    const parents: readonly [string, ...string[]] = ground.tip === null ? [ground.head] : [ground.tip];
    const commit = await proposals.commit(place, { parents, files: new Map([[path, text]]), message: "m" });
    await proposals.point(place, { from: ground.tip, commit });
    return { ground, commit };
  };
  return { fake, proposals, push };
}

it("a change is proposed on a branch, proposed again on the same one, and nothing else moves", async () => {
  const { fake, proposals, push } = await aWorld();
  const head = fake.tip(repository, "main");

  const { ground, commit } = await push("one\n");
  expect(await proposals.about(place, commit)).toEqual({ message: "m", parents: [ground.head] });
  const opened = await proposals.open(place, { onto: "main", title: "T", text: "first" });
  await push("two\n");
  const renewed = await proposals.open(place, { onto: "main", title: "T", text: "second" });

  expect(ground).toMatchObject({ defaultBranch: "main", head, tip: null, open: null });
  expect(opened).toMatchObject({ number: 1, text: "first", url: expect.stringContaining("/pull/1") });
  expect(renewed).toEqual({ ...opened, text: "second" });
  expect(fake.pulls()).toHaveLength(1);
  expect(fake.file(repository, path, place.branch)).toBe("two\n");
  expect(fake.file(repository, "README.md", place.branch)).toBe("hello\n");
  expect(fake.tip(repository, "main")).toBe(head);
  expect((await proposals.look(place, [path, "README.md"])).files).toEqual(
    new Map([
      [path, "two\n"],
      ["README.md", "hello\n"],
    ]),
  );
});

it("without an open pull request it is the default branch that counts, in whatever script its files are named", async () => {
  const { fake, proposals, push } = await aWorld();
  await push("left over\n");

  const { files, tip } = await proposals.look(place, [path, ".github/workflows/こんにちは.yml"]);

  expect(files).toEqual(new Map([[".github/workflows/こんにちは.yml", "on: push\n"]]));
  expect(tip).toBe(fake.tip(repository, place.branch));
});

it("what is taken back is gone, and taking it back again is the same", async () => {
  const { fake, proposals, push } = await aWorld();
  await push("one\n");
  const { number } = await proposals.open(place, { onto: "main", title: "T", text: "" });

  for (const _ of ["once", "twice"]) await proposals.close(place, number);
  for (const _ of ["once", "twice"]) await proposals.remove(place);

  expect(fake.pulls()).toMatchObject([{ state: "closed", isMerged: false }]);
  expect([await proposals.find(place), await proposals.tip(place)]).toEqual([null, null]);
});

it("what people merged is known by its newest commit, also when its branch is gone; what was closed is not", async () => {
  const { fake, proposals, push } = await aWorld();
  await push("one\n");
  await proposals.close(place, (await proposals.open(place, { onto: "main", title: "T", text: "closed" })).number);
  const { commit } = await push("two\n");
  const opened = await proposals.open(place, { onto: "main", title: "T", text: "merged" });
  const before = await proposals.merged(place);
  fake.mergePull(repository, opened.number);
  await proposals.remove(place);

  expect(before).toEqual([]);
  expect(await proposals.merged(place)).toEqual([{ ...opened, commit }]);
});

describe("an answer that is lost", () => {
  it.each(["commit-then-drop", "commit-then-502"] as const)("of a branch that was made: %s", async (mode) => {
    const { fake, proposals, push } = await aWorld();
    fake.mode({ mode, methods: ["POST"], path: "/git/refs", times: 1 });

    const failure = await failureOf(push("one\n"));
    const commit = (await proposals.tip(place)) ?? "";
    await proposals.point(place, { from: null, commit });

    expect(failure).toBeInstanceOf(UpstreamError);
    expect(failure).toMatchObject({ effect: "unknown", retryable: true });
    expect(fake.tip(repository, place.branch)).toBe(commit);
  });

  it("of a pull request that was opened", async () => {
    const { fake, proposals, push } = await aWorld();
    await push("one\n");
    fake.mode({ mode: "commit-then-drop", methods: ["POST"], path: "/pulls", times: 1 });

    const failure = await failureOf(proposals.open(place, { onto: "main", title: "T", text: "first" }));
    const again = await proposals.open(place, { onto: "main", title: "T", text: "first" });

    expect(failure).toMatchObject({ effect: "unknown", retryable: true });
    expect(again.number).toBe(1);
    expect(fake.pulls()).toHaveLength(1);
  });
});

describe("is refused", () => {
  it("when somebody else moved the branch meanwhile, in either way", async () => {
    const { fake, proposals } = await aWorld();
    const { head } = await proposals.look(place, []);
    const commit = await proposals.commit(place, { parents: [head], files: new Map([[path, "x"]]), message: "m" });
    fake.commitFile({ repository, branch: place.branch, path: "theirs", content: "1" });

    for (const from of [null, head])
      expect(await failureOf(proposals.point(place, { from, commit }))).toMatchObject({ code: "github.branch-moved" });
    expect(fake.file(repository, "theirs", place.branch)).toBe("1");
  });

  it.each<[string, Partial<FakeGitHubOptions>, string, new (...given: never[]) => Error]>([
    ["a fork", { forks: [repository] }, "github.fork", ConflictError],
    ["a repository without a commit", { files: [] }, "github.empty", ConflictError],
    ["a repository that is not there", { repositories: ["acme/other"] }, "github.not-found", NotFoundError],
    ["a classic token without the scope for workflows", { scopes: ["repo"] }, "github.denied", NotAllowedError],
  ])("%s", async (_, options, code, kind) => {
    const { fake, proposals } = await aWorld(options);

    const failure = await failureOf(proposals.look(place, [path]));

    expect(failure).toBeInstanceOf(kind);
    expect(failure).toMatchObject({ code });
    expect(fake.requests().every(({ method }) => method === "GET")).toBe(true);
  });

  it("an archived repository, and a branch that a rule keeps", async () => {
    const { fake, proposals } = await aWorld();
    fake.lockBranch(repository, place.branch);
    const locked = await failureOf(proposals.look(place, []));
    fake.archive(repository, true);

    expect(locked).toMatchObject({ code: "github.branch-locked" });
    expect(await failureOf(proposals.look(place, []))).toMatchObject({ code: "github.archived" });
  });

  it("a fine-grained token without the permission for workflows, in the moment in which it shows", async () => {
    const { proposals } = await aWorld({ permissions: { contents: "write", pull_requests: "write", metadata: "read" } });
    const { head } = await proposals.look(place, []);

    const failure = await failureOf(proposals.commit(place, { parents: [head], files: new Map([[path, "x"]]), message: "m" }));

    expect(failure).toBeInstanceOf(NotAllowedError);
    expect(failure).toMatchObject({ sentence: { params: { need: "Contents: write, Workflows: write" } } });
  });

  it("an App without them, all at once and before anybody is asked", async () => {
    const { publicKey: publicKeyPem, privateKey } = generateKeyPairSync("rsa", {
      modulusLength: 2048,
      publicKeyEncoding: { type: "spki", format: "pem" },
      privateKeyEncoding: { type: "pkcs8", format: "pem" },
    });
    const app = { appId: "1", installationId: 2, publicKeyPem, permissions: { contents: "read", metadata: "read" } } as const;
    const auth = { appId: "1", installationId: 2, privateKey: new Secret(privateKey) };
    const { proposals } = await aWorld({ app }, { auth });

    expect(await failureOf(proposals.look(place, []))).toMatchObject({
      code: "github.denied",
      sentence: { params: { need: "Contents: write, Pull requests: write, Workflows: write" } },
    });
  });

  it("an answer that is none of GitHub's", async () => {
    const { fake, proposals } = await aWorld();
    fake.mode({ mode: "garbage" });

    expect(await failureOf(proposals.look(place, []))).toMatchObject({ code: "github.strange-answer" });
  });
});
