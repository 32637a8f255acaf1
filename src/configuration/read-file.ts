import { readFileSync } from "node:fs";
import { type Document, isMap, isScalar, LineCounter, parseDocument } from "yaml";
import type { z } from "zod";
import { ConfigError } from "./config-error.ts";
import { ConfigFile } from "./file.ts";

type Path = readonly PropertyKey[];

interface Advice {
  /** What to do when the file cannot be read. */
  readonly unreadable: string;
  /** The file that shows what is missing. */
  readonly example: string;
}

/** Reads and checks `profinaut.yml`, as `readYamlFile` does. */
export const readConfigFile = (path: string): ConfigFile =>
  readYamlFile(path, ConfigFile, {
    unreadable: "Copy profinaut.yml.example there, or point PROFINAUT_CONFIG at your file.",
    example: "profinaut.yml.example",
  });

/**
 * Reads and checks a file that people write.
 * @throws ConfigError with one line for each mistake: file, line, where, and what to write instead
 */
export function readYamlFile<Schema extends z.ZodType>(path: string, schema: Schema, advice: Advice): z.output<Schema> {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    throw new ConfigError([`${path}: cannot be read. ${advice.unreadable}`]);
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0)
    throw new ConfigError(
      document.errors.map(({ pos, code }) => `${path}:${lines.linePos(pos[0]).line}: this is not YAML (${code}).`),
    );
  const given = plain(document, path);
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const mistakes = parsed.error.issues.flatMap((issue) => mistakesIn(issue, given, advice.example));
  throw new ConfigError(
    mistakes
      .map(({ at, what }) => ({ line: lines.linePos(offsetOf(document, at)).line, what }))
      .sort((a, b) => a.line - b.line)
      .map(({ line, what }) => `${path}:${line}: ${what}.`),
  );
}

function mistakesIn(
  issue: z.core.$ZodIssue,
  given: unknown,
  example: string,
): readonly { readonly at: Path; readonly what: string }[] {
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((key) => {
      const at = [...issue.path, key];
      return { at, what: `${at.join(".")} is not a setting; remove it or correct its name` };
    });
  const where = issue.path.join(".") || "the file";
  if (valueAt(given, issue.path) === undefined) return [{ at: issue.path, what: `${where} is missing; see ${example}` }];
  return [{ at: issue.path, what: `${where}: ${adviceOf(issue)}` }];
}

/** The most useful sentence of an issue: of a key, what keys look like; of alternatives, what each would need. */
function adviceOf(issue: z.core.$ZodIssue): string {
  if (issue.code === "invalid_key") return issue.issues[0]?.message ?? issue.message;
  if (issue.code !== "invalid_union" || issue.errors.length === 0) return issue.message;
  const advice = issue.errors.flatMap(([first]) =>
    first === undefined ? [] : [`${first.path.join(".")} ${first.message}`.trim()],
  );
  return [...new Set(advice)].join("; or: ");
}

function valueAt(given: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined),
    given,
  );
}

/** Where a key (or an item) stands in the file; where the nearest thing above it stands when it is not there. */
function offsetOf(document: Document.Parsed, path: Path): number {
  for (let depth = path.length; depth > 0; depth--) {
    const parent: unknown = depth === 1 ? document.contents : document.getIn(path.slice(0, depth - 1), true);
    const wanted = path[depth - 1];
    const key = isMap(parent) ? parent.items.find((pair) => isScalar(pair.key) && pair.key.value === wanted)?.key : undefined;
    if (isScalar(key) && key.range) return key.range[0];
    const node: unknown = document.getIn(path.slice(0, depth), true);
    if (isScalar(node) && node.range) return node.range[0];
  }
  return 0;
}

/** Aliases are resolved only here; yaml's own error is a ReferenceError, which would look like a mistake of ours. */
function plain(document: Document.Parsed, path: string): unknown {
  try {
    return document.toJS();
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    throw new ConfigError([`${path}: an alias (*name) has no anchor (&name) before it, or there are too many. Write it out.`]);
  }
}
