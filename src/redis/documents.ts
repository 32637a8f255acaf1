import { Signature } from "../domain/approval.ts";
import { ConflictError } from "../domain/errors.ts";
import { digestAsStored, type Json, StoredJson } from "../domain/json.ts";
import { documentStatement, type SignWrite } from "../domain/log-writes.ts";
import type { DocumentWrite } from "../domain/operation.ts";
import { say } from "../domain/sentence.ts";
import type { Documents } from "../ports/documents.ts";
import type { LogSigning } from "../ports/log-signing.ts";
import type { RedisConnection } from "./connection.ts";
import { readOrNone, unreadable } from "./failures.ts";
import type { Keys } from "./keys.ts";
import { parseText, RecordFields } from "./wire.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "redis.document-not-ours": { document: string };
  }
}

export interface DocumentsOptions {
  readonly redis: RedisConnection;
  readonly keys: Keys;
  readonly signing: LogSigning;
}

/**
 * Reads the documents that saves of requests write, each with a signature of the half that acts beside it.
 * @throws ConflictError when what is stored is no JSON, or since writes are signed nothing that the bot has written
 */
export function createDocuments({ redis, keys, signing }: DocumentsOptions): Documents {
  return {
    read: async (document) => {
      const fields = await redis.read((client) => client.hmget(keys.documents, document, signatureField(document)));
      const [text, signature] = RecordFields.parse(fields);
      if (text === null) return undefined;
      const value = parseText(StoredJson, text);
      if (value === undefined) throw unreadable(document);
      if (signing.from() !== undefined && !(await isOurs(document, value, signature))) throw notOurs(document);
      return value;
    },
    digests: async () => {
      const stored = (await readOrNone(redis.read((client) => client.hgetall(keys.documents)))) ?? {};
      const digest = async (document: string, text: string): Promise<string | undefined> => {
        const value = parseText(StoredJson, text);
        if (value === undefined) return undefined;
        const isBelieved =
          signing.from() === undefined || (await isOurs(document, value, stored[signatureField(document)] ?? null));
        return isBelieved ? digestAsStored(value) : undefined;
      };
      const documents = Object.entries(stored).filter(([document]) => !isSignature(document));
      return new Map(
        await Promise.all(documents.map(async ([document, text]) => [document, await digest(document, text)] as const)),
      );
    },
    sign: async () => {
      const stored = await redis.read((client) => client.hgetall(keys.documents));
      for (const [document, text] of Object.entries(stored)) {
        const value = isSignature(document) ? undefined : parseText(StoredJson, text);
        if (value === undefined) continue;
        const signature = await signDocument({ document, value }, signing.sign);
        await redis.write((client) =>
          client.profinautReplace(
            1,
            keys.documents,
            signatureField(document),
            stored[signatureField(document)] ?? "",
            JSON.stringify(signature),
          ),
        );
      }
    },
  };

  async function isOurs(document: string, value: Json, text: string | null): Promise<boolean> {
    const signature = text === null ? undefined : parseText(Signature, text);
    return signature !== undefined && (await signing.signerOf(documentStatement(document, value), signature)) === "worker";
  }
}

/** Where the signature of a document lies: no document's own name ends like this. */
export const signatureField = (document: string): string => `${document}#signed`;

const isSignature = (field: string): boolean => field.endsWith(signatureField(""));

export const signDocument = ({ document, value }: DocumentWrite, sign: SignWrite): Promise<Signature> =>
  sign(documentStatement(document, value));

const notOurs = (document: string): ConflictError =>
  new ConflictError("redis.document-not-ours", say("redis.document-not-ours", { document }));
