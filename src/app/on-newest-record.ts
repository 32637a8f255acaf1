import { compareAndSet, moved } from "../domain/compare-and-set.ts";
import { StaleRecordError } from "./save-request.ts";

/** A lost race is tried on the newer record; there the event usually does not fit any more, which ends it. */
export const onNewestRecord = <T>(attempt: () => Promise<T>): Promise<T> =>
  compareAndSet(() =>
    attempt().catch((error: unknown) => {
      if (error instanceof StaleRecordError) return moved;
      throw error;
    }),
  );
