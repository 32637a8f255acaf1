import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { createServer as createTcpServer } from "node:net";
import { inspect } from "node:util";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { Mode } from "../../demo/parts/fake-github/faults.ts";
import { AppError, InputError, UpstreamError } from "../../src/domain/errors.ts";
import { Secret } from "../../src/domain/secret.ts";
import { createGitHubClient } from "../../src/github/client.ts";
import { aClient, aFake, failureOf, inRepository, putsTo, secretsOf } from "./arrange.ts";

const theRepository = {
  route: "GET /repos/{owner}/{repo}",
  parameters: { owner: "acme", repo: "profinaut" },
  what: "acme/profinaut",
  need: "Metadata: read",
};
const aWrite = { ...theRepository, route: "PUT /repos/{owner}/{repo}/actions/secrets/DB_SECRET_ID" };

describe("T13: nothing secret in any rendering of any failure or log line", () => {
  it.each(Mode.shape.mode.options.filter((mode) => mode !== "ok" && mode !== "commit-late"))("%s", async (mode) => {
    const canary = randomUUID();
    const token = `token-${canary}`;
    const lines: unknown[] = [];
    const fake = await aFake({ token });
    const client = aClient(fake, {
      auth: { token: new Secret(token) },
      timeoutMs: 100,
      maxLimitWaitMs: 0,
      log: { warn: (...line) => lines.push(line) },
    });
    const value = new Secret(`value-${canary}`);

    fake.mode({ mode, methods: ["PUT"] });
    const onWrite = await failureOf(secretsOf(client).put(inRepository, value));
    fake.mode({ mode, methods: ["GET"] });
    const onRead = await failureOf(secretsOf(client).look(inRepository));

    for (const failure of [onWrite, onRead]) {
      expect(failure).toBeInstanceOf(AppError);
      expect(renderingsOf(failure)).not.toContain(canary);
      expect(renderingsOf(failure)).not.toContain(Buffer.from(canary).toString("base64").slice(0, 20));
      expect(failure).not.toHaveProperty("cause.message");
    }
    expect(renderingsOf([lines, client])).not.toContain(canary);
  });

  it("and the check would notice: the same failure with Octokit's error in it does not pass", async () => {
    const failure = new Error("outer", { cause: { request: { headers: { authorization: "token canary" } } } });

    expect(renderingsOf(failure)).toContain("canary");
  });
});

describe("T14: the credential goes to the API's own origin", () => {
  it.each(["GET", "PUT"])("a 307 on %s leads nowhere: the other listener received nothing", async (method) => {
    const other = await aListener();
    const fake = await aFake();
    fake.mode({ mode: "redirect", methods: [method], location: `${other.url}/repos/acme/profinaut` });

    const failure = await failureOf(secretsOf(aClient(fake)).put(inRepository, new Secret("new value")));

    expect(failure).toMatchObject({ code: "github.moved" });
    expect(other.connections()).toBe(0);
  });

  it("a route that is a whole address of another origin is not sent", async () => {
    const other = await aListener();
    const client = aClient(await aFake());

    const failure = await failureOf(client.read({ ...theRepository, route: `GET ${other.url}/repos` }));

    expect(failure).toMatchObject({ code: "github.unreachable", effect: "none" });
    expect(other.connections()).toBe(0);
  });

  it("an address beside the API's path is not sent either", async () => {
    const fake = await aFake();
    const client = aClient({ url: `${fake.url}/api/v3` });

    const failure = await failureOf(client.read({ ...theRepository, route: `GET ${fake.url}/_double/secrets` }));

    expect(failure).toMatchObject({ effect: "none" });
    expect(fake.requests()).toEqual([]);
  });

  it.each([
    "http://api.github.com",
    "http://127.0.0.1.evil.example",
    "ftp://localhost",
    "https://user:word@api.github.com",
    "https://api.github.com?x=1",
    "api.github.com",
    "",
  ])("%j is no address for it", (apiUrl) => {
    const make = () =>
      createGitHubClient({ auth: { token: new Secret("t") }, apiUrl, timeoutMs: 1, now: Date.now, log: console });

    expect(make).toThrow(InputError);
  });

  it.each(["https://api.github.com", "https://ghe.example/api/v3", "http://localhost:1", "http://[::1]:1"])(
    "%s is one",
    async (apiUrl) => {
      const client = aClient({ url: apiUrl });

      expect(client.timeoutMs).toBe(500);
    },
  );
});

