import { wordsOf } from "../domain/arguments.ts";
import { noted, notedPeople } from "../domain/noted.ts";
import { operation } from "../domain/operation.ts";
import { say } from "../domain/sentence.ts";
import { describeRegistering, takenOffLines } from "./register/brief.ts";
import { collectWaiting } from "./register/collect-waiting.ts";
import { compensateDelivery, deliver } from "./register/deliver.ts";
import { lookBeforeRegistering } from "./register/facts.ts";
import { registerForm } from "./register/form.ts";
import { RegisterInput } from "./register/input.ts";
import { About, compensateWrite, findWritten, write } from "./register/write.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "register.summary": NoParams;
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
  writtenWords: ({ handed }) => ((handed?.owner ?? "") === "" ? [] : ["owner"]),
  withoutWords: (input) => ({ ...input, reason: "", handed: input.handed && { ...input.handed, owner: "" } }),
  lock: ({ path }) => `entry/${path}`,
  validateConfiguration: () => {},
  form: registerForm,
  plan: lookBeforeRegistering,
  describe: describeRegistering,
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
  collectOrphans: collectWaiting,
})
  .step("write", {
    parts: ({ path }, { replaces, tokenEndsAtMs }) => [
      ...(tokenEndsAtMs === null ? [] : [{ id: "open", title: say("register.step.open", {}) }]),
      { id: "write", title: say("register.step.write", { path, version: replaces + 1 }) },
    ],
    find: findWritten,
    run: write,
    undo: { back: compensateWrite },
  })
  .step("deliver", {
    isWanted: (_, { deliveries }) => deliveries !== undefined,
    parts: (_, { deliveries = [] }) =>
      deliveries.map(({ destination }, at) => ({ id: `deliver-${at}`, title: say("register.step.deliver", { destination }) })),
    run: deliver,
    undo: { back: compensateDelivery },
  })
  .step("describe", {
    parts: () => [{ id: "describe", title: say("register.step.describe", {}) }],
    run: async ({ requestId, input: { path, handed }, facts, done, people, ports, signal }) => {
      const { version, lastFour, signingKey = facts.signingKey } = done.write;
      const about = noted({
        owner: handed?.owner ?? "",
        requester: notedPeople([people.requester]),
        approver: notedPeople(people.approvedBy),
        request: requestId,
        kind: facts.kind,
        version: String(version),
        ...(handed?.expires ? { expires: handed.expires } : {}),
        ...(lastFour === null ? {} : { last_four: lastFour }),
        ...(signingKey === null ? {} : { fingerprint: signingKey.fingerprint }),
        ...keyExpiry(signingKey?.expiresAtMs ?? facts.seen?.key?.expiresAtMs ?? null),
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

/** The end that is in the key itself, for the expiry scan. */
const keyExpiry = (atMs: number | null): { readonly key_expires?: string } =>
  atMs === null ? {} : { key_expires: new Date(atMs).toISOString() };
