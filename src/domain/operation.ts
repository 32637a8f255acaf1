import type { z } from "zod";
import type { Actor } from "./actor.ts";
import type { ApprovalPolicy } from "./approval.ts";
import type { CommandWords } from "./command.ts";
import type { FillResult, Form, FormAnswers } from "./form.ts";
import type { Json } from "./json.ts";
import type { Sentence } from "./sentence.ts";

/** What operations may know without asking the world: the configuration of what they act on. */
// biome-ignore lint/suspicious/noEmptyInterface: filled by the ports
export interface OperationSettings {}

/** What operations may use of the world. Each port that is meant for them adds itself here (`declare module`). */
export interface OperationPorts extends OperationSettings {}

/** What the approver reads. */
export interface Brief {
  readonly title: Sentence;
  readonly facts: readonly { readonly label: Sentence; readonly value: Sentence }[];
  /** What stops working, and when. */
  readonly impact: Sentence;
}

/** One line of the numbered plan. Most steps have one; a step that hands a secret on has one for each thing a reader waits for. */
export interface Part {
  readonly id: string;
  readonly title: Sentence;
}

/** A document that is saved in the same atomic write as a step's record, and only by the holder of the lock. */
export interface DocumentWrite {
  readonly document: string;
  readonly value: Json;
}

export interface PlanContext<In, Facts> {
  readonly requestId: string;
  readonly input: In;
  readonly ports: OperationPorts;
  readonly signal: AbortSignal;
  readonly nowMs: number;
  /** The facts that were approved, when the world is looked at again before running. */
  readonly approved: Facts | undefined;
}

/** The people of a request, and where it was asked for. */
export interface People {
  readonly requester: Actor;
  readonly approvedBy: readonly Actor[];
  /** Channel in which the requester asked. */
  readonly origin: string;
}

export interface StepContext<In, Facts, Done> {
  readonly requestId: string;
  readonly people: People;
  readonly input: In;
  /** What was seen and approved. */
  readonly facts: Facts;
  /** Checkpoints of the steps before this one. */
  readonly done: Done;
  /** What an earlier attempt at this step left by `recordProgress`. */
  readonly progress: Json | undefined;
  /** Who asked to stop what this step waits for, where it `isStoppable`. */
  readonly stop?: Stop | undefined;
  /** Who decided that what is held is not waited for any longer: somebody who may approve. */
  readonly hastenedBy?: Actor | undefined;
  readonly ports: OperationPorts;
  readonly signal: AbortSignal;
  readonly now: () => number;
  /**
   * Records how far the step is before (or after) an effect: trail, record and documents in one write.
   * Throws when the record could not be written or the lock was lost; then the effect must not happen.
   */
  readonly recordProgress: (note: Progress) => Promise<void>;
}

/** Somebody pressed the button that stops what a step waits for. */
export interface Stop {
  readonly by: Actor;
  readonly atMs: number;
}

export interface Progress {
  /** The part that begins now; the one before it is ticked off. */
  readonly part?: string;
  readonly progress?: Json;
  readonly documents?: readonly DocumentWrite[];
  /** Names and numbers for the trail, never a value. */
  readonly details?: { readonly [name: string]: Json };
  /** What is true now, for the card. */
  readonly note?: Sentence;
}

/** Instead of a result: nothing can be done before then. The worker does other things meanwhile; the step is run again at that time. */
export interface Waits {
  readonly againAtMs: number;
}

export interface StepResult<Out extends Json> {
  readonly checkpoint: Out;
  readonly documents?: readonly DocumentWrite[];
  readonly details?: { readonly [name: string]: Json };
}

/** What taking a step back came to. `impossible` leaves the request in need of attention, with what remains. */
export type Compensation =
  | { readonly undone: true; readonly documents?: readonly DocumentWrite[] }
  | { readonly undone: false; readonly remains: Sentence };

export interface Step<In, Facts, Done, Out extends Json> {
  /** The lines of the plan this step is shown as, at least one. */
  parts(input: In, facts: Facts): readonly Part[];
  /** Was this done by an earlier attempt? */
  find?(context: StepContext<In, Facts, Done>): Promise<StepResult<Out> | undefined>;
  /** Make it so. It will run twice one day. */
  run(context: StepContext<In, Facts, Done>): Promise<StepResult<Out> | Waits>;
  /** Whether people get a button that asks it to stop; what becomes of that, it decides itself. */
  readonly isStoppable?: true;
  /** Left out of the plan where it says no. */
  isWanted?(input: In, facts: Facts): boolean;
  /** Id of an earlier step that people may have done anew, with all that follow, when this one failed. */
  readonly redoFrom?: string;
  /** How it is compensated: a function, "nothing" to compensate, or "impossible" (the point of no return). */
  readonly undo: "nothing" | "impossible" | { back(context: StepContext<In, Facts, Done>): Promise<Compensation> };
}

/** A later step whose time has come, and that something still holds. */
export interface Blocked {
  /** When to look again. */
  readonly untilMs: number;
  /** What holds it and until when, for the card. */
  readonly note: Sentence;
  /** Whether it has waited so long that a person may decide to wait no longer. */
  readonly mayBeHastened: boolean;
}

