import { AppError, NotAllowedError } from "../domain/errors.ts";
import { type Sentence, say } from "../domain/sentence.ts";
import type { CardChannel } from "../ports/card-channel.ts";
import type { DirectMessages } from "../ports/direct-messages.ts";
import type { Directory } from "../ports/directory.ts";
import type { Log } from "../ports/log.ts";
import type { NamedPolicy } from "./approvers-left.ts";
import { described } from "./explain.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "channel.held-back": { because: Sentence };
  }
}

const dayMs = 24 * 3_600_000;

/**
 * Tells everybody who may approve, privately and once a day, that no card is shown at present and why: the channel itself cannot be
 * told. Looks for an earlier word before it sends one, so that any number of processes may run it.
 */
export function createHeldBackWord({
  cardChannel,
  policies,
  directory,
  messages,
  log,
  now,
}: {
  readonly cardChannel: CardChannel;
  readonly policies: readonly NamedPolicy[];
  readonly directory: Directory;
  readonly messages: Pick<DirectMessages, "send" | "wasSent">;
  readonly log: Log;
  readonly now: () => number;
}) {
  /** What this process knows to be said today. */
  const said = new Set<string>();
  let toldOn = 0;

  return async (): Promise<void> => {
    const because = await cardChannel.objection();
    if (because === undefined) return;
    log.error({ because: because.key }, "cards are held back");
    for (const userId of await approversOf(policies, directory))
      await tell(userId, because).catch((error: unknown) =>
        log.warn({ userId, ...described(error) }, "an approver could not be told"),
      );
  };

  async function tell(userId: string, because: Sentence): Promise<void> {
    const to = await directory.actor(userId).catch((error: unknown) => {
      if (error instanceof NotAllowedError) return undefined;
      throw error;
    });
    if (to === undefined) return;
    const day = Math.floor(now() / dayMs);
    const mark = `held-back/${because.key.replaceAll(".", "-")}/${day}`;
    const told = `${userId}/${mark}`;
    if (toldOn !== day) said.clear();
    toldOn = day;
    if (said.has(told)) return;
    if (!(await messages.wasSent(to, mark, day * dayMs))) await messages.send(to, mark, say("channel.held-back", { because }));
    said.add(told);
  }
}

async function approversOf(policies: readonly NamedPolicy[], directory: Directory): Promise<ReadonlySet<string>> {
  const all = new Set<string>();
  for (const { policy } of policies) for (const userId of await directory.approvers(policy).catch(nobody)) all.add(userId);
  return all;
}

/** A group that cannot be read hides nobody else. */
function nobody(error: unknown): ReadonlySet<string> {
  if (error instanceof AppError) return new Set();
  throw error;
}
