import { runSkewMs } from "../../domain/clock-skew.ts";
import type { Blocked, StepContext } from "../../domain/operation.ts";
import { say } from "../../domain/sentence.ts";
import { nextLookMs } from "../workflow/follow.ts";
import type { Committed } from "./commit-and-retire.ts";
import { type RotateFacts, settingsOf } from "./facts.ts";
import type { RotateInput } from "./input.ts";
import type { Delivered } from "./issue-and-deliver.ts";
import { namesOf, unfinishedRuns } from "./runs-under-way.ts";

declare module "../../domain/sentence.ts" {
  interface Sentences {
    "in-flight.waits": { runs: readonly string[]; untilAtMs: number };
    "in-flight.ask": { runs: readonly string[]; waitedMs: number };
    "in-flight.label": NoParams;
    "in-flight.unseen": NoParams;
    "in-flight.runs": { runs: readonly string[] };
  }
}

type Context = StepContext<RotateInput, RotateFacts, { readonly "issue-and-deliver": Delivered; readonly commit: Committed }>;

/** How long a run may hold the old SecretID alive before a person may decide, where nothing is configured. */
const longestWaitMs = 24 * 3_600_000;

/**
 * Step 7: the overlap, and longer while runs are queued, waiting or in progress that were created before the delivery. A run reads
 * the repository's secrets when it is queued, so such a run may hold the old SecretID however long it takes.
 */
export async function whenToRetire({ input, done, hastenedBy, ports, signal, now }: Context): Promise<number | Blocked> {
  const { retireAtMs } = done.commit;
  if (now() < retireAtMs) return retireAtMs;
  if (input.leaked || hastenedBy !== undefined) return retireAtMs;
  const settings = settingsOf(input.role, ports);
  const beforeMs = done["issue-and-deliver"].deliveredAtMs + runSkewMs;
  const runs = await unfinishedRuns(settings, beforeMs, { ports, signal });
  if (runs.length === 0) return retireAtMs;
  const waitedMs = now() - retireAtMs;
  const untilAtMs = retireAtMs + (settings.longestWaitMs ?? longestWaitMs);
  const isLong = now() >= untilAtMs;
  return {
    untilMs: now() + nextLookMs(waitedMs),
    note: isLong
      ? say("in-flight.ask", { runs: namesOf(runs), waitedMs })
      : say("in-flight.waits", { runs: namesOf(runs), untilAtMs }),
    mayBeHastened: isLong,
  };
}
