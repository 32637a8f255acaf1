import { z } from "zod";
import { generationOf, type SeenSecretId } from "../../domain/doubt.ts";
import { ConflictError } from "../../domain/errors.ts";
import type { Compensation, Progress, StepContext, StepResult, Waits } from "../../domain/operation.ts";
import { say } from "../../domain/sentence.ts";
import { Dispatching, dispatchOnce } from "../workflow/dispatch-once.ts";
import { type Followed, follow, newsOf } from "../workflow/follow.ts";
import { requestInput } from "../workflow/inputs.ts";
import { type RotateFacts, settingsOf } from "./facts.ts";
import type { RotateInput } from "./input.ts";
import type { Delivered } from "./issue-and-deliver.ts";

declare module "../../domain/sentence.ts" {
  interface Sentences {
    "canary.failed": { number: number; url: string; conclusion: string };
    "canary.late": { url: string; forMs: number };
    "canary.other": { url: string; reported: string };
    "canary.remains": { role: string };
    "canary.unproven": { role: string; file: string };
  }
}

/** Which run proved it. */
export type Proven = { readonly run: number; readonly url: string };

type Context = StepContext<RotateInput, RotateFacts, { readonly "issue-and-deliver": Delivered }>;

const Proving = z.object({
  dispatching: Dispatching.nullable(),
  runId: z.number().nullable(),
  sinceMs: z.number(),
  seen: z.string(),
});
type Proving = z.infer<typeof Proving>;

/**
 * Step 5: the canary logs in with what was delivered, and tells whose SecretID that was. Only then is it the current one. A canary
 * that fails is dispatched again when somebody presses Try again; what was delivered before stays alive, and so does the old one.
 */
export async function prove({
  requestId,
  input,
  facts: { canary },
  progress,
  ports,
  signal,
  now,
  recordProgress,
}: Context): Promise<StepResult<Proven> | Waits> {
  if (canary === undefined) throw new Error("a rotation without a canary has no such step");
  let at: Proving = Proving.safeParse(progress).data ?? { dispatching: null, runId: null, sinceMs: now(), seen: "" };
  const save = (changes: Partial<Proving>, note: Omit<Progress, "progress"> = {}): Promise<void> => {
    at = { ...at, ...changes };
    return recordProgress({ ...note, progress: at });
  };
  const failed = async (error: ConflictError): Promise<never> => {
    await recordProgress({ progress: null, details: { canary: error.code } });
    throw error;
  };

  if (at.runId === null) {
    const wanted = { ...canary, inputs: { [requestInput]: requestId }, mark: requestId, isRepeatable: true };
    const note = (dispatching: Dispatching | null): Promise<void> =>
      save({ dispatching }, { part: "dispatch", details: { dispatching: canary.file, ref: canary.ref } });
    const result = await dispatchOnce(wanted, at.dispatching ?? undefined, { ports, signal, now, note });
    if ("againAtMs" in result) return result;
    await save({ runId: result.runId, sinceMs: now() }, { part: "prove", details: { run: result.runId } });
  }
  const told = async (followed: Followed): Promise<void> => {
    const news = newsOf(followed);
    if (JSON.stringify(news) !== at.seen) await save({ seen: JSON.stringify(news) }, { note: news });
  };
  const { repository } = canary;
  const seen = await follow({ repository, runId: at.runId ?? 0, sinceMs: at.sinceMs }, { ports, signal, now, told });
  const timeoutMs = settingsOf(input.role, ports).canary?.timeoutMs ?? 0;
  if ("againAtMs" in seen) {
    if (now() - at.sinceMs < timeoutMs) return seen;
    const url = `${repository}: ${at.runId}`;
    return failed(new ConflictError("canary.late", say("canary.late", { url, forMs: timeoutMs })));
  }
  const { id, number, url, conclusion } = seen.run;
  if (conclusion !== "success") {
    const sentence = say("canary.failed", { number, url, conclusion: conclusion ?? "" });
    return failed(new ConflictError("canary.failed", sentence));
  }
  const { pending } = await ports.ledgers.read(input.role);
  const wanted = reportOf(requestId, pending?.generation);
  const reported = seen.jobs.map(({ name }) => name);
  if (pending?.request !== requestId || !reported.includes(wanted))
    return failed(new ConflictError("canary.other", say("canary.other", { url, reported: reported.at(-1) ?? "" })));
  return { checkpoint: { run: id, url }, details: { run: id, reported: wanted } };
}

/** By this name a job of the canary says whose SecretID it logged in with. */
const reportOf = (requestId: string, generation: number | undefined): string => `request ${requestId} generation ${generation}`;

/**
 * Looks once more, before anything ends, at the run that proved a rotation: that there was one is our own note.
 * @throws ConflictError when GitHub has no such run of this SecretID
 */
export async function mustBeProven(
  {
    requestId,
    input: { role },
    facts: { canary },
    done,
    ports,
    signal,
  }: StepContext<RotateInput, RotateFacts, { readonly prove?: Proven }>,
  current: SeenSecretId,
): Promise<void> {
  // What a later rotation delivered was proved by its own.
  if (canary === undefined || current.metadata["request"] !== requestId) return;
  const seen = done.prove && (await ports.workflowRuns.run(canary.repository, done.prove.run, signal));
  const wanted = reportOf(requestId, generationOf(current));
  if (seen?.run.conclusion !== "success" || !seen.jobs.some(({ name }) => name === wanted))
    throw new ConflictError("canary.unproven", say("canary.unproven", { role, file: canary.file }));
}

/** What was delivered cannot be called back; the old one is still alive, and stays so. */
export const keepBoth = async ({ input: { role } }: Context): Promise<Compensation> => ({
  undone: false,
  remains: say("canary.remains", { role }),
});
