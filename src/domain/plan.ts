import { z } from "zod";
import { ApprovalPolicy } from "./approval.ts";
import { firstLetters } from "./cut.ts";
import { canonicalJsonAsStored, digestAsStored, digestOf, type Json, StoredJson } from "./json.ts";
import { isSentence, type Sentence } from "./sentence.ts";

export const StoredSentence = z.custom<Sentence>(isSentence, "a sentence");

/** A line of the numbered plan as it was shown, with how far it is. */
export const PlanLine = z
  .object({
    part: z.string(),
    title: StoredSentence,
    state: z.enum(["waiting", "running", "done", "failed", "undone"]),
    startedAtMs: z.number().nullable(),
    finishedAtMs: z.number().nullable(),
  })
  .readonly();
export type PlanLine = z.infer<typeof PlanLine>;

/** What will happen, seen from the world as it was when somebody asked; exactly this is approved. */
export const Plan = z
  .object({
    title: StoredSentence,
    facts: z.array(z.object({ label: StoredSentence, value: StoredSentence })),
    impact: StoredSentence,
    /** What was seen in the world, as data; compared with a fresh look before running. */
    seen: StoredJson,
    policy: ApprovalPolicy,
    preparedAtMs: z.number(),
    expiresAtMs: z.number(),
    /** Version of the bot that made it, whose words the card has; releases before 0.2 do not say it. */
    madeBy: z.string().max(64).optional(),
    /** SHA-256 over everything an approval is about; its first 12 digits are on the card. */
    digest: z.string(),
  })
  .readonly();
export type Plan = z.infer<typeof Plan>;

/** What a plan's digest covers: change any of it and earlier approvals are about something else. */
export interface PlanSubject {
  readonly requestId: string;
  readonly requester: string;
  readonly operation: string;
  readonly input: Json;
  readonly seen: Json;
  readonly policy: ApprovalPolicy;
  readonly expiresAtMs: number;
}

/** @throws InputError when what was seen holds half a character */
export const planDigest = (subject: PlanSubject): string => digestOf(covered(subject));

/** Whether a plan as it was stored is the one that its digest is of. */
export const fitsDigest = (subject: PlanSubject, digest: string): boolean => digestAsStored(covered(subject)) === digest;

const covered = ({ requestId, requester, operation, input, seen, policy, expiresAtMs }: PlanSubject): Json => ({
  ...{ requestId, requester, operation, input, seen, policy: { ...policy }, expiresAtMs },
});

export const shortDigest = (digest: string): string => firstLetters(digest, 12);

/** One thing that is not as it was: where, before, after. Values are facts of the plan, never secrets. */
export interface Change {
  readonly what: string;
  readonly before: string;
  readonly after: string;
}

/** What differs between two looks at the world, by path; at most 20 changes. Empty only when nothing differs. */
export function changesBetween(before: Json, after: Json): readonly Change[] {
  return differences(before, after, "").slice(0, 20);
}

/** `undefined`: there is nothing of that name. */
function differences(before: Json | undefined, after: Json | undefined, what: string): readonly Change[] {
  if (textOf(before) === textOf(after)) return [];
  const [was, is] = [partsOf(before, after), partsOf(after, before)];
  if (was === undefined || is === undefined) return [{ what, before: show(before), after: show(after) }];
  return [...new Set([...was.keys(), ...is.keys()])]
    .sort()
    .flatMap((name) => differences(was.get(name), is.get(name), what === "" ? name : `${what}.${name}`));
}

/** The parts of an object, or of a list that is too long to be shown whole, where the other side has parts of that kind too. */
function partsOf(value: Json | undefined, other: Json | undefined): ReadonlyMap<string, Json> | undefined {
  if (typeof value !== "object" || value === null || typeof other !== "object" || other === null) return undefined;
  if (Array.isArray(value) !== Array.isArray(other)) return undefined;
  const isShort = Array.isArray(value) && textOf(value).length <= longest && textOf(other).length <= longest;
  return isShort ? undefined : new Map(Object.entries(value));
}

const longest = 200;

const textOf = (value: Json | undefined): string => (value === undefined ? "—" : canonicalJsonAsStored(value));

const show = (value: Json | undefined): string => firstLetters(typeof value === "string" ? value : textOf(value), longest);
