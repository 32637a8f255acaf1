import type { ExpirySource } from "../domain/expiry.ts";
import { certificates } from "./certificates.ts";
import { deliveryCredential } from "./delivery-credential.ts";
import { ownLogin } from "./own-login.ts";
import { secretIds } from "./secret-ids.ts";
import { signingKeys } from "./signing-keys.ts";
import { values } from "./values.ts";

/** Every place where things end. */
export const expirySources: readonly ExpirySource[] = [
  secretIds,
  values,
  signingKeys,
  ownLogin,
  deliveryCredential,
  certificates,
];
