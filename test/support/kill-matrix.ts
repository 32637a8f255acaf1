import { vi } from "vitest";
import { type Point, type Subjects, startDyingBotWorld } from "./dying-bot.ts";
import type { KillStory, Stage } from "./kill-stories/story.ts";
import { killStories } from "./kill-stories.ts";
import { createObservers } from "./observers.ts";
import { sinksOf } from "./sinks.ts";

/** One story, and where the bot dies in it: in the first attempt, and in the second if it gets there again. */
export interface Plan {
  readonly story: string;
  readonly deaths: readonly Point[];
}

interface Cast extends Plan {
  readonly subject: string;
}

/** How a plan went. */
export interface Ending extends Cast {
  /** Deaths that came. */
  readonly died: number;
  /** Every point it passed, in order. */
  readonly passed: readonly Point[];
  /** What does not hold. */
  readonly broken: readonly string[];
}

/** How long a story takes at most, undisturbed and in a world that dies every few seconds. */
const undisturbedMs = 90_000;
const disturbedMs = 400_000;

/**
 * Sees plans through in one world, and lets the bot die as they say. What they must not leave behind is looked for at the end.
 * A plan whose point was not passed, because the bot died of another one just then, is tried once more.
 */
export async function seeThrough(plans: readonly Plan[]): Promise<readonly Ending[]> {
  const { cast, subjects } = casting(plans);
  const dying = await startDyingBotWorld(subjects);
  const people = await createObservers(dying.world);
  const stage: Stage = { dying, people, canaries: [], alone: oneAtATime() };
  try {
    const endings = await inTurns(cast, (plan, met) => one(stage, plan, met));
    const isMissed = ({ deaths, died }: Ending): boolean => deaths.length > 0 && died === 0;
    const again = await inTurns(endings.filter(isMissed), (plan, met) => one(stage, plan, met));
    const left = { ...everything, broken: await leftBehind(stage) };
    return [...endings.filter((ending) => !isMissed(ending)), ...again, left];
  } finally {
    people.stop();
    await dying.stop();
  }
}

const everything: Omit<Ending, "broken"> = { story: "all of it", deaths: [], subject: "", died: 0, passed: [] };

/** Each story gets a subject of its own; what is cleaned up was rotated before. */
function casting(plans: readonly Plan[]): { readonly cast: readonly Cast[]; readonly subjects: Subjects } {
  const letters: { readonly [about in keyof Subjects]-?: string } = {
    ...{ roles: "r", paths: "p", exchanges: "x" },
    ...{ names: "n", workflows: "w", others: "o" },
  };
  const counts = new Map<string, number>();
  const cast = plans.map((plan): Cast => {
    const { about, only } = storyOf(plan.story);
    if (only !== undefined) return { ...plan, subject: only };
    const key = about === "roles" ? plan.story : about;
    const count = counts.get(key) ?? 0;
    counts.set(key, count + 1);
    const name = `crash-${letters[about]}${String(count).padStart(2, "0")}`;
    return { ...plan, subject: about === "roles" ? `profinaut-${name}` : name };
  });
  const of = (about: keyof Subjects): readonly string[] => [
    ...new Set(cast.filter(({ story }) => storyOf(story).about === about).map(({ subject }) => subject)),
  ];
  const [roles, paths, exchanges] = [of("roles"), of("paths"), of("exchanges")];
  const [names, workflows, others] = [of("names"), of("workflows"), of("others")];
  return { cast, subjects: { roles, paths, exchanges, names, workflows, others } };
}

function storyOf(name: string): KillStory {
  const story = killStories[name];
  if (story === undefined) throw new Error(`there is no story ${name}`);
  return story;
}

