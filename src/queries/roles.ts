import type { AnswerAction } from "../domain/answer.ts";
import { NoWords } from "../domain/arguments.ts";
import { doubtOfMemory, generationOf } from "../domain/doubt.ts";
import { AppError } from "../domain/errors.ts";
import { labelOf, type SecretIdLabel } from "../domain/ledger.ts";
import { manySecretIds } from "../domain/many-secret-ids.ts";
import type { Query, QueryContext } from "../domain/query.ts";
import { isOld } from "../domain/secret-id-age.ts";
import { type Sentence, say } from "../domain/sentence.ts";
import { adoptOffer } from "./clean-up-offer.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "roles.summary": NoParams;
    "roles.heading": { count: number };
    "roles.none": NoParams;
    "roles.line": { role: string; live: number; current: Sentence; rest: Sentence };
    "roles.current": { createdAtMs: number; expires: Sentence };
    "roles.never-rotated": NoParams;
    "roles.older": NoParams;
    "roles.to-adopt": { count: number };
    "roles.rest": { previous: number; pending: number; orphan: number; foreign: number; neverExpiring: number; old: number };
    "roles.unknown": { role: string; because: Sentence };
    "roles.more": NoParams;
  }
}

/** Every configured AppRole in one line each: what is current, and what else is live; with a button for those of which Redis knows too little. */
export const roles: Query<null> = {
  name: "roles",
  usage: "",
  summary: say("roles.summary", {}),
  examples: ["roles"],
  input: NoWords,
  answer: async (_, context) => {
    const names = [...context.ports.roles.keys()];
    if (names.length === 0) return { heading: say("roles.none", {}), sections: [] };
    const lines = await Promise.all(names.map((name) => lineFor(name, context)));
    const actions = lines.flatMap(({ action }) => action ?? []);
    const first = actions.length === 0 ? [] : [{ lines: [say("roles.to-adopt", { count: actions.length })] }];
    return {
      heading: say("roles.heading", { count: names.length }),
      sections: [{ lines: lines.map(({ line }) => line) }, ...first, { lines: [say("roles.more", {})] }],
      ...(actions.length === 0 ? {} : { actions }),
    };
  },
};

/** One role that cannot be read is said, and does not hide the others. */
async function lineFor(
  role: string,
  { ports, signal, nowMs }: QueryContext,
): Promise<{ readonly line: Sentence; readonly action?: AnswerAction }> {
  try {
    const [listed, ledger] = await Promise.all([ports.appRoles.accessors(role, signal), ports.ledgers.read(role)]);
    if (listed.length > manySecretIds) return { line: say("role.many", { role, count: listed.length }) };
    const live = await ports.appRoles.live(role, signal);
    const count = (label: SecretIdLabel): number => live.filter((info) => labelOf(info, ledger) === label).length;
    const current = live.find((info) => labelOf(info, ledger) === "current");
    const rest = say("roles.rest", {
      previous: count("previous"),
      pending: count("pending") + count("maybe"),
      orphan: count("orphan"),
      foreign: count("foreign"),
      neverExpiring: live.filter(({ expiresAtMs }) => expiresAtMs === null).length,
      old: live.filter((info) => isOld(info, nowMs)).length,
    });
    const known = current === undefined ? say("roles.never-rotated", {}) : lifeOf(current);
    const lostUntilMs = await ports.trailGaps.lostUntilMs({ isFresh: false });
    // Nothing to take over, whatever was lost: no SecretID that lives is the bot's, as Vault says.
    const isUnknown = ledger.current === null && live.every((info) => generationOf(info) === undefined);
    const isOlder = !isUnknown && doubtOfMemory(ledger, { live, lostUntilMs }) !== undefined;
    return {
      line: say("roles.line", { role, live: live.length, current: isOlder ? say("roles.older", {}) : known, rest }),
      ...(isOlder ? { action: adoptOffer(role) } : {}),
    };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { line: say("roles.unknown", { role, because: error.sentence }) };
  }
}

const lifeOf = ({ createdAtMs, expiresAtMs }: { readonly createdAtMs: number; readonly expiresAtMs: number | null }): Sentence =>
  say("roles.current", {
    createdAtMs,
    expires: expiresAtMs === null ? say("secret-id.never-expires", {}) : say("secret-id.expires", { atMs: expiresAtMs }),
  });
