import { createServer } from "node:net";

// Below every system's ephemeral range, so that no outgoing connection can take the port while a server is restarted.
const lowest = 20_000;
const highest = 32_000;

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ port, host: "127.0.0.1", exclusive: true }, () => server.close(() => resolve(true)));
  });

async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const port = lowest + Math.floor(Math.random() * (highest - lowest));
    if (await isFree(port)) return port;
  }
  throw new Error(`No free port between ${lowest} and ${highest} on 127.0.0.1`);
}

/** Runs a server on a port of 127.0.0.1 that nobody listens on; asks for another when somebody took it first. */
export async function onFreePort<Server>(run: (port: number) => Promise<Server>): Promise<Server> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await run(await freePort());
    } catch (error) {
      if (attempt === 3) throw error;
    }
  }
}
