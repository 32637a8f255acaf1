import pMap from "p-map";
import { requestIdPattern } from "../domain/arguments.ts";
import { ConflictError, InputError, UpstreamError } from "../domain/errors.ts";
import { Secret } from "../domain/secret.ts";
import { say } from "../domain/sentence.ts";
import type { SecretSubmission, WaitingValues } from "../ports/waiting-values.ts";
import { missingOf } from "./capabilities.ts";
import { unusableAnswer } from "./errors.ts";
import { readVersion } from "./kv.ts";
import { type VaultPath, vaultPath } from "./paths.ts";
import { unlessSettled } from "./settle.ts";
import type { VaultCall, VaultClient } from "./transport.ts";
import { ListAnswer, MetadataAnswer, readAnswer, WaitingEntry } from "./wire.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "kv.waits-already": NoParams;
  }
}

export interface WaitingValuesDeps {
  readonly session: VaultClient;
  /** Mount path of the KV version 2 engine they wait in. */
  readonly mount: string;
  /** Folder in it; none where the mount is theirs alone. */
  readonly folder?: string | undefined;
}

const concurrency = 8;

/**
 * Values that wait, each an entry of its own, written with check-and-set 0. Whoever puts them has `create` alone: then Vault
 * refuses a second value with the same 403 that a missing right gets, and only our capabilities tell the two apart.
 */
export function createWaitingValues({ session, mount, folder }: WaitingValuesDeps): WaitingValues {
  const rootOf = (what: "data" | "metadata"): string =>
    folder === undefined ? `${mount}/${what}` : `${mount}/${what}/${folder}`;
  const at = (what: "data" | "metadata", requestId: string): VaultPath => {
    if (!requestIdPattern.test(requestId)) throw new InputError("vault.bad-name", say("vault.bad-name", {}));
    return vaultPath(rootOf(what), { request: requestId });
  };

  const mayCreate = async (path: VaultPath, signal?: AbortSignal): Promise<boolean> =>
    (await missingOf(session, [["create", path.path]], signal)).length === 0;

  const waitingValues: WaitingValues = {
    async put(requestId, value, signal) {
      const path = at("data", requestId);
      const body = { data: stored(value), options: { cas: 0 } };
      const call: VaultCall = { method: "POST", path, kind: "write", body, accept: [400], signal };
      const isTaken = await session.request(call).then(
        ({ status }) => status === 400,
        async (failure: unknown) => {
          const isDenied = failure instanceof UpstreamError && failure.status === 403;
          if (isDenied && (await mayCreate(path, signal))) return true;
          throw failure;
        },
      );
      if (isTaken) throw new ConflictError("kv.waits-already", say("kv.waits-already", {}));
    },

    async read(requestId, signal) {
      const path = at("data", requestId);
      const entry = await readVersion(session, { path, signal });
      if (entry === undefined) return undefined;
      const parsed = WaitingEntry.safeParse(entry.data);
      if (!parsed.success) throw unusableAnswer({ kind: "read", template: path.template });
      return submission(parsed.data);
    },

    async remove(requestId, signal) {
      const call: VaultCall = { method: "DELETE", path: at("metadata", requestId), kind: "write", accept: [404], signal };
      const isGone = async (): Promise<boolean> => (await sinceOf(requestId, signal)) === undefined;
      await session.request(call).catch(unlessSettled(isGone));
    },

    async list(signal) {
      const call: VaultCall = { method: "LIST", path: vaultPath(rootOf("metadata")), kind: "read", accept: [404], signal };
      const answer = await session.request(call);
      const names = answer.status === 404 ? [] : readAnswer(ListAnswer, answer, call).data.keys;
      const ids = names.filter((name) => requestIdPattern.test(name)).sort();
      const seen = await pMap(
        ids,
        async (requestId) => ({
          requestId,
          sinceMs: await sinceOf(requestId, signal),
        }),
        { concurrency },
      );
      // What was removed meanwhile waits no more.
      return seen.flatMap(({ requestId, sinceMs }) => (sinceMs === undefined ? [] : [{ requestId, sinceMs }]));
    },
  };

  const sinceOf = async (requestId: string, signal?: AbortSignal): Promise<number | undefined> => {
    const call: VaultCall = { method: "GET", path: at("metadata", requestId), kind: "read", accept: [404], signal };
    const answer = await session.request(call);
    return answer.status === 404 ? undefined : readAnswer(MetadataAnswer, answer, call).data.created_time;
  };

  return waitingValues;
}

/** Vault keeps no order of names, so names and values are one text. */
const stored = (value: SecretSubmission): { readonly [field: string]: string } =>
  "fields" in value
    ? { fields: JSON.stringify([...value.fields].map(([name, secret]) => [name, secret.reveal()])) }
    : { wrappingToken: value.wrappingToken.reveal() };

const submission = (entry: WaitingEntry): SecretSubmission =>
  "fields" in entry
    ? { fields: new Map(entry.fields.map(([name, value]) => [name, new Secret(value)])) }
    : { wrappingToken: new Secret(entry.wrappingToken) };
