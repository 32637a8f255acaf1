import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Actor } from "../../src/domain/actor.ts";
import { AppError } from "../../src/domain/errors.ts";
import { isFinal } from "../../src/domain/request.ts";
import { alice, anActor, bob, carol, hour } from "../support/builders.ts";
import { aFakeOperation } from "../support/fake-operation.ts";
import { aBot, type Bot, upstream } from "./a-bot.ts";
import { painted } from "./a-scheduled-bot.ts";

/** A second account of the requester, and somebody who is no approver. */
const malice = anActor("U0MALICE", { email: alice.email });
const dave = anActor("U0DAVE");
const crowd = [alice, malice, bob, carol, dave];
const approvers = [alice, malice, bob, carol].map(({ userId }) => userId);

interface Real {
  readonly bot: Bot;
  readonly required: number;
  /** What was heard and what was done, in order. */
  readonly history: { readonly what: "approve" | "deny" | "cancel" | "effect"; readonly request: string; readonly by?: Actor }[];
  /** The worker dies before this effect; 0 for none. */
  dieBefore: number;
  /** Whether what has to be looked at does not answer. */
  isDown: boolean;
  /** What the worker runs at the moment. */
  job: AbortController;
}

/** What people may know: how many requests there are. */
interface Model {
  requests: number;
}

type Move = fc.AsyncCommand<Model, Real>;

const move = (name: string, run: (model: Model, real: Real) => Promise<void>): Move => ({
  check: () => true,
  run: async (model, real) => {
    await run(model, real);
    await holds(real);
  },
  toString: () => name,
});

/** A refusal is an answer; anything else is a mistake of ours. */
async function allowed<T>(attempt: Promise<T>): Promise<T | undefined> {
  try {
    return await attempt;
  } catch (error) {
    if (error instanceof AppError || (error instanceof Error && error.name === "AbortError")) return undefined;
    throw error;
  }
}

const nth = async ({ bot }: Real, number: number): Promise<string> => {
  const requests = await bot.memory.store.recent(100);
  return requests[number % Math.max(1, requests.length)]?.id ?? "req_none";
};

const person = fc.constantFrom(...crowd);
const number = fc.nat({ max: 2 });
const fake = fc.constantFrom("north", "south");

const asking = fc.record({ fake, by: person }).map(({ fake: name, by }) =>
  move(`${by.userId} asks for ${name}`, async (model, { bot }) => {
    if ((await allowed(bot.submit(`paint ${name}`, by))) !== undefined) model.requests++;
  }),
);

const due = fc.constant(
  move("a slot comes", async (model, { bot }) => {
    if ((await allowed(bot.submit(painted.asks.command, painted.asks.as))) !== undefined) model.requests++;
  }),
);
const failing = fc.boolean().map((isDown) =>
  move(isDown ? "Vault is sealed" : "Vault is unsealed", async (_, real) => {
    real.isDown = isDown;
  }),
);

const verdict = fc.constantFrom("approve" as const, "approve" as const, "approve" as const, "deny" as const);
const pressing = fc.record({ number, by: person, verdict }).map(({ number: at, by, verdict: what }) =>
  move(`${by.userId} presses ${what} on ${at}`, async (_, real) => {
    const request = await nth(real, at);
    const press = what === "approve" ? real.bot.approve(request, by) : real.bot.deny(request, by);
    if ((await allowed(press)) !== undefined) real.history.push({ what, request, by });
  }),
);

const cancelling = fc.record({ number, by: person }).map(({ number: at, by }) =>
  move(`${by.userId} cancels ${at}`, async (_, real) => {
    const request = await nth(real, at);
    if ((await allowed(real.bot.cancel(request, by))) !== undefined) real.history.push({ what: "cancel", request, by });
  }),
);

const resuming = fc
  .record({ number, by: person })
  .map(({ number: at, by }) =>
    move(`${by.userId} takes ${at} up again`, async (_, real) => void (await allowed(real.bot.resume(await nth(real, at), by)))),
  );

