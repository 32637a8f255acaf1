import { z } from "zod";

declare module "../domain/check.ts" {
  interface CheckPorts {
    readonly ownLogins: () => Promise<readonly OwnLoginState[]>;
  }
}

/** A login of the bot's own at Vault, by times alone; in milliseconds since 1970. */
export const OwnLoginState = z
  .object({
    /** The AppRole, as Vault calls it. */
    role: z.string(),
    token: z.object({ issuedAtMs: z.number(), expiresAtMs: z.number().nullable() }),
    /** `null`: Vault does not know it any more, and the next login will fail. */
    secretId: z.object({ issuedAtMs: z.number(), expiresAtMs: z.number().nullable() }).nullable(),
  })
  .readonly();
export type OwnLoginState = z.infer<typeof OwnLoginState>;

/** Looks at the credential that this process itself uses. */
export interface OwnLogin {
  /** @throws UpstreamError (service "vault"); the right to look its own SecretID up may be missing. Nothing changed. */
  look(signal?: AbortSignal): Promise<OwnLoginState>;
}
