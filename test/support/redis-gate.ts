import { createHash } from "node:crypto";
import { connect, createServer, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { Redis } from "ioredis";
import { AuditEntry } from "../../src/domain/audit.ts";
import { createKeys } from "../../src/redis/keys.ts";
import { scripts } from "../../src/redis/scripts.ts";

/** One save of a record on its way to Redis. */
export interface RecordWrite {
  readonly requestId: string;
  readonly revision: number;
  /** The record as it is written. */
  readonly record: string;
  /** What goes on the trail with it. */
  readonly entries: readonly AuditEntry[];
}

export interface RedisGatekeeper {
  /** False: Redis never hears of it. */
  before(write: RecordWrite): boolean;
  /** Whether somebody wants to know that it is written before the writer does. */
  wantsAfter(write: RecordWrite): boolean;
  after(write: RecordWrite): void;
}

export interface RedisGate {
  readonly url: string;
  stop(): Promise<void>;
}

const saveScript = createHash("sha1").update(scripts.profinautSave.lua).digest("hex");

/** A gate in front of Redis, at which each write of a record can be stopped before and after it has taken effect. */
export async function startRedisGate(port: number, keeper: RedisGatekeeper): Promise<RedisGate> {
  const sockets = new Set<Socket>();
  const direct = new Redis(`redis://127.0.0.1:${port}`);
  direct.on("error", () => {}); // Redis itself may be killed by a test; asking goes on until it is back
  const track = (socket: Socket): Socket => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on("error", () => socket.destroy());
    return socket.once("close", () => sockets.delete(socket));
  };
  const isWritten = async ({ requestId, revision }: RecordWrite): Promise<boolean> => {
    for (const giveUpAt = Date.now() + 1_000; Date.now() < giveUpAt; await sleep(5))
      if (Number(await direct.hget(createKeys().request(requestId), "revision")) >= revision) return true;
    return false;
  };

  const server = createServer((raw) => {
    const client = track(raw);
    const upstream = track(connect({ host: "127.0.0.1", port }));
    let asked = Buffer.alloc(0);
    let held: Buffer[] | undefined;

    const release = (): void => {
      for (const chunk of held ?? []) client.write(chunk);
      held = undefined;
    };
    client.on("data", (chunk: Buffer) => {
      asked = Buffer.concat([asked, chunk]);
      for (let command = commandIn(asked); command !== undefined; command = commandIn(asked)) {
        const write = recordWriteOf(command.words);
        if (write !== undefined && !keeper.before(write)) {
          client.destroy();
          return;
        }
        if (write !== undefined && keeper.wantsAfter(write)) {
          held ??= [];
          void isWritten(write).then((written) => {
            if (written) keeper.after(write);
            release();
          });
        }
        upstream.write(asked.subarray(0, command.bytes));
        asked = asked.subarray(command.bytes);
      }
    });
    upstream.on("data", (chunk: Buffer) => (held === undefined ? void client.write(chunk) : void held.push(chunk)));
    client.once("close", () => upstream.destroy());
    upstream.once("close", () => client.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the gate does not listen on TCP");
  return {
    url: `redis://127.0.0.1:${address.port}`,
    stop: () =>
      new Promise((resolve) => {
        direct.disconnect();
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** The first whole command in the bytes, `*n` and then `$length` and text for each word: redis.io/docs/latest/develop/reference/protocol-spec */
function commandIn(bytes: Buffer): { readonly words: readonly string[]; readonly bytes: number } | undefined {
  let at = 0;
  const line = (): string | undefined => {
    const end = bytes.indexOf("\r\n", at);
    if (end === -1) return undefined;
    const text = bytes.toString("latin1", at, end);
    at = end + 2;
    return text;
  };
  const count = line();
  if (count === undefined) return undefined;
  if (!count.startsWith("*")) throw new Error("a Redis client is expected to send arrays of texts");
  const words: string[] = [];
  for (let word = 0; word < Number(count.slice(1)); word += 1) {
    const length = line();
    if (length === undefined) return undefined;
    const end = at + Number(length.slice(1));
    if (end + 2 > bytes.length) return undefined;
    words.push(bytes.toString("utf8", at, end));
    at = end + 2;
  }
  return { words, bytes: at };
}

/** See the order of arguments in save.lua. */
function recordWriteOf([name = "", script, keyCount, ...rest]: readonly string[]): RecordWrite | undefined {
  const isSave =
    (name.toLowerCase() === "evalsha" && script === saveScript) ||
    (name.toLowerCase() === "eval" && script === scripts.profinautSave.lua);
  if (!isSave) return undefined;
  const given = rest.slice(Number(keyCount));
  const [, , , entryCount, , requestId = "", revision, record = ""] = given;
  const texts = Array.from({ length: Number(entryCount) }, (_, at) => given[13 + at * 3 + 1] ?? "");
  return {
    requestId,
    revision: Number(revision),
    record,
    entries: texts.map((text) => AuditEntry.parse(JSON.parse(text))),
  };
}
