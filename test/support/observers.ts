import { setTimeout as sleep } from "node:timers/promises";
import type { World } from "../../demo/world.ts";
import { AuditEntry } from "../../src/domain/audit.ts";
import type { OperationRequest } from "../../src/domain/request.ts";
import { createKeys } from "../../src/redis/keys.ts";
import { actionIds } from "../../src/slack/messages/action-ids.ts";
import { aBot, type Bot } from "../redis/a-store.ts";
import type { Seen } from "./invariants.ts";
import { wordsOf } from "./person.ts";

/** Something that somebody wants, whatever happens to the bot in between. */
export interface Wish {
  /** The AppRole, path, exchange, name or workflow it is about; the reason where it is about none. */
  readonly subject: string;
  /** Types it, and fills in what is asked for. */
  readonly ask: () => Promise<void>;
  /** What somebody does once it has succeeded and something is still to come. */
  readonly meanwhile?: () => Promise<void>;
  readonly withinMs?: number;
}

/** People who see a request through, and look at what came of it. */
export interface Observers {
  /** Asks and presses (again, when it was lost) until the request is over and nothing of it is to come. @throws Error after `withinMs` */
  seeThrough(wish: Wish): Promise<OperationRequest>;
  /** Oldest first. */
  requestsOf(subject: string): Promise<readonly OperationRequest[]>;
  cards(): Promise<readonly Seen[]>;
  trail(): Promise<readonly AuditEntry[]>;
  readonly stores: Bot;
  stop(): void;
}

/** What a request is about, by whatever name its operation has for it. */
function subjectOf({ input }: OperationRequest): unknown {
  const given: { readonly [name in "role" | "path" | "name" | "workflow" | "reason"]?: unknown } = Object(input);
  return given.role ?? given.path ?? given.name ?? given.workflow ?? given.reason;
}

const isOver = ({ state, laterSteps }: OperationRequest): boolean =>
  ["failed", "denied", "cancelled", "expired", "refused"].includes(state) ||
  (state === "succeeded" && laterSteps.every((step) => step.state === "done"));

/** How long somebody waits for an effect before doing it again, and before trying again what did not get through. */
const patienceMs = 4_000;
const soonMs = 500;

/** Looks again until nothing is wrong any more. One that died holds the lock of its view for ten seconds. */
export async function eventually(look: () => Promise<readonly string[]>, withinMs = 60_000): Promise<readonly string[]> {
  const giveUpAtMs = Date.now() + withinMs;
  let wrong = await look();
  while (wrong.length > 0 && Date.now() < giveUpAtMs) {
    await sleep(soonMs);
    wrong = await look();
  }
  return wrong;
}

export async function createObservers({ slack, redis }: World): Promise<Observers> {
  const stores = await aBot({ url: redis.url, keys: createKeys() });
  const known: AuditEntry[] = [];

  const requestsOf = async (subject: string): Promise<readonly OperationRequest[]> =>
    (await stores.store.recent(1_000)).filter((request) => subjectOf(request) === subject).toReversed();
  const approve = async (id: string): Promise<boolean> => {
    const card = (await slack.messages()).find(
      ({ thread_ts: thread, blocks = [] }) => thread === undefined && String(blocks[0]?.["block_id"]).startsWith(`${id}:`),
    );
    if (card === undefined) return false;
    await slack.click({ user: slack.ids.users.approver, messageTs: card.ts, actionId: actionIds.approve, value: id });
    return true;
  };

  return {
    stores,
    requestsOf,
    seeThrough: async ({ subject, ask, meanwhile, withinMs = 120_000 }) => {
      const before = new Set((await requestsOf(subject)).map(({ id }) => id));
      let [actAgainAtMs, isToldMeanwhile] = [0, false];
      const act = async (instantCommand: () => Promise<boolean>): Promise<void> => {
        if (Date.now() < actAgainAtMs) return;
        // The bot may be down; Slack says so at once.
        const isDone = await instantCommand().catch(() => false);
        actAgainAtMs = Date.now() + (isDone ? patienceMs : soonMs);
      };
      let request: OperationRequest | undefined;
      for (const giveUpAtMs = Date.now() + withinMs; Date.now() < giveUpAtMs; await sleep(150)) {
        const all = await requestsOf(subject).catch(() => undefined);
        if (all === undefined) continue; // Redis is away
        request = all.find(({ id }) => !before.has(id));
        if (request === undefined) await act(() => ask().then(() => true));
        else if (isOver(request)) return request;
        else if (request.state === "pending") {
          const { id } = request;
          await act(() => approve(id));
        } else if (request.state === "succeeded" && !isToldMeanwhile) {
          isToldMeanwhile = true;
          await meanwhile?.();
        }
      }
      throw new Error(
        `what was asked of ${subject} is not over after ${withinMs / 1000} s: ${request?.state} ${JSON.stringify(request?.note)}`,
      );
    },
    cards: async () => {
      const messages = await slack.messages();
      return messages.flatMap((message) => {
        const requestId = /^(req_[0-9a-f]+):/.exec(String(message.blocks?.[0]?.["block_id"]))?.[1];
        if (requestId === undefined || message.thread_ts !== undefined) return [];
        const replies = messages.filter(({ thread_ts: thread }) => thread === message.ts);
        const lines = replies.flatMap(({ blocks = [] }) =>
          blocks.flatMap((block) => /^trail:(\d+):/.exec(String(block["block_id"]))?.[1] ?? []),
        );
        return {
          requestId,
          isTrue: (request) => wordsOf(message).includes(`revision ${request.revision}`),
          lines: lines.map(Number),
        } satisfies Seen;
      });
    },
    trail: async () => {
      // Entries are never changed, so only news are read. https://redis.io/docs/latest/commands/xrange ("(" excludes)
      const last = known.length === 0 ? "-" : `(${known.length}-0`;
      const news = await stores.redis.client.xrange(stores.keys.trail, last, "+");
      // Several may read at the same time, and each entry counts once.
      for (const [, [, text = ""]] of news) {
        const entry = AuditEntry.parse(JSON.parse(text));
        if (entry.seq > known.length) known.push(entry);
      }
      return [...known];
    },
    stop: () => stores.redis.close(),
  };
}
