import { createAlarms } from "../../src/app/alarms.ts";
import { createContinue } from "../../src/app/instant-commands/continue.ts";
import { createInstantCommands } from "../../src/app/instant-commands.ts";
import { createGate } from "../../src/app/read-only.ts";
import { createStanding, type StandingDeps } from "../../src/app/standing.ts";
import { createStandingWord } from "../../src/app/standing-word.ts";
import { createTakeUp } from "../../src/app/take-up.ts";
import { createTrailGaps } from "../../src/app/trail-gaps.ts";
import type { TrailHead } from "../../src/domain/audit.ts";
import { trailDamaged } from "../../src/redis/failures.ts";
import { aPolicy } from "../support/builders.ts";
import { aFakeOperation } from "../support/fake-operation.ts";
import { aLogSigning } from "../support/log-signing.ts";
import { createMemoryAnchor } from "../support/memory-anchor.ts";
import { aBot, signer, upstream, verifier } from "./a-bot.ts";

const placeOf = ({ seq, hash }: TrailHead): TrailHead => ({ seq, hash });

/** A log in memory, whoever sees it, and whoever lets it go on. */
export async function aStanding({ entries = 4 } = {}) {
  const bot = aBot(aFakeOperation());
  const { memory, view, log, now } = bot;
  const anchor = createMemoryAnchor();
  const self = { isSlackDown: false, isEndDamaged: false, isRedisDown: false };
  const audit = {
    ...memory.audit,
    forgotten: 0,
    forget: () => {
      audit.forgotten += 1;
    },
    head: async () => {
      if (self.isRedisDown) throw upstream({ service: "redis" });
      if (self.isEndDamaged) throw trailDamaged(undefined);
      return memory.audit.head();
    },
    continueFrom: async (...said: Parameters<typeof memory.audit.continueFrom>) => {
      self.isEndDamaged = false;
      return memory.audit.continueFrom(...said);
    },
  };
  const write = (count: number) =>
    memory.audit.append(
      Array.from({ length: count }, (_, at) => ({
        atMs: now(),
        actor: "bot:worker" as const,
        action: "command.refused" as const,
        request: null,
        details: { at },
      })),
    );
  await write(entries);
  /** One process. */
  const start = (changes: Partial<StandingDeps> = {}) => {
    const gaps = createTrailGaps({
      audit,
      verifier,
      witnessed: async () => {
        if (self.isSlackDown) throw upstream({ service: "slack" });
        return view.publishedCheckpoints(100);
      },
      reports: memory.reports,
      continuedAtMs: () => undefined,
      log,
      now,
      monotonicMs: now,
    });
    const standing = createStanding({
      ...{ audit, anchor, witnesses: gaps, verifier, log, monotonicMs: now },
      signing: aLogSigning(),
      ...changes,
    });
    const alarms = createAlarms({ view, log, now });
    const instantCommand = createContinue({ standing, directory: bot.directory, policy: aPolicy(), signer, audit });
    return {
      standing,
      gaps,
      alarms,
      instantCommands: createInstantCommands({ instantCommands: [instantCommand], gate: createGate(standing), now }),
      looked: async () => (await standing.objection({ isFresh: true }))?.key,
      tell: createStandingWord({ standing, alarms }),
      takeUp: createTakeUp({
        audit,
        anchor,
        verifier,
        standing,
        store: memory.store,
        record: bot.record,
        alarms,
        alarm: view.alarm,
        log,
        now,
      }),
    };
  };
  return Object.assign(self, {
    bot,
    anchor,
    audit,
    write,
    start,
    /** The worker notes where the log stands. */
    note: async () => anchor.note({ ...placeOf(await memory.audit.head()), atMs: now() }),
    cutTo: (seq: number) => void memory.trail.splice(seq),
    edit: (seq: number, actor = "user:U0EVE") => {
      const entry = memory.trail[seq - 1];
      if (entry !== undefined) memory.trail[seq - 1] = { ...entry, actor };
    },
  });
}
