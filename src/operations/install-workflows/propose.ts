import { ConflictError } from "../../domain/errors.ts";
import { digestOf, type Json } from "../../domain/json.ts";
import type { Compensation, StepContext } from "../../domain/operation.ts";
import { say } from "../../domain/sentence.ts";
import type { Ground, MergedProposal } from "../../ports/proposals.ts";
import { filesOn, type InstallFacts, isProposed, placeOf, wantedFiles } from "./facts.ts";
import type { InstallInput } from "./input.ts";
import { markOf, pullText, pullTitle } from "./pull-text.ts";

declare module "../../domain/sentence.ts" {
  interface Sentences {
    "install-workflows.changed-meanwhile": { repository: string };
    "install-workflows.branch-stays": { repository: string; branch: string };
    "install-workflows.text-stays": { url: string };
    "install-workflows.merged": { url: string };
  }
}

type Context<Done = unknown> = StepContext<InstallInput, InstallFacts, Done>;

/** Noted before the branch is moved: from where, and to what. */
export type Pushed = { readonly from: string | null; readonly commit: string };

const isPushed = (value: Json | undefined): value is Pushed =>
  typeof value === "object" && value !== null && "commit" in value && "from" in value;

/** Puts the files on a branch of their own. The commit is noted first, so that whoever goes on moves the branch to the same one. */
export async function push(context: Context) {
  const { facts, ports, signal, progress, recordProgress } = context;
  const place = placeOf(ports);
  if (!isPushed(progress)) {
    const wanted = wantedFiles(ports, facts.defaultBranch);
    const ground = await ports.proposals.look(place, [...wanted.keys()], signal);
    if (digestOf(filesOn(ground, wanted)) !== digestOf(facts.files) || ground.open?.number !== facts.open?.number)
      throw changedMeanwhile(facts);
    const proposed = new Set(facts.files.filter(isProposed).map(({ path }) => path));
    const files = new Map([...wanted].filter(([path]) => proposed.has(path)));
    const message = `${pullTitle}\n\n${trailerOf(context.requestId)}`;
    const commit = await ports.proposals.commit(place, { parents: parentsOn(ground), files, message }, signal);
    const pushed: Pushed = { from: ground.tip, commit };
    await recordProgress({ progress: pushed, details: { branch: place.branch, commit } });
    await ports.proposals.point(place, pushed, signal);
    return { checkpoint: pushed, details: { commit } };
  }
  await ports.proposals.point(place, progress, signal);
  return { checkpoint: progress, details: { commit: progress.commit } };
}

/** In a commit of this request, so that GitHub can say whose it is when no note does. */
const trailerOf = (requestId: string): string => `Request: ${requestId}`;

const isOf = (requestId: string, { message }: { readonly message: string }): boolean =>
  message.split("\n").includes(trailerOf(requestId));

/**
 * On the open pull request, or on the default branch; a branch that is left over from an earlier one is a second parent, so that it is
 * moved forward and never back.
 */
function parentsOn({ head, tip, open }: Ground): readonly [string, ...string[]] {
  if (tip === null) return [head];
  return open === null ? [head, tip] : [tip];
}

/** Was the branch moved by an attempt whose reply was lost? */
export async function findPushed({ ports, signal, progress }: Context) {
  if (!isPushed(progress)) return undefined;
  return (await ports.proposals.tip(placeOf(ports), signal)) === progress.commit ? { checkpoint: progress } : undefined;
}

/** Removes the branch if it is ours and as we left it. What is in a pull request, open or merged, or under somebody's commit, stays. */
export async function compensatePush(context: Context): Promise<Compensation> {
  const { requestId, facts, ports, signal } = context;
  const noted = pushedOf(context);
  const place = placeOf(ports);
  const merged = await mergedOf(context);
  if (merged !== undefined) return { undone: false, remains: say("install-workflows.merged", { url: merged.url }) };
  const tip = await ports.proposals.tip(place, signal);
  if (noted === undefined) return takeBackUnnoted(context, tip);
  if (tip === noted.from) return { undone: true };
  // That nothing was there before is our own note: GitHub must say that it is ours, and on the default branch alone.
  const about = tip === null ? undefined : await ports.proposals.about(place, tip, signal);
  const isOursAlone = about !== undefined && isOf(requestId, about) && about.parents.length === 1 && facts.open === null;
  if (!isOursAlone || noted.from !== null || tip !== noted.commit || (await ports.proposals.find(place, signal)) !== null)
    return { undone: false, remains: say("install-workflows.branch-stays", { ...place }) };
  await ports.proposals.remove(place, signal);
  return { undone: true };
}

/** Notes can be older than the world: a branch that says it is of this request is, and as nobody knows what it was before, it stays. */
async function takeBackUnnoted({ requestId, ports, signal }: Context, tip: string | null): Promise<Compensation> {
  const place = placeOf(ports);
  const isOurs = tip !== null && isOf(requestId, await ports.proposals.about(place, tip, signal));
  return isOurs ? { undone: false, remains: say("install-workflows.branch-stays", { ...place }) } : { undone: true };
}

/** Opens the pull request, or lets the open one say what it holds now: the one that was approved, and nobody else's. */
export async function open({ requestId, facts, ports, signal }: Context) {
  const proposal = { onto: facts.defaultBranch, title: pullTitle, text: pullText(requestId, facts) };
  const place = placeOf(ports);
  if ((await ports.proposals.find(place, signal))?.number !== facts.open?.number) throw changedMeanwhile(facts);
  const { number, url } = await ports.proposals.open(place, proposal, signal);
  return { checkpoint: { number, url }, details: { number, url } };
}

/** Was it opened by an attempt whose reply was lost, or is more lost than that and people have merged it since? It says whose it is. */
export async function findOpened(context: Context) {
  const there = (await openOf(context)) ?? (await mergedOf(context));
  return there === undefined ? undefined : { checkpoint: { number: there.number, url: there.url } };
}

/** The open one, when it says that it is of this request. */
async function openOf({ requestId, ports, signal }: Context) {
  const there = await ports.proposals.find(placeOf(ports), signal);
  return there?.text.includes(markOf(requestId)) === true ? there : undefined;
}

/** One that people have merged with what this request pushed: then nothing of it can be compensated. */
async function mergedOf(context: Context): Promise<MergedProposal | undefined> {
  const { requestId, ports, signal } = context;
  const merged = await ports.proposals.merged(placeOf(ports), signal);
  return merged.find(({ text, commit }) => text.includes(markOf(requestId)) || commit === pushedOf(context)?.commit);
}

/** What this request pushed, as far as it is noted. */
function pushedOf({ progress, done }: Context): Pushed | undefined {
  const noted: Json | undefined = progress ?? Object(done).push;
  return isPushed(noted) ? noted : undefined;
}

const changedMeanwhile = ({ repository }: InstallFacts): ConflictError =>
  new ConflictError("install-workflows.changed-meanwhile", say("install-workflows.changed-meanwhile", { repository }));

/** Closes what this request opened; one that was open before keeps its new text, and what is merged is merged. */
export async function compensateOpening(context: Context): Promise<Compensation> {
  const merged = await mergedOf(context);
  if (merged !== undefined) return { undone: false, remains: say("install-workflows.merged", { url: merged.url }) };
  const opened = await openOf(context);
  if (opened === undefined) return { undone: true };
  if (context.facts.open !== null) return { undone: false, remains: say("install-workflows.text-stays", { url: opened.url }) };
  await context.ports.proposals.close(placeOf(context.ports), opened.number, context.signal);
  return { undone: true };
}
