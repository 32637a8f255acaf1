import { measuredSkewMs } from "../domain/clock-skew.ts";
import { type ClockReadings, clockFault, correctionAfter, noReadings } from "../domain/clocks.ts";
import type { Sentence } from "../domain/sentence.ts";
import type { AuditLog } from "../ports/audit-log.ts";
import type { ServerClocks, VaultClock } from "../ports/clocks.ts";
import type { Log } from "../ports/log.ts";

/** The clock that a process goes by: its own, corrected when those of Vault and Redis say that it is wrong. */
export interface Clocks {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly vaultClock: VaultClock;
  /** Of its own clock, as it is. */
  readonly readings: () => ClockReadings;
  /**
   * Asks the servers, and corrects by what they say; who does not answer is taken to differ as much as before.
   * @returns by how much Vault's clock was ahead of `now` until this moment; 0 where that is no difference or not known
   */
  measure(servers: ServerClocks): Promise<number>;
}

/** An answer that takes longer says too little of when it was given. */
const longestAnswerMs = 2_000;
const asksAtMost = 3;

/** Less than this is the host's clock being disciplined, or how exactly this can be told. */
const stepMs = 1_000;

/**
 * @param own What the host says that it is now, in milliseconds since 1970
 * @param steady Milliseconds since some moment; goes on evenly when the host's clock is set
 */
export function createClocks(own: () => number, steady: () => number = () => performance.now()): Clocks {
  let readings = noReadings;
  let correctionMs = 0;
  /** Between two measures time goes on evenly: a host's clock that is being put right is no jump of everything that waits. */
  let anchor: { readonly ownMs: number; readonly steadyMs: number } | undefined;
  const even = (): number => (anchor === undefined ? own() : anchor.ownMs + steady() - anchor.steadyMs);

  /** Takes the host's clock as it is now; by how much it was set, the servers differ less from it, and as much less is corrected. */
  const settle = (): void => {
    const setByMs = anchor === undefined ? 0 : own() - even();
    anchor = { ownMs: own(), steadyMs: steady() };
    if (Math.abs(setByMs) < stepMs) return;
    const against = (aheadMs: number | null): number | null => (aheadMs === null ? null : Math.round(aheadMs - setByMs));
    const { vaultAheadMs: vault, redisAheadMs: redis, githubAheadMs: github = null } = readings;
    readings = readingsOf(against(vault), against(redis), against(github));
    correctionMs -= setByMs;
  };

  const askOnce = async (ask: () => Promise<number | undefined>): Promise<number | undefined> => {
    const askedAtMs = even();
    const toldMs = await ask();
    const answeredAtMs = even();
    const tookMs = answeredAtMs - askedAtMs;
    if (toldMs === undefined || tookMs < 0 || tookMs > longestAnswerMs) return undefined;
    return Math.round(toldMs - (askedAtMs + answeredAtMs) / 2);
  };
  /** A clock that was never read is asked again at once: one lost or slow answer at start must not leave a wrong clock for a while. */
  const aheadOf = async (ask: () => Promise<number | undefined>, before: number | null): Promise<number | null> => {
    for (let attempt = 1; ; attempt += 1) {
      const aheadMs = await askOnce(ask);
      if (aheadMs !== undefined) return aheadMs;
      if (before !== null || attempt === asksAtMost) return before;
    }
  };
  const vaultAheadMs = (): number => {
    const aheadMs = readings.vaultAheadMs === null ? 0 : readings.vaultAheadMs - correctionMs;
    return Math.abs(aheadMs) < measuredSkewMs ? 0 : aheadMs;
  };

  return {
    now: () => Math.round(even() + correctionMs),
    vaultClock: { aheadMs: vaultAheadMs },
    readings: () => readings,
    async measure(servers) {
      settle();
      const hasMeasured = readings.vaultAheadMs !== null;
      const [vault, redis, github] = await Promise.all([
        aheadOf(servers.vault, readings.vaultAheadMs),
        aheadOf(servers.redis, readings.redisAheadMs),
        servers.github === undefined ? null : aheadOf(servers.github, readings.githubAheadMs ?? null),
      ]);
      readings = readingsOf(vault, redis, github);
      const untilNowMs = hasMeasured ? vaultAheadMs() : 0;
      correctionMs = correctionAfter(correctionMs, readings);
      return untilNowMs;
    },
  };
}

const readingsOf = (vaultAheadMs: number | null, redisAheadMs: number | null, githubAheadMs: number | null): ClockReadings => ({
  vaultAheadMs,
  redisAheadMs,
  ...(githubAheadMs !== null && { githubAheadMs }),
});

export interface WatchClocksDeps {
  readonly clocks: Clocks;
  readonly servers: ServerClocks;
  readonly audit: Pick<AuditLog, "append">;
  readonly actor: "bot:ingress" | "bot:worker";
  readonly host: string;
  readonly inWords: (sentence: Sentence) => string;
  readonly log: Log;
}

/** `profinaut audit diff` takes it for as long. */
const notedAgainAfterMs = 30 * 60_000;

/**
 * Measures, says in the log when a clock begins to be wrong and when that is over, and notes on the trail how far the trail's times are
 * from Vault's, so that whoever compares the two accuses nobody.
 */
export function createWatchClocks({ clocks, servers, audit, actor, host, inWords, log }: WatchClocksDeps): () => Promise<void> {
  let wrong: string | undefined;
  let noted = { aheadMs: 0, atMs: Number.NEGATIVE_INFINITY };

  return async () => {
    const aheadMs = await clocks.measure(servers);
    const fault = clockFault(clocks.readings(), host, wrong !== undefined);
    if (fault?.clock !== wrong) {
      if (fault === undefined) log.info({}, "the clocks agree again");
      else log.warn({ ...clocks.readings(), says: inWords(fault.what), mend: inWords(fault.mend) }, "the clocks differ");
      wrong = fault?.clock;
    }
    const atMs = clocks.now();
    const isNoted = Math.abs(aheadMs - noted.aheadMs) < measuredSkewMs && atMs < noted.atMs + notedAgainAfterMs;
    if (aheadMs === 0 || isNoted) return;
    await audit.append([{ atMs, actor, action: "clocks.differ", request: null, details: { host, vaultAheadMs: aheadMs } }]);
    noted = { aheadMs, atMs };
  };
}
