import { isStoreDown } from "../domain/errors.ts";
import { LockLostError, NotMovedError, StaleRecordError } from "./save-request.ts";

/** Whether an error says "stop, somebody else goes on from here" rather than something about the operation. */
export const isHandOver = (error: unknown, signal: AbortSignal): boolean =>
  signal.aborted ||
  error instanceof StaleRecordError ||
  error instanceof LockLostError ||
  error instanceof NotMovedError ||
  isStoreDown(error);
