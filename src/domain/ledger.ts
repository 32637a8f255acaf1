import { z } from "zod";
import type { DocumentWrite } from "./operation.ts";

/** One SecretID the ledger knows, by accessor. */
export const LedgerEntry = z
  .object({
    accessor: z.string(),
    /** Request that issued it; `null` when it was issued outside of the bot. */
    request: z.string().nullable(),
    generation: z.number().int(),
    createdAtMs: z.number(),
    expiresAtMs: z.number().nullable(),
    deliveredAtMs: z.number().nullable(),
    retireAtMs: z.number().nullable(),
  })
  .readonly();
export type LedgerEntry = z.infer<typeof LedgerEntry>;

/**
 * What each live SecretID of one AppRole is for. CURRENT is what every destination holds; PREVIOUS still works until its
 * time to retire; PENDING was issued and not yet delivered everywhere; MAYBE may have reached a destination before a crash.
 */
export const RoleLedger = z
  .object({
    version: z.literal(1),
    role: z.string(),
    /** Counts rotations; given to each SecretID as metadata. */
    generation: z.number().int(),
    current: LedgerEntry.nullable(),
    previous: z.array(LedgerEntry),
    /** Where there were too many to name one by one: every other SecretID made until then, by Vault's clock, is PREVIOUS too. */
    earlier: z.object({ untilMs: z.number(), retireAtMs: z.number() }).readonly().nullable().default(null),
    pending: LedgerEntry.nullable(),
    maybe: z.array(LedgerEntry),
    /** When each destination changed by the delivery of CURRENT, by its name; what is missing is not known. */
    delivered: z.record(z.string(), z.number().nullable()).default({}),
    /** When it was taken over from Vault and GitHub, by which request, and until when losses of the log are settled by that. */
    adopted: z
      .object({ atMs: z.number(), request: z.string(), lostUntilMs: z.number().nullable() })
      .readonly()
      .nullable()
      .default(null),
  })
  .readonly();
export type RoleLedger = z.infer<typeof RoleLedger>;

export const emptyLedger = (role: string): RoleLedger => ({
  version: 1,
  role,
  generation: 0,
  current: null,
  previous: [],
  earlier: null,
  pending: null,
  maybe: [],
  delivered: {},
  adopted: null,
});

/** Name of the document that holds a role's ledger. */
export const ledgerDocument = (role: string): string => `ledger/${role}`;

export const ledgerWrite = (ledger: RoleLedger): DocumentWrite => ({ document: ledgerDocument(ledger.role), value: ledger });

/** Notes what is about to be handed over. */
export const withPending = (ledger: RoleLedger, entry: LedgerEntry): RoleLedger => ({ ...ledger, pending: entry });

/** PENDING is gone: it was destroyed. */
export const withoutPending = (ledger: RoleLedger): RoleLedger => ({ ...ledger, pending: null });

/** PENDING may have reached a destination: keep it alive until a newer one has provably been delivered. */
export const pendingInDoubt = (ledger: RoleLedger): RoleLedger =>
  ledger.pending === null ? ledger : { ...ledger, pending: null, maybe: [...ledger.maybe, ledger.pending] };

/** These, of which the ledger knew nothing, may have reached a destination: as above. */
export const withMaybe = (ledger: RoleLedger, entries: readonly LedgerEntry[]): RoleLedger => ({
  ...ledger,
  maybe: [...ledger.maybe, ...entries],
});

/** CURRENT := PENDING, PREVIOUS += old CURRENT and what else is to retire; every one of them at `retireAtMs`, or earlier if it already was. */
export function committed(
  ledger: RoleLedger,
  at: {
    readonly deliveredAtMs: number;
    readonly delivered: RoleLedger["delivered"];
    readonly retireAtMs: number;
    readonly others: readonly LedgerEntry[];
    /** Instead of naming them: every other SecretID made until then retires. */
    readonly othersUntilMs?: number | undefined;
  },
): RoleLedger {
  if (ledger.pending === null) return ledger;
  // What the ledger knows of an accessor wins over what was only seen.
  const labelled = [...at.others, ...ledger.maybe, ...ledger.previous, ...(ledger.current === null ? [] : [ledger.current])];
  const previous = [...new Map(labelled.map((entry) => [entry.accessor, entry])).values()]
    .filter(({ accessor }) => accessor !== ledger.pending?.accessor)
    .map((entry) => ({ ...entry, retireAtMs: Math.min(entry.retireAtMs ?? at.retireAtMs, at.retireAtMs) }));
  return {
    ...ledger,
    generation: ledger.pending.generation,
    current: { ...ledger.pending, deliveredAtMs: at.deliveredAtMs },
    pending: null,
    previous,
    earlier: at.othersUntilMs === undefined ? ledger.earlier : { untilMs: at.othersUntilMs, retireAtMs: at.retireAtMs },
    maybe: [],
    delivered: at.delivered,
  };
}

/** These accessors are destroyed. */
export const retired = (ledger: RoleLedger, accessors: readonly string[]): RoleLedger => ({
  ...ledger,
  previous: ledger.previous.filter(({ accessor }) => !accessors.includes(accessor)),
  maybe: ledger.maybe.filter(({ accessor }) => !accessors.includes(accessor)),
});

/** Every SecretID made until then is destroyed, other than those with a label of their own. */
export const retiredUntil = (ledger: RoleLedger, untilMs: number): RoleLedger =>
  ledger.earlier !== null && ledger.earlier.untilMs <= untilMs ? { ...ledger, earlier: null } : ledger;

/** Every accessor that has a label of its own. */
export const labelledAccessors = ({ current, previous, pending, maybe }: RoleLedger): ReadonlySet<string> =>
  new Set([current, pending, ...previous, ...maybe].flatMap((entry) => (entry === null ? [] : [entry.accessor])));

interface Labelled {
  readonly accessor: string;
  readonly createdAtMs: number;
}

const isEarlier = ({ createdAtMs }: Labelled, { earlier }: RoleLedger): boolean =>
  earlier !== null && createdAtMs <= earlier.untilMs;

/** Whether the ledger knows what a SecretID is for. */
export const isLabelled = (ledger: RoleLedger): ((info: Labelled) => boolean) => {
  const labelled = labelledAccessors(ledger);
  return (info) => labelled.has(info.accessor) || isEarlier(info, ledger);
};

export type SecretIdLabel = "current" | "previous" | "pending" | "maybe" | "orphan" | "foreign";

/** What a live SecretID is for, as far as the ledger and its own tag say. */
export function labelOf(
  { accessor, createdAtMs, metadata }: Labelled & { readonly metadata: { readonly [key: string]: string } },
  ledger: RoleLedger,
): SecretIdLabel {
  const { current, previous, pending, maybe } = ledger;
  const is = (entry: LedgerEntry): boolean => entry.accessor === accessor;
  if (current !== null && is(current)) return "current";
  if (previous.some(is)) return "previous";
  if (pending !== null && is(pending)) return "pending";
  if (maybe.some(is)) return "maybe";
  if (isEarlier({ accessor, createdAtMs }, ledger)) return "previous";
  return metadata["request"] === undefined ? "foreign" : "orphan";
}

/** Live SecretIDs without a label in the ledger: as far as we know, nobody is meant to use them. */
export const servingNobody = <Info extends Labelled>(live: readonly Info[], ledger: RoleLedger): readonly Info[] => {
  const serves = isLabelled(ledger);
  return live.filter((info) => !serves(info));
};
