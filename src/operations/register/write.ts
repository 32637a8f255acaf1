import { z } from "zod";
import { storedSkewMs } from "../../domain/clock-skew.ts";
import { AppError, ConflictError, type ErrorCode, UpstreamError } from "../../domain/errors.ts";
import { lastFourOf } from "../../domain/exchange-key.ts";
import type { Compensation, StepContext, StepResult } from "../../domain/operation.ts";
import type { Secret } from "../../domain/secret.ts";
import type { SecretFields } from "../../domain/secret-submission.ts";
import { type Sentence, say } from "../../domain/sentence.ts";
import { useOfVersion } from "../doubt/use-of-version.ts";
import { type RegisterFacts, valueGone } from "./facts.ts";
import { holdingOn } from "./hold-on.ts";
import type { RegisterInput } from "./input.ts";
import { inspect } from "./inspect.ts";
import { kindOf } from "./kinds.ts";
import { readFields, TakenOff } from "./read-value.ts";
import { whoOpened } from "./who-opened.ts";

declare module "../../domain/sentence.ts" {
  interface Sentences {
    "register.lost-in-crash": NoParams;
    "register.refused-opened": { because: Sentence };
    "register.somebody-wrote": { path: string; version: number };
    "register.stays": { path: string; version: number; before: number };
  }
}

/** What may be known of the value that was written. */
export const About = z.object({
  fields: z.array(z.string()),
  lastFour: z.string().nullable(),
  /** What was around what came out of a wrapping token, and is not kept. */
  takenOff: TakenOff.exactOptional(),
  /** Of a signing key. */
  isLocked: z.literal(true).exactOptional(),
  signingKey: z.object({ fingerprint: z.string(), expiresAtMs: z.number().nullable() }).exactOptional(),
});

/** The version that now holds the value. */
export type Written = z.infer<typeof About> & { readonly version: number };

type Context = StepContext<RegisterInput, RegisterFacts, Readonly<Record<never, never>>>;

/** How far an attempt was: the token is about to be opened, the value is about to be written. */
const Progress = z.object({
  opening: z.boolean(),
  writing: About.extend({ atMs: z.number() }).nullable(),
});
type Progress = z.infer<typeof Progress>;

const untouched: Progress = { opening: false, writing: null };
const progressOf = (progress: unknown): Progress => Progress.safeParse(progress).data ?? untouched;

/**
 * Takes the value from where it waits, looks at it once more, and writes it as the version after the one that was approved to be
 * replaced. The value lives in this function alone.
 */
export async function write(context: Context): Promise<StepResult<Written>> {
  const { input, facts, ports, signal, now, recordProgress } = context;
  const { path } = input;
  const { fields, takenOff, isHereAlone } = await takeValue(context);
  const surely = <T>(act: () => Promise<T>): Promise<T> => (isHereAlone ? toldSpent(() => holdingOn(act, signal, now)) : act());
  const { key: _, ...inspected } = await surely(() => inspect(input, fields, { ports, signal, nowMs: now() }));
  const names = [...fields.keys()];
  const lastFour = lastFourOf(fields);
  const about = {
    fields: names,
    lastFour,
    ...(takenOff === undefined ? {} : { takenOff }),
    ...inspected,
  };
  const progress = {
    ...progressOf(context.progress),
    opening: true,
    writing: { atMs: now() + ports.vaultClock.aheadMs(), ...about },
  };
  await recordProgress({ part: "write", progress, details: { path, version: facts.replaces + 1, fields: names } });
  const version = await surely(() => ports.entries.write({ path, fields, replaces: facts.replaces }, signal));
  return { checkpoint: { version, ...about }, details: { path, version } };
}

interface Taken {
  readonly fields: SecretFields;
  readonly takenOff?: TakenOff;
  /** Nothing else holds the value any more. */
  readonly isHereAlone: boolean;
}

/** A wrapping token is opened once; a process that died with what was in it has lost it, and then only its owner can help. */
async function takeValue({ requestId, input, facts, ports, signal, progress, recordProgress, now }: Context): Promise<Taken> {
  const waiting = await ports.waiting.read(requestId, signal);
  if (waiting === undefined) throw valueGone();
  if ("fields" in waiting) return { fields: waiting.fields, isHereAlone: false };
  const isOurs = progressOf(progress).opening;
  if ((await ports.wrapping.look(waiting.wrappingToken, signal)) === undefined)
    throw isOurs
      ? new ConflictError("register.lost-in-crash", say("register.lost-in-crash", {}))
      : await whoOpened({ path: input.path, replaces: facts.replaces, ports, signal });
  await recordProgress({ part: "open", progress: { ...untouched, opening: true }, details: { opening: true } });
  const token = waiting.wrappingToken;
  const opened = await holdingOn(() => ports.wrapping.open(token, signal), signal, now);
  const read = readFields(kindOf(input.path, ports.exchanges), opened);
  if ("because" in read) throw spent(read.because.key, read.because);
  return { fields: read.fields, ...(isNothing(read.takenOff) ? {} : { takenOff: read.takenOff }), isHereAlone: true };
}

