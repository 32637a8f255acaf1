import type { Check } from "../domain/check.ts";
import { seal } from "./seal.ts";

/** Everything that is looked at regularly. */
export const checks: readonly Check[] = [seal];
