import { z } from "zod";
import { requestIdPattern } from "../domain/arguments.ts";
import type { TrailHead } from "../domain/audit.ts";
import { compareAndSet, moved } from "../domain/compare-and-set.ts";
import { Continuation } from "../domain/continuation.ts";
import { ConflictError, InputError, UpstreamError } from "../domain/errors.ts";
import { say } from "../domain/sentence.ts";
import type { Anchor, AnchoredHead, Beginning } from "../ports/anchor.ts";
import { type KvEntry, readVersion } from "./kv.ts";
import { type VaultPath, vaultPath } from "./paths.ts";
import type { VaultCall, VaultClient } from "./transport.ts";
import { readAnswer, WrittenAnswer } from "./wire.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "vault.anchor-unreadable": { path: string };
    "vault.anchor-contended": { path: string };
  }
}

const Head = z.object({ seq: z.number().int().nonnegative(), hash: z.string() }).readonly();
const StoredHead: z.ZodType<AnchoredHead> = Head.unwrap()
  .extend({ atMs: z.number(), signedFrom: z.number().int().positive().optional(), continuations: z.array(Continuation) })
  .readonly();
const StoredBeginning: z.ZodType<Beginning> = z
  .object({ requestId: z.string(), start: z.string(), digest: z.string(), head: Head, atMs: z.number() })
  .readonly();

export interface AnchorDeps {
  readonly session: VaultClient;
  /** Mount path of the KV version 2 engine. */
  readonly mount: string;
  /** Where everything of ours lives in it, e.g. `profinaut`; the anchor is beside it, under `profinaut-anchor`. */
  readonly kvBase: string;
}

/** As often as there are processes that may write between our reading and our writing. */
const attempts = 20;

/** Vault tells a check-and-set that fails by 400; whoever may only create is refused a second time with 403. */
const isTaken = (error: unknown): boolean => error instanceof UpstreamError && error.status === 403;

/** Entries of KV version 2, each a JSON text in one field, as Vault keeps no types. */
export function createAnchor({ session, mount, kvBase }: AnchorDeps): Anchor {
  const folder = `${mount}/data/${kvBase}-anchor`;
  const headPath = vaultPath(`${folder}/head`);
  /** Spares a read: what is there as far as this process knows, with its version. */
  let known: { readonly version: number; readonly head: AnchoredHead | undefined } | undefined;

  const readHead = async (signal?: AbortSignal) => {
    const entry = await readVersion(session, { path: headPath, signal });
    known = { version: entry?.version ?? 0, head: entry && parsed(StoredHead, entry, headPath) };
    return known;
  };

  /** The version written; `undefined`: another one is there. */
  const put = async (path: VaultPath, value: object, cas: number, signal?: AbortSignal): Promise<number | undefined> => {
    const body = { data: { json: JSON.stringify(value) }, options: { cas } };
    const call: VaultCall = { method: "POST", path, kind: "write", body, accept: [400], signal };
    const answer = await session.request(call);
    return answer.status === 400 ? undefined : readAnswer(WrittenAnswer, answer, call).data.version;
  };

  /** As often as others write in between. @returns what is there then. @throws UpstreamError when they always do: nothing changed */
  async function move(step: (before: AnchoredHead | undefined) => AnchoredHead | undefined): Promise<AnchoredHead | undefined> {
    const contended = (): UpstreamError =>
      new UpstreamError("vault.anchor-contended", say("vault.anchor-contended", { path: headPath.template }), {
        ...{ service: "vault", effect: "none", retryable: true },
      });
    return compareAndSet(
      async () => {
        const before = known ?? (await readHead());
        const head = step(before.head);
        if (head === undefined) return before.head;
        known = undefined;
        const version = await put(headPath, head, before.version);
        if (version === undefined) return moved;
        known = { version, head };
        return head;
      },
      { attempts, otherwise: contended },
    );
  }

  return {
    head: async (signal) => (await readHead(signal)).head,

    sign: async ({ signedFrom, ...head }) =>
      (
        await move((before) =>
          before?.signedFrom === undefined ? { continuations: [], ...furthest(before, head), signedFrom } : undefined,
        )
      )?.signedFrom ?? signedFrom,

    async note({ continuations = [], ...head }) {
      await move((before) => {
        const known = before?.continuations ?? [];
        const news = continuations.filter((each) => known.every(isOther(each)));
        if (before !== undefined && head.seq <= before.seq && news.length === 0) return undefined;
        // Where the log is shorter by then, what is written anew is signed from there on.
        const signedFrom = before?.signedFrom && Math.min(before.signedFrom, ...news.map(({ from }) => from.seq + 1));
        return { ...before, ...head, ...(signedFrom && { signedFrom }), continuations: [...known, ...news] };
      });
    },

    async begin(beginning, signal) {
      if (!requestIdPattern.test(beginning.requestId)) throw new InputError("vault.bad-name", say("vault.bad-name", {}));
      const path = vaultPath(`${folder}/requests`, { request: beginning.requestId });
      const isFirst = await put(path, beginning, 0, signal).then(
        (version) => version !== undefined,
        (error: unknown) => {
          if (isTaken(error)) return false;
          throw error;
        },
      );
      if (isFirst) return beginning;
      const entry = await readVersion(session, { path, signal });
      // Refused, and nothing is there: then it was the right that was missing, and the next attempt says so.
      if (entry === undefined) throw unreadable(path);
      return parsed(StoredBeginning, entry, path);
    },
  };
}

function parsed<T>(schema: z.ZodType<T>, { data }: KvEntry, path: VaultPath): T {
  const text = data["json"];
  try {
    return schema.parse(JSON.parse(String(text)));
  } catch {
    throw unreadable(path);
  }
}

const furthest = (before: AnchoredHead | undefined, head: TrailHead & Pick<AnchoredHead, "atMs">) =>
  before !== undefined && before.seq >= head.seq ? before : { ...before, ...head };

const isOther =
  ({ signature }: Continuation) =>
  (other: Continuation): boolean =>
    other.signature !== signature;

const unreadable = ({ template: path }: VaultPath): ConflictError =>
  new ConflictError("vault.anchor-unreadable", say("vault.anchor-unreadable", { path }));
