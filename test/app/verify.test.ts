import { describe, expect, it } from "vitest";
import { createIntegrityVerifier } from "../../src/app/integrity-verifier.ts";
import { createVerify } from "../../src/app/verify.ts";
import { hasteStatement } from "../../src/domain/statements.ts";
import { alice, bob } from "../support/builders.ts";
import { aFakeOperation } from "../support/fake-operation.ts";
import { aBot, signer, verifier } from "./a-bot.ts";

const verify = createVerify({ integrity: createIntegrityVerifier({ verifier }) });

describe("T12 what people read before they decide", () => {
  it("is a record that the log proves and whose requester asked for it", async () => {
    const bot = aBot(aFakeOperation());
    const { id } = await bot.pending();

    expect(await verify(await bot.loaded(id))).toEqual(await bot.load(id));
    await bot.forge(id, { reason: "another reason" });
    expect(await verify(await bot.loaded(id))).toBeUndefined();
    const { request } = await bot.loaded(id);
    expect(await verify({ request: { ...request, command: "paint south" }, objection: undefined })).toBeUndefined();
  });

  it("of haste is what somebody who may approve has signed", async () => {
    const bot = aBot(aFakeOperation());
    const request = await bot.approved();
    const { plan, decisions } = request;
    const { verifyRetireNow } = createIntegrityVerifier({ verifier });
    const [decision] = decisions;
    if (plan === null || decision === undefined) throw new Error("nothing was approved");
    const group = { ...plan, policy: { ...plan.policy, approvers: { group: "S0OPS" } } };
    const hastenedBy = async (by: typeof alice) => {
      const statement = hasteStatement({ requestId: request.id, digest: plan.digest, by, atMs: 1 });
      return { ...decision, by, atMs: 1, signature: await signer.sign(statement) };
    };

    expect(await verifyRetireNow(request)).toBeUndefined();
    expect(await verifyRetireNow({ ...request, hastened: decision })).toBe("haste");
    expect(await verifyRetireNow({ ...request, plan: null, hastened: decision })).toBe("haste");
    expect(await verifyRetireNow({ ...request, plan: group, hastened: await hastenedBy(bob) })).toBeUndefined();
    expect(await verifyRetireNow({ ...request, hastened: await hastenedBy(alice) })).toBe("haste");
  });

  it("of what had ended before writes were signed is as it is", async () => {
    const bot = aBot(aFakeOperation());
    const open = await bot.load((await bot.pending()).id);
    const ended = await bot.deny(open.id);

    expect(await verify({ request: ended, objection: "unsigned" })).toEqual(ended);
    expect(await verify({ request: open, objection: "unsigned" })).toBeUndefined();
    expect(await verify({ request: ended, objection: "record" })).toBeUndefined();
  });

  it("of what had words taken out after it ended is what is left", async () => {
    const bot = aBot(aFakeOperation());
    const open = await bot.load((await bot.pending()).id);
    const redacted = { by: "U0BOB", atMs: bot.now() };
    const ended = { ...(await bot.deny(open.id)), redacted, command: "paint", reason: "" };

    expect(await verify({ request: ended, objection: undefined })).toEqual(ended);
    expect(await verify({ request: { ...open, redacted, command: "paint" }, objection: undefined })).toBeUndefined();
  });

  it("is on no card when somebody else wrote it; the channel hears of it once", async () => {
    const bot = aBot(aFakeOperation());
    const { id } = await bot.pending();
    await bot.forge(id, { reason: "another reason" });

    await bot.show(id);
    await bot.show(id);

    expect(bot.view.cards()).toEqual([]);
    expect(bot.view.alarms).toMatchObject([{ key: "view.not-ours", params: { id } }]);
  });

  it("is not on the Home tab, and nobody is written to about it", async () => {
    const bot = aBot(aFakeOperation());
    const { id } = await bot.pending();
    await bot.forge(id, { reason: "another reason" });

    await bot.words.tell(id);

    expect(bot.letters.sent).toEqual([]);
  });
});
