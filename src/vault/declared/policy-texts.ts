import { InputError } from "../../domain/errors.ts";
import { say } from "../../domain/sentence.ts";
import type { Declaration, Mounts, PlatformRole } from "./declaration.ts";

declare module "../../domain/sentence.ts" {
  interface Sentences {
    "bootstrap.placeholder-unknown": { file: string; placeholder: string };
  }
}

/**
 * HCL by policy name. An AppRole of the platform has a policy of its own name, filled in with its folder; the bot's and the
 * loose ones are as their files say, with additions for each AppRole, each exchange, and each of the bot's own AppRoles that holds it.
 * @throws InputError when a file has a placeholder that nothing fills
 */
export function policyTexts(
  { policies, bot, exchanges, audit, policyFiles }: Declaration,
  mounts: Mounts,
  roles: readonly PlatformRole[],
): ReadonlyMap<string, string> {
  const text = (file: string, values: { readonly [name: string]: string } = {}): string =>
    fillIn(file, policyFiles.get(file) ?? "", { ...mounts, auditDevice: audit.device, ...values });
  const botPolicies = new Set(Object.values(bot).flatMap((own) => own.policies));
  return new Map([
    ...roles.map(({ role, policy, base, name }) => [role, text(`${policy}.hcl`, { role, base, name })] as const),
    ...[...botPolicies].map((policy) => {
      const perRole = roles.map(({ role }) => text(`${policy}.per-role.hcl`, { role }));
      const perExchange = exchanges.map((exchange) => text(`${policy}.per-exchange.hcl`, { exchange }));
      const holders = Object.values(bot).filter((own) => own.policies.includes(policy));
      const perHolder = holders.map(({ role }) => text(`${policy}.per-holder.hcl`, { role }));
      return [policy, [text(`${policy}.hcl`), ...perExchange, ...perRole, ...perHolder].join("")] as const;
    }),
    ...policies.map((policy) => [policy, text(`${policy}.hcl`)] as const),
  ]);
}

const fillIn = (file: string, text: string, values: { readonly [name: string]: string }): string =>
  text.replaceAll(/\$\{(\w+)\}/g, (placeholder, name: string) => {
    const value = values[name];
    if (value === undefined)
      throw new InputError("bootstrap.placeholder-unknown", say("bootstrap.placeholder-unknown", { file, placeholder }));
    return value;
  });
