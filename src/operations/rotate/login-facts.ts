import type { Brief } from "../../domain/operation.ts";
import { say } from "../../domain/sentence.ts";
import type { RotateFacts } from "./facts.ts";

declare module "../../domain/sentence.ts" {
  interface Sentences {
    "rotate.label.lives": NoParams;
    "rotate.label.uses": NoParams;
    "rotate.label.bound": NoParams;
    "rotate.label.no-secret-id": NoParams;
    "rotate.value.lives": { ttlMs: number };
    "rotate.value.lives-clamped": { ttlMs: number; askedMs: number };
    "rotate.value.uses": { uses: number };
    "rotate.value.bound": { secretId: readonly string[]; token: readonly string[] };
    "rotate.value.no-secret-id": NoParams;
  }
}

/** For the card: how long, how often and from where the new SecretID logs in. */
export function loginFacts({
  secretIdTtlS,
  askedTtlS,
  secretIdNumUses,
  bindSecretId,
  bound,
}: Pick<RotateFacts, "secretIdTtlS" | "askedTtlS" | "secretIdNumUses" | "bindSecretId" | "bound">): Brief["facts"] {
  const ttlMs = secretIdTtlS * 1000;
  const lives =
    askedTtlS === undefined
      ? say("rotate.value.lives", { ttlMs })
      : say("rotate.value.lives-clamped", { ttlMs, askedMs: askedTtlS * 1000 });
  return [
    { label: say("rotate.label.lives", {}), value: lives },
    ...(secretIdNumUses === 0
      ? []
      : [{ label: say("rotate.label.uses", {}), value: say("rotate.value.uses", { uses: secretIdNumUses }) }]),
    ...(bound === undefined ? [] : [{ label: say("rotate.label.bound", {}), value: say("rotate.value.bound", { ...bound }) }]),
    ...(bindSecretId !== false
      ? []
      : [{ label: say("rotate.label.no-secret-id", {}), value: say("rotate.value.no-secret-id", {}) }]),
  ];
}
