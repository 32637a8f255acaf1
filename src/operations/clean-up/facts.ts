import { firstLetters } from "../../domain/cut.ts";
import { ConflictError, NotAllowedError } from "../../domain/errors.ts";
import { labelOf, type RoleLedger, servingNobody } from "../../domain/ledger.ts";
import type { LookContext } from "../../domain/operation.ts";
import { looksLikeSecret } from "../../domain/secret-shape.ts";
import { say } from "../../domain/sentence.ts";
import type { SecretIdInfo } from "../../ports/app-roles.ts";
import { settingsOf } from "../rotate/facts.ts";
import type { CleanUpInput } from "./input.ts";

declare module "../../domain/sentence.ts" {
  interface Sentences {
    "clean-up.nothing": { role: string };
    "clean-up.no-current": { role: string };
    "clean-up.current-gone": { role: string };
  }
}

/** A SecretID that ends. */
export type Ending = {
  readonly accessor: string;
  /** Enough of the accessor to tell it from every other of the role. */
  readonly short: string;
  /** Request that left it behind; `null` when it was issued outside of the bot. */
  readonly request: string | null;
  readonly createdAtMs: number;
  readonly expiresAtMs: number | null;
  /** What whoever made it noted with it, in short. */
  readonly notes: readonly string[];
};

/** What will end, and what stays; exactly this is approved. */
export type CleanUpFacts = {
  readonly role: string;
  /** What every destination holds. */
  readonly current: { readonly accessor: string; readonly short: string };
  /** Oldest first. */
  readonly ends: readonly Ending[];
  /** How many more serve nobody and are left for another clean-up. */
  readonly more: number;
};

/** As many as a card shows one by one; an approver must see each. */
const mostAtOnce = 25;

/**
 * Step 0: which SecretIDs serve nobody. Throws when there is none, and when it is not certain that what the destinations
 * hold is alive: then what looks foreign may be all that works.
 */
export async function lookBeforeCleaningUp({
  input: { role },
  ports,
  signal,
}: LookContext<CleanUpInput, CleanUpFacts>): Promise<CleanUpFacts> {
  settingsOf(role, ports);
  const missing = await ports.appRoles.missingCapabilities(role, signal);
  if (missing.length > 0) throw new NotAllowedError("rotate.capabilities", say("rotate.capabilities", { role, missing }));
  const [live, ledger] = await Promise.all([ports.appRoles.live(role, signal), ports.ledgers.read(role)]);
  const useless = servingNobody(live, ledger);
  if (useless.length === 0) throw new ConflictError("clean-up.nothing", say("clean-up.nothing", { role }));
  const accessor = currentOf(role, ledger);
  if (!live.some((info) => info.accessor === accessor)) throw currentGone(role);
  const short = shortened(live.map((info) => info.accessor));
  return {
    role,
    current: { accessor, short: short(accessor) },
    ends: useless.slice(0, mostAtOnce).map((info) => ending(info, ledger, short(info.accessor))),
    more: Math.max(0, useless.length - mostAtOnce),
  };
}

/** @throws ConflictError when nobody knows what the destinations hold */
export function currentOf(role: string, { current }: RoleLedger): string {
  if (current === null) throw new ConflictError("clean-up.no-current", say("clean-up.no-current", { role }));
  return current.accessor;
}

export const currentGone = (role: string): ConflictError =>
  new ConflictError("clean-up.current-gone", say("clean-up.current-gone", { role }));

const ending = (info: SecretIdInfo, ledger: RoleLedger, short: string): Ending => ({
  accessor: info.accessor,
  short,
  request: labelOf(info, ledger) === "orphan" ? (info.metadata["request"] ?? null) : null,
  createdAtMs: info.createdAtMs,
  expiresAtMs: info.expiresAtMs,
  notes: notesOf(info),
});

/** Metadata is public in Vault, but people may have put there what is not. */
const notesOf = ({ metadata }: SecretIdInfo): readonly string[] =>
  Object.entries(metadata)
    .filter(([name]) => name !== "request")
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .slice(0, 3)
    .map(([name, value]) => `${name}=${looksLikeSecret(value) ? "…" : value}`)
    .map((note) => (looksLikeSecret(note) ? "…" : firstLetters(note, 40)));

/** The fewest characters, and at least eight, by which each can be told from the others. */
function shortened(accessors: readonly string[]): (accessor: string) => string {
  const isAmbiguous = (length: number): boolean =>
    new Set(accessors.map((accessor) => firstLetters(accessor, length))).size < new Set(accessors).size;
  let length = 8;
  while (isAmbiguous(length)) length += 1;
  return (accessor) => firstLetters(accessor, length);
}
