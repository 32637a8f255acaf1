import type { OperationRequest } from "../domain/request.ts";
import type { Processes } from "../ports/processes.ts";
import type { Registry } from "./registry.ts";

export interface LeftToOthersDeps {
  readonly registry: Registry;
  /** Of this process. */
  readonly version: string;
  readonly processes: Pick<Processes, "running">;
}

/**
 * Whether a request is left to a worker of another version, while one runs: an operation or a step that this one does not know, and
 * an approved plan that another version made, whose words and facts may be others here. @throws UpstreamError (service "redis")
 */
export function createLeftToOthers({ registry, version, processes }: LeftToOthersDeps) {
  const knows = ({ operation: name, steps, laterSteps }: OperationRequest): boolean => {
    const operation = registry.get(name);
    const [now, later] = [operation?.steps.map(({ id }) => id), operation?.laterSteps.map(({ id }) => id)];
    return steps.every(({ id }) => now?.includes(id)) && laterSteps.every(({ id }) => later?.includes(id)) && now !== undefined;
  };

  return async (request: OperationRequest): Promise<boolean> => {
    const madeBy = request.state === "approved" ? request.plan?.madeBy : undefined;
    const isKnown = knows(request);
    if (isKnown && (madeBy === undefined || madeBy === version)) return false;
    const workers = (await processes.running()).filter(({ part }) => part !== "ingress");
    return workers.some((other) => other.version !== version && (!isKnown || other.version === madeBy));
  };
}
