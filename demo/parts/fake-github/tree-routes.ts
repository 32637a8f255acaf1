import { createHash } from "node:crypto";
import { refusalOf } from "./access.ts";
import { type Answer, errorAnswer, notFound } from "./answer.ts";
import { defaultBranch, type RepositoryFiles } from "./repository-files.ts";
import type { ApiRequest } from "./routes.ts";

/** GitHub cuts a tree short at 100,000 entries; this one does at far fewer, so that a test can have a large repository. */
export const mostEntries = 100;

interface Entry {
  readonly path: string;
  readonly type: "blob" | "tree";
  readonly sha: string;
}

/** `GET /repos/{owner}/{repo}/git/trees/{tree_sha}`, of the default branch: https://docs.github.com/en/rest/git/trees#get-a-tree */
export function answerOfTree({ caller, query }: ApiRequest, files: RepositoryFiles, repository: string, asked: string): Answer {
  const refusal = refusalOf(caller, { permission: "contents", classicScope: "repo", level: "read" });
  if (refusal !== undefined) return refusal;
  if (files.size === 0) return errorAnswer(409, "Git Repository is empty.");

  const folder = folderOf(asked, files);
  if (folder === undefined) return notFound;
  const all = entriesBelow(folder, files);
  const entries = query.has("recursive") ? all : all.filter(({ path }) => !path.includes("/"));
  const shown = entries.slice(0, mostEntries);
  const tree = shown.map((entry) => ({
    ...entry,
    mode: entry.type === "blob" ? "100644" : "040000",
    url: `${repository}/${entry.sha}`,
  }));
  return { status: 200, body: { sha: shaOf(folder), url: repository, tree, truncated: shown.length < entries.length } };
}

/** A tree's name here is a hash of its folder; nothing else needs one. */
const shaOf = (path: string): string => createHash("sha1").update(path).digest("hex");

function folderOf(asked: string, files: RepositoryFiles): string | undefined {
  if (asked === defaultBranch || asked === "HEAD") return "";
  const folders = new Set([...files.keys()].flatMap(foldersAbove));
  return [...folders].find((folder) => shaOf(folder) === asked);
}

/** `a/` and `a/b/` for `a/b/c`. */
const foldersAbove = (path: string): readonly string[] => {
  const names = path.split("/");
  return names.slice(1).map((_, at) => `${names.slice(0, at + 1).join("/")}/`);
};

function entriesBelow(folder: string, files: RepositoryFiles): readonly Entry[] {
  const paths = [...files.keys()].filter((path) => path.startsWith(folder)).sort();
  const folders = new Set(paths.flatMap(foldersAbove).filter((path) => path.startsWith(folder) && path !== folder));
  return [
    ...[...folders].map((path): Entry => ({ path: path.slice(folder.length, -1), type: "tree", sha: shaOf(path) })),
    ...paths.map((path): Entry => ({ path: path.slice(folder.length), type: "blob", sha: shaOf(`file ${path}`) })),
  ];
}
