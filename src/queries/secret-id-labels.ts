import { labelOf, type RoleLedger } from "../domain/ledger.ts";
import { isOld } from "../domain/secret-id-age.ts";
import { type Sentence, say } from "../domain/sentence.ts";
import type { SecretIdInfo } from "../ports/app-roles.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "secret-id.line": { accessor: string; label: Sentence; createdAtMs: number; age: Sentence; expires: Sentence };
    "secret-id.age": { ageMs: number };
    "secret-id.age-old": NoParams;
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

export function secretIdLine(info: SecretIdInfo, ledger: RoleLedger, nowMs: number): Sentence {
  const { accessor, createdAtMs, expiresAtMs } = info;
  const expires = expiresAtMs === null ? say("secret-id.never-expires", {}) : say("secret-id.expires", { atMs: expiresAtMs });
  const age = isOld(info, nowMs)
    ? say("secret-id.age-old", {})
    : say("secret-id.age", { ageMs: Math.max(0, nowMs - createdAtMs) });
  return say("secret-id.line", { accessor, label: labelSentence(info, ledger), createdAtMs, age, expires });
}

function labelSentence(info: SecretIdInfo, ledger: RoleLedger): Sentence {
  const label = labelOf(info, ledger);
  switch (label) {
    case "previous": {
      const known = ledger.previous.find(({ accessor }) => accessor === info.accessor) ?? ledger.earlier;
      return say("secret-id.previous", { retireAtMs: known?.retireAtMs ?? 0 });
    }
    case "orphan":
      return say("secret-id.orphan", { request: info.metadata["request"] ?? "" });
    default:
      return { key: `secret-id.${label}`, params: {} };
  }
}
