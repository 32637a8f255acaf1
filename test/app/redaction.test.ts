import { describe, expect, it } from "vitest";
import { createRedaction } from "../../src/app/redaction.ts";
import { createRegistry } from "../../src/app/registry.ts";
import { checkChain, emptyTrail } from "../../src/domain/audit.ts";
import type { OperationRequest } from "../../src/domain/request.ts";
import { say } from "../../src/domain/sentence.ts";
import { createTranslators } from "../../src/locale/translator.ts";
import { operations } from "../../src/operations/index.ts";
import { cardMessage } from "../../src/slack/messages/card.ts";
import { verified } from "../support/believing.ts";
import { alice, aPlan, aRequest, noon } from "../support/builders.ts";
import { aFakeOperation } from "../support/fake-operation.ts";
import { aBot } from "./a-bot.ts";

const words = "the old word swordfish";
const by = "req_00000000000f";

async function aDenied() {
  const bot = aBot(aFakeOperation());
  const { id } = await bot.submit(`paint north ${words}`);
  await bot.work(id);
  await bot.deny(id);
  return { bot, id };
}

/** Of a request of one of our own operations as it is stored, ended. */
async function withoutWords(changes: Partial<OperationRequest>): Promise<OperationRequest> {
  const bot = aBot(aFakeOperation());
  const request = aRequest({ state: "denied", ...changes });
  const redaction = createRedaction({
    registry: createRegistry(operations),
    store: { loadWithTrail: async () => ({ request, trail: [], objection: changes.state === undefined ? undefined : "digest" }) },
    record: bot.record,
    now: bot.now,
  });
  await bot.memory.store.save({ request: { ...request, revision: 1 }, events: [] });
  const stored = { ...request, revision: 1 };
  Object.assign(request, stored);
  expect(await redaction.look(request.id)).toMatchObject({ entries: [] });
  await redaction.takeOut(request.id, by);
  return bot.load(request.id);
}

describe("T10 what people wrote into a request that has ended", () => {
  it("is seen before it is taken out, with what of it stays", async () => {
    const { bot, id } = await aDenied();

    expect(await bot.redaction.look(id)).toEqual({ state: "denied", words: ["reason"], entries: [1] });
    expect(await bot.redaction.doneBy(id)).toBeUndefined();
  });

  it("is taken out of its record and its card, which say so, and the audit log holds", async () => {
    const { bot, id } = await aDenied();

    await bot.redaction.takeOut(id, by);

    const request = await bot.load(id);
    expect(request).toMatchObject({
      command: "paint north",
      reason: "",
      input: { fake: "north", reason: "" },
      redacted: { by, atMs: noon },
    });
    expect(JSON.stringify(request)).not.toContain("swordfish");
    expect(await bot.redaction.doneBy(id)).toBe(by);
    for (const translator of Object.values(createTranslators("UTC"))) {
      const card = JSON.stringify(cardMessage(verified(request), { translator, isDurabilityRelaxed: false }));
      expect(card).not.toContain("swordfish");
      expect(card).toContain(by);
    }
    expect(await bot.trail(id)).toContain("request.redacted");
    expect(checkChain(emptyTrail, await bot.memory.audit.entries(1, 100))).toMatchObject({ intact: true });
  });

  it("T12 is never gone from what may still run: what was signed cannot be checked without it", async () => {
    const { bot, id } = await aDenied();
    await bot.redaction.takeOut(id, by);
    const { integrity } = bot;

    expect(await integrity.verifySubmission(await bot.load(id))).toBe("submission");
    const { redacted: _, ...hidden } = await bot.load(id);
    expect(await integrity.verifySubmission(hidden)).toBe("submission");
  });

  it("stays while any of it is still to come", async () => {
    const bot = aBot(aFakeOperation());
    const { id } = await bot.submit(`paint north ${words}`);
    const refused = { code: "redact.still-open", sentence: { params: { id, state: say("state.preparing", {}) } } };

    await expect(bot.redaction.look(id)).rejects.toMatchObject(refused);
    await expect(bot.redaction.takeOut(id, by)).rejects.toMatchObject(refused);
    await expect(bot.record(await bot.load(id), [{ type: "redacted", atMs: noon, by, left: aRequest() }])).rejects.toMatchObject({
      code: "request.not-moved",
    });
  });

  it("is taken out once, and only where there is any", async () => {
    const { bot, id } = await aDenied();
    await bot.redaction.takeOut(id, by);
    const plain = (await bot.submit("paint south")).id;
    await bot.cancel(plain, alice);

    await expect(bot.redaction.look(id)).rejects.toMatchObject({ sentence: say("redact.already", { id, by }) });
    await expect(bot.redaction.look(plain)).rejects.toMatchObject({ sentence: say("redact.nothing", { id: plain }) });
    await expect(bot.redaction.look("req_ffffffffffff")).rejects.toMatchObject({ code: "show.unknown" });
  });

  it("is the owner of a value as well, and what the approver read of it", async () => {
    const handed = { intake: "form", fields: ["A"], lastFour: null, owner: words, expires: null, publicKey: null };
    const seen = {
      ...{ kind: "free", replaces: 0, replacedAtMs: null, replacedBy: null, seen: null, tokenEndsAtMs: null, signingKey: null },
    };
    const facts = [{ label: say("register.label.owner", {}), value: say("register.value.owner", { owner: words }) }];

    const request = await withoutWords({
      operation: "register",
      input: { path: "kafka", reason: words, handed },
      command: `register kafka ${words}`,
      reason: words,
      plan: aPlan({ seen, facts }),
    });

    expect(JSON.stringify(request)).not.toContain("swordfish");
    expect(request).toMatchObject({ command: "register kafka", input: { path: "kafka", handed: { fields: ["A"], owner: "" } } });
  });

  it("is what was typed as inputs of a workflow", async () => {
    const request = await withoutWords({
      operation: "run",
      input: { workflow: "build", ref: "main", inputs: { note: words } },
      command: `run build main note=${words}`,
      reason: "",
      plan: null,
    });

    expect(request).toMatchObject({
      command: "run build main",
      input: { workflow: "build", ref: "main", inputs: {} },
      plan: null,
    });
  });

  it("T12 stays where the record is not what the bot wrote: saving it would sign it", async () => {
    await expect(withoutWords({ state: "succeeded", reason: words })).rejects.toMatchObject({ code: "request.tampered" });
  });

  it("is left to a version that knows the operation", async () => {
    await expect(withoutWords({ operation: "plaster", reason: words })).rejects.toMatchObject({ code: "operation.gone" });
  });
});
