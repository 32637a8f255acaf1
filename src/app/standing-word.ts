import type { AnswerAction } from "../domain/answer.ts";
import type { Loss } from "../domain/continuation.ts";
import { type Sentence, say } from "../domain/sentence.ts";
import type { Standing } from "../ports/standing.ts";
import type { Alarms } from "./alarms.ts";
import { continueCommand } from "./instant-commands/continue.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "standing.alarm": { because: Sentence };
    "standing.alarm-unsure": { because: Sentence };
    "standing.over": NoParams;
  }
}

export interface StandingWordDeps {
  readonly standing: Pick<Standing, "objection" | "found">;
  readonly alarms: Alarms;
}

const hourMs = 3_600_000;
const mark = "standing";

/** Looks, and tells the channel at once, hourly and when it is over that the audit log cannot be believed. */
export function createStandingWord({ standing, alarms }: StandingWordDeps) {
  return async (): Promise<void> => {
    await standing.objection({ isFresh: true });
    const { because, loss } = standing.found() ?? {};
    if (because === undefined) return alarms.over(mark, say("standing.over", {}));
    const sentence = loss === undefined ? say("standing.alarm-unsure", { because }) : say("standing.alarm", { because });
    await alarms.say({ mark, about: aboutOf(because, loss), everyMs: hourMs, sentence, ...(loss && { action: goOn }) });
  };
}

/** The rest of the words may change while the reason is the same. */
const aboutOf = ({ key }: Sentence, loss: Loss | undefined): string => `${key} ${loss?.lost.seq ?? ""} ${loss?.lost.hash ?? ""}`;

const goOn: AnswerAction = { label: say("continue.button", {}), command: continueCommand.name };
