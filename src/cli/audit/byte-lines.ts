import { createReadStream } from "node:fs";
import { InputError } from "../../domain/errors.ts";
import { say } from "../../domain/sentence.ts";

declare module "../../domain/sentence.ts" {
  interface Sentences {
    "audit-file.unreadable": { path: string; reason: string };
    "audit-file.line-too-long": { path: string; line: number };
  }
}

const LF = 0x0a;
/** Longer than any line of a trail or of Vault's log; what is no text has lines without end. */
const longestLine = 8 * 1024 * 1024;

/**
 * Gives every line to `onLine`, without its line feed, until that says `false`. Lines end with LF and with nothing else: the
 * bytes count, and Node's own reader also ends them at characters that may stand in a text.
 * @param path a file, or `-` for the input
 * @returns whether the last line ended with a line feed
 * @throws InputError that names the file
 */
export async function eachLine(path: string, onLine: (bytes: Buffer) => boolean): Promise<boolean> {
  const source = path === "-" ? process.stdin : createReadStream(path, { highWaterMark: 1024 * 1024 });
  let [rest, isOn, line] = [Buffer.alloc(0), true, 0];
  try {
    for await (const chunk of source) {
      const bytes: Buffer = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      let from = 0;
      for (let to = bytes.indexOf(LF); isOn && to !== -1; to = bytes.indexOf(LF, from)) {
        isOn = onLine(bytes.subarray(from, to));
        from = to + 1;
        line += 1;
      }
      if (!isOn) return true;
      rest = Buffer.from(bytes.subarray(from));
      if (rest.length > longestLine)
        throw new InputError("audit-file.line-too-long", say("audit-file.line-too-long", { path, line: line + 1 }));
    }
  } catch (error) {
    throw readingFailed(error, path);
  }
  if (rest.length > 0) onLine(rest);
  return rest.length === 0;
}

/** Node's error of a file that cannot be read, as a sentence; anything else as it is. */
export const readingFailed = (error: unknown, path: string): unknown =>
  error instanceof Error && "syscall" in error && "code" in error
    ? new InputError("audit-file.unreadable", say("audit-file.unreadable", { path, reason: String(error.code) }))
    : error;
