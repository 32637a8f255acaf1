import type { TrailHead } from "../domain/audit.ts";
import { type Sentence, say } from "../domain/sentence.ts";
import type { Anchor } from "../ports/anchor.ts";
import type { AuditLog } from "../ports/audit-log.ts";
import type { Standing } from "../ports/standing.ts";
import type { Witnesses } from "../ports/trail-gaps.ts";
import type { Alarms } from "./alarms.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "standing.no-checkpoint": { seq: number; minutes: number };
    "standing.checkpoint-again": NoParams;
    "standing.no-anchor": { seq: number; minutes: number };
    "standing.anchor-again": NoParams;
  }
}

export interface OtherHalfDeps {
  readonly audit: Pick<AuditLog, "head">;
  readonly standing: Pick<Standing, "objection">;
  readonly alarms: Alarms;
  /** Milliseconds since some moment; goes on evenly when the host's clock is set. */
  readonly monotonicMs: () => number;
}

/** What the other half writes outside of the store about the end of the log. */
interface Sign {
  readonly mark: string;
  newest(): Promise<TrailHead | undefined>;
  missing(said: { readonly seq: number; readonly minutes: number }): Sentence;
  readonly again: Sentence;
}

const minuteMs = 60_000;
/** Several times as long as the other half takes, also where Slack or Vault makes it wait. */
const mayLagMs = 5 * minuteMs;
const hourMs = 60 * minuteMs;

/** Tells the channel, hourly, that the log moves on and the other half signs or notes nothing of it; whoever would silence it there, is seen here. */
function createOtherHalf({ audit, standing, alarms, monotonicMs }: OtherHalfDeps, sign: Sign) {
  let lag: { readonly behind: string; readonly sinceMs: number } | undefined;

  return async (): Promise<void> => {
    // Nothing that cannot be believed is signed or noted, and of that the channel is told already.
    if ((await standing.objection()) !== undefined) {
      lag = undefined;
      return;
    }
    const [head, newest] = await Promise.all([audit.head(), sign.newest()]);
    if (head.seq === 0 || newest?.hash === head.hash) {
      lag = undefined;
      return alarms.over(sign.mark, sign.again);
    }
    const behind = newest?.hash ?? "";
    if (lag?.behind !== behind) {
      if (lag !== undefined) await alarms.over(sign.mark, sign.again);
      lag = { behind, sinceMs: monotonicMs() };
    }
    const lastedMs = monotonicMs() - lag.sinceMs;
    if (lastedMs < mayLagMs) return;
    const sentence = sign.missing({ seq: newest?.seq ?? 0, minutes: Math.floor(lastedMs / minuteMs) });
    await alarms.say({ mark: sign.mark, everyMs: hourMs, sentence });
  };
}

/** The half that acts watches for checkpoints in the channel, which only the half that hears people can sign. */
export const createCheckpointWatch = ({
  witnesses,
  ...deps
}: OtherHalfDeps & { readonly witnesses: Pick<Witnesses, "newest"> }) =>
  createOtherHalf(deps, {
    mark: "no-checkpoint",
    newest: async () => witnesses.newest(),
    missing: (said) => say("standing.no-checkpoint", said),
    again: say("standing.checkpoint-again", {}),
  });

/** The half that hears people watches the anchor in Vault, which only the half that acts can move. */
export const createAnchorWatch = ({ anchor, ...deps }: OtherHalfDeps & { readonly anchor: Pick<Anchor, "head"> }) =>
  createOtherHalf(deps, {
    mark: "no-anchor",
    newest: () => anchor.head(),
    missing: (said) => say("standing.no-anchor", said),
    again: say("standing.anchor-again", {}),
  });
