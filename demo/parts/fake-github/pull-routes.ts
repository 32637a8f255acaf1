import { z } from "zod";
import { refusalOf } from "./access.ts";
import { type Answer, invalid, notFound } from "./answer.ts";
import type { Pull } from "./git-store.ts";
import { pageOf } from "./page.ts";
import { ownerAnswer, repositoryAnswer } from "./repository-answer.ts";
import type { ApiRequest } from "./routes.ts";
import type { KnownRepository } from "./world.ts";

const New = z.object({
  title: z.string().min(1),
  head: z.string().min(1),
  base: z.string().min(1),
  body: z.string().default(""),
});
const Change = z.object({
  title: z.string().optional(),
  body: z.string().optional(),
  state: z.enum(["open", "closed"]).optional(),
});

/** https://docs.github.com/en/rest/pulls/pulls */
export function answerOfPulls(request: ApiRequest, repository: KnownRepository, api: string, path: readonly string[]): Answer {
  const { method, body, caller, query, nowMs } = request;
  const [number] = path;
  const level = method === "GET" ? "read" : "write";
  const refusal = refusalOf(caller, { permission: "pull_requests", classicScope: "repo", level });
  if (refusal !== undefined) return refusal;
  const at = new Date(nowMs).toISOString().replace(/\.\d+/, "");

  if (number === undefined && method === "GET") return listPulls(repository, query, api);
  if (number === undefined) return method === "POST" ? openPull(repository, body, at, api) : notFound;
  const pull = repository.git.pulls.find((one) => one.number === Number(number));
  if (pull === undefined) return notFound;
  if (method === "GET") return { status: 200, body: pullAnswer(repository, pull, api) };
  return method === "PATCH" ? changePull(repository, pull, body, at, api) : notFound;
}

const ownerOf = ({ fullName }: KnownRepository): string => fullName.split("/")[0] ?? "";

function listPulls(repository: KnownRepository, query: URLSearchParams, api: string): Answer {
  const [state, head, base] = [query.get("state") ?? "open", query.get("head"), query.get("base")];
  const found = repository.git.pulls
    .filter((pull) => state === "all" || pull.state === state)
    .filter((pull) => head === null || head === `${ownerOf(repository)}:${pull.head}`)
    .filter((pull) => base === null || base === pull.base)
    .toReversed();
  return { status: 200, body: pageOf(found, query).map((pull) => simpleAnswer(repository, pull, api)) };
}

function openPull(repository: KnownRepository, body: unknown, at: string, api: string): Answer {
  const { git } = repository;
  const wanted = New.safeParse(body).data;
  if (wanted === undefined) return invalid("Validation Failed: title, head and base must be supplied");
  const head = wanted.head.replace(`${ownerOf(repository)}:`, "");
  const [from, onto] = [git.tip(head), git.tip(wanted.base)];
  if (from === undefined) return invalid("Validation Failed: head is invalid");
  if (onto === undefined) return invalid("Validation Failed: base is invalid");
  if (git.isIn(from, onto)) return invalid(`Validation Failed: No commits between ${wanted.base} and ${head}`);
  if (git.pulls.some((pull) => pull.head === head && pull.base === wanted.base && pull.state === "open"))
    return invalid(`Validation Failed: A pull request already exists for ${ownerOf(repository)}:${head}.`);

  const pull: Pull = {
    ...{ number: git.pulls.length + 1, head, base: wanted.base, title: wanted.title, body: wanted.body, state: "open" },
    ...{ mergedAt: null, createdAt: at, updatedAt: at, closedAt: null },
  };
  git.pulls.push(pull);
  return { status: 201, body: pullAnswer(repository, pull, api) };
}

function changePull(repository: KnownRepository, pull: Pull, body: unknown, at: string, api: string): Answer {
  const change = Change.safeParse(body).data;
  if (change === undefined) return invalid("Validation Failed");
  if (change.state === "open" && pull.mergedAt !== null) return invalid("Validation Failed: state cannot be changed");
  if (change.title !== undefined) pull.title = change.title;
  if (change.body !== undefined) pull.body = change.body;
  if (change.state !== undefined) Object.assign(pull, { state: change.state, closedAt: change.state === "open" ? null : at });
  pull.updatedAt = at;
  return { status: 200, body: pullAnswer(repository, pull, api) };
}

/** A `pull-request-simple` of GitHub's API description. */
function simpleAnswer(repository: KnownRepository, pull: Pull, api: string) {
  const { number, title, body, state, createdAt, updatedAt, closedAt, mergedAt } = pull;
  const [owner, url] = [ownerOf(repository), `${api}/repos/${repository.fullName}`];
  const html = `https://github.com/${repository.fullName}/pull/${number}`;
  const user = ownerAnswer("profinaut-bot", api);
  const end = (branch: string, sha = repository.git.tip(branch) ?? "0".repeat(40)) => ({
    label: `${owner}:${branch}`,
    ref: branch,
    sha,
    repo: repositoryAnswer(repository, api),
    user: ownerAnswer(owner, api, "Organization"),
  });
  const links = {
    comments: `${url}/issues/${number}/comments`,
    commits: `${url}/pulls/${number}/commits`,
    statuses: `${url}/statuses/${number}`,
    html,
    issue: `${url}/issues/${number}`,
    review_comments: `${url}/pulls/${number}/comments`,
    review_comment: `${url}/pulls/comments{/number}`,
    self: `${url}/pulls/${number}`,
  };
  return {
    ...{ id: 70_000 + number, node_id: `PR_${number}`, number, title, body, state, locked: false, user },
    ...{ created_at: createdAt, updated_at: updatedAt, closed_at: closedAt, merged_at: mergedAt, merge_commit_sha: null },
    ...{ assignee: null, labels: [], milestone: null, author_association: "NONE", auto_merge: null, draft: false },
    ...{ head: end(pull.head, pull.mergedHead), base: end(pull.base) },
    ...{ url: links.self, html_url: html, issue_url: links.issue, diff_url: `${html}.diff`, patch_url: `${html}.patch` },
    ...{ comments_url: links.comments, commits_url: links.commits, statuses_url: links.statuses },
    ...{ review_comments_url: links.review_comments, review_comment_url: links.review_comment },
    _links: Object.fromEntries(Object.entries(links).map(([name, href]) => [name, { href }])),
  };
}

/** A `pull-request`: the same, with what GitHub works out for one alone. */
const pullAnswer = (repository: KnownRepository, pull: Pull, api: string) => ({
  ...simpleAnswer(repository, pull, api),
  ...{ additions: 0, deletions: 0, changed_files: 0, comments: 0, commits: 1, review_comments: 0 },
  ...{
    mergeable: null,
    mergeable_state: "unknown",
    merged: pull.mergedAt !== null,
    merged_by: null,
    maintainer_can_modify: false,
  },
});
