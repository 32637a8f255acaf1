import { describe, expect, it, onTestFinished } from "vitest";
import { startHealthServer } from "../../src/health.ts";

async function aServer(waitingFor: () => readonly string[]): Promise<(path: string, method?: string) => Promise<Response>> {
  const server = await startHealthServer({ port: 0, waitingFor });
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

    expect(alive.status).toBe(200);
    expect([before.status, await before.json()]).toEqual([503, { status: "not ready", waitingFor: ["redis"] }]);
    expect([after.status, await after.json()]).toEqual([200, { status: "ready", pid: process.pid }]);
  });

  it.each([
    ["/", "GET", 404],
    ["/readyz", "POST", 405],
  ])("answers %s by %s with %i", async (path, method, status) => {
    const ask = await aServer(() => []);

    expect((await ask(path, method)).status).toBe(status);
  });
});
