import { createAlarms } from "../../src/app/alarms.ts";
import type { Verify } from "../../src/app/verify.ts";
import type { OperationRequest } from "../../src/domain/request.ts";
import type { Verified } from "../../src/domain/verified.ts";
import type { RequestView } from "../../src/ports/request-view.ts";
import { noon } from "./builders.ts";

/** A request as if it had been verified. */
export const verified = (request: OperationRequest): Verified => request as Verified;

/** What shows a request that nobody doubts. */
export function believing(view: RequestView) {
  const verify: Verify = async ({ request }) => verified(request);
  const log = { info: () => {}, warn: () => {}, error: () => {} };
  return { verify, alarms: createAlarms({ view, log, now: () => noon }), continuations: () => [] };
}
