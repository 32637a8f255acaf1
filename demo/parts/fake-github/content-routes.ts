import { createHash } from "node:crypto";
import { type Answer, notFound } from "./answer.ts";
import { commitOf, defaultBranch } from "./repository-files.ts";
import type { KnownRepository } from "./world.ts";

/** Whether a branch, a tag or a commit of this name is there. All of them hold what the default branch holds. */
export const hasRef = ({ files, refs }: KnownRepository, ref: string): boolean =>
  ref === defaultBranch || refs.has(ref) || ref === commitOf(files);

/** https://docs.github.com/en/rest/commits/commits#get-a-commit */
export function getCommit(repository: KnownRepository, ref: string, api: string): Answer {
  if (!hasRef(repository, ref))
    return {
      status: 422,
      body: { message: `No commit found for SHA: ${ref}`, documentation_url: "https://docs.github.com/rest" },
    };
  const sha = commitOf(repository.files);
  const url = `${api}/repos/${repository.fullName}`;
  const html = `https://github.com/${repository.fullName}`;
  const by = { name: "somebody", email: "somebody@example.com", date: "2024-01-01T00:00:00Z" };
  return {
    status: 200,
    body: {
      sha,
      node_id: `C_${sha}`,
      url: `${url}/commits/${sha}`,
      html_url: `${html}/commit/${sha}`,
      comments_url: `${url}/commits/${sha}/comments`,
      commit: {
        url: `${url}/git/commits/${sha}`,
        author: by,
        committer: by,
        message: "A commit of the fake",
        comment_count: 0,
        tree: { sha, url: `${url}/git/trees/${sha}` },
      },
      author: null,
      committer: null,
      parents: [],
    },
  };
}

/** One file; folders are not answered. https://docs.github.com/en/rest/repos/contents#get-repository-content */
export function getContent(repository: KnownRepository, path: string, ref: string, api: string): Answer {
  const files = repository.git.filesAt(ref) ?? (hasRef(repository, ref) ? repository.files : undefined);
  const content = files?.get(path);
  if (content === undefined) return notFound;
  const sha = createHash("sha1")
    .update(`blob ${Buffer.byteLength(content)}\0${content}`)
    .digest("hex");
  const url = `${api}/repos/${repository.fullName}/contents/${path}?ref=${encodeURIComponent(ref)}`;
  const git = `${api}/repos/${repository.fullName}/git/blobs/${sha}`;
  const html = `https://github.com/${repository.fullName}/blob/${ref}/${path}`;
  return {
    status: 200,
    body: {
      type: "file",
      encoding: "base64",
      size: Buffer.byteLength(content),
      name: path.slice(path.lastIndexOf("/") + 1),
      path,
      content: Buffer.from(content)
        .toString("base64")
        .replace(/(.{60})/g, "$1\n"),
      sha,
      url,
      git_url: git,
      html_url: html,
      download_url: null,
      _links: { self: url, git, html },
    },
  };
}
