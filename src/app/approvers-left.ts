import { type Actor, isIdentifiable, personsAmong } from "../domain/actor.ts";
import { type ApprovalPolicy, mayDecide } from "../domain/approval.ts";
import { AppError, UpstreamError } from "../domain/errors.ts";
import { type Sentence, say } from "../domain/sentence.ts";
import type { PolicyStanding } from "../ports/approvers-left.ts";
import type { Directory } from "../ports/directory.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "approval.nobody-left": { required: number; left: number; gone: readonly string[] };
  }
}

/** A policy, and where it is written. */
export interface NamedPolicy {
  readonly where: string;
  readonly policy: ApprovalPolicy;
}

/**
 * How a policy stands: who may approve today, each human once. Of a group no more people are looked up than are needed.
 * @param requester who asks, where somebody does: neither they nor their other accounts count
 * @throws UpstreamError (service "slack") when the directory does not answer
 */
export async function standingOf(
  { where, policy }: NamedPolicy,
  directory: Directory,
  requester?: Actor,
): Promise<PolicyStanding> {
  const gone: { userId: string; because: Sentence }[] = [];
  const may: Actor[] = [];
  const left = (): number => {
    const personOf = personsAmong(requester === undefined ? may : [requester, ...may]);
    const persons = new Set(may.map(personOf));
    if (requester !== undefined) persons.delete(personOf(requester));
    return persons.size;
  };
  let because: Sentence | null = null;
  try {
    const ids = await directory.approvers(policy);
    for (const userId of ids) {
      if ("group" in policy.approvers && left() >= policy.required) break;
      const found = await accountOf(userId, directory);
      if ("because" in found) gone.push({ userId, because: found.because });
      else if (requester === undefined ? isIdentifiable(found) : mayDecide(found, requester, ids).allowed) may.push(found);
    }
  } catch (error) {
    if (!(error instanceof AppError) || error instanceof UpstreamError) throw error;
    because = error.sentence;
  }
  return { where, required: policy.required, left: left(), gone, because };
}

export const canBeMet = ({ required, left }: Pick<PolicyStanding, "required" | "left">): boolean => left >= required;

/** Why a request could be approved by nobody, before anybody is asked; `undefined` when enough people may. */
export async function nobodyLeft(policy: ApprovalPolicy, directory: Directory, requester: Actor): Promise<Sentence | undefined> {
  const standing = await standingOf({ where: "approval", policy }, directory, requester);
  if (canBeMet(standing)) return undefined;
  const { required, left, gone, because } = standing;
  return because ?? say("approval.nobody-left", { required, left, gone: gone.map(({ userId }) => userId) });
}

async function accountOf(userId: string, directory: Directory): Promise<Actor | { readonly because: Sentence }> {
  try {
    return await directory.actor(userId);
  } catch (error) {
    if (!(error instanceof AppError) || error instanceof UpstreamError) throw error;
    return { because: error.sentence };
  }
}
