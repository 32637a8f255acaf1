import type { Secret } from "../domain/secret.ts";

declare module "../domain/operation.ts" {
  interface OperationPorts {
    readonly signingKeys: SigningKeyReader;
  }
}

/** What an OpenPGP private key says of itself. */
export interface SigningKeyInfo {
  /** Of the primary key, upper-case hex. */
  readonly fingerprint: string;
  readonly userIds: readonly string[];
  readonly createdAtMs: number;
  /** Of what can sign; `null`: it does not end. */
  readonly expiresAtMs: number | null;
  /** Fingerprint of each part that can sign, upper-case hex. */
  readonly signedBy: readonly string[];
  /** Whether a passphrase protects it. */
  readonly isProtected: boolean;
}

/** Reads release signing keys, without a passphrase and without writing them anywhere. */
export interface SigningKeyReader {
  /**
   * @param armored as `gpg --armor --export-secret-keys` prints it
   * @throws InputError when it is no OpenPGP key, public only, of several people, cannot sign, revoked, or has expired
   */
  read(armored: Secret, nowMs: number): Promise<SigningKeyInfo>;
  /**
   * The same of the public half, which people may see: as `gpg --armor --export` prints it.
   * @throws InputError when it is no OpenPGP key, of several people, cannot sign, revoked, or has expired
   */
  readPublic(armored: string, nowMs: number): Promise<SigningKeyInfo>;
}
