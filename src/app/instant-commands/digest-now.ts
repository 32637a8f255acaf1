import { answerOf } from "../../domain/answer.ts";
import { NoWords } from "../../domain/arguments.ts";
import { ConflictError } from "../../domain/errors.ts";
import type { InstantCommand } from "../../domain/instant-command.ts";
import type { CommandInfo } from "../../domain/query.ts";
import { say } from "../../domain/sentence.ts";
import type { DigestView } from "../../ports/digest-view.ts";
import type { IdempotencyClaims } from "../../ports/idempotency-claims.ts";
import type { Reports } from "../../ports/reports.ts";
import { lastDigest, slotAskedForAt } from "../digest.ts";

declare module "../../domain/sentence.ts" {
  interface Sentences {
    "digest.summary": NoParams;
    "digest.posted": { link: string };
    "digest.just-posted": { link: string };
  }
}

export const digestNowCommand: CommandInfo = {
  name: "digest now",
  usage: "",
  summary: say("digest.summary", {}),
  examples: ["digest now"],
  approval: false,
};

export interface DigestNowDeps {
  readonly digest: (slot: string, signal: AbortSignal) => Promise<void>;
  readonly view: Pick<DigestView, "linkTo">;
  readonly reports: Pick<Reports, "read">;
  readonly once: IdempotencyClaims;
}

const atMostEveryMs = 60_000;

/** Posts the digest into the channel now; once a minute at most, whoever asks. */
export function createDigestNow({ digest, view, reports, once }: DigestNowDeps): InstantCommand<null> {
  const linkToLast = async (): Promise<string> => {
    const last = await lastDigest(reports);
    return last === undefined ? "" : view.linkTo(last.place).catch(() => "");
  };
  return {
    info: digestNowCommand,
    input: NoWords,
    words: () => ({ words: [], flags: [] }),
    act: async (_, { nowMs, signal }) => {
      if (!(await once.claim("digest-now", atMostEveryMs)))
        throw new ConflictError("digest.just-posted", say("digest.just-posted", { link: await linkToLast() }));
      await digest(slotAskedForAt(nowMs), signal);
      return answerOf(say("digest.posted", { link: await linkToLast() }));
    },
  };
}
