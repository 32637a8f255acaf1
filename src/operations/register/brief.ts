import type { Brief } from "../../domain/operation.ts";
import { type Sentence, say } from "../../domain/sentence.ts";
import type { RegisterFacts } from "./facts.ts";
import type { Handed, RegisterInput } from "./input.ts";
import { abilitiesLine } from "./key-abilities.ts";
import { fieldsOf, publicHalfOf } from "./kinds.ts";
import { TakenOff } from "./read-value.ts";
import type { SigningKeyFacts } from "./signing-key.ts";

declare module "../../domain/sentence.ts" {
  interface Sentences {
    "register.title": { path: string };
    "register.label.fields": NoParams;
    "register.label.intake": NoParams;
    "register.label.taken-off": NoParams;
    "register.label.owner": NoParams;
    "register.label.expires": NoParams;
    "register.label.replaces": NoParams;
    "register.label.key": NoParams;
    "register.label.signing-key": NoParams;
    "register.label.secret-half": NoParams;
    "register.label.destination": NoParams;
    "register.value.destination": { destination: string; sinceMs: number };
    "register.value.destination-new": { destination: string };
    "register.value.fields": { names: readonly string[] };
    "register.value.fields-key": { names: readonly string[]; lastFour: string };
    "register.value.fields-wrapped": NoParams;
    "register.value.fields-unseen": { expected: readonly string[]; optional: string };
    "register.value.field-to": { field: string; to: Sentence };
    "register.value.secret-half": NoParams;
    "register.value.intake-form": NoParams;
    "register.value.intake-token": { endsAtMs: number };
    "register.value.intake-generated": NoParams;
    "register.value.taken-off.line-break": { names: readonly string[] };
    "register.value.taken-off.blanks": { names: readonly string[] };
    "register.value.taken-off.quotes": { names: readonly string[] };
    "register.value.taken-off.comment": { names: readonly string[] };
    "register.value.owner": { owner: string };
    "register.value.expires": { day: string };
    "register.value.expires-never": NoParams;
    "register.value.replaces": { version: number; sinceMs: number };
    "register.value.replaces-by": { version: number; sinceMs: number; by: string };
    "register.value.replaces-nothing": NoParams;
    "register.value.key-later": NoParams;
    "register.value.signing-key": { fingerprint: string; userIds: readonly string[]; ends: Sentence };
    "register.value.signing-key-stated": { fingerprint: string };
    "register.value.signing-key-ends": { endsAtMs: number };
    "register.value.signing-key-endless": NoParams;
    "register.impact": { path: string };
    "register.impact-first": { path: string };
    "register.impact-delivered": { path: string };
  }
}

/** What the approver reads of a value: everything that is known before it is written, and what is not. */
export function describeRegistering({ path, handed }: RegisterInput, facts: RegisterFacts): Brief {
  return {
    title: say("register.title", { path }),
    facts: [
      { label: say("register.label.fields", {}), value: fieldsLine(handed, facts) },
      { label: say("register.label.intake", {}), value: intakeLine(handed, facts) },
      ...takenOffLines(handed?.takenOff).map((value) => ({ label: say("register.label.taken-off", {}), value })),
      { label: say("register.label.owner", {}), value: say("register.value.owner", { owner: handed?.owner ?? "" }) },
      { label: say("register.label.expires", {}), value: expiryLine(handed) },
      { label: say("register.label.replaces", {}), value: replacesLine(facts) },
      ...aboutTheKey(facts),
      ...(facts.deliveries ?? []).map((delivery) => destinationFact(delivery, facts)),
    ],
    impact: impact(path, facts),
  };
}

function fieldsLine(handed: Handed | null, { kind, edition }: RegisterFacts): Sentence {
  if (handed === null || handed.intake === "token")
    return edition === undefined
      ? say("register.value.fields-wrapped", {})
      : say("register.value.fields-unseen", { expected: fieldsOf[kind] ?? [], optional: publicHalfOf[kind] ?? "" });
  const { fields: names, lastFour } = handed;
  return lastFour === null ? say("register.value.fields", { names }) : say("register.value.fields-key", { names, lastFour });
}

function intakeLine(handed: Handed | null, { tokenEndsAtMs }: RegisterFacts): Sentence {
  if (tokenEndsAtMs !== null) return say("register.value.intake-token", { endsAtMs: tokenEndsAtMs });
  return handed?.intake === "generated" ? say("register.value.intake-generated", {}) : say("register.value.intake-form", {});
}

const takenOffSaid = {
  "line-break": (names: readonly string[]) => say("register.value.taken-off.line-break", { names }),
  blanks: (names: readonly string[]) => say("register.value.taken-off.blanks", { names }),
  quotes: (names: readonly string[]) => say("register.value.taken-off.quotes", { names }),
  comment: (names: readonly string[]) => say("register.value.taken-off.comment", { names }),
} as const satisfies { readonly [A in keyof TakenOff]: (names: readonly string[]) => Sentence };

export const takenOffLines = (takenOff: TakenOff = {}): readonly Sentence[] =>
  TakenOff.keyType.options.flatMap((around) => {
    const names = takenOff[around];
    return names === undefined ? [] : [takenOffSaid[around](names)];
  });

const expiryLine = (handed: Handed | null): Sentence =>
  handed?.expires ? say("register.value.expires", { day: handed.expires }) : say("register.value.expires-never", {});

function replacesLine({ replaces: version, replacedAtMs, replacedBy: by }: RegisterFacts): Sentence {
  if (version === 0) return say("register.value.replaces-nothing", {});
  const sinceMs = replacedAtMs ?? 0;
  return by === null
    ? say("register.value.replaces", { version, sinceMs })
    : say("register.value.replaces-by", { version, sinceMs, by });
}

function impact(path: string, { replaces, deliveries }: RegisterFacts): Sentence {
  if (deliveries !== undefined) return say("register.impact-delivered", { path });
  return replaces === 0 ? say("register.impact-first", { path }) : say("register.impact", { path });
}

type Delivery = NonNullable<RegisterFacts["deliveries"]>[number];

function destinationFact({ field, destination, updatedAtMs }: Delivery, { edition }: RegisterFacts): Brief["facts"][number] {
  const to =
    updatedAtMs === null
      ? say("register.value.destination-new", { destination })
      : say("register.value.destination", { destination, sinceMs: updatedAtMs });
  return {
    label: say("register.label.destination", {}),
    value: edition === undefined ? to : say("register.value.field-to", { field, to }),
  };
}

function signingKeyLine({ fingerprint, userIds, expiresAtMs, isStated }: SigningKeyFacts): Sentence {
  if (isStated === true) return say("register.value.signing-key-stated", { fingerprint });
  const ends =
    expiresAtMs === null
      ? say("register.value.signing-key-endless", {})
      : say("register.value.signing-key-ends", { endsAtMs: expiresAtMs });
  return say("register.value.signing-key", { fingerprint, userIds, ends });
}

function aboutTheKey({ kind, seen, signingKey, edition }: RegisterFacts): Brief["facts"] {
  if (signingKey !== null)
    return [
      { label: say("register.label.signing-key", {}), value: signingKeyLine(signingKey) },
      ...(edition === undefined
        ? []
        : [{ label: say("register.label.secret-half", {}), value: say("register.value.secret-half", {}) }]),
    ];
  if (kind !== "exchange") return [];
  const key = seen?.key ?? null;
  const value =
    key === null
      ? say("register.value.key-later", {})
      : abilitiesLine(edition === undefined ? { ...key, expiresAtMs: null } : key);
  return [{ label: say("register.label.key", {}), value }];
}
