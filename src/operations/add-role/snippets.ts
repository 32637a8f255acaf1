import { roleOf } from "../../domain/role-name.ts";

/** Where the SecretID goes: a secret of the default repository. */
export const secretOf = (name: string): string => `${roleOf(name).toUpperCase().replaceAll("-", "_")}_VAULT_SECRET_ID`;

/** The line for `vault/roles.yml`, below `roles:`. The twin in staging comes with it. */
export const rolesLine = (name: string): string =>
  `${roleOf(name)}: { policy: consumer, secretIdTtl: 365d, tokenTtl: 20m, tokenMaxTtl: 4h }`;

/** The line for `profinaut.yml`, below `roles:`. */
export const configurationLine = (name: string): string =>
  `${roleOf(name)}: { secretIdTtl: 90d, overlap: 24h, deliverTo: [{ github: repository, secret: ${secretOf(name)} }] }`;
