import { UpstreamError } from "../domain/errors.ts";

/**
 * For a write that comes to the same when it is done twice: where its answer was lost, the world is asked whether it happened.
 * The failure is thrown when it did not, or when nobody can say.
 */
export const unlessSettled =
  (isSettled: () => Promise<boolean>) =>
  async (failure: unknown): Promise<void> => {
    const mayHaveHappened = failure instanceof UpstreamError && failure.effect === "unknown";
    if (!mayHaveHappened || !(await isSettled().catch(() => false))) throw failure;
  };
