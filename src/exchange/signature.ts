import { createHmac } from "node:crypto";
import type { Secret } from "../domain/secret.ts";

/** HMAC-SHA256 in hex, which both exchanges take from keys that they generated themselves. */
export const signatureOf = (text: string, secretKey: Secret): string =>
  createHmac("sha256", secretKey.reveal()).update(text).digest("hex");
