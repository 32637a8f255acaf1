import { describe, expect, it } from "vitest";
import { createOpenScheduled } from "../../src/app/open-scheduled.ts";
import { say } from "../../src/domain/sentence.ts";
import { alice, bob } from "../support/builders.ts";
import { aFakeOperation } from "../support/fake-operation.ts";
import { aBot, signer } from "./a-bot.ts";
import { aCommandService } from "./a-command-service.ts";
import { painted } from "./a-scheduled-bot.ts";

/** A desk in front of a bot whose log cannot be believed, and a request that waits for approval. */
async function aReadOnlyCommandService() {
  const bot = aBot(aFakeOperation());
  const { id } = await bot.pending("paint north");
  await bot.show(id);
  const commandService = aCommandService(bot);
  const place = (await bot.memory.viewState.read(id))?.place ?? expect.fail("there is a card");
  bot.disbelief.because = say("standing.damaged", { seq: 3 });
  let interactions = 0;
  const interaction = () => ({ interactionId: `i${interactions++}` });
  return {
    bot,
    id,
    commandService,
    ask: (text: string) => commandService.command({ userId: alice.userId, channel: "C0ORIGIN", text, ...interaction() }),
    press: (action: "approve" | "deny" | "retry" | "stop" | "redo" | "hasten") =>
      commandService.press({ userId: bob.userId, action, value: id, at: place, ...interaction() }),
    fill: () =>
      commandService.fill({
        userId: alice.userId,
        channel: "C0ORIGIN",
        command: "stow cellar",
        answers: { texts: new Map(), secrets: new Map() },
        ...interaction(),
      }),
  };
}

const readOnly = { answer: { heading: { key: "standing.read-only", params: { because: { key: "standing.damaged" } } } } };

describe("T24 while the audit log cannot be believed", () => {
  it.each(["paint south", "stow cellar", "cancel req_000000000000"])(
    "%s is not accepted, and the answer says why",
    async (text) => {
      const { ask, bot } = await aReadOnlyCommandService();
      const entries = bot.memory.trail.length;

      expect(await ask(text)).toMatchObject(readOnly);
      expect(await bot.memory.store.openIds()).toHaveLength(1);
      expect(bot.memory.trail.filter(({ action }) => !action.endsWith(".refused")).length).toBe(entries);
    },
  );

  it.each(["approve", "deny", "retry", "stop", "redo", "hasten"] as const)("%s is not taken", async (action) => {
    const { press, bot, id } = await aReadOnlyCommandService();

    expect(await press(action)).toMatchObject(readOnly);
    expect((await bot.load(id)).state).toBe("pending");
  });

  it("no form is taken", async () => {
    expect(await (await aReadOnlyCommandService()).fill()).toMatchObject(readOnly);
  });

  it("questions are answered", async () => {
    expect(await (await aReadOnlyCommandService()).ask("ping")).toMatchObject({ answer: { heading: { key: "help.command" } } });
  });

  it("no schedule asks for anything, and asks when it can be believed again", async () => {
    const { bot } = await aReadOnlyCommandService();
    const { store, audit } = bot.memory;
    const proof = { signer, continuations: () => bot.continuations };
    const deps = {
      store,
      audit,
      ...proof,
      alarms: bot.alarms,
      linkTo: async () => "",
      channel: "C0OPS",
      gate: bot.gate,
      now: bot.now,
    };
    const open = createOpenScheduled({ ...deps, submit: bot.submitCommand })(painted, painted.asks);
    await expect(open(bot.now(), new AbortController().signal)).rejects.toMatchObject({ code: "standing.read-only" });

    expect(await store.openIds()).toHaveLength(1);
  });

  it("nothing is prepared, run or retired, and the job comes back", async () => {
    const { bot } = await aReadOnlyCommandService();
    delete bot.disbelief.because;
    const { id } = await bot.submit("paint south");
    bot.disbelief.because = say("standing.damaged", { seq: 3 });

    expect(await bot.work(id)).toEqual({ againAtMs: bot.now() + 15_000 });
    await bot.reconcile();
    expect([(await bot.load(id)).state, bot.memory.jobs.ensured.length]).toEqual(["preparing", 2]);
  });
});
