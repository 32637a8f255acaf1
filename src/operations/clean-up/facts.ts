import { firstLetters } from "../../domain/cut.ts";
import { doubtOfMemory } from "../../domain/doubt.ts";
import { ConflictError, NotAllowedError } from "../../domain/errors.ts";
import { labelOf, type RoleLedger, servingNobody } from "../../domain/ledger.ts";
import type { PlanContext } from "../../domain/operation.ts";
import { looksLikeSecret } from "../../domain/secret-shape.ts";
import { say } from "../../domain/sentence.ts";
import type { SecretIdInfo } from "../../ports/app-roles.ts";
import { createCertainty } from "../doubt/ask-the-world.ts";
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
  /** What every destination holds; `null` where the bot never rotated the role. */
  readonly current: { readonly accessor: string; readonly short: string } | null;
  /** Where nobody knows what the destinations hold: when the last of them was written, `null` when none was. What was made later is in none. */
  readonly writtenAtMs?: number | null;
  /** Oldest first, one by one; empty where there are too many for that. */
  readonly ends: readonly Ending[];
  /** Too many to show one by one: all that serve nobody and were made in this span, by Vault's clock. */
  readonly endsAll?: EndingAll;
  /** How many more serve nobody and are left for another clean-up; releases before this one had that. */
  readonly more: number;
};

export type EndingAll = {
  readonly orphan: number;
  readonly foreign: number;
  readonly neverExpiring: number;
  readonly fromMs: number;
  readonly untilMs: number;
};

/** As many as a card shows one by one. */
const shownAtMost = 25;
/** What was made this long after a destination was written to is certainly not in it, however wrong a clock of the two is. */
const certainlyLaterMs = 24 * 3_600_000;

/**
 * Step 0: which SecretIDs serve nobody. Throws when there is none, and when it is not certain that what the destinations
 * hold is alive: then what looks foreign may be all that works.
 */
export async function lookBeforeCleaningUp({
  input: { role },
  ports,
  signal,
  nowMs,
  approved,
}: PlanContext<CleanUpInput, CleanUpFacts>): Promise<CleanUpFacts> {
  settingsOf(role, ports);
  const missing = await ports.appRoles.missingCapabilities(role, signal);
  if (missing.length > 0) throw new NotAllowedError("rotate.capabilities", say("rotate.capabilities", { role, missing }));
  const [live, ledger] = await Promise.all([ports.appRoles.live(role, signal), ports.ledgers.read(role)]);
  const useless = servingNobody(live, ledger);
  if (useless.length === 0) throw new ConflictError("clean-up.nothing", say("clean-up.nothing", { role }));
  const doubt = doubtOfMemory(ledger, { live, lostUntilMs: await ports.trailGaps.lostUntilMs({ isFresh: true }) });
  if (doubt !== undefined) throw new ConflictError("doubt", doubt);
  const short = shortened(live.map((info) => info.accessor));
  if (ledger.current === null) {
    const writtenAtMs = await lastWritten(role, { ports, signal });
    const endable = isNeverRotated(live) ? useless.filter((info) => isInNoDestination(info, writtenAtMs)) : [];
    if (endable.length === 0) throw currentUnknown(role);
    return { role, current: null, writtenAtMs, ...endingOf(endable, ledger, { short, approved }) };
  }
  const { accessor } = ledger.current;
  if (!live.some((info) => info.accessor === accessor)) throw currentGone(role);
  await createCertainty({ role, ports, signal, now: () => nowMs })(ledger, live);
  return { role, current: { accessor, short: short(accessor) }, ...endingOf(useless, ledger, { short, approved }) };
}

/** What the bot issued carries its tag: where there is such a one and no ledger, the ledger is lost. */
const isNeverRotated = (live: readonly SecretIdInfo[]): boolean =>
  live.every(({ metadata }) => metadata["request"] === undefined);

/** When any destination of a role was last written to, by whomever; `null`: none was ever. */
export async function lastWritten(
  role: string,
  { ports, signal }: Pick<PlanContext<CleanUpInput, CleanUpFacts>, "ports" | "signal">,
): Promise<number | null> {
  const states = await Promise.all(
    settingsOf(role, ports).deliverTo.map((destination) => ports.destinations.look(destination, signal)),
  );
  const written = states.flatMap(({ updatedAtMs }) => updatedAtMs ?? []);
  return written.length === 0 ? null : Math.max(...written);
}

/** A destination cannot hold what was made after it was written to. */
export const isInNoDestination = ({ createdAtMs }: Pick<SecretIdInfo, "createdAtMs">, writtenAtMs: number | null): boolean =>
  writtenAtMs === null || createdAtMs > writtenAtMs + certainlyLaterMs;

export const isWithin = (atMs: number, { fromMs, untilMs }: EndingAll): boolean => atMs >= fromMs && atMs <= untilMs;

/** @param infos Oldest first, at least one. */
function endingOf(
  infos: readonly SecretIdInfo[],
  ledger: RoleLedger,
  { short, approved }: { readonly short: (accessor: string) => string; readonly approved: CleanUpFacts | undefined },
): Pick<CleanUpFacts, "ends" | "endsAll" | "more"> {
  // Of many some expire meanwhile: fewer than approved, of the same span, is no drift.
  const was = approved?.endsAll;
  if (
    was !== undefined &&
    infos.length <= was.orphan + was.foreign &&
    infos.every(({ createdAtMs }) => isWithin(createdAtMs, was))
  )
    return { ends: [], endsAll: was, more: 0 };
  if (infos.length <= shownAtMost) return { ends: infos.map((info) => ending(info, ledger, short(info.accessor))), more: 0 };
  const orphan = infos.filter((info) => labelOf(info, ledger) === "orphan").length;
  const endsAll = {
    ...{ orphan, foreign: infos.length - orphan },
    neverExpiring: infos.filter(({ expiresAtMs }) => expiresAtMs === null).length,
    fromMs: infos[0]?.createdAtMs ?? 0,
    untilMs: infos.at(-1)?.createdAtMs ?? 0,
  };
  return { ends: [], endsAll, more: 0 };
}

export const currentUnknown = (role: string): ConflictError =>
  new ConflictError("clean-up.no-current", say("clean-up.no-current", { role }));

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
