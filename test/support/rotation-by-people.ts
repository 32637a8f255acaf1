import { setTimeout as sleep } from "node:timers/promises";
import type { World } from "../../demo/world.ts";
import type { Request } from "../../src/domain/request.ts";
import { createKeys } from "../../src/redis/keys.ts";
import { createLedgers } from "../../src/redis/ledgers.ts";
import { actionIds } from "../../src/slack/messages/action-ids.ts";
import { trailLine } from "../../src/slack/messages/trail-line.ts";
import { aBot, type Bot } from "../redis/a-store.ts";
import { brokenInvariants, type Seen } from "./invariants.ts";
import { wordsOf } from "./person.ts";
import { sinksOf } from "./sinks.ts";
import { trailOf } from "./trail.ts";

/** People who want a rotation, whatever happens to the bot in between, and who check what came of it. */
export interface Onlookers {
  /** Types and presses (again, when it was lost) until the request is over and what it replaced has retired. @throws Error after `withinMs` */
  rotate(role: string, options?: { readonly withinMs?: number; readonly command?: string }): Promise<Request>;
  /** Newest request of a role. */
  newest(role: string): Promise<Request | undefined>;
  /** See `brokenInvariants`; waits a moment for cards to catch up. */
  broken(role: string, before: readonly string[], secrets: ReadonlySet<string>): Promise<readonly string[]>;
  stop(): void;
}

const roleOf = ({ input }: Request): unknown => (input instanceof Object && "role" in input ? input["role"] : undefined);

const isOver = ({ state, laterSteps }: Request): boolean =>
  ["failed", "denied", "cancelled", "expired", "refused"].includes(state) ||
  (state === "succeeded" && laterSteps.every((step) => step.state === "done"));

/** How long somebody waits for an effect before doing it again. */
const patienceMs = 4_000;

export async function createOnlookers(world: World): Promise<Onlookers> {
  const { slack } = world;
  const store: Bot = await aBot({ url: world.redis.url, keys: createKeys() });
  const { requester, approver } = slack.ids.users;

  const requestsOf = async (role: string): Promise<readonly Request[]> =>
    (await store.store.recent(200)).filter((request) => roleOf(request) === role).toReversed();
  const approve = async (id: string): Promise<void> => {
    const card = (await slack.messages()).find(
      ({ thread_ts: thread, blocks = [] }) => thread === undefined && String(blocks[0]?.["block_id"]).startsWith(`${id}:`),
    );
    if (card !== undefined) await slack.click({ user: approver, messageTs: card.ts, actionId: actionIds.approve, value: id });
  };

  const cardsIn = async (): Promise<readonly Seen[]> => {
    const messages = await slack.messages();
    return messages.flatMap((message) => {
      const requestId = /^(req_[0-9a-f]+):/.exec(String(message.blocks?.[0]?.["block_id"]))?.[1];
      if (requestId === undefined || message.thread_ts !== undefined) return [];
      const replies = messages.filter(({ thread_ts: thread }) => thread === message.ts);
      const lines = replies.flatMap(({ blocks = [] }) =>
        blocks.flatMap((block) => /^trail:(\d+)$/.exec(String(block["block_id"]))?.[1] ?? []),
      );
      return {
        requestId,
        isTrue: (request) => wordsOf(message).includes(`revision ${request.revision}`),
        lines: lines.map(Number),
      };
    });
  };

  const look = async (role: string, before: readonly string[], secrets: ReadonlySet<string>): Promise<readonly string[]> => {
    const name = role.toUpperCase().replaceAll("-", "_");
    return brokenInvariants({
      api: world.vault.api,
      role,
      before,
      held: world.github
        .secrets()
        .filter(
          (secret) => secret.name === `${name}_VAULT_SECRET_ID` || (secret.environment !== undefined && role === "profinaut-db"),
        )
        .map(({ environment, name: secret, value }) => ({ where: `${environment ?? ""}/${secret}`, value })),
      requests: await requestsOf(role),
      ledger: await createLedgers(store).read(role),
      trail: await trailOf(world),
      cards: await cardsIn(),
      isUnsaid: (entry) => trailLine(entry) === undefined,
      secrets: [...secrets],
      sinks: await sinksOf(world),
    });
  };

  return {
    newest: async (role) => (await requestsOf(role)).at(-1),
    rotate: async (role, { withinMs = 120_000, command = `rotate ${role} weekly rotation` } = {}) => {
      const known = new Set((await requestsOf(role)).map(({ id }) => id));
      let actAgainAtMs = 0;
      const act = async (deed: () => Promise<void>): Promise<void> => {
        if (Date.now() < actAgainAtMs) return;
        actAgainAtMs = Date.now() + patienceMs;
        await deed().catch(() => {
          actAgainAtMs = Date.now() + 500; // the bot is down; Slack says so at once
        });
      };
      let request: Request | undefined;
      for (const giveUpAtMs = Date.now() + withinMs; Date.now() < giveUpAtMs; await sleep(150)) {
        const all = await requestsOf(role).catch(() => undefined);
        if (all === undefined) continue; // Redis is away
        request = all.find(({ id }) => !known.has(id));
        if (request === undefined) await act(() => slack.command(requester, command));
        else if (isOver(request)) return request;
        else if (request.state === "pending") {
          const { id } = request;
          await act(() => approve(id));
        }
      }
      throw new Error(
        `the rotation of ${role} is not over after ${withinMs / 1000} s: ${request?.state} ${JSON.stringify(request?.note)}`,
      );
    },
    broken: async (role, before, secrets) => {
      // The bot may be killed for other reasons meanwhile, and one that died holds the lock of its view for ten seconds.
      const giveUpAtMs = Date.now() + 60_000;
      let broken = await look(role, before, secrets);
      while (broken.length > 0 && Date.now() < giveUpAtMs) {
        await sleep(500);
        broken = await look(role, before, secrets);
      }
      return broken;
    },
    stop: () => store.redis.close(),
  };
}
