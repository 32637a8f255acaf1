import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type RunningRedis, startRedis } from "../../demo/parts/redis-server.ts";
import { type AuditEntry, checkChain, emptyTrail, type TrailHead } from "../../src/domain/audit.ts";
import { canonicalJsonAsStored, digestAsStored, type Json } from "../../src/domain/json.ts";
import { anEvent, storedRequest } from "../ports/stored-request.ts";
import { aBot, type Bot } from "./a-store.ts";

let server: RunningRedis;
let bot: Bot;

beforeAll(async () => {
  server = await startRedis();
}, 30_000);
afterAll(() => server?.stop());
beforeEach(async () => {
  bot = await aBot({ url: server.url });
});
afterEach(() => bot.redis.close());

/** As the release before this one wrote an entry, its list and the head: whatever the text. */
async function writtenBefore(head: TrailHead, details: { readonly [name: string]: Json }): Promise<AuditEntry> {
  const seq = head.seq + 1;
  const { hash: _, ...open } = { ...anEvent("request.prepared", "req_1", details), seq, prevHash: head.hash, hash: "" };
  const entry = { ...open, hash: digestAsStored(open) };
  await bot.redis.client.xadd(bot.keys.trail, `${seq}-0`, "entry", canonicalJsonAsStored(entry));
  await bot.redis.client.rpush(bot.keys.trailOf("req_1"), String(seq));
  await bot.redis.client.set(bot.keys.trailHead, `${seq} ${entry.hash}`);
  return entry;
}

const halves: readonly (readonly [string, { readonly [name: string]: Json }])[] = [
  ["the first half of a character", { notes: ["owner=鈴木 \ud842"] }],
  ["the second half", { notes: "\udfb7野家" }],
  ["a half in the name of a detail", { seen: { "\ud83d": 1 } }],
  ["halves in the wrong order", { seen: [{ job: "build \udc68\ud83d" }] }],
];

describe.each(halves)("an entry at the end that holds %s", (_what, details) => {
  it("is carried on with, by a process that saw it and by a new one", async () => {
    const first = (await bot.audit.append([anEvent("request.submitted", "req_1")]))[0];
    const broken = await writtenBefore(first ?? emptyTrail, details);
    await bot.store.save({ request: storedRequest(), events: [anEvent("request.approved", "req_1")] });
    const fresh = await aBot({ url: server.url, keys: bot.keys });

    expect(await fresh.audit.head()).toMatchObject({ seq: 3 });
    const appended = await fresh.audit.append([anEvent("press.refused", "req_1")]);

    expect(appended).toMatchObject([{ seq: 4 }]);
    expect(checkChain(emptyTrail, await bot.audit.entries(1, 10))).toMatchObject({ intact: true, head: { seq: 4 } });
    expect((await bot.store.loadWithTrail("req_1"))?.trail[1]).toEqual(broken);
    fresh.redis.close();
  });

  it("is written by nobody any more", async () => {
    await expect(bot.audit.append([anEvent("request.prepared", "req_1", details)])).rejects.toMatchObject({
      name: "InputError",
      code: "json.half-a-character",
    });

    expect(await bot.audit.head()).toEqual(emptyTrail);
    expect(await bot.audit.append([anEvent("request.submitted", "req_1")])).toMatchObject([{ seq: 1 }]);
  });
});

it("what another reader of JSON makes of the words before the head does not matter", async () => {
  let deep: Json = 1;
  for (let depth = 0; depth < 1_200; depth += 1) deep = [deep];
  const lookAlike = '"hash":"aa","prevHash":"bb","request":null,"seq":1}';

  await bot.audit.append([anEvent("step.marked", "req_1", { deep })]);
  await bot.audit.append([anEvent("step.marked", null, { zeta: lookAlike, hash: { hash: "aa", prevHash: "bb", seq: 2 } })]);

  expect(await bot.audit.append([anEvent("step.done", "req_1")])).toMatchObject([{ seq: 3 }]);
});

it.each<[string, (texts: string) => string]>([
  ["another hash", (text) => text.replace(/"hash":"[0-9a-f]{4}/, '"hash":"0000')],
  ["a hash that is cut", (text) => text.replace(/"hash":"[0-9a-f]{4}/, '"hash":"')],
  ["another number", (text) => text.replace(/"seq":3}$/, '"seq":4}')],
  ["something behind it", (text) => `${text} `],
])("an entry at the end with %s is named, and nothing is written", async (_what, change) => {
  const entries = await bot.audit.append([1, 2, 3].map((n) => anEvent("step.done", "req_1", { n })));
  const stored = await bot.redis.client.xrange(bot.keys.trail, "3-0", "3-0");
  const text = change(stored[0]?.[1][1] ?? "");
  await bot.redis.client.del(bot.keys.trail);
  for (const { seq } of entries)
    await bot.redis.client.xadd(
      bot.keys.trail,
      `${seq}-0`,
      "entry",
      seq === 3 ? text : canonicalJsonAsStored({ ...entries[seq - 1] }),
    );

  const refusal = { code: "redis.trail-damaged", sentence: { key: "redis.trail-damaged-at", params: { seq: 3 } } };
  await expect(bot.audit.head()).rejects.toMatchObject(refusal);
  await expect(bot.audit.append([anEvent("step.done", "req_1")])).rejects.toMatchObject(refusal);
});
