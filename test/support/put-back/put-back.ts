import { isDeepStrictEqual } from "node:util";
import type { Actor } from "../../../src/domain/actor.ts";
import { parseCheckpoint } from "../../../src/domain/audit.ts";
import { AppError } from "../../../src/domain/errors.ts";
import { isFinal, type OperationRequest, type RequestState } from "../../../src/domain/request.ts";
import type { Anchor } from "../../../src/ports/anchor.ts";
import { alice, bob, carol, hour } from "../builders.ts";
import type { CrashableOptions, Moment } from "../crashable.ts";
import { type DriveOptions, drive } from "../drive.ts";
import { type CopiedMemory, type StoredPart, storedParts } from "../memory-store.ts";
import type { ProcessRun } from "../process-run.ts";
import type { SmallPlatform } from "../small-platform.ts";
import { aVaultAnchor } from "../vault-anchor.ts";
import type { PutBackStory, Stage } from "./story.ts";

/** What becomes of a request after the copy was made. */
export const fates = ["it goes on to its end", "its process dies", "nobody sees more", "denied", "cancelled", "expired"] as const;
export type Fate = (typeof fates)[number];

/** A moment at which something is recorded. */
export interface Point {
  readonly moment: Moment;
  /** Of the request, as recorded by then. */
  readonly state: RequestState | undefined;
}

/** A copy of the store that is put back. */
export interface Case {
  /** When it is made. */
  readonly copiedAt: Moment;
  readonly fate: Fate;
  /** Where the process dies, if it does. */
  readonly diesAt?: Moment;
  /** Whether it is put back an hour later, rather than at once. */
  readonly isLater: boolean;
  /** What of it is put back, where that is not all. */
  readonly part?: StoredPart;
  /** What is put back once more after somebody let the log go on. */
  readonly again?: Again;
}

export const agains = ["the same copy", "an older copy"] as const;
export type Again = (typeof agains)[number];

/** Whether somebody outside of the store had seen more of the log than the copy has; otherwise it simply goes on. */
export type Loss = "seen" | "seen by nobody" | "nothing was written since" | "of a part";

export interface Survived {
  readonly loss: Loss;
  /** Each a sentence. */
  readonly wrong: readonly string[];
}

/** What it does undisturbed. */
export async function pointsOf(
  platform: SmallPlatform,
  story: PutBackStory,
): Promise<{ readonly points: readonly Point[]; readonly moments: readonly Moment[]; readonly wrong: readonly string[] }> {
  const anchor = await aVaultAnchor(platform.vault);
  const stage = await story.begin(platform, anchor);
  const points: Point[] = [];
  try {
    await stage.ready(await stage.aCase.processRun());
    const asked = { id: "" };
    let text = stage.aCase.memory.text();
    const processRun = await stage.aCase.processRun({
      onMoment: async (moment) => {
        const now = stage.aCase.memory.text();
        if (now === text) return;
        text = now;
        points.push({ moment, state: (await newestOf(stage, asked))?.state });
      },
    });
    await seeThrough(stage, processRun, asked);
    const request = await newestOf(stage, asked);
    const wrong = [...(await stage.wrong()), ...(request === undefined ? ["there is no request"] : await stage.unlike(request))];
    return { points, moments: processRun.moments, wrong };
  } finally {
    await stage.aCase.stop();
  }
}

/**
 * Every fate of what was copied at every point, each death at a moment after it that chance takes; at each point one of the parts alone,
 * and at some of them twice.
 */
export function casesOf(points: readonly Point[], moments: readonly Moment[], random: () => number): readonly Case[] {
  const places = new Map(moments.map((moment, at) => [moment, at]));
  return points.flatMap(({ moment: copiedAt, state }, at) => {
    const later = moments.slice((places.get(copiedAt) ?? 0) + 1);
    const isUndecided = state === "preparing" || state === "pending";
    const undisturbed = { copiedAt, fate: "it goes on to its end", isLater: random() % 2 === 0 } as const;
    const more: readonly Case[] = [
      ...storedParts.flatMap((part, number) => (number === at % storedParts.length ? [{ ...undisturbed, part }] : [])),
      ...agains.flatMap((again, number) => (number * 3 === at % 6 ? [{ ...undisturbed, again }] : [])),
    ];
    return more.concat(
      fates.flatMap((fate): readonly Case[] => {
        const isLater = random() % 2 === 0;
        const diesAt = later[random() % Math.max(1, later.length)];
        if (fate === "it goes on to its end") return [{ copiedAt, fate, isLater }];
        if (fate === "its process dies" || fate === "nobody sees more")
          return diesAt === undefined ? [] : [{ copiedAt, fate, isLater, diesAt }];
        return isUndecided ? [{ copiedAt, fate, isLater }] : [];
      }),
    );
  });
}

