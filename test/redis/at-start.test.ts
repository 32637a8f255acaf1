import { execFileSync } from "node:child_process";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { readFileSync } from "node:fs";
import type { Socket } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { onFreePort } from "../../demo/parts/free-port.ts";
import { type RunningRedis, startRedis } from "../../demo/parts/redis-server.ts";
import { createTempFolder, type TempFolder } from "../../demo/parts/temp-folder.ts";
import { notConnected } from "../../src/redis/at-start.ts";
import { createRedis } from "../../src/redis/connection.ts";
import { createConnections } from "../../src/redis/connections.ts";

let folder: TempFolder;
let server: RunningRedis;
let tlsPort: number;
beforeAll(async () => {
  folder = createTempFolder("redis-tls");
  const [key, cert] = [join(folder.path, "key.pem"), join(folder.path, "cert.pem")];
  const made = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"];
  const named = ["-subj", "/CN=redis", "-addext", "subjectAltName=DNS:localhost"];
  execFileSync("openssl", [...made, "-keyout", key, "-out", cert, ...named], { stdio: "ignore" });
  [server, tlsPort] = await onFreePort(async (port) => [
    await startRedis({
      settings: {
        requirepass: "a-test-password",
        "tls-port": String(port),
        "tls-cert-file": cert,
        "tls-key-file": key,
        "tls-auth-clients": "no",
      },
    }),
    port,
  ]);
}, 60_000);
afterAll(async () => {
  await server?.stop();
  await folder?.remove();
});

/** Connects as the bot does at start. Returns the key of what it would say; `undefined` when it gets there. */
async function saidAtStart(url: string, ca?: string): Promise<string | undefined> {
  const connections = createConnections({ url, ca });
  const redis = createRedis({ connections, commandTimeoutMs: 1_000 });
  try {
    await redis.ready(3_500);
    return undefined;
  } catch {
    return notConnected(connections.trouble(), url).sentence.key;
  } finally {
    redis.close();
  }
}
const authority = (): string => readFileSync(join(folder.path, "cert.pem"), "utf8");

it.each([
  ["a wrong password", () => `redis://:wrong@127.0.0.1:${server.port}`, "redis.start-login"],
  ["a user that there is not", () => `redis://nobody:a-test-password@127.0.0.1:${server.port}`, "redis.start-login"],
  ["no password", () => `redis://127.0.0.1:${server.port}`, "redis.start-no-login"],
  ["TLS at a port without", () => `rediss://:a-test-password@127.0.0.1:${server.port}`, "redis.start-no-tls"],
  ["no TLS at a port with", () => `redis://:a-test-password@127.0.0.1:${tlsPort}`, "redis.start-tls"],
  ["an authority nobody named", () => `rediss://:a-test-password@localhost:${tlsPort}`, "redis.start-authority"],
  ["a port where nothing is", () => "redis://127.0.0.1:1", "redis.start-unreachable"],
  ["nothing wrong", () => `redis://:a-test-password@127.0.0.1:${server.port}`, undefined],
])("%s is said with its cure", async (_, url, key) => {
  expect(await saidAtStart(url())).toBe(key);
});

it("the authority that is named is the one that counts, and so is the name in the certificate", async () => {
  expect(await saidAtStart(`rediss://:a-test-password@localhost:${tlsPort}`, authority())).toBeUndefined();
  expect(await saidAtStart(`rediss://:a-test-password@127.0.0.1:${tlsPort}`, authority())).toBe("redis.start-name");
});

it("a socket that fails twice ends nothing but its connection", async () => {
  const sockets: Socket[] = [];
  const see = (message: unknown): unknown => sockets.push((message as { socket: Socket }).socket);
  subscribe("net.client.socket", see);
  const connections = createConnections({ url: `redis://:a-test-password@127.0.0.1:${server.port}` });
  const redis = createRedis({ connections });
  try {
    await redis.ready(10_000);
    for (const socket of sockets) for (const error of ["first", "second", "third"]) socket.emit("error", new Error(error));

    expect(sockets.length).toBeGreaterThan(0);
    expect(await redis.read((client) => client.ping())).toBe("PONG");
  } finally {
    unsubscribe("net.client.socket", see);
    redis.close();
  }
});
