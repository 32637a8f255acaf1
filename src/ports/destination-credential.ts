declare module "../domain/check.ts" {
  interface CheckPorts {
    readonly destinationCredential: DestinationCredential;
  }
}

/** What the bot delivers with: a token, of which GitHub names the end when it has one, or an App's key, of which it tells nothing. */
export type CredentialState = { readonly kind: "token"; readonly expiresAtMs: number | null } | { readonly kind: "app-key" };

/** Looks at the credential by which SecretIDs are delivered. */
export interface DestinationCredential {
  /** @throws UpstreamError, NotFoundError, NotAllowedError: it does not work. Nothing changed. */
  look(signal?: AbortSignal): Promise<CredentialState>;
}
