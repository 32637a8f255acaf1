import { describe, expect, it } from "vitest";
import type { Json } from "../../src/domain/json.ts";
import type { AnyOperation } from "../../src/domain/operation.ts";
import { createTranslators } from "../../src/locale/translator.ts";
import { operations } from "../../src/operations/index.ts";
import { cardMessage } from "../../src/slack/messages/card.ts";
import { verified } from "../support/believing.ts";
import { aLine, aPlan, aRequest, aStep } from "../support/builders.ts";
import { type AnyWholePlan, type Way, wholePlans } from "./whole-plans.ts";

const translators = createTranslators("UTC");

type Held = { readonly input: Json; readonly facts: Json };

/** What an approver reads before pressing, in each language. */
function cardOf(operation: AnyOperation, { input, facts }: Held, language: "en" | "ja"): string {
  const { title, facts: lines, impact } = operation.describe(input, facts);
  const steps = [...operation.steps.filter((step) => step.isWanted?.(input, facts) ?? true), ...operation.laterSteps].map(
    (step) => aStep({ id: step.id, lines: step.parts(input, facts).map(({ id, title }) => aLine({ part: id, title })) }),
  );
  const plan = aPlan({ title, facts: [...lines], impact, digest: "0".repeat(64) });
  const words = operation.words(input);
  const command = [operation.name, ...words.words, ...words.flags].join(" ");
  const request = aRequest({ operation: operation.name, plan, steps, command, reason: operation.reason(input) });
  return JSON.stringify(cardMessage(verified(request), { translator: translators[language], isDurabilityRelaxed: false }).blocks);
}

interface Leaf {
  readonly path: string;
  /** The whole, with another value there. */
  readonly changed: Json;
}

/** Every value there is, and each list without its last. */
function leavesOf(value: Json, others: { readonly [path: string]: string }, path: string): readonly Leaf[] {
  if (typeof value === "object" && value !== null) {
    const parts = Object.entries(value).flatMap(([name, part]) =>
      leavesOf(part, others, `${path}.${name}`).map((leaf) => ({
        ...leaf,
        changed: withPart(value, name, leaf.changed),
      })),
    );
    return Array.isArray(value) && value.length > 1 ? [...parts, { path, changed: value.slice(0, -1) }] : parts;
  }
  return [{ path, changed: otherThan(value, others[path]) }];
}

const withPart = (whole: Json & object, name: string, part: Json): Json =>
  Array.isArray(whole) ? whole.map((each: Json, at) => (String(at) === name ? part : each)) : { ...whole, [name]: part };

function otherThan(value: Json, other: string | undefined): Json {
  if (other !== undefined) return other;
  if (typeof value === "boolean") return !value;
  if (typeof value === "number") return value > 1e11 ? value + 40 * 86_400_000 : value * 2;
  return `${String(value)}-other`;
}

const withoutPlace = (path: string): string => path.replaceAll(/\.\d+(?=\.|$)/g, ".*");

/** The plan in one of the ways in which it occurs. */
const inWay = ({ input, facts }: Held, way: Way): Held => ({
  input,
  facts: Object.entries(way).reduce((left, [path, to]) => withoutPart(left, path.split("."), to), facts),
});

function withoutPart(value: Json, [name = "", ...rest]: readonly string[], to: null | undefined): Json {
  if (typeof value !== "object" || value === null) return value;
  if (rest.length === 0 && to === undefined) return Object.fromEntries(Object.entries(value).filter(([each]) => each !== name));
  return withPart(value, name, rest.length === 0 ? null : withoutPart(Object(value)[name], rest, to));
}

/** Paths of what can change without any card changing. */
function unseenIn(operation: AnyOperation, whole: AnyWholePlan, language: "en" | "ja"): ReadonlySet<string> {
  const { input, facts, ways, others = {} } = whole;
  const changesCard = (changed: Held): boolean =>
    ways.some(
      (way) => cardOf(operation, inWay(changed, way), language) !== cardOf(operation, inWay({ input, facts }, way), language),
    );
  const leaves = [
    ...leavesOf(input, others, "input").map(({ path, changed }) => ({ path, held: { input: changed, facts } })),
    ...leavesOf(facts, others, "facts").map(({ path, changed }) => ({ path, held: { input, facts: changed } })),
  ];
  const seen = new Set(leaves.filter(({ held }) => changesCard(held)).map(({ path }) => withoutPlace(path)));
  return new Set(leaves.map(({ path }) => withoutPlace(path)).filter((path) => path !== "facts.edition" && !seen.has(path)));
}

describe("what a plan holds is on the card before anybody approves", () => {
  it.each(operations)("$name", (operation) => {
    const whole = wholePlans.get(operation.name);
    if (whole === undefined) throw new Error(`There is no whole plan of ${operation.name}: add one, with all that it can hold`);

    const unread = new Set(Object.keys(whole.unread));

    expect(unseenIn(operation, whole, "en")).toEqual(unread);
    expect(unseenIn(operation, whole, "ja")).toEqual(unread);
  });
});
