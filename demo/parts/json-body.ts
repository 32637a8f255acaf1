import type { IncomingMessage } from "node:http";

const maxBodyBytes = 1_000_000;

/** What a fake was sent; `undefined` for nothing. @throws RangeError when it is too long, SyntaxError when it is no JSON */
export async function jsonBodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length > maxBodyBytes) throw new RangeError("body too long");
    chunks.push(chunk);
  }
  return length === 0 ? undefined : JSON.parse(Buffer.concat(chunks).toString("utf8"));
}
