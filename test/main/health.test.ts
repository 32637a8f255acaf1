import { networkInterfaces } from "node:os";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { startHealthServer } from "../../src/wiring/health.ts";
import { hangInEveryWay, hangOn } from "../support/half-open.ts";

async function aServer(waitingFor: () => readonly string[]): Promise<(path: string, method?: string) => Promise<Response>> {
  const server = await startHealthServer({ host: "127.0.0.1", port: 0, waitingFor });
  onTestFinished(() => server.close());
  return (path, method = "GET") => fetch(`http://127.0.0.1:${server.port}${path}`, { method });
}

describe("health", () => {
  it("is alive before it is ready, and says what it waits for", async () => {
    const waiting = ["redis"];
    const ask = await aServer(() => waiting);

    const [alive, before] = [await ask("/healthz"), await ask("/readyz")];
    waiting.length = 0;
    const after = await ask("/readyz");

    expect([alive.status, await alive.json()]).toEqual([200, { status: "alive" }]);
    expect([before.status, await before.json()]).toEqual([503, { status: "not ready", waitingFor: ["redis"] }]);
    expect([after.status, await after.json()]).toEqual([200, { status: "ready" }]);
  });

  it("listens on this machine alone unless told otherwise", async () => {
    const elsewhere = Object.values(networkInterfaces()).flatMap((all) => all ?? []);
    const address = elsewhere.find(({ family, internal }) => family === "IPv4" && !internal)?.address ?? "127.0.0.2";
    const [own, every] = [
      await startHealthServer({ host: "127.0.0.1", port: 0, waitingFor: () => [] }),
      await startHealthServer({ host: "0.0.0.0", port: 0, waitingFor: () => [] }),
    ];
    onTestFinished(async () => void (await Promise.all([own.close(), every.close()])));

    await expect(fetch(`http://${address}:${own.port}/healthz`)).rejects.toThrow();
    expect((await fetch(`http://${address}:${every.port}/healthz`)).status).toBe(200);
  });

  it("says which variable names an address that this machine does not have", async () => {
    const starting = startHealthServer({ host: "192.0.2.1", port: 0, waitingFor: () => [] });

    await expect(starting).rejects.toMatchObject({
      code: "start.address-not-here",
      sentence: { params: { variable: "HEALTH_HOST" } },
    });
  });

  it("T17 cuts senders that do not go on, and answers others meanwhile", async () => {
    const server = await startHealthServer({ host: "127.0.0.1", port: 0, waitingFor: () => [] });
    onTestFinished(() => server.close());
    const hanging = await hangInEveryWay(server.port, 15);

    expect((await fetch(`http://127.0.0.1:${server.port}/readyz`)).status).toBe(200);

    expect(await hanging.cutTooSoon()).toEqual([]);
  }, 30_000);

  it("T17 holds only so many connections", async () => {
    const server = await startHealthServer({ host: "127.0.0.1", port: 0, waitingFor: () => [] });
    onTestFinished(() => server.close());

    const hanging = await hangOn(server.port, "", 80);

    await vi.waitFor(() => expect(hanging.open()).toBeLessThanOrEqual(50), { timeout: 4_000, interval: 20 });
  });

  it.each([
    ["/", "GET", 404],
    ["/readyz", "POST", 405],
  ])("answers %s by %s with %i", async (path, method, status) => {
    const ask = await aServer(() => []);

    expect((await ask(path, method)).status).toBe(status);
  });
});
