import { type EntryPath, isStaging } from "../../domain/entry-path.ts";
import { canBeEntered, type EntryTree, withoutSlash } from "../../domain/entry-tree.ts";

/** A line of the list, before anything but names has been asked for. */
export type Row =
  | { readonly kind: "entry"; readonly path: string; readonly depth: number }
  /** `entries`: how many are below it; `undefined` when they were not counted. */
  | { readonly kind: "folder"; readonly path: string; readonly depth: number; readonly entries: number | undefined };

/** A private answer has room for some 8,000 characters. What a line says beside the path is shorter than this. */
const pageRoom = 7_000;
const lineRoom = 150;

/** The lines, in pages: the whole tree when it fits one, else one level of it with its folders closed. Production comes before staging. */
export function pagesOf(tree: EntryTree): readonly (readonly Row[])[] {
  const open = tree.entries === undefined ? [] : paged(openRows(tree.root, tree.entries));
  return open.length === 1 ? open : paged(closedRows(tree));
}

function openRows(root: EntryPath | "", entries: readonly string[]): readonly Row[] {
  const rows: Row[] = [];
  const shown = new Set<string>(root === "" ? [] : [root]);
  const above = depthOf(root);
  for (const path of entries) {
    for (const folder of foldersOf(path)) {
      if (shown.has(folder) || depthOf(folder) <= above) continue;
      shown.add(folder);
      rows.push({ kind: "folder", path: `${folder}/`, depth: depthOf(folder) - above - 1, entries: undefined });
    }
    shown.add(path);
    rows.push({ kind: "entry", path, depth: depthOf(path) - above - 1 });
  }
  return rows;
}

const closedRows = ({ children, entries }: EntryTree): readonly Row[] =>
  children.map((path) => {
    if (!canBeEntered(path)) return { kind: "entry", path, depth: 0 };
    const below = entries?.filter((entry) => entry.startsWith(path)).length;
    return { kind: "folder", path, depth: 0, entries: below };
  });

/** `a/b/c` is in `a` and in `a/b`. */
function foldersOf(path: string): readonly string[] {
  const names = withoutSlash(path).split("/");
  return names.slice(1).map((_, at) => names.slice(0, at + 1).join("/"));
}

const depthOf = (path: string): number => (path === "" ? 0 : withoutSlash(path).split("/").length);

export const isStagingRow = ({ path }: Row): boolean => isStaging(withoutSlash(path));

function paged(rows: readonly Row[]): readonly (readonly Row[])[] {
  const pages: Row[][] = [];
  let room = 0;
  for (const row of [...rows.filter((each) => !isStagingRow(each)), ...rows.filter(isStagingRow)]) {
    const size = row.path.length + lineRoom;
    if (size > room) {
      pages.push([]);
      room = pageRoom;
    }
    room -= size;
    pages.at(-1)?.push(row);
  }
  return pages;
}
