import { readFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:http";
import { type AddressInfo, connect, type Server, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { Agent, request } from "undici";
import type { HttpMethod } from "../../demo/parts/vault-api.ts";

/** One HTTP call on its way. */
export interface HttpCall {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
}

/** What becomes of a call: it goes on, its connection is cut, or it is answered in the server's place. */
export type Ruling = "pass" | "cut" | HttpAnswer;

export interface Gatekeeper {
  /** Before the server hears of the call. */
  before(call: HttpCall): Ruling | Promise<Ruling>;
  /** The server has done what was asked and the caller does not know it yet. */
  after(call: HttpCall, answer: HttpAnswer): Ruling | Promise<Ruling>;
}

export interface HttpGate {
  readonly url: string;
  /** Idempotent. */
  stop(): Promise<void>;
}

export interface HttpGateOptions {
  /** Origin of the server behind it. */
  readonly target: () => string;
  readonly keeper: Gatekeeper;
  /** PEM texts: then it speaks TLS on both sides. */
  readonly tls?: { readonly cert: string; readonly key: string; readonly ca: string };
}

/** PEM texts of a running Vault's certificate, for a gate that stands in for it. */
export async function certificatesIn(vault: { readonly folder: string; readonly caFile: string }) {
  return {
    ca: await readFile(vault.caFile, "utf8"),
    cert: await readFile(`${vault.folder}/server.pem`, "utf8"),
    key: await readFile(`${vault.folder}/server-key.pem`, "utf8"),
  };
}

/** A gate in front of an HTTP server, at which each call can be stopped before and after it has taken effect. */
export async function startHttpGate({ target, keeper, tls }: HttpGateOptions): Promise<HttpGate> {
  const agent = new Agent(tls === undefined ? {} : { connect: { ca: tls.ca } });

  const ask = async ({ method, path, headers, body }: HttpCall) => {
    const { host: _, connection: __, "content-length": ___, "transfer-encoding": ____, ...kept } = headers;
    const answer = await request(new URL(path, target()), {
      method: methodOf(method),
      dispatcher: agent,
      headers: kept,
      body: body === "" ? null : body,
    });
    return { status: answer.statusCode, headers: answer.headers, body: await answer.body.text() };
  };

  const handle = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const pieces: Buffer[] = [];
    for await (const piece of incoming) pieces.push(Buffer.from(piece));
    const { method = "GET", url: path = "/", headers } = incoming;
    const call = { method, path, headers, body: Buffer.concat(pieces).toString() };
    const obey = (ruling: Ruling): boolean => {
      if (ruling === "pass") return false;
      if (ruling === "cut") incoming.socket.destroy();
      else outgoing.writeHead(ruling.status, { "content-type": "application/json" }).end(ruling.body);
      return true;
    };
    if (obey(await keeper.before(call))) return;
    const { status, headers: answered, body } = await ask(call);
    if (obey(await keeper.after(call, { status, body }))) return;
    const { "transfer-encoding": _, connection: __, "content-encoding": ___, "content-length": ____, ...kept } = answered;
    outgoing.writeHead(status, kept).end(body);
  };
  const listener = (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    handle(incoming, outgoing).catch(() => incoming.socket.destroy());
  };
  const server = createServer(listener);
  const port = await listening(server);
  const sockets = new Set<Socket>();
  const front = tls === undefined ? undefined : createTlsFront(port, tls, sockets);
  const origin = front === undefined ? `http://127.0.0.1:${port}` : `https://127.0.0.1:${await listening(front)}`;
  return {
    url: origin,
    stop: async () => {
      front?.close();
      for (const socket of sockets) socket.destroy();
      server.close();
      server.closeAllConnections();
      await agent.destroy();
    },
  };
}

/** Ends TLS. Vault knows a method LIST, which Node's server does not; it is the same as GET with `list=true`. */
function createTlsFront(port: number, { cert, key }: NonNullable<HttpGateOptions["tls"]>, sockets: Set<Socket>): Server {
  return createTlsServer({ cert, key }, (client) => {
    const inner = connect({ host: "127.0.0.1", port });
    for (const socket of [client, inner]) {
      sockets.add(socket);
      socket.on("error", () => socket.destroy());
      socket.once("close", () => sockets.delete(socket));
    }
    client.on("data", (chunk: Buffer) => {
      const text = chunk.toString("latin1");
      inner.write(Buffer.from(text.replace(/^LIST (\S+) HTTP/, "GET $1?list=true HTTP"), "latin1"));
    });
    inner.on("data", (chunk: Buffer) => void client.write(chunk));
    client.once("close", () => inner.destroy());
    inner.once("close", () => client.destroy());
  });
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === "string") throw new Error("the gate does not listen on TCP");
  return address.port;
}

const methods: ReadonlyMap<string, Exclude<HttpMethod, "LIST">> = new Map(
  (["GET", "POST", "PUT", "PATCH", "DELETE"] as const).map((method) => [method, method]),
);

function methodOf(method: string): Exclude<HttpMethod, "LIST"> {
  const known = methods.get(method);
  if (known === undefined) throw new Error(`the gate does not know ${method}`);
  return known;
}
