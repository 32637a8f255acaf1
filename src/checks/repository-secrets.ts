import type { Check, CheckContext, Finding } from "../domain/check.ts";
import { firstLetters } from "../domain/cut.ts";
import { type Destination, destinationName } from "../domain/destination.ts";
import { say } from "../domain/sentence.ts";
import type { ExpectedSecret, SecretPlace } from "../ports/secret-inventory.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "repository-secrets.title": NoParams;
    "repository-secrets.missing": { repository: string; secret: string };
    "repository-secrets.missing-why": NoParams;
    "repository-secrets.missing-mend": { repository: string; secret: string };
    "repository-secrets.old": { secret: string; where: string; atMs: number; ageMs: number };
    "repository-secrets.old-why": { maxAgeMs: number };
    "repository-secrets.old-mend": { secret: string };
    "repository-secrets.register-mend": { path: string };
    "repository-secrets.register-button": { path: string };
    "repository-secrets.rotate-mend": { role: string };
    "repository-secrets.rotate-button": { role: string };
    "repository-secrets.reason": NoParams;
  }
}

/** Where a secret is, and since when. */
interface Kept {
  readonly where: string;
  readonly updatedAtMs: number;
}

/** Whether the secrets that workflows need are in the repository or in one of its environments, and young enough. */
export const repositorySecrets: Check = {
  name: "repository-secrets",
  title: say("repository-secrets.title", {}),
  everyMs: 3_600_000,
  run: async (context) => {
    const findings: Finding[] = [];
    for (const expected of context.ports.expectedSecrets) {
      const kept = await keptAt(expected.secret, context);
      if (kept.length === 0) findings.push(missing(expected, context));
      findings.push(...kept.flatMap((one) => tooOld(expected, one, context)));
    }
    return { findings };
  },
};

/** In the repository, or else in each environment that has it. */
async function keptAt(secret: string, { ports: { inventory, repository }, signal }: CheckContext): Promise<readonly Kept[]> {
  const at = async (place: SecretPlace, where: string): Promise<readonly Kept[]> => {
    const updatedAtMs = (await inventory.secretsAt(place, signal)).get(secret);
    return updatedAtMs === undefined ? [] : [{ where, updatedAtMs }];
  };
  const own = await at({ github: "repository", repository }, repository);
  if (own.length > 0) return own;
  const found: Kept[] = [];
  for (const environment of (await inventory.environmentsOf(repository, signal)).slice(0, 50))
    found.push(...(await at({ github: "environment", repository, environment }, `${repository} · ${environment}`)));
  return found;
}

const missing = ({ secret }: ExpectedSecret, context: CheckContext): Finding => {
  const { repository } = context.ports;
  return {
    about: firstLetters(`repository-secrets/missing/${secret}`, 200),
    severity: "warning",
    what: say("repository-secrets.missing", { repository, secret }),
    why: say("repository-secrets.missing-why", {}),
    ...(byUs((to) => to.secret === secret && "repository" in to && to.repository === repository, context) ?? {
      mend: say("repository-secrets.missing-mend", { repository, secret }),
    }),
  };
};

function tooOld(
  { secret, maxAgeMs }: ExpectedSecret,
  { where, updatedAtMs: atMs }: Kept,
  context: CheckContext,
): readonly Finding[] {
  const ageMs = context.nowMs - atMs;
  if (maxAgeMs === null || ageMs <= maxAgeMs) return [];
  return [
    {
      about: firstLetters(`repository-secrets/old/${where}/${secret}`, 200),
      severity: "warning",
      what: say("repository-secrets.old", { secret, where, atMs, ageMs }),
      why: say("repository-secrets.old-why", { maxAgeMs }),
      ...(byUs((to) => destinationName(to) === `${where} · ${secret}`, context) ?? {
        mend: say("repository-secrets.old-mend", { secret }),
      }),
    },
  ];
}

/** What a role's SecretID is delivered to, its rotation renews; what a value is delivered to, registering it does. */
function byUs(
  isIt: (destination: Destination) => boolean,
  { ports }: CheckContext,
): Pick<Finding, "mend" | "action"> | undefined {
  const reason = say("repository-secrets.reason", {});
  const rotated = [...ports.roles.values()].find(({ deliverTo }) => deliverTo.some(isIt));
  if (rotated !== undefined) {
    const { role } = rotated;
    return {
      mend: say("repository-secrets.rotate-mend", { role }),
      action: { label: say("repository-secrets.rotate-button", { role }), command: `rotate ${role}`, reason },
    };
  }
  const [path] = [...ports.deliveries].find(([, all]) => all.some(({ destination }) => isIt(destination))) ?? [];
  if (path === undefined) return undefined;
  return {
    mend: say("repository-secrets.register-mend", { path }),
    action: { label: say("repository-secrets.register-button", { path }), command: `register ${path}`, reason },
  };
}
