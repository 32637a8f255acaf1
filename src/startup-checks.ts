import type { Config } from "./config.ts";
import { ConfigError } from "./configuration/config-error.ts";
import { AppError, UpstreamError } from "./domain/errors.ts";
import type { Sentence } from "./domain/sentence.ts";
import type { AppRoles } from "./ports/app-roles.ts";
import type { Directory } from "./ports/directory.ts";
import type { Log } from "./ports/log.ts";

export interface StartupChecks {
  readonly config: Config;
  readonly directory: Directory;
  readonly appRoles: Pick<AppRoles, "role">;
  readonly inWords: (sentence: Sentence) => string;
  readonly log: Log;
}

/**
 * Finds what the configuration names and the world does not have: approvers, groups, AppRoles. What cannot be asked now (Vault
 * sealed, say) is no mistake of the configuration and does not keep the bot from starting.
 * @throws ConfigError that lists all of it
 */
export async function checkConfigured({ config, directory, appRoles, inWords, log }: StartupChecks): Promise<void> {
  const mistakes: string[] = [];
  const check = async (what: string, look: () => Promise<unknown>): Promise<void> => {
    try {
      await look();
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      if (error instanceof UpstreamError && error.retryable)
        log.warn({ what, code: error.code }, "could not be checked at start");
      else mistakes.push(`${what}: ${inWords(error.sentence)}`);
    }
  };
  const policies = [
    config.approval,
    ...[...config.roles.values()].flatMap(({ approval }) => (approval.approvers === undefined ? [] : [approval])),
  ];
  const approvers = policies.flatMap(({ approvers: named }) => (named === undefined ? [] : [named]));
  const users = new Set(approvers.flatMap((named) => ("users" in named ? named.users : [])));
  const groups = new Set(approvers.flatMap((named) => ("group" in named ? [named.group] : [])));
  for (const user of users) await check(`approver ${user}`, () => directory.actor(user));
  for (const group of groups)
    await check(`approvers' group ${group}`, () => directory.approvers({ ...config.approval, approvers: { group } }));
  for (const role of config.roles.keys()) await check(`roles.${role}`, () => appRoles.role(role));
  if (mistakes.length > 0) throw new ConfigError(mistakes);
}
