import { createStanding } from "../../src/app/standing.ts";
import { AppError, UpstreamError } from "../../src/domain/errors.ts";
import { isFinal, type OperationRequest, type RequestState } from "../../src/domain/request.ts";
import { bob, hour } from "./builders.ts";
import type { FlipScene, FlipStory, FlipWorlds, Outside } from "./flip-stories/story.ts";
import { aLogSigning } from "./log-signing.ts";
import type { ProcessRun } from "./process-run.ts";
import { type Flip, flipsOf } from "./redis-flips.ts";

/** How far a request is when somebody writes to Redis. */
export type Stage = string;

/** All of them, in order. */
export const stagesOf = ({ running, hasLater }: FlipStory): readonly Stage[] => [
  ...["preparing", "pending", "approved"],
  ...Object.keys(running),
  ...(hasLater === true ? ["succeeded", "due"] : ["succeeded"]),
];

/** A request that somebody's writing to Redis may be about, again and again while nothing outside has changed. */
export interface FlippedWorld {
  readonly stage: Stage;
  readonly scene: FlipScene;
  readonly id: string;
  /** What it is compared with. */
  readonly before: Outside;
  /** Everything that can be changed there. */
  readonly flips: readonly Flip[];
  /** Goes on to a later stage, which must not be behind one in which it runs. */
  goOn(stage: Stage): Promise<void>;
  /** Makes it as it was when it came to this stage. @returns whether that can be done, as nothing outside has changed */
  putBack(): Promise<boolean>;
  stop(): Promise<void>;
}

/** A world of its own, brought to that stage. */
export async function worldAt(worlds: FlipWorlds, story: FlipStory, wanted: Stage): Promise<FlippedWorld> {
  const scene = await story.begin(worlds);
  const { memory, view } = scene;
  const stages = stagesOf(story);
  const first = await scene.processRun();
  const { id } = await scene.ask(first);
  const self = {
    stage: "preparing",
    before: await scene.outside(),
    flips: [] as readonly Flip[],
    again: async (): Promise<void> => {},
  };

  const step = async (processRun: ProcessRun, stage: Stage): Promise<void> => {
    if (stage === "pending") await processRun.work(id);
    if (stage === "approved") await processRun.decide(id, bob);
    if (stage === "due") scene.advance(2 * hour);
    if (stage === "succeeded") await untilSucceeded(scene, processRun, id);
    if (stage in story.running && (await Promise.race([processRun.died, processRun.work(id)])) !== "died")
      throw new Error(`it never comes to ${stage}`);
    if (!(stage in story.running)) await processRun.show();
  };
  const keep = async (): Promise<void> => {
    self.flips = await flipsOf(memory.client, memory.keys);
    const [redisAgain, viewAgain, skewMs] = [await memory.keep(), view.keep(), scene.now() - Date.now()];
    self.again = async () => {
      viewAgain();
      scene.advance(skewMs - (scene.now() - Date.now()));
      await redisAgain();
    };
  };
  const goOn = async (stage: Stage): Promise<void> => {
    const processRun = await scene.processRun({ diesAt: story.running[stage] });
    for (const next of stages.slice(stages.indexOf(self.stage) + 1, stages.indexOf(stage) + 1))
      if (!(next in story.running) || next === stage) await step(processRun, next);
    self.stage = stage;
    self.before = await scene.outside();
    await keep();
  };

  await first.show();
  await keep();
  if (wanted !== self.stage) await goOn(wanted);
  return {
    scene,
    id,
    get stage() {
      return self.stage;
    },
    get before() {
      return self.before;
    },
    get flips() {
      return self.flips;
    },
    goOn,
    putBack: async () => {
      if (!isSame(await scene.outside(), self.before)) return false;
      await self.again();
      await memory.reborn();
      return true;
    },
    stop: scene.stop,
  };
}

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

async function untilSucceeded({ memory, meanwhile, now, advance }: FlipScene, processRun: ProcessRun, id: string): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) {
    const { againAtMs = 0 } = await processRun.work(id);
    if ((await memory.store.load(id))?.state === "succeeded") return;
    await meanwhile?.();
    advance(Math.max(0, againAtMs - now()));
  }
  throw new Error(`${id} does not come to its end`);
}