describe("reads are repeated, within bounds", () => {
  it.each(["server-error", "drop"] as const)("after %s", async (mode) => {
    const fake = await aFake();
    fake.mode({ mode, times: 2 });

    const answer = await aClient(fake).read(theRepository);

    expect(answer.status).toBe(200);
    expect(fake.requests()).toHaveLength(3);
  });

  it("three times in all, and then they have failed", async () => {
    const fake = await aFake();
    fake.mode({ mode: "server-error" });

    const failure = await failureOf(aClient(fake).read(theRepository));

    expect(failure).toMatchObject({ code: "github.unreachable", effect: "none", retryable: true, status: 502 });
    expect(fake.requests()).toHaveLength(3);
  });

  it.each(["unauthorised", "missing-permission", "redirect"] as const)("but not after %s, which stays as it is", async (mode) => {
    const fake = await aFake();
    fake.mode({ mode });

    const failure = await failureOf(aClient(fake).read(theRepository));

    expect(failure).toBeInstanceOf(AppError);
    expect(fake.requests()).toHaveLength(1);
  });

  it("nor after 404", async () => {
    const fake = await aFake();

    const failure = await failureOf(aClient(fake).read({ ...theRepository, parameters: { owner: "acme", repo: "nowhere" } }));

    expect(failure).toMatchObject({ code: "github.not-found" });
    expect(fake.requests()).toHaveLength(1);
  });

  it.each(["secondary-limit-403", "secondary-limit-429"] as const)("after the wait that a %s asks for", async (mode) => {
    const fake = await aFake();
    const lines: object[] = [];
    const client = aClient(fake, { log: { warn: (fields) => lines.push(fields) } });
    fake.mode({ mode, times: 1, retryAfterS: 1 });
    const startedAtMs = performance.now();

    const answer = await client.read(theRepository);

    expect(answer.status).toBe(200);
    expect(performance.now() - startedAtMs).toBeGreaterThan(900);
    expect(lines).toEqual([{ waitS: 1, isWaiting: true }]);
  });

  it.each(["secondary-limit-403", "primary-limit"] as const)(
    "but a %s for longer than we wait is told at once, with its end",
    async (mode) => {
      const fake = await aFake();
      const nowMs = Date.now();
      const client = aClient(fake, { now: () => nowMs });
      fake.mode({ mode, retryAfterS: 600 });

      const failure = await failureOf(client.read(theRepository));

      expect(failure).toMatchObject({ code: "github.limited", effect: "none", retryable: true });
      expect(untilOf(failure) - nowMs).toBeGreaterThan(598_000);
      expect(untilOf(failure) - nowMs).toBeLessThan(603_000);
      expect(fake.requests()).toHaveLength(1);
    },
  );
});

describe("what GitHub says that it is now", () => {
  it("goes on from its last answer, until that is five minutes ago; nothing is asked for it", async () => {
    const fake = await aFake();
    let steadyMs = 0;
    const client = aClient(fake, { monotonicMs: () => steadyMs });
    const before = await client.clock();
    await client.read(theRepository);
    const told = (await client.clock()) ?? Number.NaN;
    steadyMs = 299_000;
    const later = await client.clock();
    steadyMs = 301_000;

    expect(before).toBeUndefined();
    expect(Math.abs(told - Date.now())).toBeLessThan(3_000);
    expect(later).toBe(told + 299_000);
    expect(await client.clock()).toBeUndefined();
    expect(fake.requests()).toHaveLength(1);
  });
});