const working = fc.record({ number, dieBefore: fc.nat({ max: 4 }) }).map(({ number: at, dieBefore }) =>
  move(`a worker takes ${at}${dieBefore === 0 ? "" : ` and dies before effect ${dieBefore}`}`, async (_, real) => {
    real.job = new AbortController();
    real.dieBefore = dieBefore;
    await allowed(real.bot.work(await nth(real, at), real.job.signal));
  }),
);

const waiting = fc
  .constantFrom(1_000, 1_000, hour / 2, hour)
  .map((ms) => move(`${ms} ms pass`, async (_, { bot }) => bot.advance(ms)));
const mending = fc.constant(move("reconcile", async (_, { bot }) => bot.reconcile()));
const showing = number.map((at) => move(`${at} is shown`, async (_, real) => real.bot.show(await nth(real, at))));

/** Workers and approvers are busier than the rest. */
const [often, seldom] = [
  [pressing, pressing, pressing, working, working, working],
  [asking, due, failing, cancelling, resuming, waiting, mending, showing],
];
const moves = [...often, ...seldom];

/** What must be true of every history, whatever happened. */
async function holds({ bot, required, history }: Real): Promise<void> {
  for (const { id, state, requester, note, retryAtMs, steps } of await bot.memory.store.recent(100)) {
    if (state === "preparing" && note !== null) expect(requester, "a person is answered at once").toEqual(painted.asks.as);
    if (state === "pending") expect(retryAtMs, `${id} waits for people and for nothing else`).toBeNull();
    const mine = history.filter(({ request }) => request === id);
    const first = mine.findIndex(({ what }) => what === "effect");
    if (["denied", "expired", "refused"].includes(state)) expect(first, `${id} is ${state} and had an effect`).toBe(-1);
    const ended = mine.findIndex(({ what }) => what === "deny" || what === "cancel");
    if (ended !== -1) expect(mine.slice(ended).map(({ what }) => what)).not.toContain("effect");
    if (first === -1) continue;
    const before = mine.slice(0, first).filter(({ what }) => what === "approve");
    const people = new Set(before.map(({ by }) => by?.email));
    people.delete(requester.email);
    expect(people.size, `${id} ran with too few`).toBeGreaterThanOrEqual(required);
    const started = (await bot.trail(id)).filter((action) => action === "run.started");
    expect(started, `${id} ran more than once`).toHaveLength(1);
    if (state === "succeeded") expect(steps.every((step) => step.state === "done")).toBe(true);
  }
}

describe("histories of people, workers and time", () => {
  it("T5 T16 run only what enough others approved before, once, and nothing that was denied, cancelled or expired", async () => {
    let [ran, ended, waited] = [0, 0, 0];
    const history = fc.record({
      required: fc.integer({ min: 1, max: 2 }),
      moves: fc.commands(moves, { maxCommands: 40, size: "+1" }),
    });

    await fc.assert(
      fc.asyncProperty(history, async ({ required, moves: made }) => {
        const real = aReal(required);
        await fc.asyncModelRun(() => ({ model: { requests: 0 }, real }), made);

        const requests = await real.bot.memory.store.recent(100);
        ran += requests.filter(({ state }) => state === "succeeded").length;
        waited += requests.filter(({ state, note }) => state === "preparing" && note !== null).length;
        ended += requests.filter(({ state }) => isFinal(state)).length;
      }),
      { numRuns: 400 },
    );

    expect(waited).toBeGreaterThan(5);
    expect(ran).toBeGreaterThan(5);
    expect(ended).toBeGreaterThan(ran);
  });
});

function aReal(required: number): Real {
  const story = aFakeOperation({ dryMs: 1_000 });
  const bot = aBot(story, { required, approvers: { users: approvers } });
  for (const { userId, ...rest } of crowd) bot.people.set(userId, { userId, ...rest });
  bot.schedules.push(painted);
  const real: Real = { bot, required, history: [], dieBefore: 0, isDown: false, job: new AbortController() };
  story.on.set("look", () => (real.isDown ? Promise.reject(upstream()) : undefined));
  for (const effect of ["wash", "paint", "sign"])
    story.on.set(effect, (context) => {
      if (real.dieBefore > 0 && --real.dieBefore === 0) real.job.abort();
      real.job.signal.throwIfAborted();
      real.history.push({ what: "effect", request: context?.requestId ?? "" });
    });
  return real;
}
