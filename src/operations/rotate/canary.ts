import { ConflictError } from "../../domain/errors.ts";
import type { OperationPorts } from "../../domain/operation.ts";
import { say } from "../../domain/sentence.ts";
import type { RoleSettings } from "../../ports/role-settings.ts";
import { requestInput } from "../workflow/inputs.ts";

declare module "../../domain/sentence.ts" {
  interface Sentences {
    "canary.unmarked": { file: string; input: string };
    "canary.disabled": { file: string; repository: string; state: string };
  }
}

/** The workflow that will prove a rotation. */
export type CanaryFacts = { readonly repository: string; readonly file: string; readonly ref: string };

/** Before anybody is asked: the canary is there, runs, and its runs can be told apart. */
export async function lookAtCanary(
  { canary }: RoleSettings,
  { ports, signal }: { readonly ports: Pick<OperationPorts, "workflowRuns">; readonly signal: AbortSignal },
): Promise<CanaryFacts | undefined> {
  if (canary === undefined) return undefined;
  const { repository, file } = canary;
  const { state, ref, inputs, showsInput } = await ports.workflowRuns.look({ repository, file }, canary.ref, signal);
  if (state !== "active") throw new ConflictError("canary.disabled", say("canary.disabled", { file, repository, state }));
  if (inputs?.some(({ name }) => name === requestInput) !== true || !showsInput(requestInput))
    throw new ConflictError("canary.unmarked", say("canary.unmarked", { file, input: requestInput }));
  return { repository, file, ref };
}
