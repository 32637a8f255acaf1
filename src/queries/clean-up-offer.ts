import type { AnswerAction } from "../domain/answer.ts";
import { CheckReport, checkReportName } from "../domain/check.ts";
import { doubtOfMemory } from "../domain/doubt.ts";
import { type RoleLedger, servingNobody } from "../domain/ledger.ts";
import type { QueryPorts } from "../domain/query.ts";
import { type Sentence, say } from "../domain/sentence.ts";
import type { SecretIdInfo } from "../ports/app-roles.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "role.adopt": { role: string };
    "role.clean-up": { count: number };
    "role.rotate-first": { role: string; count: number };
    "role.drifted": { what: Sentence; mend: Sentence };
  }
}

/** The button that ends what serves nobody, or why there is none; then perhaps the one that comes first. */
export interface CleanUpOffer {
  readonly action?: AnswerAction;
  readonly instead?: Sentence;
}

/** Takes over what Vault and GitHub say, where Redis knows less. */
export const adoptOffer = (role: string): AnswerAction => ({ label: say("role.adopt", { role }), command: `adopt ${role}` });

/** Checks that find a destination, or what it was given, not as the bot left it. */
const driftChecks = ["secret-changed", "secret-missing", "current-gone"];

/** Offers nothing that would be refused: whoever presses believes the button. */
export async function cleanUpOffer(
  ledger: RoleLedger,
  live: readonly SecretIdInfo[],
  ports: Pick<QueryPorts, "reports" | "trailGaps">,
): Promise<CleanUpOffer> {
  const { role, current } = ledger;
  const doubt = doubtOfMemory(ledger, { live, lostUntilMs: await ports.trailGaps.lostUntilMs({ isFresh: false }) });
  if (doubt !== undefined) return { instead: doubt, action: adoptOffer(role) };
  const count = servingNobody(live, ledger).length;
  if (count === 0) return {};
  if (!live.some(({ accessor }) => accessor === current?.accessor)) return { instead: say("role.rotate-first", { role, count }) };
  const drift = await driftOf(role, ports);
  if (drift !== undefined) return { instead: drift };
  return { action: { label: say("role.clean-up", { count }), command: `clean-up ${role}` } };
}

/** What the regular look found for this role: the side that answers questions cannot ask GitHub itself. */
async function driftOf(role: string, { reports }: Pick<QueryPorts, "reports">): Promise<Sentence | undefined> {
  for (const name of driftChecks) {
    const report = CheckReport.safeParse((await reports.read(checkReportName({ name })))?.content).data;
    const found = report?.findings.find(({ about }) => `${about}/`.startsWith(`${name}/${role}/`));
    if (found !== undefined) return say("role.drifted", { what: found.what, mend: found.mend });
  }
  return undefined;
}
