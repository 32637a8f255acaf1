import { parse } from "yaml";
import { z } from "zod";
import type { WorkflowInput } from "../ports/workflow-runs.ts";

const Text = z.union([z.string(), z.number(), z.boolean()]).transform(String);

const Input = z
  .object({
    type: z.enum(["string", "choice", "boolean", "number", "environment"]).catch("string"),
    required: z.boolean().catch(false),
    default: Text.optional().catch(undefined),
    options: z.array(Text).catch([]),
  })
  .partial();

const Dispatch = z.object({ inputs: z.record(z.string(), Input.nullish()).nullish() }).nullish();

/** https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax */
const WorkflowFile = z.object({
  "run-name": z.string().optional(),
  on: z.union([z.string(), z.array(z.string()), z.looseObject({ workflow_dispatch: Dispatch })]),
});

export interface ReadWorkflow {
  /** `null`: it cannot be dispatched. */
  readonly inputs: readonly WorkflowInput[] | null;
  readonly runName: string;
}

/** What a workflow file says about being dispatched; `undefined` when it is none. */
export function readWorkflowFile(text: string): ReadWorkflow | undefined {
  const file = WorkflowFile.safeParse(parsed(text)).data;
  if (file === undefined) return undefined;
  return { inputs: inputsOf(file.on), runName: file["run-name"] ?? "" };
}

function parsed(text: string): unknown {
  try {
    return parse(text, { maxAliasCount: 50 });
  } catch {
    return undefined;
  }
}

function inputsOf(on: z.output<typeof WorkflowFile>["on"]): readonly WorkflowInput[] | null {
  const dispatch = "workflow_dispatch";
  if (typeof on === "string" || Array.isArray(on)) return [on].flat().includes(dispatch) ? [] : null;
  if (!(dispatch in on)) return null;
  return Object.entries(on.workflow_dispatch?.inputs ?? {}).map(([name, input]) => ({
    name,
    type: input?.type ?? "string",
    isRequired: input?.required ?? false,
    otherwise: input?.default ?? null,
    options: input?.options ?? [],
  }));
}

/** Whether a run's name shows an input: then its runs can be told apart by it. */
export const showsInput = (runName: string, input: string): boolean =>
  [...runName.matchAll(/\$\{\{(.*?)\}\}/g)].some(([, expression = ""]) =>
    expression.split(/[^\w.-]+/).some((word) => word === `inputs.${input}` || word === `github.event.inputs.${input}`),
  );
