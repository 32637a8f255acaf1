import { type EntryPath, isEntryPath } from "../../domain/entry-path.ts";
import { InputError } from "../../domain/errors.ts";
import { say } from "../../domain/sentence.ts";
import { changesPrograms } from "./risky-names.ts";

declare module "../../domain/sentence.ts" {
  interface Sentences {
    "exec.bad-env": { position: number };
    "exec.bad-name": { position: number };
    "exec.bad-path": { name: string };
    "exec.twice": { name: string };
    "exec.risky-name": { name: string };
  }
}

/** One variable of the command, and where its value is. */
export interface Wanted {
  readonly name: string;
  /** Below the base. */
  readonly path: EntryPath;
  readonly field: string;
}

/** POSIX.1-2024, 8.1: letters, digits and underscores, no digit first; shells set no other. */
const nameGrammar = /^[A-Za-z_][A-Za-z0-9_]{0,127}$/;
const longestField = 512;

/**
 * Reads what was typed after each `--env`: `NAME=path#field`. What cannot be read is not repeated: it may be a value that
 * somebody typed in place of a path.
 * @param allowed names that may be set although they change how programs run
 * @throws InputError; nothing was sent
 */
export function parseWanted(texts: readonly string[], allowed: readonly string[]): readonly Wanted[] {
  const seen = new Set<string>();
  return texts.map((text, index) => {
    const { name, path, field } = partsOf(text, index + 1);
    if (!nameGrammar.test(name)) throw new InputError("exec.bad-name", say("exec.bad-name", { position: index + 1 }));
    if (!isEntryPath(path)) throw new InputError("exec.bad-path", say("exec.bad-path", { name }));
    if (seen.has(name)) throw new InputError("exec.twice", say("exec.twice", { name }));
    if (changesPrograms(name) && !allowed.includes(name))
      throw new InputError("exec.risky-name", say("exec.risky-name", { name }));
    seen.add(name);
    return { name, path, field };
  });
}

/** A path has no `#`, so the first one ends it; a field may hold anything. */
function partsOf(text: string, position: number): Wanted {
  const equals = text.indexOf("=");
  const hash = text.indexOf("#", equals);
  const field = text.slice(hash + 1);
  if (equals < 1 || hash < 0 || field === "" || field.length > longestField)
    throw new InputError("exec.bad-env", say("exec.bad-env", { position }));
  return { name: text.slice(0, equals), path: text.slice(equals + 1, hash), field };
}
