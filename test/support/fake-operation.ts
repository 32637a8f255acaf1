import { z } from "zod";
import type { CommandWords } from "../../src/domain/command.ts";
import { NotFoundError } from "../../src/domain/errors.ts";
import type { Json } from "../../src/domain/json.ts";
import {
  type AnyOperation,
  type Blocked,
  type CollectOrphansContext,
  type Compensation,
  operation,
  type Part,
  type StepContext,
} from "../../src/domain/operation.ts";
import { type Sentence, say, sentenceIssue } from "../../src/domain/sentence.ts";

type AnyContext = StepContext<unknown, unknown, unknown>;
export type StepId = "wash" | "paint" | "sign" | "dry";

/** What happens instead of nothing; a look and the outcome belong to no step. */
type Hook = (context: AnyContext | undefined) => Promise<void> | void;

/** The world of the smallest operation there can be, and what tests want to happen in it. */
export interface FakeOperation {
  /** Every effect, in order. */
  readonly effects: string[];
  /** What a look at the wall finds. */
  seen: Json;
  /** What happens in a step instead of nothing, by name: `paint`, `paint/undo`, `look`, `due`, `outcome`. */
  readonly on: Map<string, Hook>;
  /** Steps that an earlier attempt did: they are found. */
  readonly found: Set<StepId>;
  /** Steps that are not wanted. */
  readonly leftOut: Set<StepId>;
  undo: { readonly [step in "wash" | "paint" | "sign"]: "nothing" | "impossible" | Compensation };
  /** Whether steps give details for the trail. */
  saysDetails: boolean;
  /** Painting waits until then, and may be stopped meanwhile. */
  paintsFromMs: number;
  /** What holds it although it is dry. */
  holds?: ((context: AnyContext) => Blocked | undefined) | undefined;
  /** How long the paint needs to dry. */
  dryMs: number;
  /** What is true once it is dry, if anything is to be said. */
  driedNote?: Sentence;
  collectOrphans: (context: CollectOrphansContext) => Promise<void>;
}

export const aFakeOperation = (changes: Partial<FakeOperation> = {}): FakeOperation => ({
  effects: [],
  seen: { colour: "white" },
  on: new Map<string, Hook>(),
  found: new Set(),
  leftOut: new Set(),
  undo: { wash: "nothing", paint: { undone: true }, sign: "impossible" },
  saysDetails: true,
  paintsFromMs: 0,
  dryMs: 60_000,
  collectOrphans: async () => {},
  ...changes,
});

type PaintInput = { readonly fake: string; readonly reason: string };

const PaintInput: z.ZodType<PaintInput, CommandWords> = z
  .object({ words: z.array(z.string()).readonly(), flags: z.array(z.string()).readonly() })
  .transform(({ words: [fake = "", ...reason] }, context) => {
    if (!/^[a-z]+$/.test(fake)) context.addIssue(sentenceIssue(say("rotate.role-missing", {})));
    return { fake, reason: reason.join(" ") };
  });

/** `paint <wall> [reason]`: wash, paint (two lines in the plan), sign; and when it is dry, done. */
export function painting(fake: FakeOperation): AnyOperation {
  const parts = (id: string): readonly Part[] => [{ id, title: say("rotate.step.intent", {}) }];
  const happen = async (what: string, context: AnyContext): Promise<void> => {
    await fake.on.get(what)?.(context);
    fake.effects.push(what);
  };
  const step = (id: "wash" | "paint" | "sign") => {
    const undo = fake.undo[id];
    return {
      isWanted: () => !fake.leftOut.has(id),
      parts: () => parts(id),
      find: async () => (fake.found.has(id) ? { checkpoint: { made: id, atMs: 0 } } : undefined),
      run: async (context: AnyContext) => {
        await happen(id, context);
        if (id === "paint" && context.now() < fake.paintsFromMs) return { againAtMs: fake.paintsFromMs };
        const checkpoint = { made: id, atMs: context.now() };
        return fake.saysDetails ? { checkpoint, details: { effect: id } } : { checkpoint };
      },
      undo:
        typeof undo === "string"
          ? undo
          : {
              back: async (context: AnyContext) => {
                await happen(`${id}/undo`, context);
                return undo;
              },
            },
    };
  };
  const { find: _, ...sign } = step("sign");

  return operation({
    name: "paint",
    summary: say("rotate.summary", {}),
    usage: "<wall> [reason]",
    examples: ["paint north"],
    input: PaintInput,
    words: ({ fake: name, reason }) => ({ words: [name, ...reason.split(" ").filter(Boolean)], flags: [] }),
    reason: ({ reason }) => reason,
    lock: ({ fake: name }) => `wall/${name}`,
    validateConfiguration: ({ fake: name }) => {
      if (name === "nowhere") throw new NotFoundError("rotate.not-configured", say("rotate.no-destination", { role: name }));
    },
    plan: async () => {
      await fake.on.get("look")?.(undefined);
      return fake.seen;
    },
    describe: ({ fake: name }) => ({
      title: say("rotate.title", { role: name }),
      facts: [],
      impact: say("rotate.impact-first", { role: name }),
    }),
    approval: (_input, defaults) => defaults,
    outcome: ({ fake: name }, _seen, done) => {
      fake.on.get("outcome")?.(undefined);
      return say("rotate.done", { role: name, destinations: Object.keys(done), accessor: "" });
    },
    collectOrphans: (context) => fake.collectOrphans(context),
  })
    .step("wash", step("wash"))
    .step("paint", {
      ...step("paint"),
      isStoppable: true,
      redoFrom: "wash",
      parts: () => [...parts("first-coat"), ...parts("second-coat")],
    })
    .step("sign", sign)
    .later("dry", {
      parts: () => [...parts("wait"), ...parts("dry")],
      dueAtMs: async (context) => {
        await fake.on.get("due")?.(context);
        return fake.holds?.(context) ?? context.done.sign.atMs + fake.dryMs;
      },
      run: async (context) => {
        await happen("dry", context);
        return {
          checkpoint: { made: "dry" },
          ...(fake.saysDetails ? { details: { effect: "dry" } } : {}),
          ...(fake.driedNote === undefined ? {} : { outcome: fake.driedNote }),
        };
      },
    });
}
