import type { z } from "zod";
import type { Actor } from "./actor.ts";
import type { Answer } from "./answer.ts";
import type { CommandWords } from "./command.ts";
import type { OperationSettings } from "./operation.ts";
import type { Sentence } from "./sentence.ts";

/** What people can type, for help: one of an operation or a query. */
export interface CommandInfo {
  readonly name: string;
  readonly usage: string;
  readonly summary: Sentence;
  readonly examples: readonly string[];
  /** Whether a second person must approve. */
  readonly approval: boolean;
}

/** What read-only answers may look at. Each port that is meant for them adds itself here (`declare module`). */
export interface QueryPorts extends OperationSettings {
  readonly commands: readonly CommandInfo[];
  readonly version: string;
  /** What is weak about how Redis keeps data; empty when nothing is. */
  readonly durability: readonly string[];
  /** From which entry on everything on the audit log is signed; `undefined`: not yet. */
  readonly signedFrom: () => number | undefined;
  /** Link to a request's card; empty when it has none. */
  readonly linkTo: (requestId: string) => Promise<string>;
  /** Checkpoints of the trail as witnessed in the channel, newest first, as text. */
  readonly witnessed: () => Promise<readonly string[]>;
}

export interface QueryContext {
  readonly ports: QueryPorts;
  readonly actor: Actor;
  readonly nowMs: number;
  readonly signal: AbortSignal;
}

/** A question anybody who may use the bot may ask. It changes nothing. */
export interface Query<In> {
  /** One word, or two (`audit verify`). */
  readonly name: string;
  readonly usage: string;
  readonly summary: Sentence;
  readonly examples: readonly string[];
  readonly input: z.ZodType<In, CommandWords>;
  answer(input: In, context: QueryContext): Promise<Answer>;
}

export type AnyQuery = Query<unknown>;