interface Asked {
  id: string;
}

/** The one that was asked for; also when whoever asked never heard of it. */
async function newestOf({ aCase: { memory } }: Stage, asked: Asked, before: ReadonlySet<string> = new Set()) {
  if (asked.id !== "") return memory.store.load(asked.id);
  const found = (await memory.store.recent(100)).find(({ id }) => !before.has(id));
  return found;
}

async function idsIn({ aCase: { memory } }: Stage): Promise<ReadonlySet<string>> {
  return new Set((await memory.store.recent(100)).map(({ id }) => id));
}

async function seeThrough(
  stage: Stage,
  processRun: ProcessRun,
  asked: Asked,
  answer?: NonNullable<DriveOptions["answer"]>,
): Promise<"quiet" | "died"> {
  const { role, now, advance } = stage.aCase;
  const before = await idsIn(stage);
  const newest = async (): Promise<OperationRequest | undefined> => {
    const found = await newestOf(stage, asked, before);
    asked.id = found?.id ?? "";
    return found;
  };
  return drive({ role, now, advance, newest }, processRun, {
    command: () => "",
    ask: () => stage.ask(processRun),
    onOverlap: stage.meanwhile,
    onWait: stage.meanwhile,
    ...(answer === undefined ? {} : { answer }),
  });
}

/** Ports' methods that look and change nothing; whatever is not named here is an effect. */
const looks =
  /^(?:store|locks|viewState|view|audit|documents|once|jobs|anchor)\.|\.(?:role|accessors|live|lookUp|lookUpValue|missingCapabilities|look|children|read|list|isLogin|changed|probe|newest|dispatchedAfter|run|unfinished|tip|about|find|merged|doneBy)$/;

/** What waits for a request that is over is thrown away. */
const isHarmless = (name: string): boolean => name === "waiting.remove";

export async function survived(platform: SmallPlatform, story: PutBackStory, disturbed: Case): Promise<Survived> {
  const anchor = await aVaultAnchor(platform.vault);
  const stage = await story.begin(platform, anchor);
  try {
    return await putBackIn(stage, story, { anchor, disturbed });
  } finally {
    await stage.aCase.stop();
  }
}

