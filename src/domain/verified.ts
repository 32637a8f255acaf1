import type { OperationRequest } from "./request.ts";

declare const verified: unique symbol;

/**
 * A request whose record is what the signed log says was written last, with the words of what its requester signed. What people read
 * before they decide is made of it and of nothing else; `createVerify` alone makes one.
 */
export type Verified = OperationRequest & { readonly [verified]: true };
