import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { NotFoundError } from "../domain/errors.ts";
import { isTrial } from "../domain/log-salts.ts";
import type { LoginTry } from "../domain/refused-login.ts";
import { say } from "../domain/sentence.ts";
import type { VaultRecord } from "../domain/vault-record.ts";
import type { LoginLog } from "../ports/refused-logins.ts";
import { readDeviceLine } from "./device-log.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "login.log-unreadable": { path: string; reason: string };
  }
}

const LF = 0x0a;
/** A look reads no more: some ten thousand requests. */
const mostBytes = 8 * 1024 * 1024;

/** The file of an audit device, from which logins at one AppRole mount are read. It may be rotated by renaming or by truncating. */
export function createLoginLog({
  path,
  mount,
  namespace = "",
  most = mostBytes,
}: {
  readonly path: string;
  readonly mount: string;
  readonly namespace?: string | undefined;
  readonly most?: number;
}): LoginLog {
  const login = `auth/${mount}/login`;
  const isOurs = (record: VaultRecord): boolean =>
    record.isAnswer && record.path === login && record.namespace === namespace.replaceAll(/^\/+|\/+$/g, "");

  return {
    async read(after) {
      const file = await opened(path);
      try {
        const { dev, ino, size } = await file.stat();
        const id = `${dev}:${ino}`;
        const isSame = after?.file === id && after.offset <= size && (await followsLine(file, after.offset));
        const begin = isSame ? after.offset : 0;
        const from = Math.max(begin, size - most);
        const bytes = await bytesOf(file, from, size - from);
        const [first, end] = [from === begin ? 0 : bytes.indexOf(LF) + 1, bytes.lastIndexOf(LF) + 1];
        const records = bytes
          .toString("utf8", first, Math.max(first, end))
          .split("\n")
          .filter((line) => line.includes(login) || line.includes("sys/audit/test"))
          .flatMap((line) => readDeviceLine(line) ?? []);
        const madeAnewMs = records.findLast(isTrial)?.atMs;
        return { tries: records.filter(isOurs).flatMap(tryOf), madeAnewMs, position: { file: id, offset: from + end } };
      } finally {
        await file.close();
      }
    },
  };
}

function tryOf({ atMs, outcome, caller, login }: VaultRecord): readonly LoginTry[] {
  if (login === undefined) return [];
  const { roleId, secretId, request, generation, isShutOut } = login;
  return [
    {
      ...{ atMs, address: caller.remoteAddress, roleId, secretId, request, generation, role: caller.roleName },
      outcome: outcome === "done" ? "in" : isShutOut ? "shut-out" : "refused",
    },
  ];
}

/** What was truncated and has grown again is another log, whose lines begin elsewhere. */
async function followsLine(file: FileHandle, offset: number): Promise<boolean> {
  return offset === 0 || (await bytesOf(file, offset - 1, 1))[0] === LF;
}

/** Fewer than asked for where the file ends. */
async function bytesOf(file: FileHandle, from: number, count: number): Promise<Buffer> {
  const bytes = Buffer.alloc(count);
  let filled = 0;
  while (filled < count) {
    const { bytesRead } = await file.read(bytes, filled, count - filled, from + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}

async function opened(path: string): Promise<FileHandle> {
  const unreadable = (reason: string) => new NotFoundError("login.log-unreadable", say("login.log-unreadable", { path, reason }));
  // A pipe would otherwise wait for somebody to write to it.
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch((error: unknown) => {
    throw error instanceof Error && "code" in error ? unreadable(String(error.code)) : error;
  });
  if ((await file.stat()).isFile()) return file;
  await file.close();
  throw unreadable("EINVAL");
}
