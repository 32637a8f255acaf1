import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { portTrouble } from "../domain/port-trouble.ts";
import { senderLimits } from "../domain/sender-limits.ts";

const mostConnections = 50;

export interface HealthServer {
  readonly port: number;
  close(): Promise<void>;
}

/** `GET /healthz`: the process answers. `GET /readyz`: it can do its work now; 503 with what it waits for otherwise. */
export async function startHealthServer({
  host,
  port,
  waitingFor,
}: {
  /** An address of this machine, e.g. `127.0.0.1`. */
  readonly host: string;
  readonly port: number;
  readonly waitingFor: () => readonly string[];
}): Promise<HealthServer> {
  const server = createServer(senderLimits, (request, response) => {
    const answer = (status: number, body: object): void => {
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    };
    if (request.method !== "GET") return answer(405, { error: "only GET" });
    if (request.url === "/healthz") return answer(200, { status: "alive" });
    if (request.url !== "/readyz") return answer(404, { error: "ask for /healthz or /readyz" });
    const missing = waitingFor();
    return missing.length === 0 ? answer(200, { status: "ready" }) : answer(503, { status: "not ready", waitingFor: missing });
  });
  server.maxConnections = mostConnections;
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) => reject(portTrouble(error, { variable: "HEALTH_PORT", port })));
    server.listen(port, host, resolve);
  });
  return {
    port: portOf(server.address()),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const portOf = (address: AddressInfo | string | null): number =>
  typeof address === "object" && address !== null ? address.port : 0;
