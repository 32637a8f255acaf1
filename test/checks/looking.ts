import type { Check, CheckPorts, Finding } from "../../src/domain/check.ts";
import type { Json } from "../../src/domain/json.ts";
import { noon } from "../support/builders.ts";
import { checkPorts } from "../support/check-ports.ts";

/** One look, and what it found. */
export const lookWith = async (check: Check, given: Partial<CheckPorts>, remembered?: Json): Promise<readonly Finding[]> =>
  (await check.run({ ports: checkPorts(given), nowMs: noon, signal: new AbortController().signal, remembered })).findings;

export const aboutOf = (findings: readonly Finding[]): readonly string[] => findings.map(({ about }) => about);
