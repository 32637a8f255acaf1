import { InputError } from "../../domain/errors.ts";
import type { OperationPorts } from "../../domain/operation.ts";
import type { Secret } from "../../domain/secret.ts";
import { say } from "../../domain/sentence.ts";
import type { SigningKeyInfo } from "../../ports/signing-key-reader.ts";
import type { Handed } from "./input.ts";

declare module "../../domain/sentence.ts" {
  interface Sentences {
    "register.other-key": { expected: string; found: string };
    "register.other-half": { field: string };
    "register.older-half": { field: string; missing: readonly string[] };
  }
}

const publicBlock = /^-----BEGIN PGP PUBLIC KEY BLOCK-----[\s\S]+-----END PGP PUBLIC KEY BLOCK-----$/;

/** By what a person tells which signing key it is: its public half, or the fingerprint, as gpg prints it, of one too long for a form. */
export function readWhichKey(text: string): Pick<Handed, "publicKey" | "fingerprint"> | undefined {
  if (publicBlock.test(text)) return { publicKey: text };
  const digits = text.replaceAll(/\s/g, "").toUpperCase();
  return /^[0-9A-F]{40}$/.test(digits) ? { publicKey: null, fingerprint: digits } : undefined;
}

/** What the approver is told of it. */
export type SigningKeyFacts = {
  readonly fingerprint: string;
  readonly userIds: readonly string[];
  readonly expiresAtMs: number | null;
  /** Nobody has seen more than the fingerprint yet. */
  readonly isStated?: true;
};

interface Reading {
  readonly ports: Pick<OperationPorts, "signingKeys">;
  readonly nowMs: number;
}

/** Which signing key was handed in, as far as it is known before its token is opened. @throws InputError as the reader does */
export async function statedKey(handed: Handed | null, { ports, nowMs }: Reading): Promise<SigningKeyFacts> {
  if (handed?.fingerprint !== undefined)
    return { fingerprint: handed.fingerprint, userIds: [], expiresAtMs: null, isStated: true };
  const { fingerprint, userIds, expiresAtMs } = await ports.signingKeys.readPublic(handed?.publicKey ?? "", nowMs);
  return { fingerprint, userIds: [...userIds], expiresAtMs };
}

/** What was found in the token. */
export interface FoundKey {
  readonly fingerprint: string;
  readonly expiresAtMs: number | null;
  readonly isProtected: boolean;
}

/** @throws InputError when it is not the key that was approved, its halves are of two keys, or the public one is older than what signs */
export async function foundKey(
  { secret, publicHalf }: { readonly secret: Secret; readonly publicHalf: Secret | undefined },
  handed: Handed | null,
  { ports, nowMs }: Reading,
): Promise<FoundKey> {
  const found = await ports.signingKeys.read(secret, nowMs);
  const { fingerprint: expected } = await statedKey(handed, { ports, nowMs });
  if (found.fingerprint !== expected)
    throw new InputError("register.other-key", say("register.other-key", { expected, found: found.fingerprint }));
  const shown: SigningKeyInfo = publicHalf === undefined ? found : await ports.signingKeys.readPublic(publicHalf.reveal(), nowMs);
  if (shown.fingerprint !== found.fingerprint)
    throw new InputError("register.other-half", say("register.other-half", { field: "PUBLIC_KEY" }));
  const missing = found.signedBy.filter((part) => !shown.signedBy.includes(part));
  if (missing.length > 0)
    throw new InputError("register.older-half", say("register.older-half", { field: "PUBLIC_KEY", missing }));
  return { fingerprint: expected, expiresAtMs: earlierOf(found, shown), isProtected: found.isProtected };
}

/** Each half carries its own notes of when the key ends; whoever goes by the other one is refused from the earlier on. */
function earlierOf(...halves: readonly Pick<SigningKeyInfo, "expiresAtMs">[]): number | null {
  const ends = halves.flatMap(({ expiresAtMs }) => expiresAtMs ?? []);
  return ends.length === 0 ? null : Math.min(...ends);
}
