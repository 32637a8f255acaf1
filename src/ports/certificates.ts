declare module "../domain/check.ts" {
  interface CheckPorts {
    readonly certificates: Certificates;
  }
}

/** A certificate that Vault's server showed, or one of the authorities above it. */
export interface ShownCertificate {
  /** Its common name, else all of its subject; text from outside. */
  readonly subject: string;
  readonly isAuthority: boolean;
  readonly issuedAtMs: number;
  readonly expiresAtMs: number;
}

/** Looks at what Vault's server shows in a real handshake. */
export interface Certificates {
  /**
   * The server's own first; empty where Vault is spoken to without TLS. One that has expired is shown like any other.
   * @throws UpstreamError (service "vault"): no handshake, or a certificate that is not trusted for another reason
   */
  shown(signal?: AbortSignal): Promise<readonly ShownCertificate[]>;
}
