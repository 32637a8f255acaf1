import { parse } from "yaml";
import { z } from "zod";

const Text = z.union([z.string(), z.number(), z.boolean()]).transform(String);

const Input = z
  .object({
    type: z.enum(["string", "choice", "boolean", "number", "environment"]).default("string"),
    required: z.boolean().default(false),
    default: Text.optional(),
    options: z.array(Text).default([]),
  })
  .nullish()
  .transform((input) => input ?? { type: "string" as const, required: false, default: undefined, options: [] });
export type FileInput = z.output<typeof Input>;

const Job = z.object({
  name: z.string().optional(),
  needs: z.union([z.string().transform((one) => [one]), z.array(z.string())]).default([]),
  environment: z.union([z.string(), z.object({ name: z.string() }).transform(({ name }) => name)]).optional(),
  steps: z.array(z.object({ name: z.string().optional(), uses: z.string().optional() })).default([]),
});

const Dispatch = z
  .object({ inputs: z.record(z.string(), Input).nullish() })
  .nullish()
  .transform((dispatch) => dispatch?.inputs ?? {});
const Trigger = z.record(z.string(), z.unknown());

const File = z.object({
  name: z.string().optional(),
  "run-name": z.string().optional(),
  on: z.union([
    z.string().transform((one): Record<string, unknown> => ({ [one]: null })),
    z.array(z.string()).transform((many): Record<string, unknown> => Object.fromEntries(many.map((one) => [one, null]))),
    Trigger,
  ]),
  jobs: z.record(z.string(), Job),
});

/** A workflow file, as far as the fake acts on it. */
export interface WorkflowFile {
  readonly name: string;
  readonly runName: string | undefined;
  /** Of `workflow_dispatch`; `undefined` when it cannot be dispatched. */
  readonly inputs: { readonly [name: string]: FileInput } | undefined;
  readonly jobs: readonly ({ readonly key: string } & z.output<typeof Job>)[];
}

/** @throws Error when it is no workflow file */
export function readWorkflowFile(path: string, content: string): WorkflowFile {
  const file = File.parse(parse(content));
  const isDispatched = "workflow_dispatch" in file.on;
  return {
    name: file.name ?? path,
    runName: file["run-name"],
    inputs: isDispatched ? Dispatch.parse(file.on["workflow_dispatch"]) : undefined,
    jobs: Object.entries(file.jobs).map(([key, job]) => ({ key, ...job })),
  };
}
