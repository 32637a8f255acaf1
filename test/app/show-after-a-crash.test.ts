import { describe, expect, it } from "vitest";
import { createShow } from "../../src/app/show.ts";
import type { ViewState } from "../../src/ports/view-state.ts";
import { believing } from "../support/believing.ts";
import { aRequest, noon } from "../support/builders.ts";
import { createMemory } from "../support/memory-store.ts";
import { createMemoryView } from "../support/memory-view.ts";
import { redisDown } from "./a-bot.ts";

const now = (): number => noon;

/** A pending request that somebody else is showing; `meanwhile` happens each time we wait for them. */
async function whileSomebodyElseShows(
  meanwhile: (turn: number, memory: ReturnType<typeof createMemory>) => void | Promise<void>,
) {
  const memory = createMemory({ now: () => noon });
  const view = createMemoryView();
  const request = aRequest({ revision: 1 });
  await memory.store.save({ request, events: [] });
  await memory.locks.acquire(`view/${request.id}`);
  let turns = 0;
  const pause = async (): Promise<void> => {
    turns += 1;
    await meanwhile(turns, memory);
  };
  const show = createShow({ ...memory, view, pause, ...believing(view), now });
  return { request, view, show, turns: () => turns };
}

describe("showing a request when Redis fails", () => {
  it("writes no line twice after a line was written and that could not be noted", async () => {
    const memory = createMemory({ now: () => noon });
    const view = createMemoryView();
    const request = aRequest({ revision: 1 });
    await memory.store.save({
      request,
      events: [{ atMs: noon, actor: "bot:worker", action: "request.prepared", request: request.id, details: {} }],
    });
    let writes = 0;
    const viewState: ViewState = {
      ...memory.viewState,
      write: async (id, shown) => {
        writes += 1;
        if (shown.seq > 0 && writes < 4) throw redisDown("unknown");
        await memory.viewState.write(id, shown);
      },
    };
    const show = createShow({ ...memory, viewState, view, ...believing(view), now });

    await expect(show(request.id)).rejects.toThrow("redis.unreachable");
    await show(request.id);

    expect(view.cards()).toMatchObject([{ requestId: request.id, lines: [1] }]);
  });
});

describe("T22 showing a request of which somebody put an older view state back", () => {
  it("writes no line a second time", async () => {
    const memory = createMemory({ now: () => noon });
    const view = createMemoryView();
    const show = createShow({ ...memory, view, ...believing(view), now });
    const request = aRequest({ revision: 1 });
    const event = { atMs: noon, actor: "bot:worker", action: "request.prepared", request: request.id, details: {} } as const;
    await memory.store.save({ request, events: [event] });
    await show(request.id);
    const older = await memory.viewState.read(request.id);
    await memory.store.save({ request: { ...request, revision: 2 }, events: [event] });
    await show(request.id);
    if (older === undefined) throw new Error("nothing was shown");
    await memory.viewState.write(request.id, older);

    await show(request.id);

    expect(view.cards()).toMatchObject([{ requestId: request.id, lines: [1, 2] }]);
  });
});

describe("showing a request while another process holds the lock of its view", () => {
  it("waits for the lock of one that died, and shows", async () => {
    const { request, view, show } = await whileSomebodyElseShows((turn, { locks }) => {
      if (turn === 3) locks.steal("view/req_0123456789ab");
    });

    await show(request.id);

    expect(view.cards()).toMatchObject([{ requestId: request.id, revision: 1 }]);
  });

  it("is content when the other one has shown the newest", async () => {
    const { request, view, show, turns } = await whileSomebodyElseShows(async (_, { viewState }) => {
      await viewState.write(request.id, { place: { channel: "C1", message: "1.1" }, revision: 1, seq: 0, toldState: null });
    });

    await show(request.id);

    expect(turns()).toBe(1);
    expect(view.cards()).toEqual([]);
  });

  it("leaves it to reconcile when the lock is held for longer than by one that died", async () => {
    const { request, view, show, turns } = await whileSomebodyElseShows(() => {});

    await show(request.id);

    expect(turns()).toBe(12);
    expect(view.cards()).toEqual([]);
  });
});
