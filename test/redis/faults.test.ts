import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type RunningRedis, startRedis } from "../../demo/parts/redis-server.ts";
import { checkChain, emptyTrail } from "../../src/domain/audit.ts";
import { createRedis } from "../../src/redis/connection.ts";
import { createConnections } from "../../src/redis/connections.ts";
import { anEvent, storedRequest } from "../ports/stored-request.ts";
import { startTcpProxy, type TcpProxy } from "../support/tcp-proxy.ts";
import { aBot, type Bot } from "./a-store.ts";

const commandTimeoutMs = 500;
const unreachable = { name: "UpstreamError", service: "redis", code: "redis.unreachable", effect: "none", retryable: true };
const unanswered = { name: "UpstreamError", service: "redis", code: "redis.unanswered", effect: "unknown", retryable: true };
const first = { request: storedRequest(), events: [anEvent("request.submitted")] };

const took = async (work: () => Promise<unknown>): Promise<number> => {
  const from = performance.now();
  await work().catch(() => {});
  return performance.now() - from;
};

describe("a Redis that does not answer", () => {
  let server: RunningRedis;
  let bot: Bot;

  beforeAll(async () => {
    server = await startRedis();
  }, 30_000);
  afterAll(() => server?.stop());
  beforeEach(async () => {
    server.thaw();
    bot = await aBot({ url: server.url, commandTimeoutMs });
  });
  afterEach(() => bot.redis.close());

  it("every call ends within its time, and says whether something may have changed", async () => {
    server.freeze();

    const tookMs = await took(async () => {
      await Promise.all([
        expect(bot.store.save(first)).rejects.toMatchObject(unanswered),
        expect(bot.once.claim("x", 1000)).rejects.toMatchObject(unanswered),
        expect(bot.locks.acquire("run/a")).rejects.toMatchObject(unanswered),
        expect(bot.viewState.write("req_1", { place: null, revision: 1, seq: 0, toldState: null })).rejects.toMatchObject(
          unanswered,
        ),
        expect(bot.store.load("req_1")).rejects.toMatchObject(unreachable),
        expect(bot.store.openIds()).rejects.toMatchObject(unreachable),
        expect(bot.store.recent(5)).rejects.toMatchObject(unreachable),
        expect(bot.audit.head()).rejects.toMatchObject(unreachable),
        expect(bot.audit.entries(1, 5)).rejects.toMatchObject(unreachable),
        expect(bot.documents.read("a")).rejects.toMatchObject(unreachable),
      ]);
    });

    expect(tookMs).toBeLessThan(commandTimeoutMs * 3);
    server.thaw();
  });

  it("a list that is cut off in the middle fails for whoever asked, and for nobody else", async () => {
    const unseen: unknown[] = [];
    const note = (error: unknown): void => void unseen.push(error);
    process.on("unhandledRejection", note);
    for (const revision of [1, 2]) await bot.store.save({ ...first, request: storedRequest({ revision }) });
    server.freeze();
    const commands = bot.redis.client.pipeline().hgetall(bot.keys.request("req_1")).get("x").exec();

    bot.redis.client.stream.destroy();
    const answers = await commands;
    await new Promise(setImmediate);
    process.off("unhandledRejection", note);

    expect(answers?.map(([error]) => error?.name)).toEqual(["MaxRetriesPerRequestError", "MaxRetriesPerRequestError"]);
    expect(unseen).toEqual([]);
  });

  it("T22 appends that wait behind one that hangs give up in time, certainly unwritten", async () => {
    server.freeze();

    const appends = await Promise.allSettled(
      Array.from({ length: 20 }, (_, n) => bot.audit.append([anEvent("press.refused", null, { n })])),
    );

    expect(appends.map(({ status }) => status)).toEqual(Array(20).fill("rejected"));
    expect(
      appends.flatMap((one) => (one.status === "rejected" && one.reason.effect === "unknown" ? [one] : [])).length,
    ).toBeLessThan(5);
    server.thaw();
    await expect.poll(() => bot.audit.append([anEvent("press.refused", null)]).catch(() => undefined)).toBeDefined();
    const entries = await bot.audit.entries(1, 100);
    expect(entries.length).toBeLessThan(6);
    expect(checkChain(emptyTrail, entries)).toMatchObject({ intact: true });
  });

  it("a save whose answer was lost is found done, and repeating it is stale", async () => {
    const proxy = await startTcpProxy({ host: "127.0.0.1", port: server.port });
    const behind = await aBot({ url: `redis://127.0.0.1:${proxy.port}`, commandTimeoutMs, keys: bot.keys });

    proxy.mode({ kind: "lose-answer", matching: "req_1" });
    const saving = behind.store.save(first);

    await expect(saving).rejects.toMatchObject(unanswered);
    proxy.mode({ kind: "pass" });
    await expect.poll(() => behind.store.load("req_1").catch(() => undefined)).toEqual(first.request);
    expect(await behind.store.save(first)).toEqual({ outcome: "stale" });
    expect(
      await behind.store.save({ request: storedRequest({ revision: 2 }), events: [anEvent("request.prepared")] }),
    ).toMatchObject({
      outcome: "saved",
      entries: [{ seq: 2 }],
    });
    behind.redis.close();
    await proxy.stop();
  });

  it("a half-open connection is given up, and a new one works", async () => {
    const proxy: TcpProxy = await startTcpProxy({ host: "127.0.0.1", port: server.port });
    const behind = await aBot({ url: `redis://127.0.0.1:${proxy.port}`, commandTimeoutMs });
    proxy.mode({ kind: "black-hole" });
    await expect(behind.store.save(first)).rejects.toMatchObject(unanswered);

    await expect.poll(() => proxy.connections(), { timeout: 10_000 }).toBeGreaterThan(1);
    proxy.mode({ kind: "pass" });

    await expect.poll(() => behind.store.save(first).catch(() => undefined), { timeout: 10_000 }).toBeDefined();
    behind.redis.close();
    await proxy.stop();
  }, 20_000);

  it("a connection that is killed comes back without anybody noticing", async () => {
    await bot.store.save(first);
    await bot.redis.client.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "no").catch(() => {});

    const loaded = await bot.store.load("req_1").catch((error: unknown) => error);

    expect([first.request, expect.objectContaining(unreachable)]).toContainEqual(loaded);
    expect(await bot.store.load("req_1")).toEqual(first.request);
  });
});

