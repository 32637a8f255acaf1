import { z } from "zod";
import { type Caller, refusalOf } from "./access.ts";
import { type Answer, errorAnswer, invalid, notAccessible, notFound } from "./answer.ts";
import type { GitCommit, GitStore } from "./git-store.ts";
import type { ApiRequest } from "./routes.ts";
import type { KnownRepository } from "./world.ts";

const empty = errorAnswer(409, "Git Repository is empty.");
const lockedBranch = invalid("Repository rule violations found\n\nCannot change this locked branch.");
const workflows = ".github/workflows/";
/** https://git-scm.com/docs/git-check-ref-format, as far as the names here need it. */
const branchRef = /^refs\/heads\/(?!.*(\.\.|\/\/|@\{|\.lock$))[^\s~^:?*[\\]+$/;

const Entry = z.object({
  path: z.string().min(1),
  mode: z.enum(["100644", "100755", "040000", "160000", "120000"]),
  type: z.enum(["blob", "tree", "commit"]),
  content: z.string().optional(),
  sha: z.string().nullable().optional(),
});
const NewTree = z.object({ base_tree: z.string().optional(), tree: z.array(Entry) });
const NewCommit = z.object({ message: z.string(), tree: z.string(), parents: z.array(z.string()).default([]) });
const NewRef = z.object({ ref: z.string(), sha: z.string() });
const Move = z.object({ sha: z.string(), force: z.boolean().default(false) });

/** Git data and the rules of branches, below `/repos/{owner}/{repo}`. https://docs.github.com/en/rest/git */
export function answerOfGit(request: ApiRequest, repository: KnownRepository, api: string, path: readonly string[]): Answer {
  const { method, body, caller } = request;
  const { git, fullName } = repository;
  const [kind = "", ...rest] = path;
  const need = { permission: "contents", classicScope: "repo", level: method === "GET" ? "read" : "write" } as const;
  const refusal = refusalOf(caller, need);
  if (refusal !== undefined) return refusal;
  if (git.tip("main") === undefined) return empty;
  const url = `${api}/repos/${fullName}`;
  const name = rest.join("/");

  switch (`${method} ${kind}`) {
    case "GET ref":
      return refAnswer(git, name.replace(/^heads\//, ""), url);
    case "GET commits":
      return commitAnswer(git, name, url);
    case "POST trees":
      return makeTree(git, body, caller, url);
    case "POST commits":
      return makeCommit(git, body, url);
    case "POST refs":
      return makeRef(git, body, url);
    case "PATCH refs":
      return moveRef(git, name.replace(/^heads\//, ""), body, url);
    case "DELETE refs":
      return deleteRef(git, name.replace(/^heads\//, ""));
    default:
      return notFound;
  }
}

/** https://docs.github.com/en/rest/repos/rules#get-rules-for-a-branch */
export const branchRules = ({ git }: KnownRepository, branch: string): Answer => ({
  status: 200,
  body: git.locked.has(branch)
    ? ["creation", "update"].map((type) => ({
        type,
        ruleset_source_type: "Repository",
        ruleset_source: "acme/profinaut",
        ruleset_id: 1,
        ...(type === "update" ? { parameters: { update_allows_fetch_and_merge: false } } : {}),
      }))
    : [],
});

function refAnswer(git: GitStore, branch: string, url: string, status = 200): Answer {
  const sha = git.tip(branch);
  if (sha === undefined) return notFound;
  const ref = `refs/heads/${branch}`;
  const object = { type: "commit", sha, url: `${url}/git/commits/${sha}` };
  return { status, body: { ref, node_id: `REF_${branch}`, url: `${url}/git/${ref}`, object } };
}

function commitAnswer(git: GitStore, sha: string, url: string, status = 200): Answer {
  const commit = git.commit(sha);
  return commit === undefined ? notFound : { status, body: commitBody(sha, commit, url) };
}

function commitBody(sha: string, { tree, parents, message }: GitCommit, url: string) {
  const by = { name: "somebody", email: "somebody@example.com", date: "2024-01-01T00:00:00Z" };
  const link = (of: string) => ({ sha: of, url: `${url}/git/commits/${of}` });
  return {
    ...link(sha),
    node_id: `C_${sha}`,
    html_url: `https://github.com/commit/${sha}`,
    author: by,
    committer: by,
    message,
    tree: { sha: tree, url: `${url}/git/trees/${tree}` },
    parents: parents.map((parent) => ({ ...link(parent), html_url: `https://github.com/commit/${parent}` })),
    verification: { verified: false, reason: "unsigned", signature: null, payload: null, verified_at: null },
  };
}

/** What was just made; reading one is in tree-routes.ts. */
function newTreeAnswer(git: GitStore, sha: string, url: string): Answer {
  const tree = git.tree(sha);
  if (tree === undefined) return notFound;
  const entries = [...tree].map(([path, content]) => ({
    path,
    mode: "100644",
    type: "blob",
    sha,
    size: Buffer.byteLength(content),
  }));
  return { status: 201, body: { sha, url: `${url}/git/trees/${sha}`, tree: entries, truncated: false } };
}

/** Files of workflows need a permission of their own, and GitHub refuses the tree already: a classic token is told "not found". */
function makeTree(git: GitStore, body: unknown, { permissions, scopes }: Caller, url: string): Answer {
  const wanted = NewTree.safeParse(body).data;
  if (wanted === undefined) return invalid("Invalid tree info");
  if (wanted.tree.some(({ path }) => path.startsWith(workflows))) {
    if (scopes !== undefined && !scopes.includes("workflow")) return notFound;
    if (permissions !== undefined && permissions["workflows"] !== "write") return notAccessible;
  }
  const base = wanted.base_tree === undefined ? new Map<string, string>() : git.tree(wanted.base_tree);
  if (base === undefined) return invalid("base_tree is not a valid tree oid");
  const tree = new Map(base);
  for (const { path, content, sha } of wanted.tree) {
    if (sha === null) tree.delete(path);
    else if (content === undefined) return invalid("tree.sha is not in the fake: give content");
    else tree.set(path, content);
  }
  return newTreeAnswer(git, git.putTree(tree), url);
}

function makeCommit(git: GitStore, body: unknown, url: string): Answer {
  const wanted = NewCommit.safeParse(body).data;
  if (wanted === undefined) return invalid("Invalid request. message and tree must be supplied.");
  if (git.tree(wanted.tree) === undefined) return invalid("Tree SHA does not exist");
  if (wanted.parents.some((sha) => git.commit(sha) === undefined))
    return invalid("Parent SHA does not exist or is not a commit object");
  return commitAnswer(git, git.putCommit(wanted), url, 201);
}

function makeRef(git: GitStore, body: unknown, url: string): Answer {
  const wanted = NewRef.safeParse(body).data;
  if (wanted === undefined || !branchRef.test(wanted.ref)) return invalid("Reference name is invalid");
  const branch = wanted.ref.slice("refs/heads/".length);
  if (git.locked.has(branch)) return lockedBranch;
  if (git.tip(branch) !== undefined) return invalid("Reference already exists");
  if (git.commit(wanted.sha) === undefined) return invalid("Object does not exist");
  git.point(branch, wanted.sha);
  return refAnswer(git, branch, url, 201);
}

function moveRef(git: GitStore, branch: string, body: unknown, url: string): Answer {
  const wanted = Move.safeParse(body).data;
  const now = git.tip(branch);
  if (wanted === undefined) return invalid("Invalid request. sha must be supplied.");
  if (now === undefined) return invalid("Reference does not exist");
  if (git.locked.has(branch)) return lockedBranch;
  if (git.commit(wanted.sha) === undefined) return invalid("Object does not exist");
  if (!wanted.force && !git.isIn(now, wanted.sha)) return invalid("Update is not a fast forward");
  git.point(branch, wanted.sha);
  return refAnswer(git, branch, url);
}

function deleteRef(git: GitStore, branch: string): Answer {
  if (git.tip(branch) === undefined) return invalid("Reference does not exist");
  if (git.locked.has(branch)) return lockedBranch;
  git.remove(branch);
  for (const pull of git.pulls) if (pull.head === branch && pull.state === "open") pull.state = "closed";
  return { status: 204 };
}
