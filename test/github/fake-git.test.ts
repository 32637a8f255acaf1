import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { FakeGitHubOptions } from "../../demo/parts/fake-github/options.ts";
import { aFake } from "./arrange.ts";
import { ask } from "./gh.ts";

const repository = "acme/profinaut";
const git = `/repos/${repository}/git`;
const nothing = "0".repeat(40);
const aFile = (path: string, content = "1") => ({ path, mode: "100644", type: "blob", content });
const Sha = z.object({ sha: z.string() });

const aRepository = (options: Partial<FakeGitHubOptions> = {}) =>
  aFake({ files: [{ repository, path: "README.md", content: "hello\n" }], ...options });

it("a pull request is what git is used for: tree, commit, branch, request; merged, its files are on the default branch", async () => {
  const fake = await aRepository();
  const head = fake.tip(repository, "main");

  const tree = Sha.parse(await (await ask(fake, "POST", `${git}/trees`, { base_tree: head, tree: [aFile("a/b.yml")] })).json());
  const commit = Sha.parse(
    await (await ask(fake, "POST", `${git}/commits`, { message: "m", tree: tree.sha, parents: [head] })).json(),
  );
  const ref = await ask(fake, "POST", `${git}/refs`, { ref: "refs/heads/x/y", sha: commit.sha });
  const opened = await ask(fake, "POST", `/repos/${repository}/pulls`, { title: "T", head: "x/y", base: "main", body: "B" });

  expect([ref.status, opened.status]).toEqual([201, 201]);
  expect(fake.pulls()).toMatchObject([{ repository, number: 1, title: "T", body: "B", state: "open", isMerged: false }]);
  expect(fake.file(repository, "a/b.yml")).toBeUndefined();
  fake.mergePull(repository, 1);
  expect([fake.file(repository, "a/b.yml"), fake.file(repository, "README.md")]).toEqual(["1", "hello\n"]);
  expect(fake.pulls()).toMatchObject([{ state: "closed", isMerged: true }]);
  fake.reset();
  expect([fake.pulls(), fake.tip(repository, "x/y")]).toEqual([[], undefined]);
});

describe("refuses what GitHub refuses", () => {
  it("a move that forgets a commit, a second request for one branch, and one without anything in it", async () => {
    const fake = await aRepository();
    const pull = { title: "T", head: "work", base: "main" };
    fake.commitFile({ repository, branch: "work", path: "b", content: "2" });
    const first = fake.tip(repository, "work");
    fake.commitFile({ repository, branch: "work", path: "c", content: "3" });
    await ask(fake, "POST", `${git}/refs`, { ref: "refs/heads/same", sha: fake.tip(repository, "main") });

    const back = await ask(fake, "PATCH", `${git}/refs/heads/work`, { sha: first });
    const forced = await ask(fake, "PATCH", `${git}/refs/heads/work`, { sha: first, force: true });
    const opened = await ask(fake, "POST", `/repos/${repository}/pulls`, pull);
    const again = await ask(fake, "POST", `/repos/${repository}/pulls`, pull);
    const empty = await ask(fake, "POST", `/repos/${repository}/pulls`, { ...pull, head: "same" });

    expect([back, forced, opened, again, empty].map(({ status }) => status)).toEqual([422, 200, 201, 422, 422]);
  });

  it.each<[string, Partial<FakeGitHubOptions>, string, string, object | undefined, number]>([
    ["an empty repository", {}, "GET", "/repos/acme/platform/git/ref/heads/main", undefined, 409],
    ["no permission to read", { permissions: {} }, "GET", `${git}/ref/heads/main`, undefined, 403],
    ["no permission to write", { permissions: { contents: "read" } }, "POST", `${git}/trees`, { tree: [aFile("a")] }, 403],
    [
      "no permission for workflows",
      { permissions: { contents: "write" } },
      "POST",
      `${git}/trees`,
      { tree: [aFile(".github/workflows/a.yml")] },
      403,
    ],
    [
      "a classic token without the scope for workflows",
      { scopes: ["repo"] },
      "POST",
      `${git}/trees`,
      { tree: [aFile(".github/workflows/a.yml")] },
      404,
    ],
    ["a tree without content", {}, "POST", `${git}/trees`, { tree: [{ path: "a", mode: "100644", type: "blob" }] }, 422],
    ["a parent that is none", {}, "POST", `${git}/commits`, { message: "m", tree: nothing, parents: [nothing] }, 422],
    ["a name that is none", {}, "POST", `${git}/refs`, { ref: "refs/heads/a..b", sha: nothing }, 422],
    ["a commit that is none", {}, "POST", `${git}/refs`, { ref: "refs/heads/a", sha: nothing }, 422],
    ["a branch that a rule keeps", {}, "POST", `${git}/refs`, { ref: "refs/heads/locked", sha: nothing }, 422],
    ["no permission for requests", { permissions: { contents: "write" } }, "GET", `/repos/${repository}/pulls`, undefined, 403],
    ["an unknown request", {}, "PATCH", `/repos/${repository}/pulls/7`, { title: "T" }, 404],
  ])("%s", async (_, options, method, path, body, status) => {
    const fake = await aRepository(options);
    fake.lockBranch(repository, "locked");

    expect((await ask(fake, method, path, body)).status).toBe(status);
  });
});
