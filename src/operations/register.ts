import { wordsOf } from "../domain/arguments.ts";
import { noted, notedPeople } from "../domain/noted.ts";
import { type Brief, operation } from "../domain/operation.ts";
import { type Sentence, say } from "../domain/sentence.ts";
import { deliver, takeBackDelivery } from "./register/deliver.ts";
import { lookBeforeRegistering, type RegisterFacts } from "./register/facts.ts";
import { registerForm } from "./register/form.ts";
import { type Handed, RegisterInput } from "./register/input.ts";
import { TakenOff } from "./register/read-value.ts";
import { sweepWaiting } from "./register/sweep-waiting.ts";
import { About, findWritten, takeBackWrite, write } from "./register/write.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "register.summary": NoParams;
    "register.title": { path: string };
    "register.label.fields": NoParams;
    "register.label.intake": NoParams;
    "register.label.taken-off": NoParams;
    "register.label.owner": NoParams;
    "register.label.expires": NoParams;
    "register.label.replaces": NoParams;
    "register.label.key": NoParams;
    "register.label.signing-key": NoParams;
    "register.label.destination": NoParams;
    "register.value.destination": { destination: string; sinceMs: number };
    "register.value.destination-new": { destination: string };
    "register.value.fields": { names: readonly string[] };
    "register.value.fields-key": { names: readonly string[]; lastFour: string };
    "register.value.fields-wrapped": NoParams;
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
    "register.value.key": { abilities: Sentence; addresses: Sentence };
    "register.value.key-trades": NoParams;
    "register.value.key-reads": NoParams;
    "register.value.key-restricted": NoParams;
    "register.value.key-test": NoParams;
    "register.value.key-anywhere": NoParams;
    "register.value.key-later": NoParams;
    "register.value.signing-key": { fingerprint: string; userIds: readonly string[]; ends: Sentence };
    "register.value.signing-key-ends": { endsAtMs: number };
    "register.value.signing-key-endless": NoParams;
    "register.impact": { path: string };
    "register.impact-first": { path: string };
    "register.impact-delivered": { path: string };
    "register.step.open": NoParams;
    "register.step.write": { path: string; version: number };
    "register.step.deliver": { destination: string };
    "register.step.describe": NoParams;
    "register.step.clean": NoParams;
    "register.done": { path: string; version: number };
    "register.done-locked": { done: Sentence };
    "register.done-without": { done: Sentence; what: Sentence };
    "register.done-delivered": { path: string; version: number; destinations: readonly string[] };
  }
}

/**
 * Writes a value that somebody handed in, after somebody else has approved. Until then it waits in Vault, where only the side that
 * acts can take it from; nothing that is kept elsewhere tells more of it than its fields' names.
 */
