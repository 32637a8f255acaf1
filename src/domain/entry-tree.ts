import pMap from "p-map";
import { type EntryPath, isEntryPath } from "./entry-path.ts";

/** What is below a folder, by name alone. */
export interface EntryTree {
  readonly root: EntryPath | "";
  /** Paths of what is directly in it, sorted; a folder's ends with `/`. */
  readonly children: readonly string[];
  /** Paths of all entries below it, in the order of a tree; `undefined` when there are too many folders to look into. */
  readonly entries: readonly string[] | undefined;
}

export const lookUpConcurrency = 8;

/** Asks for the names in a folder and in all folders below it; one question for each folder. */
export async function readEntryTree(
  root: EntryPath | "",
  mostFolders: number,
  childrenOf: (folder: EntryPath | "") => Promise<readonly string[]>,
): Promise<EntryTree> {
  const pathsIn = async (folder: EntryPath | ""): Promise<readonly string[]> =>
    (await childrenOf(folder)).map((name) => (folder === "" ? name : `${folder}/${name}`));

  const children = await pathsIn(root);
  const entries = children.filter((path) => !canBeEntered(path));
  let level = children.filter(canBeEntered);
  for (let asked = 1; level.length > 0; ) {
    asked += level.length;
    if (asked > mostFolders) return { root, children: [...children].sort(inTreeOrder), entries: undefined };
    const found = (await pMap(level, (folder) => pathsIn(withoutSlash(folder)), { concurrency: lookUpConcurrency })).flat();
    entries.push(...found.filter((path) => !canBeEntered(path)));
    level = found.filter(canBeEntered);
  }
  return { root, children: [...children].sort(inTreeOrder), entries: entries.sort(inTreeOrder) };
}

export const withoutSlash = (path: string): string => path.replace(/\/$/, "");
export const canBeEntered = (path: string): boolean => path.endsWith("/") && isEntryPath(withoutSlash(path));

/** What is in a folder follows it at once: `binance`, `binance/key1`, `binance-old`. */
const inTreeOrder = (a: string, b: string): number => {
  const [left, right] = [a.replaceAll("/", "\u0000"), b.replaceAll("/", "\u0000")];
  return left < right ? -1 : Number(left > right);
};
