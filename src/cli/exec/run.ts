import { ConfigError } from "../../configuration/config-error.ts";
import type { Environment } from "../../configuration/environment.ts";
import type { ExecSettings } from "../../configuration/exec-settings.ts";
import { AppError, InputError } from "../../domain/errors.ts";
import { say } from "../../domain/sentence.ts";
import { createTranslators } from "../../locale/translator.ts";
import { type OpenValues, openValues } from "../../wiring/commands/exec.ts";
import { loadExecSettings, loadLanguage } from "../../wiring/config.ts";
import { mistakesInWords } from "../mistakes.ts";
import { runChild } from "./child.ts";
import { failureOf } from "./failure.ts";
import { readValues } from "./read-values.ts";
import { listenForSignals, type Signals, Stopped } from "./signals.ts";
import { parseWanted, type Wanted } from "./wanted.ts";

declare module "../../domain/sentence.ts" {
  interface Sentences {
    "exec.bad-role": NoParams;
    "exec.token-left": { role: string };
  }
}

/** What was typed. */
export interface Typed {
  readonly env: readonly string[];
  readonly role?: string;
  readonly kvMount: string;
  readonly kvBase: string;
  readonly approleMount: string;
  readonly allow?: readonly string[];
  readonly keepVaultEnv?: true;
}

const roleGrammar = /^[a-z0-9][a-z0-9_.-]{0,63}$/;

/**
 * `profinaut exec` from what was typed to its exit status: the command's own; 128+n when signal n ended it, or us before it
 * started; 126 and 127 when it cannot be executed or found; 1 when it was not started for any other reason.
 */
export async function runExec(
  command: readonly string[],
  typed: Typed,
  errors: NodeJS.WritableStream,
  env?: Environment,
): Promise<number> {
  const signals = listenForSignals();
  // Vault calls no AppRole by capitals.
  const role = typed.role?.toLowerCase();
  const { plain } = createTranslators("UTC")[loadLanguage(env)];
  const warn = (sentence: ReturnType<typeof say>): void => {
    errors.write(`profinaut exec: ${plain(sentence)}\n`);
  };
  const about = { role: role ?? "", address: "" };
  try {
    if (role !== undefined && !roleGrammar.test(role)) throw new InputError("exec.bad-role", say("exec.bad-role", {}));
    const settings = loadExecSettings(role, env);
    about.address = settings.vault.address;
    about.role ||= settings.roleIdName;
    const wanted = parseWanted(typed.env, typed.allow ?? []);
    const values = await take({ wanted, settings, typed: { ...typed, ...(role && { role }) }, signals, warn });
    return await runChild({ command, env: { ...kept(settings, typed), ...values }, signals, warn });
  } catch (error) {
    if (error instanceof Stopped) return error.status;
    if (error instanceof ConfigError) errors.write(`${mistakesInWords(error, plain)}\n`);
    else if (error instanceof AppError) warn(failureOf(error, about));
    else throw error;
    return 1;
  } finally {
    signals.stop();
  }
}

interface Taking {
  readonly wanted: readonly Wanted[];
  readonly settings: ExecSettings;
  readonly typed: Typed;
  readonly signals: Signals;
  readonly warn: (sentence: ReturnType<typeof say>) => void;
}

/** Values are no leases: nothing depends on the token once they are read, so it ends before the command starts. */
async function take({ wanted, settings, typed, signals, warn }: Taking): Promise<Record<string, string>> {
  const open: OpenValues = openValues(settings, { ...typed, role: typed.role });
  try {
    return await signals.orStopped(readValues(open, wanted, typed.role, signals.signal));
  } finally {
    if ((await open.end()) === "left") warn(say("exec.token-left", { role: typed.role ?? settings.roleIdName }));
    await open.close();
    signals.throwIfStopped();
  }
}

/** What the command keeps of our environment: no token ever, and what let us into Vault only when that was asked for. */
function kept({ inherited, credentials }: ExecSettings, { keepVaultEnv }: Typed): NodeJS.ProcessEnv {
  const isTaken = (name: string): boolean =>
    credentials.includes(name) && (keepVaultEnv !== true || name.includes("VAULT_TOKEN"));
  return Object.fromEntries(Object.entries(inherited).filter(([name]) => !isTaken(name)));
}
