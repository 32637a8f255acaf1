import type { RequestState } from "../domain/request.ts";

declare module "../domain/operation.ts" {
  interface OperationPorts {
    readonly redaction: Redaction;
  }
}

/** What people wrote freely into a request. */
export type WrittenWords = "reason" | "owner" | "inputs";

/** A request of which words can be taken out. */
export type Redactable = {
  readonly state: RequestState;
  readonly words: readonly WrittenWords[];
  /** Entries of the audit log that have these words, too; a hash covers each, so there they stay. */
  readonly entries: readonly number[];
};

/** Takes out of an ended request what people wrote into it. */
export interface Redaction {
  /** @throws NotFoundError, ConflictError (still open, nothing written, taken out already): nothing changed */
  look(requestId: string): Promise<Redactable>;
  /** By which request it was done; `undefined`: it was not. @throws NotFoundError */
  doneBy(requestId: string): Promise<string | undefined>;
  /** @param by The request that asks for it. @throws as `look`, and as saving a record does */
  takeOut(requestId: string, by: string): Promise<void>;
}
