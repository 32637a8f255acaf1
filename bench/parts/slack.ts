import { createHmac, randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { Pool } from "undici";
import { type WebSocket, WebSocketServer } from "ws";
import { z } from "zod";

/** A Slack that is nothing but load: it knows a workspace by heart, sends commands, and notes when they are acknowledged and answered. */
export interface BenchSlack {
  readonly apiUrl: string;
  /** Connections in Socket Mode that said hello and are open. */
  readonly connections: () => number;
  /** Slash commands as signed requests to an app that listens there; resolves when it has acknowledged. */
  overHttp(port: number): Sender;
  /** Slash commands over the open connections in turn; resolves when the envelope is acknowledged. */
  overSocket(): Sender;
  stop(): Promise<void>;
}

export interface Sender {
  /** @throws Error when the app refuses it */
  send(text: string): Promise<Sent>;
  close(): Promise<void>;
}

export interface Sent {
  /** Settles when the private answer arrives, which an app sends when its work is done; never for an app that sends none. */
  readonly answered: Promise<void>;
}

export const workspace = {
  team: "T0BENCH",
  app: "A0BENCH",
  bot: "U0BENCHBOT",
  channel: "C0BENCH",
  requester: "U0REQUESTER",
  approver: "U0APPROVER",
  tokens: { bot: "xoxb-bench", app: "xapp-bench", signingSecret: "bench-signing-secret" },
} as const;

const person = (id: string) => ({
  id,
  team_id: workspace.team,
  name: id.toLowerCase(),
  deleted: false,
  is_bot: false,
  locale: "en-US",
  profile: { real_name: id, email: `${id.toLowerCase()}@bench.example` },
});

/** It answers in a moment and keeps nothing. */
export async function startBenchSlack(): Promise<BenchSlack> {
  const answers = new Map<string, () => void>();
  const acknowledgements = new Map<string, () => void>();
  const sockets = new Set<WebSocket>();
  let posted = 0;
  let url = "";

  const methods: { readonly [method: string]: (args: URLSearchParams) => object } = {
    "auth.test": () => ({ user_id: workspace.bot, bot_id: "B0BENCH", team_id: workspace.team }),
    "bots.info": () => ({ bot: { id: "B0BENCH", app_id: workspace.app } }),
    "users.info": (args) => ({ user: person(args.get("user") ?? "") }),
    "conversations.info": () => ({ channel: { id: workspace.channel, is_member: true } }),
    "conversations.history": () => ({ messages: [], has_more: false }),
    "conversations.replies": () => ({ messages: [], has_more: false }),
    "chat.postMessage": () => {
      posted += 1;
      return { channel: workspace.channel, ts: `1700000000.${String(posted).padStart(6, "0")}` };
    },
    "apps.connections.open": () => ({ url: `${url.replace("http", "ws")}/socket` }),
  };
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(Buffer.from(piece));
    const path = request.url ?? "";
    if (path.startsWith("/answer/")) {
      response.end("ok");
      return answers.get(path.slice("/answer/".length))?.();
    }
    const answer = methods[path.slice("/api/".length)]?.(new URLSearchParams(Buffer.concat(pieces).toString()));
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify({ ok: answer !== undefined, ...answer }));
  };
  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy());
  });
  const Acknowledgement = z.object({ envelope_id: z.string() });
  const webSockets = new WebSocketServer({ server });
  webSockets.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("message", (data) => {
      const id = Acknowledgement.parse(JSON.parse(data.toString())).envelope_id;
      acknowledgements.get(id)?.();
      acknowledgements.delete(id);
    });
    socket.send(JSON.stringify({ type: "hello", num_connections: sockets.size, connection_info: { app_id: workspace.app } }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the bench's Slack has no port");
  url = `http://127.0.0.1:${address.port}`;

  const aCommand = (text: string) => {
    const id = randomUUID();
    const answered = new Promise<void>((resolve) => answers.set(id, resolve)).finally(() => answers.delete(id));
    const fields = {
      command: "/profinaut",
      text,
      api_app_id: workspace.app,
      team_id: workspace.team,
      user_id: workspace.requester,
      channel_id: workspace.channel,
      trigger_id: id,
      response_url: `${url}/answer/${id}`,
    };
    return { fields, answered };
  };

  return {
    apiUrl: `${url}/api/`,
    connections: () => sockets.size,
    overHttp: (port) => {
      const pool = new Pool(`http://127.0.0.1:${port}`, { connections: 64, pipelining: 1 });
      return {
        send: async (text) => {
          const { fields, answered } = aCommand(text);
          const body = new URLSearchParams(fields).toString();
          const timestamp = String(Math.floor(Date.now() / 1000));
          const signed = createHmac("sha256", workspace.tokens.signingSecret).update(`v0:${timestamp}:${body}`).digest("hex");
          const headers = {
            "content-type": "application/x-www-form-urlencoded",
            "x-slack-request-timestamp": timestamp,
            "x-slack-signature": `v0=${signed}`,
          };
          const answer = await pool.request({ path: "/slack/events", method: "POST", headers, body });
          await answer.body.dump();
          if (answer.statusCode !== 200) throw new Error(`the app answered ${answer.statusCode}`);
          return { answered };
        },
        close: () => pool.destroy(),
      };
    },
    overSocket: () => {
      let turn = 0;
      return {
        send: (text) => {
          const { fields, answered } = aCommand(text);
          const all = [...sockets];
          turn += 1;
          const socket = all[turn % all.length];
          if (socket === undefined) throw new Error("no app is connected");
          const id = randomUUID();
          const envelope = { envelope_id: id, type: "slash_commands", payload: fields, accepts_response_payload: true };
          return new Promise((resolve) => {
            acknowledgements.set(id, () => resolve({ answered }));
            socket.send(JSON.stringify(envelope));
          });
        },
        close: async () => {},
      };
    },
    stop: async () => {
      for (const socket of sockets) socket.terminate();
      webSockets.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
