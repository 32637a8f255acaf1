import { dayMs, daysLeft, daysOld, type ExpiryItem, type ExpiryKind, type Urgency, urgencyOf } from "./expiry.ts";
import { peopleWhoOwn } from "./owners.ts";
import { type Sentence, say } from "./sentence.ts";
import { canBeSnoozed, type Snooze } from "./snooze.ts";

declare module "./sentence.ts" {
  interface Sentences {
    "expiry.secret-id": { name: string };
    "expiry.value": { name: string };
    "expiry.signing-key": { name: string };
    "expiry.own-login": { name: string };
    "expiry.github": { name: string };
    "expiry.certificate": { name: string };
    "expiry.left": { days: number; atMs: number };
    "expiry.left-hours": { inMs: number; atMs: number };
    "expiry.left-age": { days: number; atMs: number };
    "expiry.over": { agoMs: number; atMs: number };
    "expiry.over-age": { agoMs: number };
    "expiry.never": NoParams;
    "expiry.unknown": NoParams;
    "expiry.old": { days: number; left: Sentence };
    "expiry.itself": NoParams;
    "expiry.line": { mark: string; what: Sentence; left: Sentence; owner: string; userIds: readonly string[] };
    "expiry.with": { line: Sentence; more: Sentence };
    "expiry.snoozed": { untilMs: number; by: string; reason: string };
    "expiry.snoozed-in-vain": { untilMs: number; by: string; reason: string };
  }
}

/** How urgent something is, for the eye; the words beside it say the same. */
const marks: { readonly [U in Urgency]: string } = {
  expired: "⛔",
  week: "🔴",
  fortnight: "🟠",
  month: "🟡",
  endless: "⚠️",
  old: "⚠️",
  later: "🟢",
};

const named: { readonly [K in ExpiryKind]: (name: string) => Sentence } = {
  "secret-id": (name) => say("expiry.secret-id", { name }),
  value: (name) => say("expiry.value", { name }),
  "signing-key": (name) => say("expiry.signing-key", { name }),
  "own-login": (name) => say("expiry.own-login", { name }),
  github: (name) => say("expiry.github", { name }),
  certificate: (name) => say("expiry.certificate", { name }),
};

export const whatEnds = ({ kind, name }: Pick<ExpiryItem, "kind" | "name">): Sentence => named[kind](name);

function timeLeft(item: ExpiryItem, nowMs: number): Sentence {
  const { expiresAtMs: atMs, basis, renewal, mayBeEndless } = item;
  if (renewal === "itself") return say("expiry.itself", {});
  if (atMs === null) return mayBeEndless ? say("expiry.unknown", {}) : oldOr(item, say("expiry.never", {}), nowMs);
  if (atMs <= nowMs)
    return basis === "age" ? say("expiry.over-age", { agoMs: nowMs - atMs }) : say("expiry.over", { agoMs: nowMs - atMs, atMs });
  if (basis === "age") return say("expiry.left-age", { days: daysLeft(atMs, nowMs), atMs });
  const left =
    atMs - nowMs < 2 * dayMs
      ? say("expiry.left-hours", { inMs: atMs - nowMs, atMs })
      : say("expiry.left", { days: daysLeft(atMs, nowMs), atMs });
  return oldOr(item, left, nowMs);
}

const oldOr = (item: ExpiryItem, left: Sentence, nowMs: number): Sentence =>
  urgencyOf(item, nowMs) === "old" ? say("expiry.old", { days: daysOld(item, nowMs), left }) : left;

/** Everything about one item, in one line. */
export function expiryLine(
  item: ExpiryItem,
  {
    nowMs,
    owners,
    snooze,
  }: {
    readonly nowMs: number;
    /** Whom to mention; `undefined`: nobody, also not an owner that is noted by id. */
    readonly owners: ReadonlyMap<string, readonly string[]> | undefined;
    readonly snooze: Snooze | undefined;
  },
): Sentence {
  const line = say("expiry.line", {
    mark: marks[urgencyOf(item, nowMs)],
    what: whatEnds(item),
    left: timeLeft(item, nowMs),
    owner: item.owner ?? "",
    userIds: owners === undefined ? [] : peopleWhoOwn(item, owners),
  });
  const { renewal, note } = item;
  const how = renewal !== "itself" && "how" in renewal ? [renewal.how] : [];
  const rest = [...(note === null ? [] : [note]), ...how, ...(snooze === undefined ? [] : [snoozed(snooze, item, nowMs)])];
  return rest.reduce<Sentence>((said, more) => say("expiry.with", { line: said, more }), line);
}

function snoozed({ untilMs, by, reason }: Snooze, item: ExpiryItem, nowMs: number): Sentence {
  return canBeSnoozed(item, nowMs)
    ? say("expiry.snoozed", { untilMs, by, reason })
    : say("expiry.snoozed-in-vain", { untilMs, by, reason });
}
