import { runSkewMs } from "../../domain/clock-skew.ts";
import { NotAllowedError } from "../../domain/errors.ts";
import type { OperationPorts } from "../../domain/operation.ts";
import type { RoleSettings } from "../../ports/role-settings.ts";
import type { SeenRun } from "../../ports/workflow-runs.ts";

const namedAtMost = 5;

/** After a leak: what will fail at its next login. */
export type RunsUnderWay = {
  /** Runs that were under way when it was asked for. */
  readonly failing?: readonly string[];
  /** The bot may not look which these are. */
  readonly runsUnseen?: true;
};

/** Before anybody is asked: that runs can be looked at; and after a leak, which of them will fail (nothing waits for knowing that). */
export async function lookAtRuns(
  settings: RoleSettings,
  isLeaked: boolean,
  { ports, signal, nowMs }: { readonly ports: Ports; readonly signal: AbortSignal; readonly nowMs: number },
): Promise<RunsUnderWay> {
  // Only after a leak it matters who began just now.
  const beforeMs = isLeaked ? nowMs + runSkewMs : nowMs - runSkewMs;
  try {
    const runs = await unfinishedRuns(settings, beforeMs, { ports, signal });
    return isLeaked && runs.length > 0 ? { failing: namesOf(runs) } : {};
  } catch (error) {
    if (isLeaked && error instanceof NotAllowedError) return { runsUnseen: true };
    throw error;
  }
}

type Ports = Pick<OperationPorts, "workflowRuns">;

/** In every repository that is delivered to. Which repositories read an organisation's secret, nobody tells us. */
export async function unfinishedRuns(
  { deliverTo }: RoleSettings,
  beforeMs: number,
  { ports, signal }: { readonly ports: Ports; readonly signal: AbortSignal },
): Promise<readonly SeenRun[]> {
  const repositories = new Set(deliverTo.flatMap((to) => (to.github === "organisation" ? [] : [to.repository])));
  const found = await Promise.all([...repositories].map((name) => ports.workflowRuns.unfinished(name, beforeMs, signal)));
  return found.flat();
}

/** As people find them at GitHub. */
export const namesOf = (runs: readonly SeenRun[]): readonly string[] => [
  ...runs.slice(0, namedAtMost).map(({ workflow, number }) => `${workflow} #${number}`),
  ...(runs.length > namedAtMost ? [`+${runs.length - namedAtMost}`] : []),
];
