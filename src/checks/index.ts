import type { Check } from "../domain/check.ts";
import { exchangeKeys } from "./exchange-keys.ts";
import { seal } from "./seal.ts";

/** Everything that is looked at regularly. */
export const checks: readonly Check[] = [seal, exchangeKeys];
