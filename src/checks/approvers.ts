import type { Check, Finding } from "../domain/check.ts";
import { firstLetters } from "../domain/cut.ts";
import { say } from "../domain/sentence.ts";
import type { PolicyStanding } from "../ports/approvers-left.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "checked.approvers.title": NoParams;
    "checked.approvers.too-few": { where: string; required: number; left: number; gone: readonly string[] };
    "checked.approvers.too-few-why": NoParams;
    "checked.approvers.gone": { where: string; required: number; left: number; gone: readonly string[] };
    "checked.approvers.gone-why": NoParams;
    "checked.approvers.mend": { where: string };
  }
}

/** That enough of those who may approve are still there: somebody who left is noticed before a request waits for them. */
export const approvers: Check = {
  name: "approvers",
  title: say("checked.approvers.title", {}),
  everyMs: 10 * 60_000,
  run: async ({ ports }) => ({ findings: (await ports.approversLeft()).flatMap(findingsIn) }),
};

function findingsIn({ where, required, left, gone, because }: PolicyStanding): readonly Finding[] {
  const named = { where, required, left, gone: gone.map(({ userId }) => userId) };
  const mend = say("checked.approvers.mend", { where });
  if (left < required)
    return [
      {
        ...{ about: firstLetters(`approvers/${where}/too-few`, 200), severity: "alarm", mend },
        what: because ?? say("checked.approvers.too-few", named),
        why: say("checked.approvers.too-few-why", {}),
      },
    ];
  if (gone.length === 0) return [];
  return [
    {
      ...{ about: firstLetters(`approvers/${where}/gone/${named.gone.join(",")}`, 200), severity: "alarm", mend },
      what: say("checked.approvers.gone", named),
      why: say("checked.approvers.gone-why", {}),
    },
  ];
}
