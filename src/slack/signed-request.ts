import { createHmac, timingSafeEqual } from "node:crypto";
import { chatSkewMs } from "../domain/clock-skew.ts";

/** What came over HTTP, before anything of it is believed. */
interface UnverifiedRequest {
  /** `x-slack-request-timestamp` */
  readonly timestamp: unknown;
  /** `x-slack-signature` */
  readonly signature: unknown;
  readonly body: Buffer;
}

/**
 * Whether Slack signed this, with this secret and at about this time: stricter than bolt 5.1.0, which takes text after
 * the signature and any time in the future. https://docs.slack.dev/authentication/verifying-requests-from-slack
 */
export function isSignedBySlack(
  { timestamp, signature, body }: UnverifiedRequest,
  signingSecret: string,
  nowMs: number,
): boolean {
  if (signingSecret === "") return false;
  if (typeof timestamp !== "string" || !/^\d{10}$/.test(timestamp)) return false;
  if (typeof signature !== "string" || !/^v0=[0-9a-f]{64}$/.test(signature)) return false;
  if (Math.abs(nowMs - Number(timestamp) * 1000) > chatSkewMs) return false;
  const expected = createHmac("sha256", signingSecret).update(`v0:${timestamp}:`).update(body).digest();
  return timingSafeEqual(expected, Buffer.from(signature.slice("v0=".length), "hex"));
}
