import { type Continuation, continuationEvent } from "../../src/domain/continuation.ts";
import type { Bot } from "./a-bot.ts";

/** Somebody lets the log go on from where it ends now, although it was far longer. */
export async function goOn(bot: Bot): Promise<void> {
  const { seq, hash } = await bot.memory.audit.head();
  const said: Continuation = {
    ...{ lost: { seq: seq + 1_000, hash: "" }, from: { seq, hash }, by: "U0BOB", atMs: bot.now(), reason: "a backup" },
    ...{ kid: "k1", signature: "" },
  };
  await bot.memory.audit.continueFrom({ seq, hash }, continuationEvent(said));
  bot.continuations.push(said);
}
