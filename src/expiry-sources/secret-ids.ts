import { firstLetters } from "../domain/cut.ts";
import { AppError, NotFoundError } from "../domain/errors.ts";
import type { ExpiryContext, ExpiryItem, ExpiryResult, ExpirySource } from "../domain/expiry.ts";
import { labelOf, type RoleLedger } from "../domain/ledger.ts";
import { manySecretIds } from "../domain/many-secret-ids.ts";
import { twinOf, withoutPrefix } from "../domain/role-name.ts";
import { type Sentence, say } from "../domain/sentence.ts";
import type { SecretIdInfo } from "../ports/app-roles.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "secret-ids.title": NoParams;
    "secret-ids.staging": { role: string };
    "secret-ids.foreign": NoParams;
    "secret-ids.orphan": NoParams;
  }
}

/** Enough of an accessor to tell SecretIDs of one role apart; a whole one looks like a SecretID, which nobody may type. */
const shortAccessor = (accessor: string): string => firstLetters(accessor, 8);

/**
 * The SecretIDs of every configured AppRole and of its twin in staging. Those that the bot retires by itself, or is just
 * delivering, are no concern of anybody.
 */
export const secretIds: ExpirySource = {
  name: "secret-ids",
  title: say("secret-ids.title", {}),
  read: async (context) => {
    const configured = [...context.ports.roles.keys()];
    const twins = configured.map((role) => twinOf(withoutPrefix(role))).filter((twin) => !context.ports.roles.has(twin));
    const results: ExpiryResult[] = [];
    for (const role of configured) results.push(await ofRole(role, context, false));
    for (const twin of twins) results.push(await ofRole(twin, context, true));
    return { items: results.flatMap(({ items }) => items), failures: results.flatMap(({ failures = [] }) => failures) };
  },
};

/** One role that cannot be read is said, and does not hide the others. Not everything has a twin. */
async function ofRole(role: string, { ports, signal }: ExpiryContext, isTwin: boolean): Promise<ExpiryResult> {
  try {
    const [listed, ledger] = await Promise.all([ports.appRoles.accessors(role, signal), ports.ledgers.read(role)]);
    if (listed.length > manySecretIds) {
      const current = ledger.current && (await ports.appRoles.lookUp(role, ledger.current.accessor, signal));
      const live = current ? [current] : [];
      return {
        items: live.flatMap((info) => itemOf(info, { role, ledger, live, isTwin })),
        failures: [{ what: role, because: say("role.many", { role, count: listed.length }) }],
      };
    }
    const live = await ports.appRoles.live(role, signal);
    return { items: live.flatMap((info) => itemOf(info, { role, ledger, live, isTwin })) };
  } catch (error) {
    if (isTwin && error instanceof NotFoundError) return { items: [] };
    if (!(error instanceof AppError) || signal.aborted) throw error;
    return { items: [], failures: [{ what: role, because: error.sentence }] };
  }
}

interface Role {
  readonly role: string;
  readonly ledger: RoleLedger;
  readonly live: readonly SecretIdInfo[];
  readonly isTwin: boolean;
}

const notes: { readonly [label: string]: Sentence } = {
  foreign: say("secret-ids.foreign", {}),
  orphan: say("secret-ids.orphan", {}),
};

function itemOf(info: SecretIdInfo, { role, ledger, live, isTwin }: Role): readonly ExpiryItem[] {
  const { accessor, createdAtMs, expiresAtMs, metadata } = info;
  const label = labelOf(info, ledger);
  if (label === "previous" || label === "pending") return [];
  const isCurrentLive = live.some((other) => other.accessor === ledger.current?.accessor);
  const servesNobody = isCurrentLive && (label === "foreign" || label === "orphan");
  return [
    {
      kind: "secret-id",
      name: `${role}/${shortAccessor(accessor)}`,
      owner: metadata["owner"] ?? null,
      expiresAtMs,
      issuedAtMs: createdAtMs,
      mayBeEndless: false,
      basis: "end",
      // The twins are not configured, so the bot delivers nothing for them.
      renewal: isTwin
        ? { how: say("secret-ids.staging", { role }) }
        : { verb: servesNobody ? "clean-up" : "rotate", target: role },
      note: notes[label] ?? null,
    },
  ];
}