async function putBackIn(
  stage: Stage,
  story: PutBackStory,
  { anchor, disturbed }: { readonly anchor: Anchor; readonly disturbed: Case },
): Promise<Survived> {
  const { aCase } = stage;
  const { memory } = aCase;
  await stage.ready(await aCase.processRun());
  const old = await idsIn(stage);
  const putBackOlder = memory.copy();
  const eyes = await aCase.processRun();
  let putBack: ReturnType<CopiedMemory["copy"]> | undefined;
  const processRun = await aCase.processRun({
    diesAt: disturbed.diesAt,
    onMoment: async (moment) => {
      if (moment !== disturbed.copiedAt || putBack !== undefined) return;
      if (disturbed.fate === "nobody sees more") await eyes.see();
      putBack = memory.copy();
    },
  });
  await seeThrough(stage, processRun, { id: "" }, answerOf(disturbed.fate, stage));
  if (putBack === undefined) throw new Error("the copy was never made");
  if (disturbed.fate !== "nobody sees more") await (await aCase.processRun()).see();
  const ended = new Set((await memory.store.recent(100)).filter(({ state }) => isFinal(state)).map(({ id }) => id));
  const writtenSeq = memory.trail.length;

  putBack(disturbed.part);
  const isOlder = memory.trail.length < writtenSeq;
  if (disturbed.isLater) aCase.advance(hour);
  const effects: string[] = [];
  const options: CrashableOptions = {
    onCall: ({ name }) => {
      if (!looks.test(name) && !isHarmless(name)) effects.push(name);
    },
  };
  let next = await aCase.processRun(options);
  const isLost = await hasSeenMore(stage, anchor);
  const objection = await next.standing.objection({ isFresh: true });
  const wrong: string[] = [];
  if ((objection !== undefined) !== isLost)
    wrong.push(isLost ? "the loss is not noticed" : `nothing is lost, and yet: ${objection?.key}`);
  const goesOn = async (processRun: ProcessRun): Promise<readonly string[]> => {
    const atLoss = await stage.outside();
    const done = (): readonly string[] => effects.splice(0).map((name) => `${name} was called`);
    const unchanged = async (when: string): Promise<readonly string[]> =>
      [...done(), ...(isDeepStrictEqual(await stage.outside(), atLoss) ? [] : ["something outside changed"])].map(
        (sentence) => `${when}: ${sentence}`,
      );
    const wrong: string[] = [];
    wrong.push(...(await whileReadOnly(stage, processRun)), ...(await unchanged("read-only")));
    await processRun.goOn(bob);
    if ((await processRun.standing.objection({ isFresh: true })) === undefined)
      wrong.push("it goes on before the worker took it up");
    await pressEverything(stage, processRun, "resume");
    wrong.push(...(await unchanged("said and not taken up")));
    await processRun.takeUp();
    const still = await processRun.standing.objection({ isFresh: true });
    if (still !== undefined) wrong.push(`it does not go on: ${still.key}`);
    const inCopy = new Map((await memory.store.recent(100)).map(({ id, state }) => [id, state]));
    for (const [at, waitMs] of [0, 60_000, hour, hour].entries()) {
      aCase.advance(waitMs);
      await pressEverything(stage, processRun, at === 0 || disturbed.isLater ? "resume" : "cancel");
    }
    wrong.push(...(await unchanged("gone on")));
    for (const { id, state } of await memory.store.recent(100)) {
      if (!isFinal(state)) wrong.push(`${id} is still ${state}`);
      if (state === "succeeded" && inCopy.get(id) !== "succeeded") wrong.push(`${id} succeeded by itself`);
      if (state === "denied" || (state === "cancelled" && ended.has(id) && !old.has(id) && !isFinal(inCopy.get(id) ?? state)))
        if (disturbed.fate === "it goes on to its end") wrong.push(`${id} is ${state}`);
    }
    return wrong;
  };
  if (isLost) wrong.push(...(await goesOn(next)));
  if (isLost && disturbed.again !== undefined) {
    (disturbed.again === "the same copy" ? putBack : putBackOlder)();
    next = await aCase.processRun(options);
    if ((await next.standing.objection({ isFresh: true })) === undefined) wrong.push("the second loss is not noticed");
    wrong.push(...(await goesOn(next)));
  }
  if (!isLost && disturbed.part !== undefined) {
    // What is not as the log has it has no effect any more, and ends.
    const unproven = await unprovenIn(stage);
    const before = await stage.outside();
    for (const press of ["resume", "cancel", "cancel"] as const) {
      await pressEverything(stage, next, press);
      aCase.advance(hour);
    }
    if (unproven.length > 0 && !isDeepStrictEqual(await stage.outside(), before)) wrong.push("something outside changed");
    for (const { id, state } of await memory.store.recent(100))
      if (!isFinal(state) || (unproven.includes(id) && state === "succeeded")) wrong.push(`${id} is ${state}`);
  } else if (!isLost) {
    await seeThrough(stage, next, { id: (await newestOf(stage, { id: "" }, old))?.id ?? "" });
    for (const press of ["resume", "cancel"] as const) await pressEverything(stage, next, press);
  }
  wrong.push(...(await stage.wrong()));
  wrong.push(...(await askedAgain(stage, story, next)));
  const ofAll: Loss = isLost ? "seen" : isOlder ? "seen by nobody" : "nothing was written since";
  return { loss: disturbed.part === undefined ? ofAll : "of a part", wrong };
}

const answerOf = (fate: Fate, { aCase }: Stage): DriveOptions["answer"] => {
  switch (fate) {
    case "denied":
      return (processRun, id) => processRun.decide(id, bob, "deny");
    case "cancelled":
      return (processRun, id) => processRun.cancel(id, alice);
    case "expired":
      return async () => aCase.advance(2 * hour);
    default:
      return undefined;
  }
};

