import { describe } from "vitest";
import { flipTests, seed } from "../support/flip-tests.ts";

/** All of them: CONTRIBUTING.md says how long that takes, and how a part is made. */
describe(`T12 somebody who writes to Redis (FLIPS_SEED=${seed})`, () => {
  flipTests({ oneIn: 1, lanes: 6 });
});
