import { canBeMet, type NamedPolicy, standingOf } from "../app/approvers-left.ts";
import { ConfigError } from "../configuration/config-error.ts";
import type { ApprovalPolicy } from "../domain/approval.ts";
import { AppError, UpstreamError } from "../domain/errors.ts";
import { type Sentence, say } from "../domain/sentence.ts";
import { stricter } from "../operations/rotate/stricter.ts";
import type { AppRoles } from "../ports/app-roles.ts";
import type { Directory } from "../ports/directory.ts";
import type { Log } from "../ports/log.ts";
import type { Config } from "./config.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "config.setting": { where: string; because: Sentence };
  }
}

export interface StartupChecks {
  readonly config: Config;
  readonly directory: Directory;
  readonly appRoles: Pick<AppRoles, "role">;
  readonly log: Log;
}

/** Every policy by which something is approved, and where it is written. The first is what holds where nothing else is said. */
export function policiesOf({
  approval,
  roles,
  workflows,
}: Pick<Config, "approval" | "roles" | "workflows">): readonly NamedPolicy[] {
  const own = (where: string, settings: Partial<ApprovalPolicy>): readonly NamedPolicy[] =>
    settings.approvers === undefined && settings.required === undefined ? [] : [{ where, policy: stricter(approval, settings) }];
  return [
    { where: "approval", policy: approval },
    ...[...roles].flatMap(([role, settings]) => own(`roles.${role}.approval`, settings.approval)),
    ...[...workflows].flatMap(([name, settings]) => own(`workflows.${name}.approval`, settings.approval)),
  ];
}

/**
 * Finds what the configuration names and the world does not have any more: approvers, people, AppRoles. People leave and roles go, so
 * each is a warning, and what it concerns is refused when it is asked; only where so few are left that nothing at all could be approved
 * does the bot not start. What cannot be asked now (Vault sealed, say) is said and checked later.
 * @throws ConfigError
 */
export async function checkConfigured({ config, directory, appRoles, log }: StartupChecks): Promise<void> {
  const unlessGone = async (what: string, look: () => Promise<unknown>): Promise<void> => {
    try {
      await look();
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      const isUnknown = error instanceof UpstreamError && error.retryable;
      log.warn(
        { what, code: error.code },
        isUnknown ? "could not be checked at start" : "is named in the configuration and not there",
      );
    }
  };
  const mistakes: Sentence[] = [];
  for (const named of policiesOf(config))
    await unlessGone(named.where, async () => {
      const standing = await standingOf(named, directory);
      const { where, required, left, gone, because } = standing;
      for (const { userId, because: why } of gone)
        log.warn({ what: `${where}: approver ${userId}`, code: why.key }, "is named in the configuration and not there");
      if (canBeMet(standing)) return;
      log.warn({ what: where, required, left, code: because?.key ?? "approval.nobody-left" }, "too few may approve");
      const why = because ?? say("approval.nobody-left", { required, left, gone: gone.map(({ userId }) => userId) });
      if (where === "approval") mistakes.push(say("config.setting", { where, because: why }));
    });
  for (const user of config.slack.people.keys()) await unlessGone(`slack.people ${user}`, () => directory.actor(user));
  for (const role of config.roles.keys()) await unlessGone(`roles.${role}`, () => appRoles.role(role));
  if (mistakes.length > 0) throw new ConfigError(mistakes);
}
