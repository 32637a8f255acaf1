import pMap from "p-map";
import type { FlipStory, FlipWorlds } from "./flip-stories/story.ts";
import { consequencesOf, type FlippedWorld, type Stage, stagesOf, worldAt } from "./flipped-worlds.ts";

/** Which changes are made, of all that there are. */
export interface Sample {
  /** One in so many is made alone. */
  readonly oneIn: number;
  /** And as many pairs as one in so many are. */
  readonly pairsOneIn: number;
  /** Which; the same each time for the same number. */
  readonly seed: number;
  /** Worlds of a story that are changed beside each other. */
  readonly lanes: number;
}

/** What came of it. */
export interface Tried {
  readonly count: number;
  /** What should not have: each a sentence. */
  readonly wrong: readonly string[];
}

/** Makes changes in every stage of a story, one and two at a time. */
export async function tryFlips(worlds: FlipWorlds, title: string, story: FlipStory, sample: Sample): Promise<Tried> {
  const lanes = Array.from({ length: sample.lanes }, (_, at) => at);
  const tried = await pMap(lanes, (lane) => inOneLane(worlds, title, story, sample, lane), { concurrency: sample.lanes });
  return { count: tried.reduce((sum, { count }) => sum + count, 0), wrong: tried.flatMap(({ wrong }) => wrong) };
}

async function inOneLane(worlds: FlipWorlds, title: string, story: FlipStory, sample: Sample, lane: number): Promise<Tried> {
  const wrong: string[] = [];
  let count = 0;
  let world: FlippedWorld | undefined;
  const leave = async (): Promise<void> => {
    const left = world;
    world = undefined;
    await left?.stop();
  };
  /** That of the stage before goes on, unless it stopped in the middle of a run. */
  const enter = async (stage: Stage): Promise<FlippedWorld> => {
    if (world !== undefined && world.stage in story.running && world.stage !== stage) await leave();
    if (world === undefined) world = await worldAt(worlds, story, stage);
    else if (world.stage !== stage) await world.goOn(stage);
    return world;
  };
  /** On a machine that is busy with something else a server may not answer in time: then once more, in another world. */
  const twice = <T>(attempt: () => Promise<T>): Promise<T> =>
    attempt().catch(async () => {
      await leave();
      return attempt();
    });
  const tried = async (stage: Stage, names: readonly string[]): Promise<readonly string[]> => {
    const changed = await enter(stage);
    const odd = await consequencesOf(changed, story, names);
    if (odd.length > 0 || !(await changed.putBack())) await leave();
    return odd;
  };
  for (const stage of stagesOf(story)) {
    const choose = chooser(sample, `${title} ${stage}`);
    if (choose.isEmpty) continue;
    const { flips } = await twice(() => enter(stage));
    const chosen = choose.from(flips.map(({ name }) => name));
    for (const names of chosen.filter((_, at) => at % sample.lanes === lane)) {
      const odd = await twice(() => tried(stage, names)).catch((error: unknown) => [`cannot be tried: ${error}`]);
      count += 1;
      wrong.push(...odd.map((each) => `${title}, ${stage}: ${names.join(" and ")}: ${each}`));
    }
  }
  await leave();
  return { count, wrong };
}

/** No stage has many more changes than this: where a sample has none of so many, no world is brought to it. */
const changesOfStage = 1_000;

/** The smallest of large samples. */
const largeOneIn = 100;

/** The changes of one stage that a sample has. */
function chooser({ oneIn, pairsOneIn, seed }: Sample, about: string) {
  const random = randomFrom(`${seed} ${about}`);
  const [singly, inPairs] = [random(), random()];
  const counts = (length: number) => [Math.floor(length / oneIn + singly), Math.floor(length / pairsOneIn + inPairs)] as const;
  return {
    isEmpty: counts(changesOfStage).every((count) => count === 0),
    from: (names: readonly string[]): readonly (readonly string[])[] => {
      const left = [...names];
      const any = (): string => names[Math.floor(random() * names.length)] ?? "";
      const [alone, pairs] = counts(names.length);
      return [
        // A large sample begins with nobody writing anything, of which nobody may be told.
        ...(oneIn <= largeOneIn ? [[]] : []),
        ...Array.from({ length: alone }, () => left.splice(Math.floor(random() * left.length), 1)),
        ...Array.from({ length: pairs }, () => [any(), any()]).filter(([one, other]) => one !== other),
      ];
    },
  };
}

/** Numbers from 0 to 1 that are the same each time for the same text (mulberry32, seeded by FNV-1a). */
function randomFrom(text: string): () => number {
  let state = 0x811c9dc5;
  for (const letter of text) state = Math.imul(state ^ (letter.codePointAt(0) ?? 0), 0x01000193);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
