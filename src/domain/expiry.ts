import { z } from "zod";
import type { AnswerAction } from "./answer.ts";
import type { CheckPorts } from "./check.ts";
import { StoredSentence } from "./plan.ts";
import { type Sentence, say } from "./sentence.ts";

declare module "./sentence.ts" {
  interface Sentences {
    "expiry.left-out": { count: number };
    "expiry.button": { label: Sentence; target: string };
    "expiry.rotate": NoParams;
    "expiry.clean-up": NoParams;
    "expiry.register": NoParams;
    "expiry.reason-expires": { days: number };
    "expiry.reason-expired": { days: number };
    "expiry.reason-endless": NoParams;
    "expiry.reason-old": { days: number };
  }
}

/** What can end. A name is unique within its kind, and both together are one word that can be typed. */
export const expiryKinds = ["secret-id", "value", "signing-key", "own-login", "github", "certificate"] as const;
export type ExpiryKind = (typeof expiryKinds)[number];

/** How something is made anew: by a command, by hand, or by the bot itself. */
const Renewal = z.union([
  z.object({ verb: z.enum(["rotate", "clean-up", "register"]), target: z.string() }),
  z.object({ how: StoredSentence }),
  z.literal("itself"),
]);

/** Something that ends one day, or that should. Names and times; never a value. */
export const ExpiryItem = z
  .object({
    kind: z.enum(expiryKinds),
    name: z.string(),
    /** As noted where it lives; `null`: nowhere. */
    owner: z.string().nullable(),
    /** `null`: never, as far as anybody can tell. */
    expiresAtMs: z.number().nullable(),
    /** `null`: nobody tells. */
    issuedAtMs: z.number().nullable(),
    /** Whether nobody minds that it never ends, or is older than a year. */
    mayBeEndless: z.boolean(),
    /** `end`: it stops working then; `age`: our own policy wants it renewed by then. */
    basis: z.enum(["end", "age"]),
    renewal: Renewal,
    /** What else should be known of it. */
    note: StoredSentence.nullable(),
  })
  .readonly();
export type ExpiryItem = z.infer<typeof ExpiryItem>;

/** What could not be looked at, and why. */
const ExpiryFailure = z.object({ what: z.string(), because: StoredSentence }).readonly();
export type ExpiryFailure = z.infer<typeof ExpiryFailure>;

export interface ExpiryContext {
  readonly ports: CheckPorts;
  readonly nowMs: number;
  readonly signal: AbortSignal;
}

export interface ExpiryResult {
  readonly items: readonly ExpiryItem[];
  /** Parts that could not be looked at; they hide no other. */
  readonly failures?: readonly ExpiryFailure[];
}

/** One place where things end. It changes nothing. */
export interface ExpirySource {
  /** In lower case, with dashes. */
  readonly name: string;
  /** What is looked at, for whoever reads that it could not be. */
  readonly title: Sentence;
  /** Throws an AppError when nothing can be looked at; that is said, and what was found before still stands. */
  read(context: ExpiryContext): Promise<ExpiryResult>;
}

/** What the sources last found, as it is stored. */
export const ExpiryReport = z
  .object({
    sources: z.array(
      z
        .object({
          name: z.string(),
          title: StoredSentence,
          /** When it could last be looked at; `null`: never yet. */
          readAtMs: z.number().nullable(),
          items: z.array(ExpiryItem),
          failures: z.array(ExpiryFailure),
          /** Why nothing could be looked at; `null` when it could. */
          failure: StoredSentence.nullable(),
        })
        .readonly(),
    ),
  })
  .readonly();
export type ExpiryReport = z.infer<typeof ExpiryReport>;
export type SourceReport = ExpiryReport["sources"][number];

/** Name under which the report is kept. */
export const expiryReportName = "expiry";

export const dayMs = 24 * 3_600_000;
const yearMs = 365 * dayMs;

export const expiryId = ({ kind, name }: Pick<ExpiryItem, "kind" | "name">): string => `${kind}/${name}`;

/** How much it wants to be done, by the days that are left. `endless`: it never ends and should; `old`: older than a year. */
export type Urgency = "expired" | "week" | "fortnight" | "month" | "endless" | "old" | "later";

export function urgencyOf(item: ExpiryItem, nowMs: number): Urgency {
  if (item.renewal === "itself") return "later";
  const left = item.expiresAtMs === null ? Number.POSITIVE_INFINITY : item.expiresAtMs - nowMs;
  if (left <= 0) return "expired";
  if (left <= 7 * dayMs) return "week";
  if (left <= 14 * dayMs) return "fortnight";
  if (left <= 30 * dayMs) return "month";
  if (item.mayBeEndless) return "later";
  if (item.issuedAtMs !== null && nowMs - item.issuedAtMs > yearMs) return "old";
  return item.expiresAtMs === null ? "endless" : "later";
}

/** Whether somebody should do something about it before this long is over. */
export function isDue(item: ExpiryItem, nowMs: number, withinMs: number): boolean {
  const urgency = urgencyOf(item, nowMs);
  if (urgency === "expired" || urgency === "endless" || urgency === "old") return true;
  return item.renewal !== "itself" && item.expiresAtMs !== null && item.expiresAtMs - nowMs <= withinMs;
}

