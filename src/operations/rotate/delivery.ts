import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import type { StepContext } from "../../domain/operation.ts";
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

/**
 * Whether any destination may hold what an earlier attempt sent. A write that was sent and not answered can still
 * arrive, so this waits until it no longer can, and then compares `updated_at`. When in doubt: yes.
 */
export async function deliveryMayHaveArrived(
  { input, ports, done, signal, now }: StepContext<RotateInput, RotateFacts, { readonly intent: Intent }>,
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
    // GitHub counts whole seconds: a secret that changed in the very second of our write looks unchanged.
    const tooCloseToTell = before !== null && before >= atMs - 2_000;
    if (updatedAtMs !== before || tooCloseToTell) return true;
  }
  return false;
}
