import type { EntryPath } from "../../domain/entry-path.ts";
import { InputError, NotAllowedError, NotFoundError, UpstreamError } from "../../domain/errors.ts";
import { say } from "../../domain/sentence.ts";
import type { OpenValues } from "../../wiring/commands/exec.ts";
import type { Wanted } from "./wanted.ts";

declare module "../../domain/sentence.ts" {
  interface Sentences {
    "exec.other-role": { asked: string; found: string };
    "exec.no-entry": { path: string; name: string };
    "exec.no-field": { path: string; field: string; name: string };
    "exec.not-text": { path: string; field: string; name: string };
    "exec.nul": { path: string; field: string; name: string };
    "exec.denied": { role: string; path: string };
  }
}

/**
 * Logs in and reads each entry once, its newest version.
 * @throws AppError that names path, field and variable, never a value. Nothing changed.
 */
export async function readValues(
  { logIn, readTexts, requireMount }: Pick<OpenValues, "logIn" | "readTexts" | "requireMount">,
  wanted: readonly Wanted[],
  asked: string | undefined,
  signal: AbortSignal,
): Promise<Record<string, string>> {
  const { role: found = "" } = await logIn();
  if (asked !== undefined && found.toLowerCase() !== asked)
    throw new InputError("exec.other-role", say("exec.other-role", { asked, found }));
  const read = new Map<EntryPath, NonNullable<Awaited<ReturnType<OpenValues["readTexts"]>>>>();
  const values: Record<string, string> = {};
  for (const { name, path, field } of wanted) {
    const entry = read.get(path) ?? (await readTexts(path, signal).catch(denied(found, path)));
    if (entry === undefined) await requireMount();
    if (entry === undefined) throw new NotFoundError("exec.no-entry", say("exec.no-entry", { path, name }));
    read.set(path, entry);
    const value = entry.texts.get(field)?.reveal();
    if (entry.others.has(field)) throw new InputError("exec.not-text", say("exec.not-text", { path, field, name }));
    if (value === undefined) throw new NotFoundError("exec.no-field", say("exec.no-field", { path, field, name }));
    // An environment ends each value with one: the program would see the rest of it nowhere.
    if (value.includes("\0")) throw new InputError("exec.nul", say("exec.nul", { path, field, name }));
    values[name] = value;
  }
  return values;
}

const denied =
  (role: string, path: EntryPath) =>
  (error: unknown): never => {
    if (error instanceof UpstreamError && error.code === "vault.denied")
      throw new NotAllowedError("exec.denied", say("exec.denied", { role, path }));
    throw error;
  };
