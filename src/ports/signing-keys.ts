declare module "../domain/query.ts" {
  interface QueryPorts {
    readonly verifier: DecisionVerifier;
  }
}

/** Who signed (`kid` names the key) and the Ed25519 signature in base64. */
export interface DecisionSignature {
  readonly kid: string;
  readonly signature: string;
}

/** Signs decisions. Only the identity that hears people can read the private key behind it. */
export interface DecisionSigner {
  /**
   * @param data text is signed as UTF-8
   * @throws NotFoundError when no signing key has been set up; UpstreamError (service "vault"). Nothing changed.
   */
  sign(data: Uint8Array | string, signal?: AbortSignal): Promise<DecisionSignature>;
}

/** Checks decisions with the public halves, of which it keeps the old ones too. */
export interface DecisionVerifier {
  /**
   * `false` for a signature that does not fit, is malformed, or names a key nobody has published.
   * @throws NotFoundError when no public keys have been set up; UpstreamError (service "vault"). Nothing changed.
   */
  verify(data: Uint8Array | string, signature: DecisionSignature, signal?: AbortSignal): Promise<boolean>;
}