export const register = operation({
  name: "register",
  summary: say("register.summary", {}),
  usage: "<path> [reason]",
  examples: ["register binance", "register staging/db new password after the audit", "register release", "register docker"],
  input: RegisterInput,
  words: ({ path, reason }) => wordsOf(path, reason),
  reason: ({ reason }) => reason,
  lock: ({ path }) => `entry/${path}`,
  admit: () => {},
  form: registerForm,
  look: lookBeforeRegistering,
  describe: ({ path, handed }, facts): Brief => ({
    title: say("register.title", { path }),
    facts: [
      { label: say("register.label.fields", {}), value: fieldsLine(handed) },
      { label: say("register.label.intake", {}), value: intakeLine(handed, facts) },
      ...takenOffLines(handed?.takenOff).map((value) => ({ label: say("register.label.taken-off", {}), value })),
      { label: say("register.label.owner", {}), value: say("register.value.owner", { owner: handed?.owner ?? "" }) },
      { label: say("register.label.expires", {}), value: expiryLine(handed) },
      { label: say("register.label.replaces", {}), value: replacesLine(facts) },
      ...aboutTheKey(facts),
      ...(facts.deliveries ?? []).map(destinationLine),
    ],
    impact: impact(path, facts),
  }),
  approval: (_, defaults) => defaults,
  outcome: ({ path }, { replaces, deliveries = [] }, { write: written }) => {
    const [version, destinations] = [replaces + 1, deliveries.map(({ destination }) => destination)];
    const done =
      deliveries.length === 0
        ? say("register.done", { path, version })
        : say("register.done-delivered", { path, version, destinations });
    const about = About.safeParse(written).data;
    const whole = takenOffLines(about?.takenOff).reduce((said, what) => say("register.done-without", { done: said, what }), done);
    return about?.isLocked ? say("register.done-locked", { done: whole }) : whole;
  },
  tidy: sweepWaiting,
})
  .step("write", {
    parts: ({ path }, { replaces, tokenEndsAtMs }) => [
      ...(tokenEndsAtMs === null ? [] : [{ id: "open", title: say("register.step.open", {}) }]),
      { id: "write", title: say("register.step.write", { path, version: replaces + 1 }) },
    ],
    find: findWritten,
    run: write,
    undo: { back: takeBackWrite },
  })
  .step("deliver", {
    isWanted: (_, { deliveries }) => deliveries !== undefined,
    parts: (_, { deliveries = [] }) =>
      deliveries.map(({ destination }, at) => ({ id: `deliver-${at}`, title: say("register.step.deliver", { destination }) })),
    run: deliver,
    undo: { back: takeBackDelivery },
  })
  .step("describe", {
    parts: () => [{ id: "describe", title: say("register.step.describe", {}) }],
    run: async ({ requestId, input: { path, handed }, facts, done, people, ports, signal }) => {
      const { version, lastFour } = done.write;
      const about = noted({
        owner: handed?.owner ?? "",
        requester: notedPeople([people.requester]),
        approver: notedPeople(people.approvedBy),
        request: requestId,
        kind: facts.kind,
        version: String(version),
        ...(handed?.expires ? { expires: handed.expires } : {}),
        ...(lastFour === null ? {} : { last_four: lastFour }),
        ...(facts.signingKey === null ? {} : { fingerprint: facts.signingKey.fingerprint }),
        ...keyExpiry(facts.signingKey?.expiresAtMs ?? facts.seen?.key?.expiresAtMs ?? null),
      });
      await ports.entries.describe(path, about, signal);
      return { checkpoint: { version }, details: { path, about } };
    },
    undo: "nothing",
  })
  .step("clean", {
    parts: () => [{ id: "clean", title: say("register.step.clean", {}) }],
    run: async ({ requestId, ports, signal }) => {
      await ports.waiting.remove(requestId, signal);
      return { checkpoint: {} };
    },
    undo: "nothing",
  });

/** The end that is in the key itself, for the radar. */
const keyExpiry = (atMs: number | null): { readonly key_expires?: string } =>
  atMs === null ? {} : { key_expires: new Date(atMs).toISOString() };

function fieldsLine(handed: Handed | null): Sentence {
  if (handed === null || handed.intake === "token") return say("register.value.fields-wrapped", {});
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

const takenOffLines = (takenOff: TakenOff = {}): readonly Sentence[] =>
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

const destinationLine = ({
  destination,
  updatedAtMs,
}: NonNullable<RegisterFacts["deliveries"]>[number]): Brief["facts"][number] => ({
  label: say("register.label.destination", {}),
  value:
    updatedAtMs === null
      ? say("register.value.destination-new", { destination })
      : say("register.value.destination", { destination, sinceMs: updatedAtMs }),
});

function aboutTheKey({ kind, seen, signingKey }: RegisterFacts): Brief["facts"] {
  if (signingKey !== null) {
    const { fingerprint, userIds, expiresAtMs } = signingKey;
    const ends =
      expiresAtMs === null
        ? say("register.value.signing-key-endless", {})
        : say("register.value.signing-key-ends", { endsAtMs: expiresAtMs });
    return [
      { label: say("register.label.signing-key", {}), value: say("register.value.signing-key", { fingerprint, userIds, ends }) },
    ];
  }
  if (kind !== "exchange") return [];
  const label = say("register.label.key", {});
  const key = seen?.key ?? null;
  if (key === null) return [{ label, value: say("register.value.key-later", {}) }];
  const abilities = key.canTrade ? say("register.value.key-trades", {}) : say("register.value.key-reads", {});
  if (key.isOfTestNetwork)
    return [{ label, value: say("register.value.key", { abilities, addresses: say("register.value.key-test", {}) }) }];
  const addresses = key.isIpRestricted ? say("register.value.key-restricted", {}) : say("register.value.key-anywhere", {});
  return [{ label, value: say("register.value.key", { abilities, addresses }) }];
}
