import { afterAll, beforeAll, expect, it } from "vitest";
import { type RunningRedis, startRedis } from "../../demo/parts/redis-server.ts";
import type { LogSigning } from "../../src/ports/log-signing.ts";
import { createNotificationLog } from "../../src/redis/notification-log.ts";
import { aLogSigning } from "../support/log-signing.ts";
import { aBot, type Bot } from "./a-store.ts";

let server: RunningRedis;
let bot: Bot;
beforeAll(async () => {
  server = await startRedis();
  bot = await aBot({ url: server.url });
}, 30_000);
afterAll(async () => {
  bot?.redis.close();
  await server?.stop();
});

const said = { "half/1/U0BOB": "begun", "outcome/7": "settled" } as const;
const since = { from: () => 1 };
const words = (signing: LogSigning = aLogSigning(since)) => createNotificationLog({ ...bot, signing });
const text = async (id: string): Promise<string> => (await bot.redis.client.get(bot.keys.told(id))) ?? "";
const put = (id: string, text: string) => bot.redis.client.set(bot.keys.told(id), text);

it("T12 what either half has said is what every process reads", async () => {
  await words(aLogSigning({ half: "ingress", ...since })).write("req_1", said);

  expect([await words().read("req_1"), await words().read("req_2")]).toEqual([said, {}]);
});

it.each<[string, (text: string) => string]>([
  ["says of another word that it was said", (text) => text.replace("outcome/7", "outcome/8")],
  ["says that what was begun is settled", (text) => text.replace("begun", "settled")],
  ["is signed by nobody who is known", (text) => text.replace('"kid":"worker"', '"kid":"somebody"')],
  ["is signed by nobody", () => JSON.stringify(said)],
  ["is none", () => "{"],
])("T12 a note that %s keeps nothing from being said", async (_, change) => {
  await words().write("req_3", said);
  await put("req_3", change(await text("req_3")));

  expect(await words().read("req_3")).toBe("unknown");
});

it("T12 a note about another request is none about this one", async () => {
  await words().write("req_4", said);
  await put("req_5", await text("req_4"));

  expect(await words().read("req_5")).toBe("unknown");
});

it("until signing begins, an older release reads what this one notes, and this one what is signed already", async () => {
  await words(aLogSigning()).write("req_6", said);
  await words().write("req_7", said);

  expect(JSON.parse(await text("req_6"))).toEqual(said);
  expect([await words(aLogSigning()).read("req_6"), await words(aLogSigning()).read("req_7")]).toEqual([said, said]);
});
