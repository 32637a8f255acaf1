import pMap from "p-map";
import { z } from "zod";
import { NotFoundError } from "../domain/errors.ts";
import { say } from "../domain/sentence.ts";
import { vaultPath } from "./paths.ts";
import type { VaultCall, VaultClient } from "./transport.ts";
import { readAnswer } from "./wire.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "audit-diff.no-device": { device: string };
  }
}

const HashAnswer = z.object({ data: z.object({ hash: z.string().min(1) }) });
const concurrency = 8;

/**
 * The hash by which each text stands in the log of an audit device; by hash.
 * https://developer.hashicorp.com/vault/api-docs/system/audit-hash
 * @throws NotFoundError when there is no such device. Nothing changed.
 */
export async function hashedBy(
  { client, device }: { readonly client: VaultClient; readonly device: string },
  texts: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const path = vaultPath("sys/audit-hash", { device });
  const hashed = await pMap(
    texts,
    async (input) => {
      const call: VaultCall = { method: "POST", path, kind: "read", body: { input }, accept: [400, 404] };
      const answer = await client.request(call);
      if (answer.status >= 400) throw new NotFoundError("audit-diff.no-device", say("audit-diff.no-device", { device }));
      return [readAnswer(HashAnswer, answer, call).data.hash, input] as const;
    },
    { concurrency },
  );
  return new Map(hashed);
}
