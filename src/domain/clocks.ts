import { z } from "zod";
import { measuredSkewMs } from "./clock-skew.ts";
import { type Sentence, say } from "./sentence.ts";

declare module "./sentence.ts" {
  interface Sentences {
    "clocks.ahead": { byMs: number };
    "clocks.behind": { byMs: number };
    "clocks.own": { host: string; off: Sentence };
    "clocks.server": { server: string; off: Sentence };
    "clocks.all": { host: string; vault: Sentence; redis: Sentence };
    "clocks.two": { server: string; host: string; off: Sentence };
    "clocks.own-why": NoParams;
    "clocks.vault-why": NoParams;
    "clocks.redis-why": NoParams;
    "clocks.github": { off: Sentence };
    "clocks.github-why": NoParams;
    "clocks.unsure-why": NoParams;
    "clocks.mend": NoParams;
  }
}

/** By how much the clocks of servers are ahead of a process's own, in milliseconds; `null`, or missing for GitHub's: not known. */
export const ClockReadings = z
  .object({
    vaultAheadMs: z.number().nullable(),
    redisAheadMs: z.number().nullable(),
    githubAheadMs: z.number().optional(),
  })
  .readonly();
export type ClockReadings = z.infer<typeof ClockReadings>;

export const noReadings: ClockReadings = { vaultAheadMs: null, redisAheadMs: null };

/** What differed, differs until it is less than this. */
const agreeAgainMs = 3_000;
/** What is measured is not steadier. */
const jitterMs = 1_500;

const limitOf = (differed: boolean): number => (differed ? agreeAgainMs : measuredSkewMs);

/**
 * By how much a process corrects its own clock: to the middle one of the three, which no single wrong clock can move beyond two that
 * agree. Nothing where they agree well enough.
 * @param beforeMs The correction until now
 */
export function correctionAfter(beforeMs: number, { vaultAheadMs, redisAheadMs }: ClockReadings): number {
  const middle = middleOf(vaultAheadMs, redisAheadMs);
  const wantedMs = Math.abs(middle) < limitOf(beforeMs !== 0) ? 0 : middle;
  return Math.abs(wantedMs - beforeMs) < jitterMs ? beforeMs : wantedMs;
}

function middleOf(vaultAheadMs: number | null, redisAheadMs: number | null): number {
  const [, middle = 0] = [0, vaultAheadMs ?? 0, redisAheadMs ?? 0].sort((a, b) => a - b);
  return middle;
}

/** Which clock is wrong, and what to do. */
export interface ClockFault {
  /** The process's own, a server's, or what nobody can tell. */
  readonly clock: "own" | "vault" | "redis" | "github" | "unsure";
  readonly what: Sentence;
  readonly why: Sentence;
  readonly mend: Sentence;
}

/**
 * The clock that two others do not agree with; GitHub's only where those agree, as nobody goes by it.
 * @param differed Whether one was wrong at the last look
 */
export const clockFault = (readings: ClockReadings, host: string, differed: boolean): ClockFault | undefined =>
  faultOfThree(readings, host, differed) ?? faultOfGitHub(readings, differed);

function faultOfGitHub({ vaultAheadMs, redisAheadMs, githubAheadMs }: ClockReadings, differed: boolean): ClockFault | undefined {
  const aheadMs = githubAheadMs === undefined ? 0 : githubAheadMs - middleOf(vaultAheadMs, redisAheadMs);
  if (Math.abs(aheadMs) < limitOf(differed)) return undefined;
  const what = say("clocks.github", { off: off(aheadMs) });
  return { clock: "github", what, why: say("clocks.github-why", {}), mend: say("clocks.mend", {}) };
}

function faultOfThree(
  { vaultAheadMs: vault, redisAheadMs: redis }: ClockReadings,
  host: string,
  differed: boolean,
): ClockFault | undefined {
  const isOff = (ms: number | null): ms is number => ms !== null && Math.abs(ms) >= limitOf(differed);
  const mend = say("clocks.mend", {});
  const unsure = (what: Sentence): ClockFault => ({ clock: "unsure", what, why: say("clocks.unsure-why", {}), mend });
  const oneOfTwo = (server: string, ms: number) => unsure(say("clocks.two", { server, host, off: off(ms) }));

  if (isOff(vault) && isOff(redis)) {
    if (Math.abs(vault - redis) >= measuredSkewMs)
      return unsure(say("clocks.all", { host, vault: off(vault), redis: off(redis) }));
    const what = say("clocks.own", { host, off: off(-vault) });
    return { clock: "own", what, why: say("clocks.own-why", {}), mend };
  }
  if (isOff(vault)) {
    if (redis === null) return oneOfTwo("Vault", vault);
    const what = say("clocks.server", { server: "Vault", off: off(vault) });
    return { clock: "vault", what, why: say("clocks.vault-why", {}), mend };
  }
  if (!isOff(redis)) return undefined;
  if (vault === null) return oneOfTwo("Redis", redis);
  const what = say("clocks.server", { server: "Redis", off: off(redis) });
  return { clock: "redis", what, why: say("clocks.redis-why", {}), mend };
}

/** Rounded to what can be measured, so that the same is said in the same words. */
export function off(aheadMs: number): Sentence {
  const byMs = Math.round(Math.abs(aheadMs) / measuredSkewMs) * measuredSkewMs;
  return aheadMs < 0 ? say("clocks.behind", { byMs }) : say("clocks.ahead", { byMs });
}
