import type { AnswerAction } from "./answer.ts";
import { dayMs, type ExpiryItem, isDue, renewalAction } from "./expiry.ts";
import { say } from "./sentence.ts";

/** For what dies first, a button for each thing to be asked for, at most so many; several SecretIDs of one role need one. */
export function renewalActions(items: readonly ExpiryItem[], nowMs: number, atMost: number): readonly AnswerAction[] {
  const actions = new Map<string, AnswerAction>();
  for (const item of items) {
    const action = isDue(item, nowMs, 30 * dayMs) ? renewalAction(item, nowMs) : undefined;
    if (action !== undefined && !actions.has(action.command))
      actions.set(action.command, { ...action, label: say("expiry.button", { label: action.label, target: targetOf(action) }) });
  }
  return [...actions.values()].slice(0, atMost);
}

const targetOf = ({ command }: AnswerAction): string => command.slice(command.indexOf(" ") + 1);
