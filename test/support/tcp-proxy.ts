import { type AddressInfo, connect as connectTcp, createServer, type Socket } from "node:net";
import { connect as connectTls, TLSSocket } from "node:tls";

/** What the wire between a client and a server does from now on, also on connections that are open already. */
export type ProxyMode =
  | { readonly kind: "pass" }
  /** Every piece of an answer comes this much later. */
  | { readonly kind: "latency"; readonly ms: number }
  /** Connections are accepted and nothing goes through, either way. */
  | { readonly kind: "black-hole" }
  /** Resets a connection after so many bytes of its answers, counted since the mode was set. */
  | { readonly kind: "reset-after"; readonly bytes: number }
  /** The server gets the request and answers; the client is reset instead. With `matching`, only requests that hold this text. */
  | { readonly kind: "lose-answer"; readonly matching?: string };

export interface TcpProxy {
  readonly port: number;
  mode(mode: ProxyMode): void;
  /** Connections accepted since the start. */
  readonly connections: () => number;
  /** Answers that `lose-answer` kept from their client. */
  readonly answersLost: () => number;
  /** Idempotent; resets every connection. */
  stop(): Promise<void>;
}

export interface TcpProxyOptions {
  readonly host: string;
  readonly port: number;
  /** PEM texts: the proxy then ends TLS and begins it anew, so that it sees requests and not records. */
  readonly tls?: { readonly cert: string; readonly key: string; readonly ca: string };
}

/** A proxy on a free port of 127.0.0.1 that breaks connections the way networks do. */
export async function startTcpProxy(options: TcpProxyOptions): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  let mode: ProxyMode = { kind: "pass" };
  let bytesUntilReset = 0;
  let accepted = 0;
  let lost = 0;

  const track = (socket: Socket): Socket => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on("error", () => socket.destroy());
    return socket.once("close", () => sockets.delete(socket));
  };
  const reset = (socket: Socket) => (socket instanceof TLSSocket ? socket.destroy() : socket.resetAndDestroy());

  const server = createServer((raw) => {
    accepted += 1;
    track(raw);
    const { host, port, tls } = options;
    const client = tls ? track(new TLSSocket(raw, { isServer: true, cert: tls.cert, key: tls.key })) : raw;
    const upstream = track(tls ? connectTls({ host, port, ca: tls.ca }) : connectTcp({ host, port }));
    let asked = "";

    client.on("data", (chunk: Buffer) => {
      if (mode.kind === "black-hole") return;
      asked += chunk.toString("latin1");
      upstream.write(chunk);
    });
    upstream.on("data", (chunk: Buffer) => {
      const request = asked;
      asked = "";
      switch (mode.kind) {
        case "pass":
          client.write(chunk);
          return;
        case "latency":
          setTimeout(() => client.writable && client.write(chunk), mode.ms);
          return;
        case "black-hole":
          return;
        case "reset-after":
          client.write(chunk.subarray(0, bytesUntilReset));
          bytesUntilReset -= chunk.length;
          if (bytesUntilReset <= 0) reset(client);
          return;
        case "lose-answer":
          if (!request.includes(mode.matching ?? "")) {
            client.write(chunk);
            return;
          }
          lost += 1;
          reset(client);
      }
    });
    client.once("close", () => upstream.destroy());
    upstream.once("close", () => client.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));

  return {
    port: portOf(server.address()),
    mode: (next) => {
      mode = next;
      bytesUntilReset = next.kind === "reset-after" ? next.bytes : 0;
    },
    connections: () => accepted,
    answersLost: () => lost,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === "string") throw new Error("The proxy does not listen on TCP");
  return address.port;
}