/** The next one begins when the one before has met its first death, and is mended beside it; one after the other where they are about the same subject. */
async function inTurns(cast: readonly Cast[], act: (plan: Cast, met: () => void) => Promise<Ending>): Promise<readonly Ending[]> {
  const queue: (() => void)[] = [];
  let isFree = true;
  const turn = async (): Promise<void> => {
    if (isFree) isFree = false;
    else await new Promise<void>((resolve) => void queue.push(resolve));
  };
  const next = (): void => {
    const first = queue.shift();
    if (first === undefined) isFree = true;
    else first();
  };
  const last = new Map<string, Promise<unknown>>();
  return Promise.all(
    cast.map((plan) => {
      const acting = (last.get(plan.subject) ?? Promise.resolve()).then(async () => {
        await turn();
        let isMet = plan.deaths.length === 0;
        // What nobody disturbs disturbs nobody.
        if (isMet) next();
        const met = (): void => {
          if (!isMet) next();
          isMet = true;
        };
        return act(plan, met)
          .catch((error: unknown) => ({
            ...plan,
            died: 1,
            passed: [],
            broken: [`${plan.story}, killed ${plan.deaths[0]}: ${error}`],
          }))
          .finally(met);
      });
      last.set(plan.subject, acting);
      return acting;
    }),
  );
}

async function one(stage: Stage, { story, subject, deaths }: Cast, met: () => void): Promise<Ending> {
  const { dying, people } = stage;
  const { broken, ...wish } = await storyOf(story).begin(stage, subject);
  dying.arm(subject, deaths, met);
  const request = await people.seeThrough({ subject, withinMs: deaths.length === 0 ? undisturbedMs : disturbedMs, ...wish });
  // Onlookers may see the last record before the gate does: what they saw is about to kill the bot.
  if (deaths.length > 0) await vi.waitFor(() => void ensure(dying.armed(subject).length < deaths.length), 2_000).catch(() => {});
  const died = deaths.length - dying.armed(subject).length;
  dying.disarm(subject);
  const sentences = await broken(request);
  return {
    ...{ story, subject, deaths, died, passed: dying.passed(subject) },
    broken: sentences.map((sentence) => `${story}, killed ${deaths[0] ?? "never"}: ${sentence} (${subject}, ${request.id})`),
  };
}

function ensure(isTrue: boolean): void {
  if (!isTrue) throw new Error("not yet");
}

function oneAtATime(): Stage["alone"] {
  let last: Promise<unknown> = Promise.resolve();
  return (act) => {
    const acting = last.then(act);
    last = acting.catch(() => {});
    return acting;
  };
}

/** Secrets that are where they must not be, and values that wait for a request that is over. */
async function leftBehind({ dying, people, canaries }: Stage): Promise<readonly string[]> {
  const { world, secrets, log, pid, kills } = dying;
  const handedOut = new Set(
    (await world.slack.messages()).flatMap(({ text }) => /VAULT_TOKEN=(\S+) vault unwrap/.exec(text)?.[1] ?? []),
  );
  const own = (await world.slack.log()).filter(({ direction }) => direction === "from_bot");
  const sinks = (await sinksOf(world, [pid() ?? 0])).map((sink) =>
    // What people type into a form stands in Slack's own log of what they sent.
    sink.name === "slack-log" ? { ...sink, text: JSON.stringify(own) } : sink,
  );
  const all = [...sinks, { name: "the bot's log", text: log().join("\n") }];
  const leaks = [...secrets, ...canaries].flatMap((secret) =>
    all
      .filter(({ name, text }) => text.includes(secret) && !(handedOut.has(secret) && name.startsWith("slack")))
      .map(({ name }) => `a secret is in ${name}`),
  );
  const listed = (await world.vault.api("LIST", "profinaut-pending/metadata")).body.data?.["keys"];
  const waiting = Array.isArray(listed) ? listed.map(String) : [];
  const recorded = new Set((await people.stores.store.recent(1_000)).map(({ id }) => id));
  return [
    ...leaks,
    // Those whose record never came are swept when they are ten minutes old.
    ...waiting.filter((id) => recorded.has(id)).map((id) => `the value of ${id} still waits`),
    ...(waiting.length <= kills() ? [] : [`${waiting.length} values wait for nobody after ${kills()} kills`]),
  ];
}
