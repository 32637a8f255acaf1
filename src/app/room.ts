import { type Actor, isSchedule } from "../domain/actor.ts";
import { BusyError } from "../domain/errors.ts";
import type { OperationRequest } from "../domain/request.ts";
import { type Sentence, say } from "../domain/sentence.ts";
import type { RequestStore } from "../ports/request-store.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "room.person": { open: number; when: Sentence };
    "room.all": { open: number; when: Sentence };
    "room.when-closed": { atMs: number };
    "room.when-over": NoParams;
  }
}

/** How many requests of people may be open at the same time: one person's, and all. */
export interface RoomLimits {
  readonly person: number;
  readonly all: number;
}

export interface RoomDeps {
  readonly store: Pick<RequestStore, "holders">;
  readonly limits: RoomLimits;
}

/** Makes a new request unless too many are open. What a schedule asks is never one too many, and takes nobody's room. */
export type Room = <T>(
  asked: { readonly id: string; readonly actor: Actor },
  /** @param own how many the same person has open */
  make: (own: number) => Promise<T>,
) => Promise<T>;

interface Making {
  readonly userId: string;
  /** It is stored by now, or never will be: what is read from now on says so. */
  isOver: boolean;
}

/**
 * Counts what is stored and what this process is just making. Several processes can each go over by what they hear in the same moment.
 * @throws BusyError before anything is recorded; UpstreamError when it cannot be seen what is open
 */
export function createRoom({ store, limits }: RoomDeps): Room {
  const making = new Map<string, Making>();
  let looking: Promise<readonly OperationRequest[]> | undefined;

  /** Who asks while somebody is looking takes the same answer. It may be older than what was made since: that counts until the next. */
  const openNow = (): Promise<readonly OperationRequest[]> => {
    if (looking === undefined) for (const [id, { isOver }] of making) if (isOver) making.delete(id);
    looking ??= store
      .holders()
      .then((held) => held.flatMap(({ request }) => (request === undefined || isSchedule(request.requester) ? [] : [request])))
      .finally(() => {
        looking = undefined;
      });
    return looking;
  };

  return async ({ id, actor }, make) => {
    if (isSchedule(actor)) return await make(0);
    const mine: Making = { userId: actor.userId, isOver: false };
    making.set(id, mine);
    let isMade = false;
    try {
      const stored = await openNow();
      const open = new Map(stored.map((request) => [request.id, request.requester.userId]));
      for (const [other, { userId }] of making) open.set(other, userId);
      open.delete(id);
      const own = [...open.values()].filter((userId) => userId === actor.userId).length;
      if (own >= limits.person) {
        const when = againWhen(stored.filter(({ requester }) => requester.userId === actor.userId));
        throw new BusyError("room.person", say("room.person", { open: own, when }));
      }
      if (open.size >= limits.all) throw new BusyError("room.all", say("room.all", { open: open.size, when: againWhen(stored) }));
      isMade = true;
      return await make(own);
    } finally {
      if (isMade) mine.isOver = true;
      else making.delete(id);
    }
  };
}

/** What waits for approval is closed in the end if nobody decides. */
function againWhen(requests: readonly OperationRequest[]): Sentence {
  const times = requests.flatMap(({ state, plan }) => (state === "pending" && plan !== null ? [plan.expiresAtMs] : []));
  return times.length === 0 ? say("room.when-over", {}) : say("room.when-closed", { atMs: Math.min(...times) });
}
