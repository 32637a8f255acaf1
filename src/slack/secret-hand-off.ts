import { say } from "../domain/sentence.ts";
import type { Language, Translators } from "../locale/translator.ts";
import type { SecretHandOff } from "../ports/secret-hand-off.ts";
import type { ClientQueue } from "./client-queue.ts";
import { notice } from "./messages/notice.ts";
import { tellPrivately } from "./tell-privately.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "handover.token": { path: string; command: string; ttlMs: number };
  }
}

/** Wrapping tokens and instructions for one person, seen by nobody else in the channel. The value itself never comes here. */
export function createSecretHandOff({
  lane,
  language,
  translators,
}: {
  readonly lane: ClientQueue;
  readonly language: Language;
  readonly translators: Translators;
}): SecretHandOff {
  const tell: SecretHandOff["tell"] = ({ to, origin, sentence }) =>
    tellPrivately(lane, { userId: to.userId, channel: origin }, notice(sentence, translators[to.locale ?? language]));
  return {
    tell,
    give: async ({ to, origin, path, token, ttlS }) => {
      const command = `VAULT_TOKEN=${token.reveal()} vault unwrap`;
      const sentence = say("handover.token", { path, command, ttlMs: ttlS * 1_000 });
      await tell({ to, origin, sentence });
    },
  };
}