const spent = (code: ErrorCode, because: Sentence): ConflictError =>
  new ConflictError(code, say("register.refused-opened", { because }));

/** Whoever handed in a token must know that it cannot be used again, whatever the reason. Where another attempt may find the value written, nothing is said yet. */
async function toldSpent<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    const isOver = error instanceof AppError && !(error instanceof UpstreamError && (error.retryable || error.effect !== "none"));
    throw isOver && error.code !== "register.given-up" ? spent(error.code, error.sentence) : error;
  }
}

const isNothing = (takenOff: TakenOff): boolean => Object.keys(takenOff).length === 0;

/**
 * Was it written by an attempt whose reply was lost? Check-and-set lets one writer make a version. Where the value is still at hand
 * it is compared; where it was in a token, the version must have come into being while ours was under way.
 */
export async function findWritten({
  requestId,
  input: { path },
  facts,
  ports,
  signal,
  progress,
}: Context): Promise<StepResult<Written> | undefined> {
  const { writing } = progressOf(progress);
  if (writing === null) return undefined;
  const info = await ports.entries.look(path, signal);
  const next = info?.versions.find(({ version }) => version === facts.replaces + 1);
  if (next === undefined) return undefined;
  const waiting = await ports.waiting.read(requestId, signal);
  const isOurs =
    waiting !== undefined && "fields" in waiting
      ? await holds({ path, ports, signal }, waiting.fields)
      : Math.abs(next.createdAtMs - writing.atMs) < storedSkewMs;
  if (!isOurs)
    throw new ConflictError("register.somebody-wrote", say("register.somebody-wrote", { path, version: next.version }));
  const { atMs: _, ...about } = writing;
  return { checkpoint: { version: next.version, ...about } };
}

/** Whether the newest version is this value; read response-wrapped, as the bot may not read otherwise. */
async function holds(
  { path, ports, signal }: Pick<Context, "ports" | "signal"> & { readonly path: string },
  fields: SecretFields,
): Promise<boolean> {
  const wrapped = await ports.entries.readWrapped(path, 60, signal);
  if (wrapped === undefined) return false;
  const found = await ports.wrapping.openEntry(wrapped.token, signal);
  const isSame = ([name, value]: readonly [string, Secret]): boolean => found.get(name)?.reveal() === value.reveal();
  return found.size === fields.size && [...fields].every(isSame);
}

/**
 * A first version is deleted where it is provably ours, unless the world says that it may be in use. One that replaced another stays: Vault would answer its
 * consumers with "deleted", not with the version before, so a person decides whether to roll back.
 */
export async function compensateWrite(context: Context & { readonly done: { readonly write?: Written } }): Promise<Compensation> {
  const { requestId, input, facts, ports, signal, now, done, recordProgress } = context;
  if (done.write === undefined && (await findWritten(context)) === undefined) return takeBackUnnoted(context);
  // The one after what was approved to be replaced, whatever a checkpoint says.
  const version = facts.replaces + 1;
  if (facts.replaces > 0)
    return { undone: false, remains: say("register.stays", { path: input.path, version, before: facts.replaces }) };
  const use = await useOfVersion({ path: input.path, version, ports, signal, now });
  if (use === "gone") return { undone: true };
  // That we wrote it is our own note. What came in a token is nowhere else, so nobody can say whose it is.
  const waiting = await ports.waiting.read(requestId, signal);
  const isOurs =
    waiting !== undefined && "fields" in waiting && (await holds({ path: input.path, ports, signal }, waiting.fields));
  if (use === "maybe" || !isOurs) return { undone: false, remains: say("value.may-be-used", { path: input.path, version }) };
  await recordProgress({ details: { path: input.path, deleting: version } });
  await ports.entries.deleteVersion(input.path, version, signal);
  return { undone: true };
}

/** What no note tells of may have been written all the same, as notes can be older than the world: what is there and may be ours stays, and is said. */
async function takeBackUnnoted({ requestId, input: { path }, facts, ports, signal, now }: Context): Promise<Compensation> {
  const [before, version] = [facts.replaces, facts.replaces + 1];
  const info = await ports.entries.look(path, signal);
  const next = info?.versions.find((one) => one.version === version);
  if (next === undefined || next.isDestroyed || (next.deletedAtMs ?? Number.POSITIVE_INFINITY) <= now()) return { undone: true };
  const waiting = await ports.waiting.read(requestId, signal);
  const isComparable = info?.currentVersion === version && waiting !== undefined && "fields" in waiting;
  if (isComparable && !(await holds({ path, ports, signal }, waiting.fields))) return { undone: true };
  const remains = before > 0 ? say("register.stays", { path, version, before }) : say("value.may-be-used", { path, version });
  return { undone: false, remains };
}
