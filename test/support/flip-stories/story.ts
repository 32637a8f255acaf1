import type { Json } from "../../../src/domain/json.ts";
import type { OperationRequest } from "../../../src/domain/request.ts";
import type { Moment } from "../crashable.ts";
import type { Memory } from "../memory-store.ts";
import type { ProcessRun } from "../process-run.ts";
import { createRedisMemory, type RedisMemory } from "../redis-memory.ts";
import type { RotationCase } from "../rotation-case.ts";
import type { SmallPlatform } from "../small-platform.ts";

/** Where worlds are made whose Redis is changed. */
export interface FlipWorlds {
  readonly platform: SmallPlatform;
  readonly redisUrl: string;
}

/** What is outside of Redis. */
export interface Outside {
  /** What a run does, as far as it must not be done again. */
  readonly once: Json;
  /** What else must be as it was while nobody has approved anything. */
  readonly rest?: Json;
  /** What may be swept at any time, and is missed by whoever begins again. */
  readonly waiting?: Json;
}

/** One request of an operation, and the world that it is about. */
export interface FlipScene extends Pick<RotationCase, "view" | "now" | "advance" | "processRun"> {
  readonly memory: RedisMemory;
  ask(processRun: ProcessRun): Promise<OperationRequest>;
  /** What others do while it goes on. */
  meanwhile?(): Promise<void>;
  outside(): Promise<Outside>;
  /** What must not be, whatever somebody wrote. */
  wrong(): Promise<readonly string[]>;
  /** What does not hold of a request that came to its end as if nobody had written anything. */
  broken(): Promise<readonly string[]>;
  stop(): Promise<void>;
}

/** How requests of one operation are made, and where they can be stopped. */
export interface FlipStory {
  /** Its name in the registry. */
  readonly operation: string;
  /** How far it is when the bot dies while it runs, and at which call that is. */
  readonly running: { readonly [howFar: string]: Moment };
  /** Whether something is to be done after it has succeeded. */
  readonly hasLater?: boolean;
  /** Whether the channel has to be told of what the story begins with, whatever anybody writes. */
  readonly isToldAnyway?: boolean;
  readonly begin: (worlds: FlipWorlds) => Promise<FlipScene>;
}

/** A case whose records are in a real Redis. */
export async function inRedis<Case extends { stop(): Promise<void> }>(
  { redisUrl: url }: FlipWorlds,
  begin: (keptIn: (now: () => number) => Promise<Memory>) => Promise<Case>,
) {
  let memory: RedisMemory | undefined;
  const aCase = await begin(async (now) => {
    memory = await createRedisMemory({ url, now });
    return memory;
  });
  if (memory === undefined) throw new Error("nothing keeps the records");
  const kept = memory;
  const stop = async (): Promise<void> => {
    await aCase.stop();
    kept.close();
  };
  return { aCase, memory: kept, stop };
}

/** Of what does not hold: secrets where none may be. */
export const leaks = (broken: readonly string[]): readonly string[] => broken.filter((each) => each.includes("secret is in"));
