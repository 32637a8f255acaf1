import type { LedgerEntry, RoleLedger } from "../domain/ledger.ts";
import { type Sentence, say } from "../domain/sentence.ts";
import type { SecretIdInfo } from "../ports/app-roles.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "secret-id.line": { accessor: string; label: Sentence; createdAtMs: number; expires: Sentence };
    "secret-id.current": NoParams;
    "secret-id.previous": { retireAtMs: number };
    "secret-id.pending": NoParams;
    "secret-id.maybe": NoParams;
    "secret-id.orphan": { request: string };
    "secret-id.foreign": NoParams;
    "secret-id.expires": { atMs: number };
    "secret-id.never-expires": NoParams;
  }
}

export type Label = "current" | "previous" | "pending" | "maybe" | "orphan" | "foreign";

/** What a live SecretID is for, as far as the ledger and its own tag say. */
export function labelOf({ accessor, metadata }: SecretIdInfo, { current, previous, pending, maybe }: RoleLedger): Label {
  const is = (entry: LedgerEntry): boolean => entry.accessor === accessor;
  if (current !== null && is(current)) return "current";
  if (previous.some(is)) return "previous";
  if (pending !== null && is(pending)) return "pending";
  if (maybe.some(is)) return "maybe";
  return metadata["request"] === undefined ? "foreign" : "orphan";
}

export function secretIdLine(info: SecretIdInfo, ledger: RoleLedger): Sentence {
  const { accessor, createdAtMs, expiresAtMs } = info;
  const expires = expiresAtMs === null ? say("secret-id.never-expires", {}) : say("secret-id.expires", { atMs: expiresAtMs });
  return say("secret-id.line", { accessor, label: labelSentence(info, ledger), createdAtMs, expires });
}

function labelSentence(info: SecretIdInfo, ledger: RoleLedger): Sentence {
  const label = labelOf(info, ledger);
  switch (label) {
    case "previous": {
      const retireAtMs = ledger.previous.find(({ accessor }) => accessor === info.accessor)?.retireAtMs;
      return say("secret-id.previous", { retireAtMs: retireAtMs ?? 0 });
    }
    case "orphan":
      return say("secret-id.orphan", { request: info.metadata["request"] ?? "" });
    default:
      return { key: `secret-id.${label}`, params: {} };
  }
}
