import { generateKeyPairSync, sign } from "node:crypto";
import { type Exported, exportTrail } from "../../src/app/export-trail.ts";
import {
  type AuditEntry,
  type AuditEvent,
  chain,
  checkpointStatement,
  emptyTrail,
  type TrailCheckpoint,
  type TrailHead,
} from "../../src/domain/audit.ts";
import { continuationEvent, continuationStatement, type Loss } from "../../src/domain/continuation.ts";
import { createExportCheck, type ExportCheckOptions, type ExportVerdict } from "../../src/domain/export-check.ts";
import { canonicalJson } from "../../src/domain/json.ts";
import type { AuditLog } from "../../src/ports/audit-log.ts";
import { noon, requestId } from "./builders.ts";

export interface SigningPair {
  readonly kid: string;
  readonly pem: string;
  checkpoint(about: TrailHead, previousSeq: number, laterMs?: number): TrailCheckpoint;
  /** What an approver says of a loss, right behind which the trail goes on. */
  continuation(loss: Loss): AuditEvent;
}

export function aSigningPair(kid: string): SigningPair {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  return {
    kid,
    pem: publicKey.export({ type: "spki", format: "pem" }).toString(),
    checkpoint: ({ seq, hash }, previousSeq, laterMs = 0) => {
      const statement = { seq, hash, atMs: noon + laterMs, previousSeq };
      const signature = sign(null, Buffer.from(canonicalJson(checkpointStatement(statement))), privateKey).toString("base64");
      return { ...statement, kid, signature };
    },
    continuation: (loss) => {
      const said = { ...loss, by: "U0BOB", atMs: noon + 1_000, reason: "a backup was put back" };
      const signature = sign(null, Buffer.from(continuationStatement(said)), privateKey).toString("base64");
      return continuationEvent({ ...said, kid, signature });
    },
  };
}

/** What a store holds of a trail, to be changed by whoever can write to it. */
export interface ATrail {
  readonly pair: SigningPair;
  entries: readonly AuditEntry[];
  checkpoints: readonly TrailCheckpoint[];
  head: () => Promise<TrailHead>;
}

const event = (at: number): AuditEvent => ({
  atMs: noon + at,
  actor: "bot:worker",
  action: "step.done",
  request: at % 3 === 0 ? null : requestId,
  details: { step: `step ${at}`, text: 'line\u2028with odd "marks"', accessors: ["a", "b"], none: null },
});

/** Entries with a checkpoint behind each that `signed` names. */
export function aTrail(count: number, signed: readonly number[], pair: SigningPair = aSigningPair("k1")): ATrail {
  const entries = chain(
    emptyTrail,
    Array.from({ length: count }, (_, at) => event(at)),
  );
  return {
    pair,
    entries,
    checkpoints: signed.flatMap((seq, at) => {
      const entry = entries[seq - 1];
      return entry === undefined ? [] : [pair.checkpoint(entry, signed[at - 1] ?? 0)];
    }),
    head: async () => entries.at(-1) ?? emptyTrail,
  };
}

/** The trail after somebody let it go on behind that entry, without what was behind it. */
export function continuedBehind(
  trail: ATrail,
  seq: number,
  { lost, by = trail.pair }: { readonly lost?: TrailHead; readonly by?: SigningPair } = {},
): ATrail {
  const kept = trail.entries.slice(0, seq);
  const from = placeOf(kept.at(-1) ?? emptyTrail);
  const news = chain(from, [
    by.continuation({ lost: lost ?? placeOf(trail.entries.at(-1) ?? emptyTrail), from }),
    event(seq + 1),
  ]);
  return {
    ...trail,
    entries: [...kept, ...news],
    checkpoints: trail.checkpoints.filter((each) => each.seq <= seq),
    head: async () => news.at(-1) ?? from,
  };
}

const placeOf = ({ seq, hash }: TrailHead): TrailHead => ({ seq, hash });

const logOf = (trail: ATrail): Pick<AuditLog, "entries" | "head" | "checkpoints"> => ({
  entries: async (fromSeq, limit) => trail.entries.filter(({ seq }) => seq >= fromSeq).slice(0, limit),
  head: () => trail.head(),
  checkpoints: async () => trail.checkpoints,
});

/** What an export writes, and what it says of it. */
export async function exported(
  trail: ATrail,
  options: { readonly fromSeq?: number; readonly publicKeys?: ReadonlyMap<string, string>; readonly page?: number } = {},
): Promise<{ readonly text: string; readonly said: Exported }> {
  const { fromSeq = 1, publicKeys = new Map([[trail.pair.kid, trail.pair.pem]]), page = 3 } = options;
  const lines = exportTrail({ audit: logOf(trail), publicKeys, fromSeq, page, now: () => noon });
  for (let text = ""; ; ) {
    const { value, done } = await lines.next();
    if (done === true) return { text, said: value };
    text += value;
  }
}

/** Checks a text as `audit verify` does. */
export function verdictOn(text: string | Buffer, options: Partial<ExportCheckOptions> = {}): ExportVerdict {
  const check = createExportCheck({ witnesses: [], ...options });
  const bytes = Buffer.from(text);
  let from = 0;
  for (let to = bytes.indexOf(10); to !== -1; to = bytes.indexOf(10, from)) {
    if (!check.line(bytes.subarray(from, to))) return check.end(true);
    from = to + 1;
  }
  if (from < bytes.length) check.line(bytes.subarray(from));
  return check.end(from === bytes.length);
}
