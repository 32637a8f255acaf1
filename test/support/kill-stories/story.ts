import { randomBytes } from "node:crypto";
import type { OperationRequest } from "../../../src/domain/request.ts";
import { trailLine } from "../../../src/slack/messages/trail-line.ts";
import { type DyingBotWorld, personOfSubject, type Subjects } from "../dying-bot.ts";
import { brokenStory } from "../invariants.ts";
import { eventually, type Observers, type Wish } from "../observers.ts";
import { personOf } from "../person.ts";
import { notToldOnce } from "../rotation-by-people.ts";

/** A world that dies, and the people in it. */
export interface Stage {
  readonly dying: DyingBotWorld;
  readonly people: Observers;
  /** Values that must be nowhere but in Vault. */
  readonly canaries: string[];
  /** The local Slack shows one form at a time, whoever opened it. */
  readonly alone: <T>(act: () => Promise<T>) => Promise<T>;
}

/** One request of an operation, seen through while the bot dies. */
export interface KillStory {
  /** Its name in the registry. */
  readonly operation: string;
  readonly about: keyof Subjects;
  /** The one subject it can be about, instead of one of its own each time. */
  readonly only?: string;
  /** Where it dies, when others die everywhere else. */
  readonly own?: RegExp;
  /** What it passes only when something else happens to be under way at that moment. */
  readonly chance?: RegExp;
  /** Makes the world ready, also for a subject that had it before; returns how to ask, and what does not hold at the end. */
  readonly begin: (stage: Stage, subject: string) => Promise<Omit<Wish, "subject"> & { readonly broken: Check }>;
}

export type Check = (request: OperationRequest) => Promise<readonly string[]>;

/** A value that nothing else has. */
export const canary = (subject: string): string => `value-of-${subject}-${randomBytes(12).toString("hex")}`;

/** What holds of every operation: its records, its trail, its card; and that its requester was told once that it is accepted. */
async function common(stage: Stage, { id }: OperationRequest, subject: string): Promise<readonly string[]> {
  const { people } = stage;
  const requests = (await people.requestsOf(subject)).filter((request) => request.id === id);
  const told = await privately(stage, subject);
  const accepted = told.filter((words) => words.startsWith("Accepted") && words.includes(id)).length;
  return [
    ...(accepted <= 1 ? [] : [`${accepted} times accepted`]),
    ...(await notToldOnce(stage.dying.world, requests)),
    ...brokenStory({
      requests,
      trail: await people.trail(),
      cards: await people.cards(),
      isUnsaid: (entry) => trailLine(entry) === undefined,
      secrets: [],
      sinks: [],
    }),
  ];
}

/** What must hold of every operation, and of this one; looked at until it does. */
export const checked =
  (stage: Stage, subject: string, own: Check): Check =>
  (request) =>
    eventually(async () => [...(await common(stage, request, subject)), ...(await own(request))]);

export const type =
  ({ dying: { world } }: Stage, subject: string, text: string) =>
  (): Promise<void> =>
    world.slack.command(personOfSubject(subject), text);

/** What the requester alone was told. */
export const privately = ({ dying: { world } }: Stage, subject: string): Promise<readonly string[]> =>
  personOf(world.slack, personOfSubject(subject)).privateAnswers();

/** What does not hold of a request that should have succeeded. */
export const notSucceeded = ({ state, note }: Pick<OperationRequest, "state" | "note">): readonly string[] =>
  state === "succeeded" ? [] : [`ended as ${state}: ${JSON.stringify(note)}`];
