import type { Answer } from "./answer.ts";

const anHourMs = 3_600_000;
const perHour = 5000;

/** The allowance of 5,000 requests an hour, told in every answer's headers. Nobody is refused for using it up: `faults.ts` does that. */
export function createRateLimit(now: () => number) {
  let used = 0;
  let resetAtMs = now() + anHourMs;

  const current = () => {
    if (now() >= resetAtMs) {
      used = 0;
      resetAtMs = now() + anHourMs;
    }
    return { limit: perHour, remaining: Math.max(perHour - used, 0), reset: Math.floor(resetAtMs / 1000), used };
  };

  return {
    headers(): Record<string, string> {
      used += 1;
      const { limit, remaining, reset } = current();
      return {
        "x-ratelimit-limit": String(limit),
        "x-ratelimit-remaining": String(remaining),
        "x-ratelimit-used": String(used),
        "x-ratelimit-reset": String(reset),
        "x-ratelimit-resource": "core",
      };
    },
    answer: (): Answer => ({ status: 200, body: { resources: { core: current(), search: current() }, rate: current() } }),
  };
}
