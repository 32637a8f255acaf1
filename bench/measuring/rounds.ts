export interface Rounds<Measured> {
  /** What each arm measured, in the order of the rounds; the warm-up is not among them. */
  readonly of: (arm: string) => readonly Measured[];
}

/** How much is measured. A quick run shows that everything works; its figures say nothing. */
export interface Effort {
  readonly rounds: number;
  readonly isQuick: boolean;
}

export const fullEffort: Effort = { rounds: 9, isQuick: false };
export const quickEffort: Effort = { rounds: 2, isQuick: true };

/** The order of the arms: every second round backwards (A B, B A, A B, …), so that a drift of the machine favours nobody. */
export const abba = <Arm>(arms: readonly Arm[], round: number): readonly Arm[] => (round % 2 === 0 ? arms : arms.toReversed());

/** Every arm once per round, one after the other, and one round before them that warms up and is not counted. */
export async function runRounds<Measured>(
  arms: readonly string[],
  { rounds }: Pick<Effort, "rounds">,
  measure: (arm: string, round: number) => Promise<Measured>,
): Promise<Rounds<Measured>> {
  const measured = new Map<string, Measured[]>(arms.map((arm) => [arm, []]));
  for (const arm of arms) await measure(arm, -1);
  for (let round = 0; round < rounds; round += 1)
    for (const arm of abba(arms, round)) measured.get(arm)?.push(await measure(arm, round));
  return {
    of: (arm) => {
      const found = measured.get(arm);
      if (found === undefined) throw new Error(`there is no arm ${arm}`);
      return found;
    },
  };
}

/** Makes a run void: what an arm says it did is not what the server saw. */
export function requireCount(what: string, seen: number, claimed: number): void {
  if (seen !== claimed) throw new Error(`void: ${what}: the server counted ${seen} and the arm claims ${claimed}`);
}
