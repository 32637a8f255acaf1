import { describe } from "vitest";
import { flipTests, seed } from "../support/flip-tests.ts";

/** All of them would take hours: CONTRIBUTING.md says how the rest is made. */
describe(`T12 somebody who writes to Redis (FLIPS_SEED=${seed})`, () => {
  flipTests({ oneIn: 16, lanes: 6 });
});
