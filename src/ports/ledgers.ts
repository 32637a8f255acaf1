import type { RoleLedger } from "../domain/ledger.ts";

declare module "../domain/operation.ts" {
  interface OperationPorts {
    readonly ledgers: Ledgers;
  }
}
declare module "../domain/query.ts" {
  interface QueryPorts {
    readonly ledgers: Ledgers;
  }
}

/** What each SecretID of a role is for. Written only beside a record (`ledgerWrite`). Throws `UpstreamError` (service "redis"). */
export interface Ledgers {
  /** An empty ledger for a role that was never rotated here. @throws ConflictError when what is stored is no ledger */
  read(role: string): Promise<RoleLedger>;
}
