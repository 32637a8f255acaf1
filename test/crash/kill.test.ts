import { describe, expect, it, vi } from "vitest";
import { type DyingBotWorld, type Point, startDyingBotWorld } from "../support/dying-bot.ts";
import { createOnlookers, type Onlookers } from "../support/rotation-by-people.ts";

/** How often the whole matrix runs: `CRASH_RUNS=10 npx vitest run test/crash/kill.test.ts`. */
const runs = Number(process.env["CRASH_RUNS"] ?? 1);
/** Worlds at a time: each mostly waits for locks of the dead to run out. */
const worlds = 2;
const withTwoDestinations = "profinaut-db";

/** One role, and where the bot dies while that role is rotated: in the first attempt, and in the second if it gets there again. */
interface Plan {
  readonly role: string;
  readonly point: Point;
}

/** Every point of a rotation, as one that nobody disturbs passes them. */
async function pointsOf(role: string): Promise<readonly Point[]> {
  const dying = await startDyingBotWorld([role]);
  const people = await createOnlookers(dying.world);
  try {
    await dying.world.vault.api("POST", `auth/approle/role/${role}/secret-id`, {}); // something to retire
    await people.rotate(role);
    const effects = dying.passed(role).filter((point) => point.startsWith("before "));
    return effects.flatMap((point) => [point, point.replace("before ", "after ")]);
  } finally {
    people.stop();
    await dying.stop();
  }
}

async function givenByHand({ vault, byHand }: DyingBotWorld["world"], role: string): Promise<readonly string[]> {
  const { body } = await vault.api("POST", `auth/approle/role/${role}/secret-id`, {});
  const known = byHand[role];
  return [String(body.data?.["secret_id_accessor"]), ...(known === undefined ? [] : [known.accessor])];
}

interface Outcome {
  readonly missed: readonly Point[];
  readonly broken: readonly string[];
  readonly first: readonly Point[];
  readonly second: readonly Point[];
}

/** Rotations of different roles in one world: the next one begins when the one before has met its first death, and is mended beside it. */
async function matrix(plans: readonly Plan[]): Promise<Outcome> {
  const dying = await startDyingBotWorld(plans.map(({ role }) => role));
  const people = await createOnlookers(dying.world);
  const outcome = { missed: [] as Point[], broken: [] as string[], first: [] as Point[], second: [] as Point[] };
  const one = async ({ role, point }: Plan, startNext: () => void): Promise<void> => {
    const before = await givenByHand(dying.world, role);
    dying.arm(role, [point, point], startNext);
    await people.rotate(role, { withinMs: 400_000 });
    // Onlookers may see the last record before the gate does: what they saw is about to kill the bot.
    await vi.waitFor(() => expect(dying.armed(role).length).toBeLessThan(2), 2_000).catch(() => {});
    const left = dying.armed(role).length;
    if (left === 2) outcome.missed.push(point);
    else outcome.first.push(point);
    if (left === 0) outcome.second.push(point);
    outcome.broken.push(...(await brokenAt(people, { role, before, dying, point })));
  };
  try {
    const running = new Map<string, Promise<void>>();
    for (const plan of plans)
      await new Promise<void>((resolve) => {
        const ofTheSameRole = running.get(plan.role) ?? Promise.resolve();
        running.set(plan.role, ofTheSameRole.then(() => one(plan, resolve)).finally(resolve));
      });
    await Promise.all(running.values());
    return outcome;
  } finally {
    people.stop();
    await dying.stop();
  }
}

async function brokenAt(
  people: Onlookers,
  at: { readonly role: string; readonly before: readonly string[]; readonly dying: DyingBotWorld; readonly point: Point },
): Promise<readonly string[]> {
  const broken = await people.broken(at.role, at.before, at.dying.secrets);
  return broken.map((sentence) => `killed ${at.point}: ${sentence}`);
}

describe("T21 the bot is killed", () => {
  it.each(Array.from({ length: runs }, (_, at) => at + 1))(
    "before and after every effect and every record of a rotation, in its first and second attempt (run %i)",
    async () => {
      const [one, two] = await Promise.all([pointsOf("profinaut-kafka"), pointsOf(withTwoDestinations)]);
      const ofTwo = two.filter((point) => !one.includes(point));
      const plans = one.map((point, at): Plan => ({ role: `profinaut-crash-${String(at).padStart(2, "0")}`, point }));
      const share = (world: number): readonly Plan[] => {
        const [first, ...rest] = ofTwo.filter((_, at) => at % worlds === world);
        const toRoleWithTwo = (point: Point): Plan => ({ role: withTwoDestinations, point });
        // The role that has two destinations is rotated first and last, as it can be rotated once at a time.
        const others = plans.filter((_, at) => at % worlds === world);
        return [...(first === undefined ? [] : [toRoleWithTwo(first)]), ...others, ...rest.map(toRoleWithTwo)];
      };

      const all = await Promise.all(Array.from({ length: worlds }, (_, world) => matrix(share(world))));

      console.log(report(all));
      expect(all.flatMap(({ broken }) => broken)).toEqual([]);
      expect(all.flatMap(({ missed }) => missed)).toEqual([]);
      expect(ofTwo).toHaveLength(4);
      expect(all.flatMap(({ first }) => first).length).toBe(one.length + ofTwo.length);
      expect(all.flatMap(({ second }) => second).length).toBeGreaterThan(one.length / 3);
    },
    600_000,
  );
});

function report(outcomes: readonly Outcome[]): string {
  const points = outcomes.flatMap(({ first, second }) => first.map((point) => ({ point, twice: second.includes(point) })));
  const lines = points.map(({ point, twice }) => `${twice ? "1st and 2nd" : "1st        "}  ${point}`).sort();
  return `The bot was killed at ${points.length} points, at ${points.filter(({ twice }) => twice).length} of them twice:\n${lines.join("\n")}`;
}
