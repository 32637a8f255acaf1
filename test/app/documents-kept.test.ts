import { describe, expect, it } from "vitest";
import { createDocumentsKept } from "../../src/app/documents-kept.ts";
import { createOpenByLog } from "../../src/app/open-by-log.ts";
import { aFakeOperation } from "../support/fake-operation.ts";
import { aBot } from "./a-bot.ts";

const document = "ledger/north";

/** A request with which such a document was saved. */
async function aLedger() {
  const bot = aBot(aFakeOperation());
  const { store } = bot.memory;
  const { id } = await bot.submit();
  const save = async (generation: number): Promise<void> => {
    const request = await bot.load(id);
    await store.save({
      request: { ...request, revision: request.revision + 1 },
      events: [{ atMs: bot.now(), actor: "bot:worker", action: "step.done", request: id, details: {} }],
      documents: [{ document, value: { generation } }],
    });
  };
  await save(1);
  const told = () =>
    bot.view.alarms.filter(({ key }) => key.startsWith("document.")).map(({ key, params }) => [key, params["document"]]);
  return { bot, save, told };
}

describe("T12 a role's ledger", () => {
  it("that somebody deletes is told to the channel at the next look, hourly, until it is there again", async () => {
    const { bot, save, told } = await aLedger();
    await bot.reconcile();
    expect(told()).toEqual([]);
    bot.memory.loseDocument(document);

    await bot.reconcile();
    await bot.reconcile();
    expect(told()).toEqual([["document.not-kept", document]]);
    await save(2);
    await bot.reconcile();

    expect(told().slice(1)).toEqual([["document.kept", document]]);
  });

  it("that somebody deletes while no process runs is told all the same", async () => {
    const { bot, told } = await aLedger();
    bot.memory.loseDocument(document);

    await bot.reconcile();

    expect(told()).toEqual([["document.not-kept", document]]);
  });

  it("in the place of which somebody puts an older one is told at the second look: a newer one may be saved while the log is read", async () => {
    const { bot, save, told } = await aLedger();
    const readLog = createOpenByLog({ audit: bot.memory.audit, registry: bot.registry, signedFrom: () => 1 });
    const logged = (await readLog()).documents ?? expect.fail("the log is short");
    await save(2);
    await createDocumentsKept({ documents: bot.memory.documents, alarms: bot.alarms }).look(logged);
    await bot.reconcile();
    expect(told()).toEqual([]);
    bot.memory.plantDocument({ document, value: { generation: 1 } });
    await bot.reconcile();
    expect(told()).toEqual([]);

    await bot.reconcile();

    expect(told()).toEqual([["document.not-kept", document]]);
  });

  it("is not compared with a log that is read half, nor with what was noted before everything was signed", async () => {
    const { bot, save, told } = await aLedger();
    const { audit } = bot.memory;
    const { registry } = bot;
    const noted = (await audit.entries(1, 1_000)).at(-1)?.seq ?? expect.fail("there is one");
    await audit.append(
      Array.from({ length: 1_000 }, () => ({
        ...{ atMs: bot.now(), actor: "bot:worker", action: "run.resumed", request: null, details: {} },
      })),
    );
    const inPieces = createOpenByLog({ audit, registry, signedFrom: () => 1, entriesPerLook: 1_000 });
    const later = createOpenByLog({ audit, registry, signedFrom: () => noted + 1 });
    const unsigned = createOpenByLog({ audit, registry, signedFrom: () => undefined });

    const { documents } = await inPieces();
    expect(documents).toBeUndefined();
    bot.memory.loseDocument(document);
    await createDocumentsKept({ documents: bot.memory.documents, alarms: bot.alarms }).look(documents);
    expect(told()).toEqual([]);
    expect([...((await inPieces()).documents ?? []).keys()]).toEqual([document]);
    for (const readLog of [later, unsigned]) expect((await readLog()).documents).toEqual(new Map());
    await save(2);
    expect([...((await later()).documents ?? []).keys()]).toEqual([document]);
  });

  it("of a release that did not put it on the log is missed by whoever has seen it", async () => {
    const { bot, told } = await aLedger();
    bot.memory.plantDocument({ document: "ledger/south", value: { generation: 1 } });
    await bot.reconcile();
    bot.memory.loseDocument("ledger/south");

    await bot.reconcile();

    expect(told()).toEqual([["document.not-kept", "ledger/south"]]);
  });
});
