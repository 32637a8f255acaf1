import { checkChain, emptyTrail } from "../../src/domain/audit.ts";
import type { RotationCase } from "./rotation-case.ts";

/** Everything at GitHub moves one notch. */
export const moveRuns = async ({ fake }: Pick<RotationCase, "fake">): Promise<void> => {
  for (const { id } of fake.runs()) await fake.advanceRun(id);
};

/** What does not hold at the end: one run, seen to its end, one true card, an unbroken trail. */
export async function brokenRun(aCase: RotationCase): Promise<readonly string[]> {
  const [request, runs] = [await aCase.newest(), aCase.fake.runs()];
  const chain = checkChain(emptyTrail, await aCase.memory.audit.entries(1, 10_000));
  const cards = aCase.view.cards();
  return [
    ...(runs.length === 1 ? [] : [`${runs.length} runs`]),
    ...(runs.every(({ title }) => title.includes(String(request?.id))) ? [] : ["a run of another request"]),
    ...(request?.state === "succeeded" ? [] : [`ended as ${request?.state}: ${request?.note?.key}`]),
    ...(chain.intact ? [] : ["the trail is broken"]),
    ...(cards.length === 1 ? [] : [`it has ${cards.length} cards`]),
    ...(cards.at(-1)?.revision === request?.revision ? [] : ["the card is not true"]),
  ];
}
