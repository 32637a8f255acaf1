import { z } from "zod";
import type { Check, CheckPorts, Finding } from "../domain/check.ts";
import { NotFoundError } from "../domain/errors.ts";
import { changesBetween } from "../domain/plan.ts";
import { say } from "../domain/sentence.ts";
import { rotateAction } from "./drift/rotate-action.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "drift.role-title": NoParams;
    "drift.role-changed": { role: string; changes: readonly string[] };
    "drift.role-changed-why": NoParams;
    "drift.role-changed-mend": { role: string };
    "drift.role-gone": { role: string };
    "drift.role-gone-why": NoParams;
    "drift.role-gone-mend": NoParams;
  }
}

/** What an AppRole was like when its last rotation, or the bot's first look, was over. */
const Normal = z.object({
  rotatedBy: z.string(),
  policies: z.array(z.string()),
  secretIdTtlS: z.number(),
  secretIdNumUses: z.number(),
  tokenTtlS: z.number(),
  tokenMaxTtlS: z.number(),
});
type Normal = z.infer<typeof Normal>;
const Normals = z.record(z.string(), Normal);

/**
 * Whether an AppRole's policies and lives are still what they were at its last rotation: there, a second person saw them on the card.
 * The next rotation makes what is there the normal again, for the same reason.
 */
export const roleChanged: Check = {
  name: "role-changed",
  title: say("drift.role-title", {}),
  everyMs: 5 * 60_000,
  run: async ({ ports, signal, remembered }) => {
    const before = Normals.safeParse(remembered).data ?? {};
    const normals: { [role: string]: Normal } = {};
    const findings: Finding[] = [];
    for (const role of ports.roles.keys()) {
      const now = await normalOf(role, ports, signal);
      const was = before[role];
      if (now === undefined) findings.push(roleGone(role));
      const isOld = was !== undefined && (now === undefined || was.rotatedBy === now.rotatedBy);
      const normal = isOld ? was : now;
      if (normal === undefined) continue;
      normals[role] = normal;
      const changes = now === undefined ? [] : changesBetween({ ...normal }, { ...now });
      if (changes.length > 0)
        findings.push(
          changed(
            role,
            changes.map(({ what, before: old, after }) => `${what}: ${old} → ${after}`),
          ),
        );
    }
    return { findings, remember: normals };
  },
};

/** `undefined`: Vault has no such AppRole. */
async function normalOf(
  role: string,
  { appRoles, ledgers }: Pick<CheckPorts, "appRoles" | "ledgers">,
  signal: AbortSignal,
): Promise<Normal | undefined> {
  try {
    const { policies, secretIdTtlS, secretIdNumUses, tokenTtlS, tokenMaxTtlS } = await appRoles.role(role, signal);
    const rotatedBy = (await ledgers.read(role)).current?.accessor ?? "";
    return { rotatedBy, policies: [...policies].sort(), secretIdTtlS, secretIdNumUses, tokenTtlS, tokenMaxTtlS };
  } catch (error) {
    if (error instanceof NotFoundError) return undefined;
    throw error;
  }
}

const changed = (role: string, changes: readonly string[]): Finding => ({
  about: `role-changed/${role}`,
  severity: "alarm",
  what: say("drift.role-changed", { role, changes }),
  why: say("drift.role-changed-why", {}),
  mend: say("drift.role-changed-mend", { role }),
  action: rotateAction(role).action,
});

const roleGone = (role: string): Finding => ({
  about: `role-gone/${role}`,
  severity: "alarm",
  what: say("drift.role-gone", { role }),
  why: say("drift.role-gone-why", {}),
  mend: say("drift.role-gone-mend", {}),
});
