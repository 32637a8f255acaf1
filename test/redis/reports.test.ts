import { afterAll, beforeAll, expect, it } from "vitest";
import { type RunningRedis, startRedis } from "../../demo/parts/redis-server.ts";
import { UpstreamError } from "../../src/domain/errors.ts";
import { say } from "../../src/domain/sentence.ts";
import type { LogSigning } from "../../src/ports/log-signing.ts";
import { createReports } from "../../src/redis/reports.ts";
import { aLogSigning } from "../support/log-signing.ts";
import { aBot, type Bot, someKeys } from "./a-store.ts";

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

const report = { atMs: 1_000, content: { findings: ["a"] } };
const since = { from: () => 1 };

/** Reports of a place of their own, as processes of the bot read and save them, and the names they were told of. */
function someReports(signing: LogSigning = aLogSigning(since)) {
  const keys = someKeys();
  const told: string[] = [];
  const asProcess = (by: LogSigning = signing) =>
    createReports({ redis: bot.redis, keys, signing: by, onNotOurs: (name) => told.push(name) });
  const put = (name: string, text: string) => bot.redis.client.hset(keys.reports, name, text);
  const text = async (name: string): Promise<string> => (await bot.redis.client.hget(keys.reports, name)) ?? "";
  const spoil = () => bot.redis.client.set(keys.reports, "spoiled");
  const remove = (name: string) => bot.redis.client.hdel(keys.reports, name);
  return { asProcess, told, put, text, remove, spoil };
}

it("T12 a report that either half saved is what every process reads", async () => {
  const { asProcess, told } = someReports();
  await asProcess(aLogSigning({ half: "ingress", ...since })).save("digest", report);

  expect(await asProcess().read("digest")).toEqual(report);
  expect(await asProcess().read("never-looked")).toBeUndefined();
  expect(told).toEqual([]);
});

it.each<[string, (text: string) => string]>([
  ["with another content", (text) => text.replace('"a"', '"b"')],
  ["of another time", (text) => text.replace("1000", "2000")],
  ["signed by nobody who is known", (text) => text.replace('"kid":"worker"', '"kid":"somebody"')],
  ["that is no report", () => "{"],
])("T12 a report %s counts as missing and is told, until it is made anew", async (_, change) => {
  const { asProcess, told, put, text } = someReports();
  await asProcess().save("check/seal", report);
  await put("check/seal", change(await text("check/seal")));

  expect(await asProcess().read("check/seal")).toBeUndefined();
  expect(told).toEqual(["check/seal"]);
  await asProcess().save("check/seal", report);
  expect(await asProcess().read("check/seal")).toEqual(report);
});

it("T12 the report of something else is none of this", async () => {
  const { asProcess, told, put, text } = someReports();
  await asProcess().save("check/seal", report);
  await put("expiry", await text("check/seal"));

  expect(await asProcess().read("expiry")).toBeUndefined();
  expect(told).toEqual(["expiry"]);
});

it("T12 a report that goes missing is told once by whoever has seen it, and so is one that loses its signature", async () => {
  const { asProcess, told, put, remove } = someReports();
  const reports = asProcess();
  await reports.save("expiry", report);
  await reports.save("logins", report);
  await remove("expiry");
  await put("logins", JSON.stringify(report));

  const read = [await reports.read("expiry"), await reports.read("logins"), await reports.read("expiry")];

  expect([read, told]).toEqual([
    [undefined, undefined, undefined],
    ["expiry", "logins"],
  ]);
});

it("a report of an older release is read until signing begins, and begins anew after that without a word", async () => {
  const [before, after] = [someReports(aLogSigning()), someReports()];
  for (const { put } of [before, after]) await put("expiry", JSON.stringify(report));

  expect([await before.asProcess().read("expiry"), await after.asProcess().read("expiry")]).toEqual([report, undefined]);
  expect([before.told, after.told]).toEqual([[], []]);
});

it("T12 while keys cannot be asked for, a report by an unknown one is looked for anew, so that no check waits for that, and nobody is accused", async () => {
  const down = new UpstreamError("vault.sealed", say("vault.sealed", {}), { service: "vault", effect: "none", retryable: true });
  const { asProcess, told } = someReports();
  await asProcess().save("check/seal", report);

  expect(await asProcess({ ...aLogSigning(since), signerOf: () => Promise.reject(down) }).read("check/seal")).toBeUndefined();
  const odd = asProcess({ ...aLogSigning(since), signerOf: () => Promise.reject(new Error("odd")) });
  await expect(odd.read("check/seal")).rejects.toThrow("odd");
  expect(told).toEqual([]);
});

it("T12 reports in whose place something of another type lies are none and told, and are made anew", async () => {
  const { asProcess, told, spoil } = someReports();
  await spoil();
  const reports = asProcess();

  const before = await reports.read("expiry");
  await reports.save("expiry", report);

  expect([before, told, await reports.read("expiry")]).toEqual([undefined, ["expiry"], report]);
});

it("T12 reports that are refused for another reason are not taken for spoiled", async () => {
  const other = await startRedis();
  const refused = await aBot({ url: other.url });
  const reports = createReports({ ...refused, signing: aLogSigning(since), onNotOurs: () => {} });
  await refused.redis.client.acl("SETUSER", "default", "-hset", "-hget");

  await expect(reports.save("expiry", report)).rejects.toMatchObject({ service: "redis" });
  await expect(reports.read("expiry")).rejects.toMatchObject({ service: "redis" });
  refused.redis.close();
  await other.stop();
});
