import { UpstreamError } from "../../domain/errors.ts";
import type { LaterStep } from "../../domain/operation.ts";
import { roleOf } from "../../domain/role-name.ts";
import { say } from "../../domain/sentence.ts";
import type { AddRoleFacts } from "./facts.ts";
import { isInPlace } from "./in-place.ts";
import type { AddRoleInput } from "./input.ts";

declare module "../../domain/sentence.ts" {
  interface Sentences {
    "add-role.step.watch": { role: string; forMs: number };
    "add-role.in-place": { role: string; sinceMs: number };
    "add-role.not-in-place": { role: string; forMs: number };
    "add-role.gone-again": { role: string };
  }
}

/** When what has to be added was handed to the requester. */
type HandedOut = { readonly atMs: number };

const watchMs = 14 * 24 * 3_600_000;
const soonestMs = 5_000;
const latestMs = 10 * 60_000;

/** Somebody who has just approved is about to do it; somebody who has not for a day is not waiting for us. */
const nextLookMs = (passedMs: number): number => Math.min(latestMs, Math.max(soonestMs, passedMs / 10));

/** Waits until Vault has what was declared, and says so; nothing is done to Vault. */
export const watch: LaterStep<AddRoleInput, AddRoleFacts, { readonly "hand-out": HandedOut }, { isInPlace: boolean }> = {
  parts: ({ name }) => [{ id: "watch", title: say("add-role.step.watch", { role: roleOf(name), forMs: watchMs }) }],
  dueAtMs: async ({ input: { name }, done, ports, signal, now }) => {
    const { atMs } = done["hand-out"];
    const endsAtMs = atMs + watchMs;
    if (now() >= endsAtMs || (await isInPlace(name, ports, signal))) return now();
    return Math.min(endsAtMs, now() + nextLookMs(now() - atMs));
  },
  run: async ({ input: { name }, done, ports, signal, now }) => {
    const role = roleOf(name);
    const isThere = await isInPlace(name, ports, signal);
    if (!isThere && now() < done["hand-out"].atMs + watchMs)
      throw new UpstreamError("add-role.gone-again", say("add-role.gone-again", { role }), {
        service: "vault",
        effect: "none",
        retryable: true,
      });
    return {
      checkpoint: { isInPlace: isThere },
      details: { role, isInPlace: isThere },
      outcome: isThere
        ? say("add-role.in-place", { role, sinceMs: now() })
        : say("add-role.not-in-place", { role, forMs: watchMs }),
    };
  },
};
