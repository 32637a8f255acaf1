import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type WebSocket, WebSocketServer } from "ws";
import { z } from "zod";

/** A call that was made, with JSON arguments decoded. */
export interface SlackCall {
  readonly method: string;
  readonly args: { readonly [name: string]: unknown };
}

/** What is in a channel. */
export interface SlackMessage {
  readonly ts: string;
  readonly thread_ts?: string;
  readonly user: string;
  readonly bot_id?: string;
  readonly text: string;
  readonly blocks: readonly { readonly [name: string]: unknown }[];
}

/** What happens to the next call of a method instead of a plain answer. `lost`: it is done, and the answer never arrives. */
export type Fault =
  | { readonly kind: "limited"; readonly retryAfterS: number }
  | { readonly kind: "refused"; readonly error: string }
  | { readonly kind: "status"; readonly status: number }
  | { readonly kind: "hang" }
  | { readonly kind: "lost" };

type Answer = { readonly [name: string]: unknown };

const Blocks = z.array(z.record(z.string(), z.unknown()));
const text = (value: unknown): string => (typeof value === "string" ? value : "");

const isIn = ({ oldest, latest, inclusive }: Answer, { ts }: SlackMessage): boolean => {
  const [at, from, to] = [Number(ts), Number(oldest ?? 0), Number(latest ?? Number.POSITIVE_INFINITY)];
  return (at > from && at < to) || (String(inclusive) === "true" && (at === from || at === to));
};

function paged({ limit, cursor }: Answer, all: readonly SlackMessage[]) {
  const from = Number(cursor ?? 0);
  const to = from + Number(limit ?? 100);
  const rest = to < all.length ? { has_more: true, response_metadata: { next_cursor: String(to) } } : { has_more: false };
  return { messages: all.slice(from, to), ...rest };
}

export const self = { appId: "A0BOT", teamId: "T0HOME", enterpriseId: null, botUserId: "U0BOT", botId: "B0BOT" } as const;

/**
 * A Slack that does what the real one may do and a friendly fake does not: guests and bots in the directory, 429s, hangs,
 * lost answers, duplicated envelopes, disconnects. Web API over HTTP, Socket Mode over WebSocket.
 */
