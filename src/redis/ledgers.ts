import { ConflictError } from "../domain/errors.ts";
import { emptyLedger, ledgerDocument, RoleLedger } from "../domain/ledger.ts";
import { say } from "../domain/sentence.ts";
import type { Documents } from "../ports/documents.ts";
import type { Ledgers } from "../ports/ledgers.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "ledger.unreadable": { role: string };
  }
}

/** Ledgers are documents; what cannot be read as one is refused rather than taken for an empty one. */
export const createLedgers = ({ documents }: { readonly documents: Documents }): Ledgers => ({
  async read(role) {
    const stored = await documents.read(ledgerDocument(role));
    if (stored === undefined) return emptyLedger(role);
    const ledger = RoleLedger.safeParse(stored);
    if (!ledger.success) throw new ConflictError("ledger.unreadable", say("ledger.unreadable", { role }));
    return ledger.data;
  },
});
