import { connect, createServer, type Socket } from "node:net";

/** One address behind which another server can be put, as managed services do when they fail over. */
export interface MovingAddress {
  readonly port: number;
  /** Where connections lead from now on; those that are open go on to where they are, unless they are cut. */
  moveTo(port: number, how: { readonly areCut: boolean }): void;
  stop(): Promise<void>;
}

export async function startMovingAddress(firstPort: number): Promise<MovingAddress> {
  const sockets = new Set<Socket>();
  let target = firstPort;
  const server = createServer((client) => {
    const upstream = connect({ host: "127.0.0.1", port: target });
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(from);
      from.on("error", () => from.destroy());
      from.once("close", () => {
        sockets.delete(from);
        to.destroy();
      });
      from.pipe(to);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("it does not listen on TCP");
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: address.port,
    moveTo: (port, { areCut }) => {
      target = port;
      if (areCut) cut();
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        cut();
      }),
  };
}
