import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import { sameSecondMs, storedSkewMs } from "../../domain/clock-skew.ts";
import type { StepContext } from "../../domain/operation.ts";
import type { SecretIdInfo } from "../../ports/app-roles.ts";
import { type RotateFacts, settingsOf } from "./facts.ts";
import type { RotateInput } from "./input.ts";

/** What was noted before anything was done: `updated_at` of each destination, to tell later whether a write arrived. */
export type Intent = { readonly updatedAtMs: readonly (number | null)[] };

/** How far handing over one SecretID is. A destination is `begun` before its write is sent. */
export const Delivery = z.object({
  accessor: z.string(),
  begun: z.array(z.object({ at: z.number(), atMs: z.number() })),
  delivered: z.array(z.object({ at: z.number(), updatedAtMs: z.number().nullable() })),
});
export type Delivery = z.infer<typeof Delivery>;

export const readDelivery = (progress: unknown): Delivery | undefined => Delivery.safeParse(progress).data;

type Context = StepContext<RotateInput, RotateFacts, { readonly intent: Intent }>;

/**
 * Which of the SecretIDs that earlier attempts left a destination may hold, now or later. Notes tell what was sent; but notes can be older
 * than the world, so what is live without one is held, too, when a destination changed after it was made. When in doubt: yes.
 * @param sent whether what was sent and not answered may still arrive
 */
export async function whatMayBeHeld(
  context: Context,
  left: readonly SecretIdInfo[],
  sent: "may arrive" | "did not arrive",
): Promise<(accessor: string | undefined) => boolean> {
  const delivery = readDelivery(context.progress);
  const held = new Set(sent === "may arrive" && delivery !== undefined && delivery.begun.length > 0 ? [delivery.accessor] : []);
  const untold = left.filter(({ accessor }) => !held.has(accessor));
  if (untold.length > 0) {
    const hasChangedSince = await changesAtDestinations(context);
    for (const { accessor, createdAtMs } of untold) if (hasChangedSince(createdAtMs)) held.add(accessor);
  }
  return (accessor) => accessor !== undefined && held.has(accessor);
}

/** Whether a destination changed after an instant, or after our own look at it before anything was done. */
async function changesAtDestinations({ input, ports, done, signal }: Context): Promise<(sinceMs: number) => boolean> {
  const states = await Promise.all(
    settingsOf(input.role, ports).deliverTo.map((destination) => ports.destinations.changed(destination, signal)),
  );
  return (sinceMs) =>
    states.some(
      ({ updatedAtMs }, at) =>
        updatedAtMs !== done.intent.updatedAtMs[at] || (updatedAtMs !== null && updatedAtMs >= sinceMs - storedSkewMs),
    );
}

/**
 * Whether any destination may hold what an earlier attempt sent. A write that was sent and not answered can still
 * arrive, so this waits until it no longer can, and then compares `updated_at`. When in doubt: yes.
 */
export async function deliveryMayHaveArrived(
  { input, ports, done, signal, now }: Context,
  delivery: Delivery | undefined,
): Promise<boolean> {
  if (delivery === undefined || delivery.begun.length === 0) return false;
  if (delivery.delivered.length > 0) return true;
  const settledAtMs = Math.max(...delivery.begun.map(({ atMs }) => atMs)) + ports.destinations.settleMs;
  if (now() < settledAtMs) await delay(settledAtMs - now(), undefined, { signal });
  for (const { at, atMs } of delivery.begun) {
    const destination = settingsOf(input.role, ports).deliverTo[at];
    const before = done.intent.updatedAtMs[at];
    if (destination === undefined || before === undefined) return true;
    const { updatedAtMs } = await ports.destinations.look(destination, signal);
    const tooCloseToTell = before !== null && before >= atMs - sameSecondMs;
    if (updatedAtMs !== before || tooCloseToTell) return true;
  }
  return false;
}
