import type { Check, CheckContext, Finding } from "../domain/check.ts";
import { firstLetters } from "../domain/cut.ts";
import { type Destination, destinationName } from "../domain/destination.ts";
import { say } from "../domain/sentence.ts";
import { placeOf } from "./drift/at-destinations.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "drift.shadowed-title": NoParams;
    "drift.shadowed": { name: string; by: string; role: string };
    "drift.shadowed-why": { by: string };
    "drift.shadowed-mend": { by: string; role: string };
    "drift.shadowed-value": { name: string; by: string; path: string };
    "drift.shadowed-value-mend": { by: string; path: string };
    "drift.environments-many": { repository: string; looked: number; count: number };
    "drift.environments-many-why": NoParams;
    "drift.environments-many-mend": NoParams;
  }
}

/** One call for each; a repository with more makes environments by the dozen, for previews. */
const mostEnvironments = 50;

/**
 * Whether a secret of the same name lies nearer to the jobs than a destination does: an environment's wins over a repository's, and that
 * over an organisation's. Then the delivery succeeded and jobs read something else.
 * https://docs.github.com/en/actions/reference/security/secrets#naming-your-secrets
 */
export const secretShadowed: Check = {
  name: "secret-shadowed",
  title: say("drift.shadowed-title", {}),
  everyMs: 3_600_000,
  run: async (context) => {
    const findings: Finding[] = [];
    const many = new Map<string, number>();
    for (const delivered of deliveries(context))
      for (const destination of delivered.to) {
        const { nearer, repository, environments } = await nearerThan(destination, context);
        if (environments > mostEnvironments) many.set(repository, environments);
        for (const other of nearer)
          if (await isThere(other, context)) findings.push(...(await shadows(delivered, { destination, other, context })));
      }
    return { findings: [...findings, ...[...many].map(([repository, count]) => tooMany(repository, count))] };
  },
};

/** What the bot delivers, and to where; a value may be there without the bot having delivered it. */
interface Deliveries {
  readonly of: { readonly role: string } | { readonly path: string };
  readonly to: readonly Destination[];
}

const deliveries = ({ ports }: CheckContext): readonly Deliveries[] => [
  ...[...ports.roles.values()].map(({ role, deliverTo }): Deliveries => ({ of: { role }, to: deliverTo })),
  ...[...ports.deliveries].map(([path, all]): Deliveries => ({ of: { path }, to: all.map(({ destination }) => destination) })),
];

/** Places of the same name that win over this one. */
async function nearerThan(
  destination: Destination,
  { ports, signal }: CheckContext,
): Promise<{ readonly nearer: readonly Destination[]; readonly repository: string; readonly environments: number }> {
  const { secret } = destination;
  const repository = destination.github === "organisation" ? ports.repository : destination.repository;
  const isOfOther = destination.github === "organisation" && !isSame(repository.split("/")[0] ?? "", destination.organisation);
  if (destination.github === "environment" || isOfOther) return { nearer: [], repository, environments: 0 };
  const names = await ports.inventory.environmentsOf(repository, signal);
  const own: readonly Destination[] = destination.github === "organisation" ? [{ github: "repository", repository, secret }] : [];
  const environments = names
    .slice(0, mostEnvironments)
    .map((environment): Destination => ({ github: "environment", repository, environment, secret }));
  return { nearer: [...own, ...environments], repository, environments: names.length };
}

const isThere = async (destination: Destination, { ports, signal }: CheckContext): Promise<boolean> =>
  (await ports.inventory.secretsAt(placeOf(destination), signal)).has(destination.secret.toUpperCase());

/** A place that gets the same shadows nothing. */
async function shadows(
  { of, to }: Deliveries,
  {
    destination,
    other,
    context,
  }: { readonly destination: Destination; readonly other: Destination; readonly context: CheckContext },
): Promise<readonly Finding[]> {
  const [name, by] = [destinationName(destination), destinationName(other)];
  if (to.some((known) => isSame(destinationName(known), by))) return [];
  const why = say("drift.shadowed-why", { by });
  if ("role" in of) {
    const { role } = of;
    const [what, mend] = [say("drift.shadowed", { name, by, role }), say("drift.shadowed-mend", { by, role })];
    return [{ about: about(role, by), severity: "alarm", what, why, mend }];
  }
  if (!(await isThere(destination, context))) return [];
  const { path } = of;
  const [what, mend] = [say("drift.shadowed-value", { name, by, path }), say("drift.shadowed-value-mend", { by, path })];
  return [{ about: about(path, by), severity: "warning", what, why, mend }];
}

const about = (what: string, by: string): string => firstLetters(`secret-shadowed/${what}/${by}`, 200);

const tooMany = (repository: string, count: number): Finding => ({
  about: `secret-shadowed/many/${repository}`,
  severity: "warning",
  what: say("drift.environments-many", { repository, looked: mostEnvironments, count }),
  why: say("drift.environments-many-why", {}),
  mend: say("drift.environments-many-mend", {}),
});

const isSame = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();
