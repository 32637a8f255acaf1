import { InputError } from "../../domain/errors.ts";
import { nearestOf } from "../../domain/nearest.ts";
import { say } from "../../domain/sentence.ts";
import type { WorkflowInput } from "../../ports/workflow-runs.ts";

declare module "../../domain/sentence.ts" {
  interface Sentences {
    "workflow.input-unknown": { name: string; nearest: readonly string[]; known: readonly string[] };
    "workflow.input-reserved": { name: string };
    "workflow.input-missing": { name: string };
    "workflow.input-choice": { name: string; value: string; options: readonly string[] };
    "workflow.input-boolean": { name: string; value: string };
    "workflow.input-number": { name: string; value: string };
  }
}

/** The input by which a run is told apart from all others: a workflow that declares it is given the request's id. */
export const requestInput = "profinaut_request";

/**
 * What a run will be started with: what was typed, and the defaults of the rest.
 * @throws InputError naming the first input that does not fit what the workflow declares
 */
export function inputsFor(
  declared: readonly WorkflowInput[],
  given: { readonly [name: string]: string },
): readonly { readonly name: string; readonly value: string }[] {
  const open = declared.filter(({ name }) => name !== requestInput);
  const known = open.map(({ name }) => name);
  for (const name of Object.keys(given)) {
    if (name === requestInput) throw new InputError("workflow.input-reserved", say("workflow.input-reserved", { name }));
    if (!known.includes(name))
      throw new InputError(
        "workflow.input-unknown",
        say("workflow.input-unknown", { name, nearest: nearestOf(name, known), known }),
      );
  }
  return open.flatMap((input) => {
    const value = given[input.name] ?? input.otherwise;
    if (value === null && input.isRequired)
      throw new InputError("workflow.input-missing", say("workflow.input-missing", { name: input.name }));
    if (value === null) return [];
    check(input, value);
    return [{ name: input.name, value }];
  });
}

function check({ name, type, options }: WorkflowInput, value: string): void {
  if (type === "choice" && !options.includes(value))
    throw new InputError("workflow.input-choice", say("workflow.input-choice", { name, value, options }));
  if (type === "boolean" && !["true", "false"].includes(value))
    throw new InputError("workflow.input-boolean", say("workflow.input-boolean", { name, value }));
  if (type === "number" && (value.trim() === "" || !Number.isFinite(Number(value))))
    throw new InputError("workflow.input-number", say("workflow.input-number", { name, value }));
}
