import { z } from "zod";
import type { CheckContext, CheckResult, Finding } from "../../domain/check.ts";
import { type Destination, destinationName } from "../../domain/destination.ts";
import type { SecretPlace } from "../../ports/secret-inventory.ts";
import { againstLedger, type SteadyLedger } from "./steady-ledger.ts";

/** A delivered secret, and when GitHub says that it changed; `undefined`: it is not there. */
export interface Delivered {
  readonly role: string;
  readonly name: string;
  readonly ledger: SteadyLedger;
  readonly updatedAtMs: number | undefined;
}

/** What is wrong with a destination, as the time to be told with it. */
export interface DestinationRule {
  /** `undefined`: nothing is wrong. */
  readonly wrongSinceMs: (delivered: Delivered) => number | undefined;
  readonly finding: (about: { readonly role: string; readonly name: string; readonly atMs: number }) => Finding;
}

const Wrong = z.record(z.string(), z.number());

/** Applies a rule to everything that was delivered. While nothing can be concluded, what was wrong before still is. */
export async function atDestinations({ wrongSinceMs, finding }: DestinationRule, context: CheckContext): Promise<CheckResult> {
  const { ports, nowMs, signal, remembered } = context;
  const before = Wrong.safeParse(remembered).data ?? {};
  const wrong: { [about: string]: number } = {};
  const findings: Finding[] = [];
  for (const { role, deliverTo } of ports.roles.values())
    for (const destination of deliverTo) {
      const name = destinationName(destination);
      const about = `${role}: ${name}`;
      const seen = await againstLedger(role, ports, nowMs, async (ledger) => {
        const updatedAtMs = (await ports.inventory.secretsAt(placeOf(destination), signal)).get(destination.secret.toUpperCase());
        return { atMs: wrongSinceMs({ role, name, ledger, updatedAtMs }) };
      });
      const atMs = seen === undefined ? before[about] : seen.atMs;
      if (atMs === undefined) continue;
      wrong[about] = atMs;
      findings.push(finding({ role, name, atMs }));
    }
  return { findings, remember: wrong };
}

/** Where a destination's secret is listed. */
export function placeOf(destination: Destination): SecretPlace {
  const { secret: _, ...place } = destination;
  return place;
}
