import { ConflictError } from "../../domain/errors.ts";
import { digestOf, type Json } from "../../domain/json.ts";
import type { StepContext, Undone } from "../../domain/operation.ts";
import { say } from "../../domain/sentence.ts";
import type { Ground } from "../../ports/proposals.ts";
import { filesOn, type InstallFacts, isProposed, placeOf, wantedFiles } from "./facts.ts";
import type { InstallInput } from "./input.ts";
import { markOf, pullText, pullTitle } from "./pull-text.ts";

declare module "../../domain/sentence.ts" {
  interface Sentences {
    "install-workflows.changed-meanwhile": { repository: string };
    "install-workflows.branch-stays": { repository: string; branch: string };
    "install-workflows.text-stays": { url: string };
  }
}

type Context<Done = unknown> = StepContext<InstallInput, InstallFacts, Done>;

/** Noted before the branch is moved: from where, and to what. */
export type Pushed = { readonly from: string | null; readonly commit: string };

const isPushed = (value: Json | undefined): value is Pushed =>
  typeof value === "object" && value !== null && "commit" in value && "from" in value;

/** Puts the files on a branch of their own. The commit is noted first, so that whoever goes on moves the branch to the same one. */
export async function push(context: Context) {
  const { facts, ports, signal, progress, mark } = context;
  const place = placeOf(ports);
  if (!isPushed(progress)) {
    const wanted = wantedFiles(ports, facts.defaultBranch);
    const ground = await ports.proposals.look(place, [...wanted.keys()], signal);
    if (digestOf(filesOn(ground, wanted)) !== digestOf(facts.files) || ground.open?.number !== facts.open?.number)
      throw new ConflictError(
        "install-workflows.changed-meanwhile",
        say("install-workflows.changed-meanwhile", { repository: facts.repository }),
      );
    const proposed = new Set(facts.files.filter(isProposed).map(({ path }) => path));
    const files = new Map([...wanted].filter(([path]) => proposed.has(path)));
    const message = `${pullTitle}\n\nRequest: ${context.requestId}`;
    const commit = await ports.proposals.commit(place, { parents: parentsOn(ground), files, message }, signal);
    const pushed: Pushed = { from: ground.tip, commit };
    await mark({ progress: pushed, details: { branch: place.branch, commit } });
    await ports.proposals.point(place, pushed, signal);
    return { checkpoint: pushed, details: { commit } };
  }
  await ports.proposals.point(place, progress, signal);
  return { checkpoint: progress, details: { commit: progress.commit } };
}

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

/** Removes the branch if it is ours and as we left it. What is in an open pull request, or under somebody's commit, stays. */
export async function takeBackPush({ ports, signal, progress, done }: Context): Promise<Undone> {
  const noted: Json | undefined = progress ?? Object(done).push;
  if (!isPushed(noted)) return { undone: true };
  const place = placeOf(ports);
  const tip = await ports.proposals.tip(place, signal);
  if (tip === noted.from) return { undone: true };
  if (noted.from !== null || tip !== noted.commit)
    return { undone: false, remains: say("install-workflows.branch-stays", { ...place }) };
  await ports.proposals.remove(place, signal);
  return { undone: true };
}

/** Opens the pull request, or lets the open one say what it holds now. */
export async function open({ requestId, facts, ports, signal }: Context) {
  const proposal = { onto: facts.defaultBranch, title: pullTitle, text: pullText(requestId, facts) };
  const { number, url } = await ports.proposals.open(placeOf(ports), proposal, signal);
  return { checkpoint: { number, url }, details: { number, url } };
}

/** Was it opened by an attempt whose reply was lost? It says whose it is. */
export async function findOpened({ requestId, ports, signal }: Context) {
  const there = await ports.proposals.find(placeOf(ports), signal);
  if (there === null || !there.text.includes(markOf(requestId))) return undefined;
  return { checkpoint: { number: there.number, url: there.url } };
}

/** Closes what this request opened; one that was open before keeps its new text. */
export async function takeBackOpening(context: Context): Promise<Undone> {
  const opened = (await findOpened(context))?.checkpoint;
  if (opened === undefined) return { undone: true };
  if (context.facts.open !== null) return { undone: false, remains: say("install-workflows.text-stays", { url: opened.url }) };
  await context.ports.proposals.close(placeOf(context.ports), opened.number, context.signal);
  return { undone: true };
}