/** What a writer of Redis brought about by these changes, and what should not have come of it: each a sentence. */
export async function consequencesOf(
  world: FlippedWorld,
  story: FlipStory,
  names: readonly string[],
): Promise<readonly string[]> {
  const { scene, id, stage, before } = world;
  const { memory } = scene;
  const isBefore = (other: Stage): boolean => stagesOf(story).indexOf(stage) < stagesOf(story).indexOf(other);
  const flips = names.flatMap((name): readonly Flip[] => world.flips.filter((flip) => flip.name === name));
  if (flips.length < names.length) return [`cannot be changed at ${stage}`];
  for (const flip of flips) await flip.apply(memory.client).catch(alreadyOtherwise);
  await memory.reborn();
  await memory.freeLocks();
  const self = { isStuck: false };
  const odd = await byItself(scene, id, self);
  const after = await scene.outside();
  const wrong = [
    ...odd,
    ...(await scene.wrong()),
    ...(isBefore("approved") && !isSame([after.once, after.rest], [before.once, before.rest])
      ? ["something was done that nobody approved"]
      : []),
    ...(!isBefore("succeeded") && !isSame(after.once, before.once) ? ["it was done once more"] : []),
  ];
  const isHeard = self.isStuck || (await isTold(world));
  if (wrong.length > 0) return wrong;
  if (isHeard) return names.length === 0 && story.isToldAnyway !== true ? ["the channel is told of nothing"] : [];
  const unharmed: readonly RequestState[] = isBefore("approved") ? ["pending", "expired"] : ["succeeded"];
  const odds = await whatDiffers(world, unharmed, names);
  return odds.length === 0 ? [] : [`nobody is told: ${odds.join("; ")}`];
}

/** The second of two changes may find that the first one has made another kind of thing of it. */
function alreadyOtherwise(error: unknown): void {
  if (error instanceof SyntaxError) return;
  if (
    !(
      error instanceof Error &&
      /WRONGTYPE|no such key|index out of range|equal or smaller than the target stream top item/.test(error.message)
    )
  )
    throw error;
}

/** What the bot does by itself, for an hour and more, whatever it runs into. @returns failures that nobody foresaw */
async function byItself(scene: FlipScene, id: string, self: { isStuck: boolean }): Promise<readonly string[]> {
  const heals = (error: AppError): boolean => error instanceof UpstreamError && error.retryable;
  const processRun = await scene.processRun({
    onStuck: (error) => {
      if (error.code.startsWith("redis.") && !heals(error)) self.isStuck = true;
    },
  });
  const odd = new Set<string>();
  const attempt = async (what: () => Promise<unknown>): Promise<void> => {
    try {
      await what();
    } catch (error) {
      if (!(error instanceof AppError)) odd.add(`unforeseen: ${error}`);
      // What time does not heal, the worker says in the channel.
      else if (!heals(error)) self.isStuck = true;
    }
  };
  for (const waitMs of [0, 60_000, hour, hour, 0]) {
    scene.advance(waitMs);
    await attempt(processRun.reconcile);
    await attempt(() => processRun.work(id));
    await scene.meanwhile?.();
    await attempt(processRun.show);
    if (waitMs !== 60_000) await attempt(processRun.collectOrphans);
  }
  return [...odd];
}

/** The channel was alarmed, or the whole log is not believed, which is told as such. */
async function isTold({ scene: { view, memory, now }, id }: FlippedWorld): Promise<boolean> {
  if (view.alarms.length > 0 || memory.leftOut.length > 0) return true;
  const standing = createStanding({
    audit: memory.audit,
    anchor: memory.anchor,
    witnesses: { lost: async () => [] },
    verifier: { verify: async () => false },
    signing: aLogSigning({ from: () => 1 }),
    log: { info: () => {}, warn: () => {}, error: () => {} },
    monotonicMs: now,
  });
  const isDoubted = await standing.objection({ isFresh: true }).then(
    (objection) => objection !== undefined,
    () => true,
  );
  return (
    isDoubted ||
    (await memory.store.loadWithTrail(id).then(
      (loaded) => loaded?.objection !== undefined,
      () => true,
    ))
  );
}

/** What did not go on as it would have. */
async function whatDiffers(
  { scene, id }: FlippedWorld,
  unharmed: readonly RequestState[],
  names: readonly string[],
): Promise<readonly string[]> {
  const request = await scene.memory.store.load(id).catch(() => undefined);
  if (request === undefined) return ["the request is gone"];
  if (!unharmed.includes(request.state)) return [`it is ${request.state}`];
  if (unharmed.includes("pending")) return [];
  // What is noted of a card decides which lines and how many cards there are, and nothing else.
  const isAboutViews = names.some((name) => name.startsWith("shown"));
  const broken = (await scene.broken().catch((error: unknown) => [`unknown: ${error}`])).filter(
    (each) => !(isAboutViews && /has \d+ cards|the thread of/.test(each)),
  );
  return [...(isOver(request) ? [] : ["something is left to do"]), ...broken];
}

const isOver = ({ state, laterSteps }: OperationRequest): boolean =>
  isFinal(state) && laterSteps.every((step) => step.state === "done");