export async function startHostileSlack() {
  const calls: SlackCall[] = [];
  const users = new Map<string, Answer>();
  const groups = new Map<string, readonly string[] | { readonly error: string }>();
  const channels = new Map<string, SlackMessage[]>();
  const channelFlags = new Map<string, Answer>();
  const views: Readonly<Record<string, unknown>>[] = [];
  /** Who does not want to be disturbed until when, as `dnd.info` says it. */
  const dnd = new Map<string, Answer>();
  const privately: { readonly user: string; readonly channel: string; readonly text: string }[] = [];
  const responses: { readonly [name: string]: unknown }[] = [];
  const faults = new Map<string, Fault[]>();
  const sockets = new Set<WebSocket>();
  /** What came with acknowledgements, where something did. */
  const acknowledged: unknown[] = [];
  const acks = new Map<string, (atMs: number) => void>();
  let clock = 1_700_000_000_000_000;
  /** Whose token it is, as `auth.test` says it, and what was granted to it, as the header does. */
  const token: { about: Answer; scopes: readonly string[] | undefined } = { about: {}, scopes: undefined };

  const messagesIn = (channel: string): SlackMessage[] => {
    const messages = channels.get(channel) ?? [];
    channels.set(channel, messages);
    return messages;
  };
  const write = (channel: string, message: Omit<SlackMessage, "ts">): SlackMessage => {
    clock += 1_000;
    const stored = { ...message, ts: `${Math.floor(clock / 1_000_000)}.${String(clock % 1_000_000).padStart(6, "0")}` };
    messagesIn(channel).push(stored);
    return stored;
  };
  const directWith = (user: string): string => `D${user}`;
  const fromBot = (args: Answer): Omit<SlackMessage, "ts"> => ({
    user: self.botUserId,
    bot_id: self.botId,
    text: text(args["text"]),
    blocks: Blocks.catch([]).parse(args["blocks"]),
    ...(text(args["thread_ts"]) === "" ? {} : { thread_ts: text(args["thread_ts"]) }),
  });

  const methods: { readonly [method: string]: (args: Answer) => Answer } = {
    "auth.test": () => ({ ok: true, user_id: self.botUserId, bot_id: self.botId, team_id: self.teamId, ...token.about }),
    "bots.info": () => ({ ok: true, bot: { id: self.botId, app_id: self.appId } }),
    "users.info": ({ user }) => {
      const found = users.get(text(user));
      return found === undefined ? { ok: false, error: "user_not_found" } : { ok: true, user: { id: user, ...found } };
    },
    "usergroups.users.list": ({ usergroup }) => {
      const found = groups.get(text(usergroup)) ?? { error: "no_such_subteam" };
      return "error" in found ? { ok: false, ...found } : { ok: true, users: found };
    },
    "conversations.info": ({ channel }) => ({
      ok: true,
      channel: { id: channel, is_member: true, ...channelFlags.get(text(channel)) },
    }),
    // Where only `oldest` is given, pages go forward from there; each is newest first. Otherwise they go back.
    "conversations.history": (args) => {
      const inSpan = messagesIn(text(args["channel"])).filter(
        (message) => message.thread_ts === undefined && isIn(args, message),
      );
      const isForward = args["oldest"] !== undefined && args["latest"] === undefined;
      const { messages, ...rest } = paged(args, isForward ? inSpan : inSpan.toReversed());
      return { ok: true, messages: isForward ? messages.toReversed() : messages, ...rest };
    },
    // Oldest first, and the parent at the head of every page.
    "conversations.replies": (args) => {
      const all = messagesIn(text(args["channel"]));
      const replies = all.filter((message) => message.thread_ts === args["ts"] && isIn(args, message));
      const { messages, ...rest } = paged(args, replies);
      return { ok: true, messages: [...all.filter(({ ts }) => ts === args["ts"]), ...messages], ...rest };
    },
    "conversations.open": (args) => {
      const user = text(args["users"]);
      if (users.get(user)?.["deleted"] === true) return { ok: false, error: "user_disabled" };
      return { ok: true, channel: { id: directWith(user) } };
    },
    "dnd.info": ({ user }) => ({
      ok: true,
      dnd_enabled: false,
      next_dnd_start_ts: 1,
      next_dnd_end_ts: 1,
      ...dnd.get(text(user)),
    }),
    "chat.getPermalink": ({ channel, message_ts }) => ({ ok: true, permalink: `https://slack.test/${channel}/${message_ts}` }),
    "chat.postMessage": (args) => {
      const to = text(args["channel"]);
      const channel = to.startsWith("U") ? directWith(to) : to;
      if (users.get(to)?.["deleted"] === true) return { ok: false, error: "channel_not_found" };
      if (channel !== to) privately.push({ user: to, channel: "direct", text: text(args["text"]) });
      return { ok: true, channel, ts: write(channel, fromBot(args)).ts };
    },
    "chat.update": (args) => {
      const messages = messagesIn(text(args["channel"]));
      const at = messages.findIndex(({ ts }) => ts === args["ts"]);
      const old = messages[at];
      if (old === undefined) return { ok: false, error: "message_not_found" };
      messages[at] = { ...old, ...fromBot(args) };
      return { ok: true, channel: args["channel"], ts: old.ts };
    },
    "chat.postEphemeral": (args) => {
      privately.push({ user: text(args["user"]), channel: text(args["channel"]), text: text(args["text"]) });
      return { ok: true, message_ts: "1.1" };
    },
    "views.publish": () => ({ ok: true }),
    "views.open": (args) => {
      views.push(args);
      return { ok: true };
    },
    "apps.connections.open": () => ({ ok: true, url: `${origin().replace("http", "ws")}/socket` }),
  };

  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy());
  });
  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(Buffer.from(piece));
    const body = Buffer.concat(pieces).toString();
    if (request.url?.startsWith("/response")) {
      responses.push(z.record(z.string(), z.unknown()).parse(JSON.parse(body)));
      return void response.end("ok");
    }
    if (request.url === "/gone") return void response.writeHead(404).end();
    if (request.url === "/redirect") return void response.writeHead(307, { location: "/response/1" }).end();
    const method = request.url?.replace("/api/", "") ?? "";
    const args = Object.fromEntries([...new URLSearchParams(body)].map(([name, value]) => [name, decoded(value)]));
    calls.push({ method, args });
    const fault = faults.get(method)?.shift();
    if (fault?.kind === "hang") return;
    if (fault?.kind === "limited") return void response.writeHead(429, { "retry-after": String(fault.retryAfterS) }).end();
    if (fault?.kind === "status") return void response.writeHead(fault.status).end("<html>oops</html>");
    const answer = fault?.kind === "refused" ? { ok: false, error: fault.error } : methods[method]?.(args);
    if (fault?.kind === "lost") return void response.destroy();
    const scopes = token.scopes === undefined ? {} : { "x-oauth-scopes": token.scopes.join(",") };
    response.writeHead(200, { "content-type": "application/json", ...scopes });
    response.end(JSON.stringify(answer ?? { ok: false, error: "unknown_method" }));
  }

  const webSockets = new WebSocketServer({ server });
  webSockets.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("message", (data) => {
      const Acknowledgement = z.object({ envelope_id: z.string(), payload: z.unknown() });
      const { envelope_id: id, payload } = Acknowledgement.parse(JSON.parse(data.toString()));
      if (payload !== undefined && Object.keys(payload ?? {}).length > 0) acknowledged.push(payload);
      acks.get(id)?.(performance.now());
    });
    socket.send(JSON.stringify({ type: "hello", num_connections: sockets.size, connection_info: { app_id: self.appId } }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = (): string => {
    const address = server.address();
    return `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
  };

  return {
    apiUrl: `${origin()}/api/`,
    responseUrl: `${origin()}/response/1`,
    calls,
    users,
    groups,
    channelFlags,
    dnd,
    token,
    privately,
    views,
    responses,
    acknowledged,
    messagesIn,
    write,
    /** Time goes by before the next message. */
    advance: (ms: number) => {
      clock += ms * 1_000;
    },
    connections: () => sockets.size,
    /** The next calls of a method meet these, one each. */
    fail: (method: string, ...next: readonly Fault[]) => void faults.set(method, [...(faults.get(method) ?? []), ...next]),
    /** Sends the payload over one connection, or over each; resolves with how long the first acknowledgement took. */
    async deliver(type: "slash_commands" | "interactive" | "events_api", payload: Answer, over: "one" | "each" = "one") {
      const sentAtMs = performance.now();
      const chosen = over === "one" ? [...sockets].slice(0, 1) : [...sockets];
      return await Promise.any(
        chosen.map(
          (socket) =>
            new Promise<number>((resolve) => {
              const id = randomUUID();
              acks.set(id, (atMs) => resolve(atMs - sentAtMs));
              socket.send(JSON.stringify({ envelope_id: id, type, payload, accepts_response_payload: type !== "events_api" }));
            }),
        ),
      );
    },
    /** What Slack does to every connection a few times a day. */
    refresh(which: "first" | "all") {
      const chosen = which === "first" ? [...sockets].slice(0, 1) : [...sockets];
      for (const socket of chosen) socket.send(JSON.stringify({ type: "disconnect", reason: "refresh_requested" }));
    },
    /** What a broken network does. */
    cut: () => sockets.forEach((socket) => void socket.terminate()),
    async stop() {
      for (const socket of sockets) socket.terminate();
      webSockets.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export type HostileSlack = Awaited<ReturnType<typeof startHostileSlack>>;

/** A full member of the home workspace. */
export const aMember = (changes: Answer = {}): Answer => ({
  team_id: self.teamId,
  name: "member",
  real_name: "A Member",
  deleted: false,
  is_bot: false,
  is_restricted: false,
  is_ultra_restricted: false,
  locale: "en-US",
  profile: { real_name: "A Member", email: "member@example.com" },
  ...changes,
});

/** A slash command as Slack sends it. */
export const aCommand = (changes: Answer = {}): Answer => ({
  command: "/profinaut",
  text: "roles",
  api_app_id: self.appId,
  team_id: self.teamId,
  user_id: "U0ALICE",
  channel_id: "C0OPS",
  trigger_id: `1.2.${randomUUID()}`,
  ...changes,
});

/** A press of a button as Slack sends it. */
export const aPress = (changes: Answer = {}): Answer => ({
  type: "block_actions",
  api_app_id: self.appId,
  team: { id: self.teamId },
  user: { id: "U0BOB", team_id: self.teamId },
  container: { type: "message", channel_id: "C0OPS", message_ts: "1700000000.000100" },
  channel: { id: "C0OPS" },
  trigger_id: `1.2.${randomUUID()}`,
  actions: [{ type: "button", action_id: "profinaut_approve", block_id: "b", value: "req_1" }],
  ...changes,
});

const decoded = (value: string): unknown => {
  if (!/^[[{]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
};
