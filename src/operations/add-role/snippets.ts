import { roleOf } from "../../domain/role-name.ts";

/** Where the SecretID goes: a secret of the default repository. */
export const secretOf = (name: string): string => `${roleOf(name).toUpperCase().replaceAll("-", "_")}_VAULT_SECRET_ID`;

/** What a role begins with; people may write something else into the files. */
export const lives = { atMost: "365d", secretId: "90d", overlap: "24h", token: "20m", tokenAtMost: "4h" } as const;

/** The line for `vault/roles.yml`, below `roles:`. The twin in staging comes with it. */
export const rolesLine = (name: string): string =>
  `${roleOf(name)}: { policy: consumer, secretIdTtl: ${lives.atMost}, tokenTtl: ${lives.token}, tokenMaxTtl: ${lives.tokenAtMost} }`;

/** The line for `profinaut.yml`, below `roles:`. */
export const configurationLine = (name: string): string =>
  `${roleOf(name)}: { secretIdTtl: ${lives.secretId}, overlap: ${lives.overlap}, deliverTo: [{ github: repository, secret: ${secretOf(name)} }] }`;
