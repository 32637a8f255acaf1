import { readFileSync } from "node:fs";
import { type Document, isMap, isScalar, LineCounter, parseDocument } from "yaml";
import type { z } from "zod";
import { isSentence, type Sentence, say } from "../domain/sentence.ts";
import { ConfigError } from "./config-error.ts";
import { ConfigFile } from "./file.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "config.unreadable": { path: string; advice: Sentence };
    "config.not-yaml": { path: string; line: number; code: string };
    "config.alias": { path: string };
    "config.at": { path: string; line: number; what: Sentence };
    "config.unknown-setting": { setting: string };
    "config.missing": { where: string; example: string };
    "config.wrong": { where: string; advice: Sentence };
    "config.whole-file": { example: string };
    "config.either": { first: Sentence; second: Sentence };
    "config.below": { where: string; advice: Sentence };
    "config.kind": { kind: Sentence };
    "config.kind.text": NoParams;
    "config.kind.number": NoParams;
    "config.kind.whole-number": NoParams;
    "config.kind.truth": NoParams;
    "config.kind.list": NoParams;
    "config.kind.settings": NoParams;
    "config.one-of": { values: readonly string[] };
    "config.least": { least: number };
    "config.most": { most: number };
    "config.longest": { most: number };
    "config.no-text": NoParams;
    "config.unfit": { example: string };
    "config.advice.example": NoParams;
  }
}

type Path = readonly PropertyKey[];

interface Advice {
  /** What to do when the file cannot be read. */
  readonly unreadable: Sentence;
  /** The file that shows what is missing. */
  readonly example: string;
}

/** Reads and checks `profinaut.yml`, as `readYamlFile` does. */
export const readConfigFile = (path: string): ConfigFile =>
  readYamlFile(path, ConfigFile, {
    unreadable: say("config.advice.example", {}),
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
    throw new ConfigError([say("config.unreadable", { path, advice: advice.unreadable })]);
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0)
    throw new ConfigError(
      document.errors.map(({ pos, code }) => say("config.not-yaml", { path, line: lines.linePos(pos[0]).line, code })),
    );
  const given = plain(document, path);
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const mistakes = parsed.error.issues.flatMap((issue) => mistakesIn(issue, given, advice.example));
  throw new ConfigError(
    mistakes
      .map(({ at, what }) => ({ line: lines.linePos(offsetOf(document, at)).line, what }))
      .sort((a, b) => a.line - b.line)
      .map(({ line, what }) => say("config.at", { path, line, what })),
  );
}

type Issue = z.core.$ZodIssue;

function mistakesIn(issue: Issue, given: unknown, example: string): readonly { readonly at: Path; readonly what: Sentence }[] {
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((key) => {
      const at = [...issue.path, key];
      return { at, what: say("config.unknown-setting", { setting: at.join(".") }) };
    });
  const at = issue.path;
  const where = at.join(".");
  if (where === "") return [{ at, what: say("config.whole-file", { example }) }];
  const isThere = valueAt(given, at) !== undefined;
  const what = isThere
    ? say("config.wrong", { where, advice: adviceOn(issue, example) })
    : say("config.missing", { where, example });
  return [{ at, what }];
}

const kinds: { readonly [expected: string]: Sentence } = {
  string: say("config.kind.text", {}),
  number: say("config.kind.number", {}),
  int: say("config.kind.whole-number", {}),
  boolean: say("config.kind.truth", {}),
  array: say("config.kind.list", {}),
  object: say("config.kind.settings", {}),
  record: say("config.kind.settings", {}),
};

/** The most useful sentence of an issue: of a key, what keys look like; of alternatives, what each would need. */
function adviceOn(issue: Issue, example: string): Sentence {
  const unfit = say("config.unfit", { example });
  switch (issue.code) {
    case "custom":
      return isSentence(issue.params?.["sentence"]) ? issue.params["sentence"] : unfit;
    case "unrecognized_keys":
      return say("config.unknown-setting", { setting: issue.keys.join(", ") });
    case "invalid_key":
      return issue.issues[0] === undefined ? unfit : adviceOn(issue.issues[0], example);
    case "invalid_type": {
      const kind = kinds[issue.expected];
      return kind === undefined ? unfit : say("config.kind", { kind });
    }
    case "invalid_value":
      return say("config.one-of", { values: issue.values.map(String) });
    case "too_small":
      return issue.origin === "string" ? say("config.no-text", {}) : say("config.least", { least: Number(issue.minimum) });
    case "too_big": {
      const most = Number(issue.maximum);
      return issue.origin === "number" || issue.origin === "int" ? say("config.most", { most }) : say("config.longest", { most });
    }
    case "invalid_union":
      return (
        issue.errors
          .flatMap(([first]) => (first === undefined ? [] : [below(first, example)]))
          .reduce<Sentence | undefined>(either, undefined) ?? unfit
      );
    default:
      return unfit;
  }
}

const below = (issue: Issue, example: string): Sentence => {
  const advice = adviceOn(issue, example);
  return issue.path.length === 0 ? advice : say("config.below", { where: issue.path.join("."), advice });
};

function either(first: Sentence | undefined, second: Sentence): Sentence {
  const isSame = JSON.stringify(first) === JSON.stringify(second);
  return first === undefined || isSame ? second : say("config.either", { first, second });
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
    throw new ConfigError([say("config.alias", { path })]);
  }
}