/** A step that happens after the request has succeeded, when its time has come. */
export interface LaterStep<In, Facts, Done, Out extends Json> {
  parts(input: In, facts: Facts): readonly Part[];
  /** When it is due, in milliseconds since 1970. It is asked again at that time and may then name a later one. */
  dueAtMs(context: StepContext<In, Facts, Done>): Promise<number | Blocked>;
  /** `outcome`: what is true now, for the card, in the place of what was said when the request succeeded. */
  run(context: StepContext<In, Facts, Done>): Promise<StepResult<Out> & { readonly outcome?: Sentence }>;
}

/** Leftovers of dead attempts: found and removed, or found and left because removing could hurt. */
export interface FoundOrphan {
  readonly action: "orphan.destroyed" | "orphan.found";
  readonly request: string;
  readonly details: { readonly [name: string]: Json };
}

export interface CollectOrphansContext {
  readonly ports: OperationPorts;
  readonly signal: AbortSignal;
  readonly nowMs: number;
  /** State of the request a leftover is tagged with; `undefined` when there is no such record. */
  readonly stateOf: (requestId: string) => Promise<string | undefined>;
  /** Runs `body` while holding the lock; does nothing when somebody else holds it. */
  readonly whileLocked: (lock: string, body: () => Promise<void>) => Promise<void>;
  readonly report: (tidied: FoundOrphan) => Promise<void>;
}

/** For operations that need a value: it is asked for in a form, and never becomes part of the record. */
export interface OperationForm<In> {
  ask(input: In, settings: OperationSettings): Form;
  /** Pure: the same answers give the same input. What it generates it takes from `random`. */
  fill(
    input: In,
    answers: FormAnswers,
    settings: OperationSettings & { readonly nowMs: number; readonly random: (bytes: number) => Uint8Array },
  ): FillResult<In>;
}

export interface OperationHead<Name extends string, In, Facts extends Json> {
  readonly name: Name;
  readonly summary: Sentence;
  /** After the name: `<role> [--leaked] [reason]`. */
  readonly usage: string;
  readonly examples: readonly string[];
  /** The only parser of what was typed after the name. */
  readonly input: z.ZodType<In, CommandWords>;
  /** The words that parse to this input again. */
  words(input: In): CommandWords;
  reason(input: In): string;
  /** What else people wrote into it freely, by what it is; and the input without all of that. Left out where the reason is all. */
  writtenWords?(input: In): readonly ("owner" | "inputs")[];
  withoutWords?(input: In): In;
  /** Two open requests may not hold the same lock. */
  lock(input: In): string;
  /** Cheap checks before anything is recorded: is this configured at all? Throws an AppError that says what to type instead. */
  validateConfiguration(input: In, settings: OperationSettings): void;
  /** Step 0. Looks at the world; throws an AppError when the request cannot work, before anybody is asked. */
  plan(context: PlanContext<In, Facts>): Promise<Facts>;
  /** When there is one, it is opened by the command, and the request is made from what is filled in. */
  readonly form?: OperationForm<In>;
  describe(input: In, facts: Facts): Brief;
  /** What this operation (and its target) asks on top of the default policy. */
  approval(input: In, defaults: ApprovalPolicy, settings: OperationSettings): ApprovalPolicy;
  /** What is true at the end, for the card. */
  outcome(input: In, facts: Facts, done: Readonly<Record<string, Json>>): Sentence;
  /** Sweeps what dead attempts may have left in the world; called at start and every few minutes. */
  collectOrphans?(context: CollectOrphansContext): Promise<void>;
}

// The registry and the runner see operations with their types erased; the builder below is what checks them.
// (Method signatures above are what lets a typed step be used as an erased one.)
export type AnyStep = Step<unknown, unknown, unknown, Json> & { readonly id: string };
export type AnyLaterStep = LaterStep<unknown, unknown, unknown, Json> & { readonly id: string };
export type AnyOperation = OperationHead<string, unknown, Json> & {
  readonly steps: readonly AnyStep[];
  readonly laterSteps: readonly AnyLaterStep[];
};

export interface Operation<Name extends string, In, Facts extends Json, Done> extends OperationHead<Name, In, Facts> {
  readonly steps: readonly AnyStep[];
  readonly laterSteps: readonly AnyLaterStep[];
  /** Adds the next step; its checkpoint is typed for all that follow. A `Secret` in it, or an id used twice, does not compile. */
  step<const Id extends string, Out extends Json>(
    id: Id extends keyof Done ? never : Id,
    step: Step<In, Facts, Done, Out>,
  ): Operation<Name, In, Facts, Done & { readonly [K in Id]: Out }>;
  /** Adds what is to happen after success, when due. */
  later<const Id extends string, Out extends Json>(
    id: Id extends keyof Done ? never : Id,
    step: LaterStep<In, Facts, Done, Out>,
  ): Operation<Name, In, Facts, Done & { readonly [K in Id]: Out }>;
}

/** Begins an operation: its head first, then `.step(…)` for each step, then `.later(…)`. */
export function operation<const Name extends string, In, Facts extends Json>(
  head: OperationHead<Name, In, Facts>,
): Operation<Name, In, Facts, Readonly<Record<never, never>>> {
  return builder(head, [], []);
}

function builder<Name extends string, In, Facts extends Json, Done>(
  head: OperationHead<Name, In, Facts>,
  steps: readonly AnyStep[],
  laterSteps: readonly AnyLaterStep[],
): Operation<Name, In, Facts, Done> {
  return {
    ...head,
    steps,
    laterSteps,
    step: (id, step) => builder(head, [...steps, { ...step, id }], laterSteps),
    later: (id, step) => builder(head, steps, [...laterSteps, { ...step, id }]),
  };
}
