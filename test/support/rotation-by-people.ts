import type { World } from "../../demo/world.ts";
import type { OperationRequest } from "../../src/domain/request.ts";
import { createLedgers } from "../../src/redis/ledgers.ts";
import { trailLine } from "../../src/slack/messages/trail-line.ts";
import { brokenInvariants } from "./invariants.ts";
import { eventually, type Observers } from "./observers.ts";
import { sinksOf } from "./sinks.ts";

/** Types and presses (again, when it was lost) until a role is rotated and what it replaced has retired. @throws Error after `withinMs` */
export const rotate = (
  { slack }: World,
  people: Observers,
  role: string,
  { withinMs = 120_000, requester = slack.ids.users.requester }: { readonly withinMs?: number; readonly requester?: string } = {},
): Promise<OperationRequest> =>
  people.seeThrough({
    subject: role,
    ask: () => slack.command(requester, `rotate ${role} weekly rotation`),
    withinMs,
  });

/** See `brokenInvariants`; waits a moment for cards to catch up. */
export const brokenRotation = (
  world: World,
  people: Observers,
  { role, before, secrets }: { readonly role: string; readonly before: readonly string[]; readonly secrets: ReadonlySet<string> },
): Promise<readonly string[]> =>
  eventually(async () => {
    const name = role.toUpperCase().replaceAll("-", "_");
    const requests = await people.requestsOf(role);
    const broken = await brokenInvariants({
      api: world.vault.api,
      role,
      before,
      held: world.github
        .secrets()
        .filter(
          (secret) => secret.name === `${name}_VAULT_SECRET_ID` || (secret.environment !== undefined && role === "profinaut-db"),
        )
        .map(({ environment, name: secret, value }) => ({ where: `${environment ?? ""}/${secret}`, value })),
      requests,
      ledger: await createLedgers(people.stores).read(role),
      trail: await people.trail(),
      cards: await people.cards(),
      isUnsaid: (entry) => trailLine(entry) === undefined,
      secrets: [...secrets],
      // Nothing to look for, nothing to read: a dump of everything is large.
      sinks: secrets.size === 0 ? [] : await sinksOf(world),
    });
    return [...broken, ...(await notToldOnce(world, requests))];
  });

/** Requests whose requester did not hear exactly once, privately, how they ended. */
export async function notToldOnce({ slack }: World, requests: readonly OperationRequest[]): Promise<readonly string[]> {
  const broken: string[] = [];
  for (const { id, state, plan, requester } of requests) {
    if (plan === null || !["succeeded", "failed", "denied", "expired"].includes(state)) continue;
    const told = (await slack.directMessages(requester.userId)).filter(({ blocks = [] }) =>
      String(blocks[0]?.["block_id"]).startsWith(`word:${id}/outcome/`),
    ).length;
    if (told !== 1) broken.push(`whoever asked for ${id} was told ${told} times how it ended`);
  }
  return broken;
}
