import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { z } from "zod";
import { readPlatformTemplates } from "../../src/configuration/platform-templates.ts";
import { filled, type TemplateNames, type WorkflowTemplate } from "../../src/domain/workflow-template.ts";

export const someNames: TemplateNames = {
  defaultBranch: "main",
  kvMount: "secret",
  kvBase: "profinaut",
  approleMount: "approle",
  roles: "profinaut-db profinaut-kafka",
};

/** What is installed, by its place in the platform's repository. */
export const templates: readonly WorkflowTemplate[] = readPlatformTemplates(
  fileURLToPath(new URL("../../github/", import.meta.url)),
);

const Env = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({});

const Step = z.strictObject({
  id: z.string().optional(),
  name: z.string().optional(),
  if: z.string().optional(),
  uses: z.string().optional(),
  with: z.record(z.string(), z.unknown()).default({}),
  env: Env,
  run: z.string().optional(),
});
export type Step = z.infer<typeof Step>;

const Job = z.strictObject({
  name: z.string(),
  needs: z.string().optional(),
  strategy: z.strictObject({ "fail-fast": z.literal(false), matrix: z.record(z.string(), z.string()) }).optional(),
  if: z.string().optional(),
  "runs-on": z.string(),
  "timeout-minutes": z.number(),
  environment: z.string().optional(),
  permissions: z.record(z.string(), z.enum(["read", "write"])),
  env: Env,
  outputs: z.record(z.string(), z.string()).default({}),
  steps: z.array(Step).min(1),
});
export type Job = z.infer<typeof Job>;

const Workflow = z.strictObject({
  name: z.string(),
  "run-name": z.string().optional(),
  on: z.record(z.string(), z.unknown()),
  permissions: z.strictObject({}),
  concurrency: z.strictObject({ group: z.string(), "cancel-in-progress": z.union([z.boolean(), z.string()]) }),
  defaults: z.strictObject({ run: z.strictObject({ shell: z.literal("bash") }) }),
  jobs: z.record(z.string(), Job),
});

export interface ReadWorkflow {
  readonly path: string;
  readonly text: string;
  readonly workflow: z.infer<typeof Workflow>;
}

/** The workflows as they are installed, read. @throws ZodError for one that lacks what every workflow here must say */
export const workflows: readonly ReadWorkflow[] = templates
  .filter(({ path }) => path.startsWith(".github/workflows/"))
  .map((template) => {
    const text = filled(template, someNames);
    return { path: template.path, text, workflow: Workflow.parse(parse(text)) };
  });

/** As GitHub writes one. */
export const expression = (text: string): string => `$${`{{ ${text} }}`}`;

export const jobsOf = ({ workflow }: ReadWorkflow): readonly Job[] => Object.values(workflow.jobs);
export const stepsOf = (read: ReadWorkflow): readonly Step[] => jobsOf(read).flatMap(({ steps }) => steps);

/** The script of a step, by the workflow's file name and the step's id. @throws Error when there is none */
export function scriptOf(file: string, id: string): string {
  const read = workflows.find(({ path }) => path.endsWith(`/${file}`));
  const step = read === undefined ? undefined : stepsOf(read).find((one) => one.id === id);
  if (step?.run === undefined) throw new Error(`${file} has no step ${id}`);
  return step.run;
}
