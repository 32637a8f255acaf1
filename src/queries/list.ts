import pMap from "p-map";
import type { z } from "zod";
import type { AnswerSection } from "../domain/answer.ts";
import { Words } from "../domain/arguments.ts";
import type { CommandWords } from "../domain/command.ts";
import { EntryPath, isEntryPath } from "../domain/entry-path.ts";
import { type EntryTree, lookUpConcurrency, readEntryTree } from "../domain/entry-tree.ts";
import { InputError, NotFoundError, UpstreamError } from "../domain/errors.ts";
import { nearestOf } from "../domain/nearest.ts";
import type { Query, QueryContext } from "../domain/query.ts";
import { type Sentence, say, sentenceIssue } from "../domain/sentence.ts";
import type { EntryInfo } from "../ports/kv-entries.ts";
import { notedLines, stateOf, versionLines } from "./list/entry-lines.ts";
import { isStagingRow, pagesOf, type Row } from "./list/tree.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "list.summary": NoParams;
    "list.none": NoParams;
    "list.unknown": { path: string; nearest: readonly string[] };
    "list.no-page": { pages: number };
    "list.heading": { count: number };
    "list.heading-below": { path: string; count: number };
    "list.heading-many": { path: string };
    "list.heading-entry": { path: string };
    "list.below": NoParams;
    "list.production": NoParams;
    "list.staging": NoParams;
    "list.versions": NoParams;
    "list.notes": NoParams;
    "list.line": { path: string; depth: number; state: Sentence };
    "list.folder": { path: string; depth: number };
    "list.folder-closed": { path: string; count: number };
    "list.gone": NoParams;
    "list.denied": NoParams;
    "list.odd-name": NoParams;
    "list.page": { page: number; pages: number; next: string };
    "list.more": NoParams;
  }
}

interface Asked {
  readonly path: EntryPath | "";
  readonly page: number;
}

/** A plain number at the end is a page; a folder of such a name is written with a slash. */
const Asked: z.ZodType<Asked, CommandWords> = Words.transform(({ words, flags }, context) => {
  const last = words.at(-1) ?? "";
  const isPaged = /^[1-9]\d{0,4}$/.test(last);
  const [typed = "", ...extra] = [...(isPaged ? words.slice(0, -1) : words), ...flags.map((flag) => `--${flag}`)];
  if (extra.length > 0) context.addIssue(sentenceIssue(say("query.too-many-words", { words: extra })));
  const page = isPaged ? Number(last) : 1;
  if (/^\/*$/.test(typed)) return { path: "", page };
  const parsed = EntryPath.safeParse(typed);
  if (!parsed.success) context.addIssue(sentenceIssue(say("entry.bad-path", {})));
  return { path: parsed.data ?? "", page };
});

/** What is registered, by names, versions, ages and owners; never a value. */
export const list: Query<Asked> = {
  name: "list",
  usage: "[path] [page]",
  summary: say("list.summary", {}),
  examples: ["list", "list binance", "list staging 2"],
  input: Asked,
  answer: async ({ path, page }, context) => {
    const { entries } = context.ports;
    const [entry, tree] = await Promise.all([
      path === "" ? undefined : entries.look(path, context.signal),
      readNames(path, context),
    ]);
    if (entry === undefined && tree.children.length === 0) {
      if (path === "") return { heading: say("list.none", {}), sections: [] };
      throw await notFound(path, context);
    }
    const pages = pagesOf(tree);
    const rows = pages[page - 1] ?? [];
    if (page > Math.max(1, pages.length)) throw new InputError("list.no-page", say("list.no-page", { pages: pages.length || 1 }));
    const lines = await pMap(rows, async (row) => ({ row, line: await lineFor(row, context) }), {
      concurrency: lookUpConcurrency,
    });
    return {
      heading: entry === undefined ? headingOf(tree) : say("list.heading-entry", { path: entry.path }),
      sections: [
        ...(entry === undefined || page > 1 ? [] : detailsOf(entry, context.nowMs)),
        ...apart(lines, entry === undefined ? undefined : say("list.below", {})),
        { lines: footOf({ path, page }, pages.length) },
      ].filter((section) => section.lines.length > 0),
    };
  },
};

const mostFolders = 400;

const readNames = (root: EntryPath | "", { ports, signal }: QueryContext): Promise<EntryTree> =>
  readEntryTree(root, mostFolders, (folder) => ports.entries.children(folder, signal));

async function notFound(path: EntryPath, context: QueryContext): Promise<NotFoundError> {
  const { children, entries } = await readNames("", context);
  const folders = (entries ?? []).flatMap((each) => each.split("/").map((_, at, names) => names.slice(0, at).join("/")));
  const known = new Set([...children, ...folders, ...(entries ?? [])].map((each) => each.replace(/\/$/, "")));
  known.delete("");
  return new NotFoundError("list.unknown", say("list.unknown", { path, nearest: nearestOf(path, [...known]) }));
}

function headingOf({ root, entries }: EntryTree): Sentence {
  if (entries === undefined) return say("list.heading-many", { path: root });
  const count = entries.length;
  return root === "" ? say("list.heading", { count }) : say("list.heading-below", { path: root, count });
}

const detailsOf = (entry: EntryInfo, nowMs: number): readonly AnswerSection[] => [
  { lines: [say("list.line", { path: entry.path, depth: 0, state: stateOf(entry, nowMs) })] },
  { heading: say("list.versions", {}), lines: versionLines(entry, nowMs) },
  { heading: say("list.notes", {}), lines: notedLines(entry) },
];

async function lineFor(row: Row, { ports, nowMs, signal }: QueryContext): Promise<Sentence> {
  const { path, depth } = row;
  if (row.kind === "folder")
    return row.entries === undefined
      ? say("list.folder", { path, depth })
      : say("list.folder-closed", { path, count: row.entries });
  const state = async (): Promise<Sentence> => {
    if (!isEntryPath(path)) return say("list.odd-name", {});
    const info = await ports.entries.look(path, signal);
    return info === undefined ? say("list.gone", {}) : stateOf(info, nowMs);
  };
  return say("list.line", { path, depth, state: await state().catch(deniedAlone) });
}

/** One entry that we may not look at hides no other; any other failure would be the same for all. */
function deniedAlone(error: unknown): Sentence {
  if (error instanceof UpstreamError && error.status === 403) return say("list.denied", {});
  throw error;
}

function apart(
  lines: readonly { readonly row: Row; readonly line: Sentence }[],
  title: Sentence | undefined,
): readonly AnswerSection[] {
  const of = (isWanted: (row: Row) => boolean): readonly Sentence[] =>
    lines.filter(({ row }) => isWanted(row)).map(({ line }) => line);
  const [production, staging] = [of((row) => !isStagingRow(row)), of(isStagingRow)];
  if (title !== undefined) return [{ heading: title, lines: [...production, ...staging] }];
  if (staging.length === 0) return [{ lines: production }];
  return [
    { heading: say("list.production", {}), lines: production },
    { heading: say("list.staging", {}), lines: staging },
  ];
}

function footOf({ path, page }: Asked, pages: number): readonly Sentence[] {
  const next = page < pages ? ["list", path, page + 1].filter((word) => word !== "").join(" ") : "";
  const paged = pages > 1 ? [say("list.page", { page, pages, next })] : [];
  return pages === 0 ? [] : [...paged, say("list.more", {})];
}
