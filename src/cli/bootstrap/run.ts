import type { BootstrapSettings } from "../../configuration/bootstrap-settings.ts";
import { ConfigError } from "../../configuration/config-error.ts";
import type { Environment } from "../../configuration/environment.ts";
import { InputError, NotAllowedError } from "../../domain/errors.ts";
import { say } from "../../domain/sentence.ts";
import { createTranslators } from "../../locale/translator.ts";
import type { BotIdentity } from "../../ports/declared-platform.ts";
import { openPlatform } from "../../wiring/commands/bootstrap.ts";
import { loadBootstrapSettings, loadLanguage } from "../../wiring/config.ts";
import { mistakesInWords } from "../mistakes.ts";
import { bringToDeclared, type ExitStatus } from "./bring.ts";
import { failureOf } from "./failure.ts";
import { createTerminal, type TerminalStreams } from "./terminal.ts";

declare module "../../domain/sentence.ts" {
  interface Sentences {
    "bootstrap.places": { values: string; waiting: string; appRoles: string; from: string };
  }
}

/** What was typed. */
export interface Given {
  readonly check?: true;
  readonly yes?: true;
  readonly newSigningKeys?: true;
  readonly revokeRoot?: true;
  readonly handOver: "all" | "split" | "none";
  readonly to?: string;
  /** The folder with `roles.yml` and `policies/`. */
  readonly from: string;
}

const identities: { readonly [choice in Given["handOver"]]: readonly BotIdentity[] } = {
  all: ["all"],
  split: ["ingress", "worker"],
  none: [],
};

/**
 * `profinaut bootstrap` from what was typed to its exit status. 0: Vault is as declared; 1: it is not, or not in all; 2: with
 * `--check`, there is a difference; or something else has to be typed or mended first.
 * @param env default: the process's own
 * @param folder where `profinaut.yml` is looked for, unless `PROFINAUT_CONFIG` names it; default: the one it was started in
 */
export async function runBootstrap(
  given: Given,
  streams: TerminalStreams,
  env?: Environment,
  folder?: string,
): Promise<ExitStatus> {
  try {
    return await converse(given, streams, loadBootstrapSettings(env, folder));
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    streams.errors.write(`${mistakesInWords(error, createTranslators("UTC")[loadLanguage(env)].plain)}\n`);
    return 2;
  }
}

async function converse(given: Given, streams: TerminalStreams, settings: BootstrapSettings): Promise<ExitStatus> {
  const { address } = settings.vault;
  const { kvMount, kvBase, approleMount } = settings.mounts;
  const terminal = createTerminal(streams, settings.language);
  try {
    const { platform, close } = openPlatform(settings, given.from);
    try {
      const appRoles = `auth/${approleMount}`;
      const from = settings.configPath ?? "defaults";
      terminal.say(say("bootstrap.places", { values: `${kvMount}/${kvBase}`, waiting: `${kvBase}-pending`, appRoles, from }));
      return await bringToDeclared({ platform, address, options: optionsOf(given), terminal });
    } finally {
      await close();
    }
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    terminal.warn(failureOf(error, address));
    return error instanceof InputError || error instanceof NotAllowedError ? 2 : 1;
  }
}

const optionsOf = ({ check, yes, newSigningKeys, revokeRoot, handOver, to }: Given) => ({
  check: check === true,
  yes: yes === true,
  newSigningKeys: newSigningKeys === true,
  revokeRoot: revokeRoot === true,
  identities: identities[handOver],
  folder: to,
});
