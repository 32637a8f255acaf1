import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

export interface Heard {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** Plain HTTP on loopback that answers as told, for the answers that a healthy Vault never gives, and remembers what it heard. */
export async function aListener(answer: (heard: Heard, response: ServerResponse, attempt: number) => void) {
  const heard: Heard[] = [];
  let connections = 0;
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += String(chunk);
    const { method = "", url = "", headers } = request;
    const one = { method, url, headers, body };
    heard.push(one);
    answer(one, response, heard.length);
  });
  server.on("connection", () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The listener does not listen on TCP");
  return {
    address: `http://127.0.0.1:${address.port}`,
    heard,
    connections: () => connections,
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Answers one status after the other, the last one for ever. */
export const statuses =
  (...all: readonly number[]) =>
  (_heard: Heard, response: ServerResponse, attempt: number) => {
    response.writeHead(all[Math.min(attempt, all.length) - 1] ?? 500, { "content-type": "application/json" });
    response.end("{}");
  };
