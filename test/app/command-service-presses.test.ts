import { describe, expect, it } from "vitest";
import type { Press } from "../../src/app/command-service.ts";
import type { Reply } from "../../src/app/interaction-handler.ts";
import { say } from "../../src/domain/sentence.ts";
import { alice, bob, carol, hour, noon } from "../support/builders.ts";
import { aFakeOperation } from "../support/fake-operation.ts";
import { aBot, type Bot } from "./a-bot.ts";
import { aCommandService } from "./a-command-service.ts";

const press = (value: string, changes: Partial<Press> = {}): Press => ({
  userId: bob.userId,
  action: "approve",
  value,
  at: { channel: "C0OPS", message: "0" },
  interactionId: `pressed ${JSON.stringify(changes)}`,
  ...changes,
});

const headingOf = (reply: Reply | undefined) => reply?.answer.heading;

/** A request whose card is in the channel. */
async function shown(bot: Bot) {
  const { id } = await bot.pending();
  await bot.show(id);
  return id;
}

describe("pressing a button", () => {
  it("approves, and says how many are missing or that it starts", async () => {
    const bot = aBot(aFakeOperation(), { required: 2 });
    const id = await shown(bot);
    const commandService = aCommandService(bot);

    const first = await commandService.press(press(id));
    const second = await commandService.press(press(id, { userId: carol.userId }));

    expect(headingOf(first)).toEqual(say("desk.approved-more", { id, missing: 1 }));
    expect(headingOf(second)).toEqual(say("desk.approved", { id }));
    expect((await bot.load(id)).state).toBe("approved");
  });

  it("T7 counts on a Home tab for the plan that stood beside it, and for no other", async () => {
    const bot = aBot(aFakeOperation());
    const { id, plan } = await bot.pending();
    const commandService = aCommandService(bot);

    const replies = [
      await commandService.press(press(id, { at: { digest: "0".repeat(64) } })),
      await commandService.press(press(id, { at: { digest: plan?.digest ?? "" } })),
      await commandService.press(press((await bot.submit("paint south")).id, { at: { digest: "" } })),
    ];

    expect(replies.map((reply) => headingOf(reply)?.key)).toEqual(["desk.other-plan", "desk.approved", "desk.other-plan"]);
    expect((await bot.load(id)).decisions).toHaveLength(1);
  });

  it("T7 counts on a card for the plan that it shows; a card of an older release does not say which", async () => {
    const bot = aBot(aFakeOperation(), { required: 2 });
    const id = await shown(bot);
    const { plan } = await bot.load(id);
    const place = (await bot.memory.viewState.read(id))?.place;
    if (place === null || place === undefined) throw new Error("there is no card");
    const commandService = aCommandService(bot);

    const replies = [
      await commandService.press(press(id, { at: { ...place, digest: "0".repeat(64) } })),
      await commandService.press(press(id, { at: { ...place, digest: plan?.digest } })),
      await commandService.press(press(id, { userId: carol.userId, at: place })),
    ];

    expect(replies.map((reply) => headingOf(reply)?.key)).toEqual(["desk.other-plan", "desk.approved-more", "desk.approved"]);
  });

  it("denies", async () => {
    const bot = aBot(aFakeOperation());
    const id = await shown(bot);

    const reply = await aCommandService(bot).press(press(id, { action: "deny" }));

    expect(headingOf(reply)).toEqual(say("desk.denied", { id }));
  });

  it("takes a request up again", async () => {
    const fake = aFakeOperation();
    fake.on.set("paint", () => Promise.reject(new TypeError("odd")));
    const bot = aBot(fake);
    const { id } = await bot.approved();
    await bot.work(id);
    await bot.show(id);

    const reply = await aCommandService(bot).press(press(id, { action: "retry" }));

    expect(headingOf(reply)).toEqual(say("desk.resumed", { id }));
    expect((await bot.load(id)).state).toBe("running");
  });

  it("stops what a request waits for", async () => {
    const bot = aBot(aFakeOperation({ paintsFromMs: noon + hour }));
    const { id } = await bot.approved();
    await bot.work(id);
    await bot.show(id);

    const reply = await aCommandService(bot).press(press(id, { action: "stop" }));

    expect(headingOf(reply)).toEqual(say("desk.stop-asked", { id }));
    expect((await bot.load(id)).stop).toMatchObject({ by: bob });
  });

  it("has done anew what a failed step needs", async () => {
    const fake = aFakeOperation();
    fake.on.set("paint", () => Promise.reject(new TypeError("odd")));
    const bot = aBot(fake);
    const { id } = await bot.approved();
    await bot.work(id);
    await bot.show(id);

    const reply = await aCommandService(bot).press(press(id, { action: "redo" }));

    expect(headingOf(reply)).toEqual(say("desk.redo-asked", { id }));
    expect((await bot.load(id)).steps[0]).toMatchObject({ id: "wash", state: "waiting" });
  });

  it("decides that what is due is not held any longer", async () => {
    const note = say("in-flight.runs", { runs: [] });
    const fake = aFakeOperation({ dryMs: 0, holds: ({ now }) => ({ untilMs: now() + hour, note, mayBeHastened: true }) });
    const bot = aBot(fake);
    const { id } = await bot.approved();
    await bot.work(id);
    await bot.show(id);

    const reply = await aCommandService(bot).press(press(id, { action: "hasten" }));

    expect(headingOf(reply)).toEqual(say("desk.hastened", { id }));
    expect((await bot.load(id)).hastened).toMatchObject({ by: bob });
  });

  it("T2 that arrives twice is handled once", async () => {
    const bot = aBot(aFakeOperation(), { required: 2 });
    const id = await shown(bot);
    const commandService = aCommandService(bot);

    const replies = [await commandService.press(press(id)), await commandService.press(press(id))];

    expect(replies[1]).toBeUndefined();
    expect((await bot.load(id)).decisions).toHaveLength(1);
  });

  it.each<[string, (id: string) => Press, string]>([
    ["T5 the requester's own", (id) => press(id, { userId: alice.userId }), "approval.by-requester"],
    ["T6 one on another message", (id) => press(id, { at: { channel: "C0OPS", message: "9" } }), "desk.other-message"],
    ["T6 one in another channel", (id) => press(id, { at: { channel: "C0EVIL", message: "0" } }), "desk.other-message"],
    ["T6 one of a request that does not exist", () => press("req_ffffffffffff"), "show.unknown"],
    ["T6 one that names no request", () => press("<!everyone>"), "desk.no-such-request"],
    ["T6 one of somebody nobody knows", (id) => press(id, { userId: "U0NOBODY" }), "directory.deactivated"],
    ["a retry of what needs none", (id) => press(id, { action: "retry" }), "request.already"],
  ])("refuses %s, and puts it on the trail", async (_, pressed, key) => {
    const bot = aBot(aFakeOperation());
    const id = await shown(bot);

    const reply = await aCommandService(bot).press(pressed(id));

    const last = (await bot.memory.audit.entries(1, 100)).at(-1);
    expect(headingOf(reply)?.key).toBe(key);
    expect(last).toMatchObject({ action: "press.refused" });
    expect((await bot.load(id)).state).toBe("pending");
    expect(JSON.stringify(last)).not.toContain("<!everyone>");
  });

  it("T6 refuses a button while the request has no card", async () => {
    const bot = aBot(aFakeOperation());
    const { id } = await bot.pending();

    const reply = await aCommandService(bot).press(press(id));

    expect(headingOf(reply)).toEqual(say("desk.other-message", { id }));
  });

  it.each<[string, (bot: Bot, id: string) => Promise<unknown>, string]>([
    ["it expired", async (bot) => bot.advance(hour), "approval.expired"],
    ["it was denied", (bot, id) => bot.deny(id, carol), "request.already"],
    ["it was withdrawn", (bot, id) => bot.cancel(id, alice), "request.already"],
    ["it was approved", (bot, id) => bot.approve(id, carol), "request.already"],
  ])("T16 refuses an old button after %s", async (_, happen, key) => {
    const bot = aBot(aFakeOperation());
    const id = await shown(bot);
    await happen(bot, id);

    const reply = await aCommandService(bot).press(press(id));

    expect(headingOf(reply)?.key).toBe(key);
  });
});