describe("a Redis that refuses", () => {
  let server: RunningRedis;
  let bot: Bot;

  beforeEach(async () => {
    server = await startRedis();
    bot = await aBot({ url: server.url, commandTimeoutMs });
  }, 30_000);
  afterEach(async () => {
    bot.redis.close();
    await server.stop();
  });

  it("a replica, a full memory and a missing right are refusals with no effect", async () => {
    const admin = createRedis({ connections: createConnections({ url: server.url }) });
    await admin.ready(5000);
    const refusals: unknown[] = [];
    const save = async () => refusals.push(await bot.store.save(first).catch((error: unknown) => error));

    await admin.client.replicaof("127.0.0.1", server.port);
    await save();
    await admin.client.replicaof("NO", "ONE");
    await admin.client.config("SET", "maxmemory", "1");
    // The refusal of a replica makes the connection anew, which a call in that moment sees as a lost answer.
    await expect
      .poll(
        async () =>
          bot.redis.isReady() &&
          (await bot.store.load("req_none").then(
            () => true,
            () => false,
          )),
      )
      .toBe(true);
    await save();
    await admin.client.config("SET", "maxmemory", "0");
    await admin.client.acl("SETUSER", "default", "-@scripting");
    await save();
    await admin.client.acl("SETUSER", "default", "+@all");

    expect(refusals).toMatchObject([
      { code: "redis.refused", effect: "none", retryable: true, sentence: { params: { code: "READONLY" } } },
      { code: "redis.refused", effect: "none", retryable: true, sentence: { params: { code: "OOM" } } },
      { code: "redis.refused", effect: "none", retryable: false, sentence: { params: { code: "NOPERM" } } },
    ]);
    expect(refusals.map((error) => JSON.stringify([error, error instanceof Error && error.cause]))).not.toContainEqual(
      expect.stringContaining("profinaut-db"),
    );
    expect(await bot.store.save(first)).toMatchObject({ outcome: "saved", entries: [{ seq: 1 }] });
    admin.close();
  });

  it("without a server a call ends at once, certainly without effect, and works again after its return", async () => {
    await bot.store.save(first);
    await server.kill();

    const tookMs = await took(() => bot.store.save(first));
    await expect(bot.store.save(first)).rejects.toMatchObject(unreachable);
    await server.restart();

    expect(tookMs).toBeLessThan(2000);
    await expect.poll(() => bot.store.load("req_1").catch(() => undefined), { timeout: 5000 }).toEqual(first.request);
  });

  it("every save that was acknowledged survives kill -9 of the server", async () => {
    const acknowledged = new Set<string>();
    let killed: Promise<void> | undefined;
    const saves = Array.from({ length: 300 }, async (_, n) => {
      const id = `req_${n}`;
      const saved = await bot.store.save({
        request: storedRequest({ id, lock: id }),
        events: [anEvent("request.submitted", id)],
      });
      if (saved.outcome === "saved") acknowledged.add(id);
      if (acknowledged.size > 30) killed ??= server.kill();
    });
    await Promise.allSettled(saves);
    await killed;
    await server.restart();
    const after = await aBot({ url: server.url, keys: bot.keys });

    const entries = await after.audit.entries(1, 1000);
    const kept = new Set(entries.map(({ request }) => request));
    expect(acknowledged.size).toBeLessThan(300);
    expect([...acknowledged].filter((id) => !kept.has(id))).toEqual([]);
    for (const id of acknowledged) expect(await after.store.load(id)).toMatchObject({ id });
    expect(checkChain(emptyTrail, entries)).toMatchObject({ intact: true, head: await after.audit.head() });
    after.redis.close();
  }, 30_000);
});

it("a server that is not there is said within the deadline", async () => {
  const codes: unknown[] = [];
  const redis = createRedis({
    connections: createConnections({ url: "redis://127.0.0.1:1", onTrouble: (code) => codes.push(code) }),
  });

  const waiting = redis.ready(200);

  await expect(waiting).rejects.toMatchObject(unreachable);
  expect(codes).toContain("ECONNREFUSED");
  redis.close();
});