describe("while GitHub limits us", () => {
  it.each(["secondary-limit-403", "secondary-limit-429", "limit-in-other-words", "primary-limit"] as const)(
    "after %s, nothing is sent before the time it said, and then it is",
    async (mode) => {
      const fake = await aFake();
      let nowMs = Date.now();
      const client = aClient(fake, { now: () => nowMs, monotonicMs: () => nowMs, maxLimitWaitMs: 1_000 });
      fake.mode({ mode, times: 1, retryAfterS: 90 });

      const told = await failureOf(client.write(aWrite));
      const [sameWrite, read] = [await failureOf(client.write(aWrite)), await failureOf(client.read(theRepository))];

      for (const failure of [told, sameWrite, read]) {
        expect(failure).toMatchObject({ code: "github.limited", effect: "none", retryable: true });
        // Octokit counts a second more than the answer says.
        expect(untilOf(failure)).toBeGreaterThanOrEqual(untilOf(told));
        expect(untilOf(failure) - nowMs).toBeGreaterThan(88_000);
      }
      expect(fake.requests()).toHaveLength(1);

      nowMs = untilOf(read);
      await client.read(theRepository);
      expect(fake.requests()).toHaveLength(2);
    },
  );

  it.each(["secondary-limit-403", "primary-limit"] as const)(
    "T26 after %s, a host whose clock is set by ten minutes meanwhile neither stalls nor asks too early",
    async (mode) => {
      const fake = await aFake();
      let [nowMs, steadyMs] = [Date.now(), 0];
      const client = aClient(fake, { now: () => nowMs, monotonicMs: () => steadyMs, maxLimitWaitMs: 1_000 });
      fake.mode({ mode, times: 1, retryAfterS: 90 });
      await failureOf(client.write(aWrite));

      for (const setByMs of [600_000, -1_200_000]) {
        nowMs += setByMs;
        const failure = await failureOf(client.write(aWrite));
        expect(untilOf(failure) - nowMs).toBeGreaterThan(88_000);
        expect(untilOf(failure) - nowMs).toBeLessThan(93_000);
      }
      steadyMs = 93_000;
      await client.read(theRepository);

      expect(fake.requests()).toHaveLength(2);
    },
  );

  it.each([600_000, -600_000])(
    "T26 the end of an allowance is told by GitHub's own clock, with a host's that is %d ms off",
    async (offMs) => {
      const fake = await aFake();
      const client = aClient(fake, { now: () => Date.now() + offMs, maxLimitWaitMs: 1_000 });
      fake.mode({ mode: "primary-limit", times: 1, retryAfterS: 90 });

      const failure = await failureOf(client.write(aWrite));

      expect(untilOf(failure) - (Date.now() + offMs)).toBeGreaterThan(85_000);
      expect(untilOf(failure) - (Date.now() + offMs)).toBeLessThan(95_000);
    },
  );

  it("T26 a host's clock that is set back holds up neither reads nor writes, and writes stay a second apart", async () => {
    const fake = await aFake();
    const client = aClient(fake);
    const right = Date.now;
    await client.read(theRepository);
    await client.write(aWrite).catch(() => {});
    const startedAtMs = performance.now();

    const clock = vi.spyOn(Date, "now").mockImplementation(() => right() - 600_000);
    onTestFinished(() => clock.mockRestore());
    await client.read(theRepository);
    const readMs = performance.now() - startedAtMs;
    await client.write(aWrite).catch(() => {});

    expect(readMs).toBeLessThan(900);
    expect(performance.now() - startedAtMs).toBeGreaterThan(900);
    expect(fake.requests()).toHaveLength(4);
  });

  it("a read waits for a limit that ends soon, unless nobody waits for it", async () => {
    const fake = await aFake();
    const client = aClient(fake);
    fake.mode({ mode: "limit-in-other-words", times: 1, retryAfterS: 1 });
    const startedAtMs = performance.now();

    await failureOf(client.write(aWrite));
    const gone = await failureOf(client.read({ ...theRepository, signal: AbortSignal.timeout(50) }));
    const answer = await client.read(theRepository);

    expect(gone).toMatchObject({ code: "github.limited", effect: "none" });
    expect(answer.status).toBe(200);
    expect(performance.now() - startedAtMs).toBeGreaterThan(900);
    expect(fake.requests()).toHaveLength(2);
  });
});

describe("a write that cannot have arrived changed nothing", () => {
  it("when nobody listens", async () => {
    const fake = await aFake();
    const client = aClient(fake);
    await fake.stop();

    expect(await failureOf(client.write(aWrite))).toMatchObject({ code: "github.unreachable", effect: "none", retryable: true });
  });

  it("when the name leads nowhere", async () => {
    const client = aClient({ url: "https://nowhere.invalid" });

    expect(await failureOf(client.write(aWrite))).toMatchObject({ effect: "none" });
  });

  it("when the other side breaks off before TLS is there", async () => {
    const port = await aRudePort();
    const client = aClient({ url: `https://127.0.0.1:${port}` });

    expect(await failureOf(client.write(aWrite))).toMatchObject({ effect: "none" });
  });

  it("when it was cancelled in the queue, where it stays", async () => {
    const fake = await aFake();
    const client = aClient(fake);
    const controller = new AbortController();
    await failureOf(client.write(aWrite));

    const waiting = failureOf(client.write({ ...aWrite, signal: controller.signal }));
    controller.abort();

    expect(await waiting).toMatchObject({ code: "github.unreachable", effect: "none" });
    await failureOf(client.write(aWrite));
    expect(putsTo(fake)).toBe(2);
  });
});

it("a write that was cancelled on its way may have arrived", async () => {
  const fake = await aFake();
  const client = aClient(fake, { timeoutMs: 60_000 });
  const controller = new AbortController();
  fake.mode({ mode: "hang" });

  const failing = failureOf(client.write({ ...aWrite, signal: controller.signal }));
  await expect.poll(() => putsTo(fake)).toBe(1);
  controller.abort();

  const failure = await failing;
  expect(failure).toBeInstanceOf(UpstreamError);
  expect(failure).toMatchObject({ effect: "unknown", retryable: true });
});

function untilOf(failure: unknown): number {
  return failure instanceof AppError ? Number(failure.sentence.params["untilAtMs"]) : Number.NaN;
}

/** Everything a log, a crash or a careless template could make of it. */
function renderingsOf(thing: unknown): string {
  const isError = thing instanceof Error;
  return [
    String(thing),
    `${thing}`,
    JSON.stringify(thing),
    JSON.stringify(isError ? { ...thing, cause: thing.cause, stack: thing.stack, message: thing.message } : thing),
    inspect(thing, { depth: Number.POSITIVE_INFINITY, showHidden: true, getters: true }),
  ].join("\n");
}

async function aListener() {
  let connections = 0;
  const server = createServer((_, response) => response.end("{}")).on("connection", () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${portOf(server.address())}`, connections: () => connections };
}

async function aRudePort(): Promise<number> {
  const server = createTcpServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return portOf(server.address());
}

function portOf(address: ReturnType<ReturnType<typeof createTcpServer>["address"]>): number {
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}