/** Whether Vault or the channel has seen an entry that is not there. */
async function hasSeenMore({ aCase: { memory, view } }: Stage, anchor: Anchor): Promise<boolean> {
  const anchored = await anchor.head();
  const witnessed = (await view.publishedCheckpoints(100)).flatMap((text) => parseCheckpoint(text) ?? []);
  const seen = [...(anchored === undefined || anchored.seq === 0 ? [] : [anchored]), ...witnessed];
  return seen.some(({ seq, hash }) => memory.trail[seq - 1]?.hash !== hash);
}

/** What had not succeeded, and is not as the log has it. */
async function unprovenIn({ aCase: { memory } }: Stage): Promise<readonly string[]> {
  const ids = await memory.store.openIds();
  const loaded = await Promise.all(ids.map((id) => memory.store.loadWithTrail(id)));
  return loaded.flatMap((each) => (each?.objection === undefined || each.request.state === "succeeded" ? [] : [each.request.id]));
}

async function whileReadOnly(stage: Stage, processRun: ProcessRun): Promise<readonly string[]> {
  const { memory, advance } = stage.aCase;
  const wrong: string[] = [];
  const stored = async (): Promise<unknown> => [memory.trail, await memory.store.recent(100)];
  const before = structuredClone(await stored());
  const asked = await stage.ask(processRun).then(
    () => "accepted",
    (error: unknown) => (error instanceof AppError ? error.code : String(error)),
  );
  if (asked !== "standing.read-only") wrong.push(`asked while it is read-only: ${asked}`);
  for (const press of ["resume", "cancel"] as const) {
    await pressEverything(stage, processRun, press);
    advance(60_000);
  }
  if (!isDeepStrictEqual(await stored(), before)) wrong.push("something was recorded while it is read-only");
  return wrong;
}

/** Everybody tries everything with every request, and the bot does what it does by itself. */
async function pressEverything(stage: Stage, processRun: ProcessRun, press: "resume" | "cancel"): Promise<void> {
  const attempt = async (what: () => Promise<unknown>): Promise<void> => {
    try {
      await what();
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
    }
  };
  const people: readonly Actor[] = [bob, carol];
  const ids = [...(await idsIn(stage)), ...stage.aCase.memory.jobs.ensured.map(({ requestId }) => requestId)];
  await attempt(processRun.reconcile);
  for (const id of new Set(ids)) {
    for (const by of people) await attempt(() => processRun.decide(id, by));
    await attempt(() => processRun.retireNow(id, bob));
    await attempt(() => processRun.rerunFromStep(id, bob));
    await attempt(() => (press === "resume" ? processRun.resume(id) : processRun.cancel(id, alice)));
    await attempt(() => processRun.work(id));
  }
  await attempt(stage.meanwhile);
  await attempt(processRun.show);
  await attempt(processRun.collectOrphans);
  await attempt(processRun.reconcile);
  await attempt(processRun.show);
}

/** Somebody adopts the role, where it is about one, and asks for the same once more. */
async function askedAgain(stage: Stage, story: PutBackStory, processRun: ProcessRun): Promise<readonly string[]> {
  const wrong: string[] = [];
  if (story.isAboutRole) {
    const adopting = { ...stage, ask: (by: ProcessRun) => by.submit(`adopt ${stage.aCase.role} a backup was put back`) };
    const asked = { id: "" };
    await seeThrough(adopting, processRun, asked);
    const { state, note } = (await newestOf(stage, asked)) ?? { state: "refused", note: null };
    if (state !== "succeeded" && state !== "refused") wrong.push(`adopting ended as ${state}: ${JSON.stringify(note)}`);
  }
  await stage.ready(processRun);
  const asked = { id: "" };
  await seeThrough(stage, processRun, asked);
  const request = await newestOf(stage, asked);
  wrong.push(...(request === undefined ? ["asking again came to nothing"] : await stage.unlike(request)));
  wrong.push(...(await stage.wrong()));
  return wrong.map((sentence) => `asked again: ${sentence}`);
}
