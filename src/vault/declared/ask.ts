import type { z } from "zod";
import type { VaultPath } from "../paths.ts";
import type { VaultCall, VaultClient } from "../transport.ts";
import { ListAnswer, readAnswer } from "../wire.ts";

/** What a path says; `undefined` when there is nothing (404). @throws UpstreamError. Nothing changed. */
export async function ask<Schema extends z.ZodType>(
  client: VaultClient,
  path: VaultPath,
  schema: Schema,
): Promise<z.output<Schema> | undefined> {
  const call: VaultCall = { method: "GET", path, kind: "read", accept: [404] };
  const answer = await client.request(call);
  return answer.status === 404 ? undefined : readAnswer(schema, answer, call);
}

/** Names below a path; none when there is nothing. @throws UpstreamError. Nothing changed. */
export async function list(client: VaultClient, path: VaultPath): Promise<readonly string[]> {
  const call: VaultCall = { method: "LIST", path, kind: "read", accept: [404] };
  const answer = await client.request(call);
  return answer.status === 404 ? [] : readAnswer(ListAnswer, answer, call).data.keys;
}

/** Several at once, few enough for Vault to keep up; in the order of `items`. */
export async function ofEach<Item, Found>(
  items: readonly Item[],
  find: (item: Item) => Promise<Found>,
): Promise<readonly Found[]> {
  const found: Found[] = [];
  const waiting = [...items.entries()];
  const lane = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) found[next[0]] = await find(next[1]);
  };
  await Promise.all(Array.from({ length: 8 }, lane));
  return found;
}