/** What dies first comes first; what never does, last, the oldest before the others. */
export function inOrderOfDeath(items: readonly ExpiryItem[]): readonly ExpiryItem[] {
  const never = Number.POSITIVE_INFINITY;
  const keys = items.map((item) => ({
    item,
    diesAtMs: item.renewal === "itself" ? never : (item.expiresAtMs ?? never),
    isOwn: item.renewal === "itself" ? 1 : 0,
    issuedAtMs: item.issuedAtMs ?? never,
    id: expiryId(item),
  }));
  keys.sort(
    (a, b) =>
      compared(a.diesAtMs, b.diesAtMs) ||
      a.isOwn - b.isOwn ||
      compared(a.issuedAtMs, b.issuedAtMs) ||
      (a.id < b.id ? -1 : Number(a.id > b.id)),
  );
  return keys.map(({ item }) => item);
}

const compared = (a: number, b: number): number => (a < b ? -1 : Number(a > b));

/** Whole days that are left, 0 on the last one; negative once it is over. */
export const daysLeft = (expiresAtMs: number, nowMs: number): number => Math.floor((expiresAtMs - nowMs) / dayMs);

/** Whole days since it was made; 0 when nobody tells. */
export const daysOld = ({ issuedAtMs }: Pick<ExpiryItem, "issuedAtMs">, nowMs: number): number =>
  daysLeft(nowMs, issuedAtMs ?? nowMs);

const weeksShown = 13;

/** How many end in each of the coming 13 weeks; what is over counts in the first. */
export function weeksAhead(items: readonly ExpiryItem[], nowMs: number): readonly number[] {
  const weeks = items.flatMap(({ expiresAtMs, renewal }) =>
    expiresAtMs === null || renewal === "itself" ? [] : [Math.max(0, Math.floor((expiresAtMs - nowMs) / (7 * dayMs)))],
  );
  return Array.from({ length: weeksShown }, (_, week) => weeks.filter((each) => each === week).length);
}

/** The button that opens the request which renews it, with why; `undefined` where a person has to do it elsewhere. */
export function renewalAction(item: ExpiryItem, nowMs: number): AnswerAction | undefined {
  const { renewal } = item;
  if (renewal === "itself" || "how" in renewal) return undefined;
  const label = {
    rotate: say("expiry.rotate", {}),
    "clean-up": say("expiry.clean-up", {}),
    register: say("expiry.register", {}),
  };
  const reason = reasonFor(item, nowMs);
  return {
    label: label[renewal.verb],
    command: `${renewal.verb} ${renewal.target}`,
    ...(reason === undefined ? {} : { reason }),
  };
}

function reasonFor(item: ExpiryItem, nowMs: number): Sentence | undefined {
  const urgency = urgencyOf(item, nowMs);
  if (urgency === "old") return say("expiry.reason-old", { days: daysOld(item, nowMs) });
  if (item.expiresAtMs === null) return urgency === "endless" ? say("expiry.reason-endless", {}) : undefined;
  return urgency === "expired"
    ? say("expiry.reason-expired", { days: daysLeft(nowMs, item.expiresAtMs) })
    : say("expiry.reason-expires", { days: daysLeft(item.expiresAtMs, nowMs) });
}

/** Everything that sources found, each thing once; and everything that they could not look at. */
export function foundIn(report: ExpiryReport): {
  readonly items: readonly ExpiryItem[];
  readonly failures: readonly { readonly source: Sentence; readonly what: string; readonly because: Sentence }[];
} {
  const items = new Map(report.sources.flatMap((source) => source.items.map((item) => [expiryId(item), item] as const)));
  const failures = report.sources.flatMap(({ title: source, failure, failures: parts }) => [
    ...(failure === null ? [] : [{ source, what: "", because: failure }]),
    ...parts.map(({ what, because }) => ({ source, what, because })),
  ]);
  return { items: inOrderOfDeath([...items.values()]), failures };
}

const mostItems = 2_000;
const mostFailures = 20;

/** As much of a result as is kept: what dies first, and a word on the rest. */
export function boundedResult({ items, failures = [] }: ExpiryResult): Pick<SourceReport, "items" | "failures"> {
  const kept = inOrderOfDeath(items).slice(0, mostItems);
  const left = items.length - kept.length + Math.max(0, failures.length - mostFailures);
  const word = left === 0 ? [] : [{ what: "", because: say("expiry.left-out", { count: left }) }];
  return { items: [...kept], failures: [...failures.slice(0, mostFailures), ...word] };
}

/** A day, or an instant. A day that is named ends what expires on it with its beginning, so that nobody is told too late. */
const Expiry = z.union([z.iso.date(), z.iso.datetime({ offset: true })]);

/** When a noted end is; `undefined` when what is noted is no date. */
export const readExpiry = (noted: string): number | undefined =>
  Expiry.safeParse(noted).success ? Date.parse(noted) : undefined;
