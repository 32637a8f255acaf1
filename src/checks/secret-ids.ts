import pMap from "p-map";
import type { Check, CheckContext, Finding } from "../domain/check.ts";
import { AppError, NotFoundError, UpstreamError } from "../domain/errors.ts";
import { isOld } from "../domain/secret-id-age.ts";
import { type Sentence, say } from "../domain/sentence.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "checked.secret-ids.title": NoParams;
    "checked.secret-ids.limits": NoParams;
    "checked.secret-ids.never": { role: string; count: number };
    "checked.secret-ids.never-why": NoParams;
    "checked.secret-ids.old": { role: string; count: number; ageMs: number };
    "checked.secret-ids.old-why": NoParams;
    "checked.secret-ids.rotate": { role: string };
    "checked.secret-ids.rotate-label": { role: string };
    "checked.secret-ids.by-hand": { role: string };
    "checked.secret-ids.unseen": { role: string; because: Sentence };
    "checked.secret-ids.unseen-why": NoParams;
    "checked.secret-ids.unseen-mend": NoParams;
  }
}

const hourMs = 3_600_000;
const concurrency = 4;

/** That every SecretID of the platform's AppRoles is younger than a year and ends one day; those of `vault/`, and those configured. */
export const secretIds: Check = {
  name: "secret-ids",
  title: say("checked.secret-ids.title", {}),
  limits: say("checked.secret-ids.limits", {}),
  everyMs: hourMs,
  run: async (context) => {
    const { roles, platform } = context.ports;
    const names = [...new Set([...platform.roles, ...roles.keys()])].sort();
    return { findings: (await pMap(names, (role) => findingsOf(role, context), { concurrency })).flat() };
  },
};

/** An AppRole that cannot be read is said, and hides no other; when Vault itself fails, nothing is known. */
async function findingsOf(role: string, { ports, nowMs, signal }: CheckContext): Promise<readonly Finding[]> {
  const isConfigured = ports.roles.has(role);
  try {
    const live = await ports.appRoles.live(role, signal);
    const never = live.filter(({ expiresAtMs }) => expiresAtMs === null);
    const old = live.filter((info) => isOld(info, nowMs));
    const ageMs = Math.max(...old.map(({ createdAtMs }) => nowMs - createdAtMs));
    const found = (kind: string, what: Sentence, why: Sentence): Finding => ({
      ...{ about: `secret-ids/${role}/${kind}`, severity: "warning", what, why },
      ...(isConfigured ? rotation(role) : { mend: say("checked.secret-ids.by-hand", { role }) }),
    });
    return [
      ...(never.length === 0
        ? []
        : [
            found(
              "never",
              say("checked.secret-ids.never", { role, count: never.length }),
              say("checked.secret-ids.never-why", {}),
            ),
          ]),
      ...(old.length === 0
        ? []
        : [
            found(
              "old",
              say("checked.secret-ids.old", { role, count: old.length, ageMs }),
              say("checked.secret-ids.old-why", {}),
            ),
          ]),
    ];
  } catch (error) {
    if (!(error instanceof AppError) || (error instanceof UpstreamError && error.retryable)) throw error;
    // What is declared and not there is found where Vault is compared with what is declared.
    if (error instanceof NotFoundError && !isConfigured) return [];
    return [
      {
        about: `secret-ids/${role}/unseen`,
        severity: "warning",
        what: say("checked.secret-ids.unseen", { role, because: error.sentence }),
        why: say("checked.secret-ids.unseen-why", {}),
        mend: say("checked.secret-ids.unseen-mend", {}),
      },
    ];
  }
}

const rotation = (role: string) => ({
  mend: say("checked.secret-ids.rotate", { role }),
  action: { label: say("checked.secret-ids.rotate-label", { role }), command: `rotate ${role} weekly check` },
});
