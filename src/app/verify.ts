import { isBelievable } from "../domain/believable.ts";
import { isOpen, type OperationRequest } from "../domain/request.ts";
import type { Verified } from "../domain/verified.ts";
import type { Loaded } from "../ports/request-store.ts";
import type { IntegrityVerifier } from "./integrity-verifier.ts";

/**
 * What may be shown of a request: the record that the signed log proves, asked for by the one it names. @returns `undefined` for any
 * other. Throws UpstreamError (service "vault").
 */
export type Verify = (loaded: Pick<Loaded, "request" | "objection">) => Promise<Verified | undefined>;

export function createVerify({ integrity }: { readonly integrity: Pick<IntegrityVerifier, "verifySubmission"> }): Verify {
  return async ({ request, objection }) => {
    if (!isBelievable({ request, objection })) return undefined;
    // Words that were taken out are not those that were signed, and whoever took them out has signed the record.
    const isRedacted = request.redacted !== undefined && objection === undefined && !isOpen(request);
    return isRedacted || (await integrity.verifySubmission(request)) === undefined ? marked(request) : undefined;
  };
}

// The one place where an unverified request becomes a verified one: the mark is only there for the compiler.
const marked = (request: OperationRequest): Verified => request as Verified;
