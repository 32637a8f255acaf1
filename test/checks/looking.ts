import type { Check, Finding, WatchPorts } from "../../src/domain/check.ts";
import type { Json } from "../../src/domain/json.ts";
import { noon } from "../support/builders.ts";
import { watchPorts } from "../support/watch-ports.ts";

/** One look, and what it found. */
export const lookWith = async (check: Check, given: Partial<WatchPorts>, remembered?: Json): Promise<readonly Finding[]> =>
  (await check.look({ ports: watchPorts(given), nowMs: noon, signal: new AbortController().signal, remembered })).findings;

export const aboutOf = (findings: readonly Finding[]): readonly string[] => findings.map(({ about }) => about);
