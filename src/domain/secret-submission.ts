import type { Secret } from "./secret.ts";

/** Named values of one entry. */
export type SecretFields = ReadonlyMap<string, Secret>;

/** What a person handed in: the values themselves, or a wrapping token that holds them. */
export type SecretSubmission = { readonly fields: SecretFields } | { readonly wrappingToken: Secret };
