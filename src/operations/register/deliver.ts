import { z } from "zod";
import { destinationName } from "../../domain/destination.ts";
import { ConflictError, isRefusal } from "../../domain/errors.ts";
import type { Compensation, StepContext, StepResult } from "../../domain/operation.ts";
import type { SecretFields } from "../../domain/secret-submission.ts";
import { say } from "../../domain/sentence.ts";
import type { RegisterFacts } from "./facts.ts";
import type { RegisterInput } from "./input.ts";
import type { Written } from "./write.ts";

type Names = readonly string[];

declare module "../../domain/sentence.ts" {
  interface Sentences {
    "register.not-newest": { path: string; version: number };
    "register.destination-gone": { destination: string };
    "register.delivered-in-part": { path: string; version: number; delivered: Names; doubtful: Names; rest: Names };
  }
}

type Context = StepContext<RegisterInput, RegisterFacts, { readonly write: Written }>;

/** When each destination changed by it, by name. */
export type Delivered = { readonly updatedAtMs: { readonly [destination: string]: number | null } };

/** Names of destinations: those a write may have left for, and those that certainly got it. */
const Progress = z.object({ begun: z.array(z.string()), delivered: z.array(z.string()) });
type Progress = z.infer<typeof Progress>;

const progressOf = (progress: unknown): Progress => Progress.safeParse(progress).data ?? { begun: [], delivered: [] };
const withName = (names: readonly string[], name: string): string[] => [...new Set([...names, name])];

/**
 * Hands each field to its destination, as Vault holds it by now: so it can be done again at any time, also by a process that never
 * saw what was handed in. What an earlier attempt sent, and arrives late, is the same value.
 */
export async function deliver(context: Context): Promise<StepResult<Delivered>> {
  const { input, facts, ports, signal, recordProgress } = context;
  const fields = await asWritten(context);
  const updatedAtMs: Record<string, number | null> = {};
  let progress = progressOf(context.progress);
  for (const [at, { field, destination: name }] of (facts.deliveries ?? []).entries()) {
    // Only where it was approved to go, whatever the configuration says by now.
    const approved = ports.deliveries
      .get(input.path)
      ?.find((each) => each.field === field && destinationName(each.destination) === name);
    const value = fields.get(field);
    if (approved === undefined || value === undefined)
      throw new ConflictError("register.destination-gone", say("register.destination-gone", { destination: name }));
    const before = progress;
    const begin = (): Promise<void> => {
      progress = { ...before, begun: withName(before.begun, name) };
      return recordProgress({ part: `deliver-${at}`, progress, details: { destination: name } });
    };
    const state = await ports.destinations.put(approved.destination, value, signal, begin).catch(async (error: unknown) => {
      if (isRefusal(error) && progress !== before) await recordProgress({ progress: before });
      throw error;
    });
    progress = { ...progress, delivered: withName(progress.delivered, name) };
    updatedAtMs[name] = state.updatedAtMs;
  }
  return { checkpoint: { updatedAtMs }, details: { delivered: updatedAtMs } };
}

/** What Vault holds, read response-wrapped, as the bot may not read otherwise. @throws ConflictError when that is not what we wrote */
async function asWritten({ input: { path }, done, ports, signal }: Context): Promise<SecretFields> {
  const { version } = done.write;
  const wrapped = await ports.entries.readWrapped(path, 60, signal);
  if (wrapped?.version !== version) throw new ConflictError("register.not-newest", say("register.not-newest", { path, version }));
  return ports.wrapping.openEntry(wrapped.token, signal);
}

/** What a destination got cannot be called back, and what it had cannot be read: then Vault keeps the value, and Try again finishes. */
export async function compensateDelivery(
  context: Context & { readonly done: { readonly deliver?: Delivered } },
): Promise<Compensation> {
  const { input, facts, done } = context;
  const names = (facts.deliveries ?? []).map(({ destination }) => destination);
  const noted = done.deliver === undefined ? progressOf(context.progress) : { begun: names, delivered: names };
  const begun = noted.begun.length > 0 ? noted.begun : await changedSince(context);
  const { delivered } = noted;
  if (begun.length === 0) return { undone: true };
  const remains = say("register.delivered-in-part", {
    path: input.path,
    version: done.write.version,
    delivered,
    doubtful: begun.filter((name) => !delivered.includes(name)),
    rest: names.filter((name) => !begun.includes(name)),
  });
  return { undone: false, remains };
}

/** Names of those that are not as they were approved: notes can be older than the world, so it may have been us. */
async function changedSince({ input, facts, ports, signal }: Context): Promise<readonly string[]> {
  const changed: string[] = [];
  for (const { field, destination: name, updatedAtMs } of facts.deliveries ?? []) {
    const configured = ports.deliveries
      .get(input.path)
      ?.find((each) => each.field === field && destinationName(each.destination) === name);
    const now = configured && (await ports.destinations.changed(configured.destination, signal));
    if (now !== undefined && now.updatedAtMs !== updatedAtMs) changed.push(name);
  }
  return changed;
}
