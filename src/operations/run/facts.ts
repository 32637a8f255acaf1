import { type Edition, editionAsApproved } from "../../domain/edition.ts";
import { ConflictError, NotAllowedError, NotFoundError } from "../../domain/errors.ts";
import { nearestOf } from "../../domain/nearest.ts";
import type { OperationSettings, PlanContext } from "../../domain/operation.ts";
import { say } from "../../domain/sentence.ts";
import type { WorkflowSettings } from "../../ports/workflow-settings.ts";
import { inputsFor, requestInput } from "../workflow/inputs.ts";
import type { RunInput } from "./input.ts";

declare module "../../domain/sentence.ts" {
  interface Sentences {
    "workflow.unknown": { name: string; nearest: readonly string[]; configured: readonly string[] };
    "workflow.disabled": { file: string; repository: string; state: string };
    "workflow.no-trigger": { file: string; ref: string };
    "workflow.ref-not-allowed": { ref: string; allowed: readonly string[] };
  }
}

/** What will run; exactly this is approved. */
export type RunFacts = {
  readonly repository: string;
  readonly file: string;
  readonly title: string;
  readonly ref: string;
  /** The commit the ref is at: when it moves on, somebody has to approve again. */
  readonly sha: string;
  readonly inputs: readonly { readonly name: string; readonly value: string }[];
  /** Whether it takes the request's id, and whether its title shows it. */
  readonly takesRequest: boolean;
  readonly showsRequest: boolean;
} & Edition;

/** The configuration of a workflow. @throws NotFoundError when it has none */
export function workflowNamed(name: string, { workflows }: OperationSettings): WorkflowSettings {
  const found = workflows.get(name);
  if (found !== undefined) return found;
  const configured = [...workflows.keys()];
  throw new NotFoundError(
    "workflow.unknown",
    say("workflow.unknown", { name, nearest: nearestOf(name, configured), configured }),
  );
}

/** Step 0: what must be true before anybody is asked, and again before it is dispatched. */
export async function lookBeforeRunning({ input, ports, signal, approved }: PlanContext<RunInput, RunFacts>): Promise<RunFacts> {
  const { repository, file, refs } = workflowNamed(input.workflow, ports);
  const seen = await ports.workflowRuns.look({ repository, file }, input.ref, signal);
  const { state, ref, sha, defaultBranch, title } = seen;
  if (state !== "active") throw new ConflictError("workflow.disabled", say("workflow.disabled", { file, repository, state }));
  const allowed = refs.length === 0 ? [defaultBranch] : refs;
  if (!allowed.some((pattern) => fits(ref, pattern)))
    throw new NotAllowedError("workflow.ref-not-allowed", say("workflow.ref-not-allowed", { ref, allowed }));
  if (seen.inputs === null) throw new ConflictError("workflow.no-trigger", say("workflow.no-trigger", { file, ref }));
  const takesRequest = seen.inputs.some(({ name }) => name === requestInput);
  return {
    ...editionAsApproved(approved),
    ...{ repository, file, title, ref, sha, takesRequest },
    inputs: inputsFor(seen.inputs, input.inputs),
    showsRequest: takesRequest && seen.showsInput(requestInput),
  };
}

/** `v*` fits `v1.2`; everything else but `*` stands for itself. */
export const fits = (ref: string, pattern: string): boolean => {
  const [head = "", ...rest] = pattern.split("*");
  if (rest.length === 0) return ref === pattern;
  const tail = rest.at(-1) ?? "";
  if (!ref.startsWith(head) || !ref.endsWith(tail) || ref.length < head.length + tail.length) return false;
  let at = head.length;
  for (const part of rest.slice(0, -1)) {
    const found = ref.indexOf(part, at);
    if (found === -1 || found + part.length > ref.length - tail.length) return false;
    at = found + part.length;
  }
  return true;
};
