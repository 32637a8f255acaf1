import { type Answer, answerOf } from "../domain/answer.ts";
import { NoWords } from "../domain/arguments.ts";
import {
  checkChain,
  checkpointStatement,
  emptyTrail,
  parseCheckpoint,
  type TrailCheckpoint,
  type TrailHead,
  trailDamage,
} from "../domain/audit.ts";
import { firstLetters } from "../domain/cut.ts";
import { AppError } from "../domain/errors.ts";
import { canonicalJson } from "../domain/json.ts";
import type { Query, QueryPorts } from "../domain/query.ts";
import { type Sentence, say } from "../domain/sentence.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "audit.hidden": { id: string; seq: number };
    "audit-verify.summary": NoParams;
    "audit-verify.intact": { entries: number; hash: string };
    "audit-verify.broken": { because: Sentence };
    "audit-verify.witnesses": { stored: number; channel: number };
    "audit-verify.no-channel": NoParams;
    "audit-verify.what-now": NoParams;
  }
}

const batch = 1_000;

/** Whether the trail is whole: every hash, every number, and every signed checkpoint in the store and in the channel. */
export const auditVerify: Query<null> = {
  name: "audit verify",
  usage: "",
  summary: say("audit-verify.summary", {}),
  examples: ["audit verify"],
  input: NoWords,
  answer: async (_, { ports }) => {
    const { broken, head, stored, channel } = await verifyTrail(ports);
    if (broken !== undefined) return answerOf(say("audit-verify.broken", { because: broken }), say("audit-verify.what-now", {}));
    return intact(head, stored, channel);
  },
};

/** What is wrong with the trail, or `undefined`: the same check, for the bot itself. */
export const brokenTrail = async (ports: TrailPorts): Promise<Sentence | undefined> => (await verifyTrail(ports)).broken;

type TrailPorts = Pick<QueryPorts, "audit" | "verifier" | "witnessed">;

async function verifyTrail(ports: TrailPorts) {
  const stored = await ports.audit.checkpoints();
  const channel = await ports.witnessed().then(
    (texts) => texts.flatMap((text) => parseCheckpoint(text) ?? []),
    () => undefined,
  );
  const witnesses = [...stored, ...(channel ?? [])];
  const walked = await walk(ports, new Set(witnesses.map(({ seq }) => seq)));
  const broken = walked.broken ?? (await contradiction(witnesses, walked, ports)) ?? (await hidden(walked, ports));
  return { broken, head: walked.head, stored: stored.length, channel: channel?.length };
}

interface Walked {
  readonly head: TrailHead;
  /** Hashes at the numbers somebody witnessed. */
  readonly hashes: ReadonlyMap<number, string>;
  /** Numbers of each request's entries. */
  readonly ofRequests: ReadonlyMap<string, readonly number[]>;
  readonly broken: Sentence | undefined;
}

async function walk({ audit }: TrailPorts, wanted: ReadonlySet<number>): Promise<Walked> {
  const hashes = new Map<number, string>();
  const ofRequests = new Map<string, number[]>();
  const claimed = await audit.head().catch((error: unknown) => {
    if (error instanceof AppError && error.code === trailDamage) return undefined;
    throw error;
  });
  let head = emptyTrail;
  for (;;) {
    const entries = await audit.entries(head.seq + 1, batch);
    if (entries.length === 0) break;
    const check = checkChain(head, entries);
    if (!check.intact) return { head, hashes, ofRequests, broken: check.because };
    for (const { seq, hash, request } of entries) {
      if (wanted.has(seq)) hashes.set(seq, hash);
      if (request !== null) ofRequests.set(request, [...(ofRequests.get(request) ?? []), seq]);
    }
    head = check.head;
  }
  if (claimed === undefined) return { head, hashes, ofRequests, broken: say("audit.end-damaged", { seq: head.seq }) };
  const cut = claimed.seq > head.seq ? say("audit.truncated", { fromSeq: head.seq + 1, toSeq: claimed.seq }) : undefined;
  return { head, hashes, ofRequests, broken: cut };
}

/** The first witness that saw something else than what is there now. */
async function contradiction(
  witnesses: readonly TrailCheckpoint[],
  { head, hashes }: Walked,
  { verifier }: TrailPorts,
): Promise<Sentence | undefined> {
  for (const { kid, signature, ...statement } of [...witnesses].sort((a, b) => a.seq - b.seq)) {
    if (!(await verifier.verify(canonicalJson(checkpointStatement(statement)), { kid, signature })))
      return say("audit.unsigned", { seq: statement.seq });
    if (statement.seq > head.seq) return say("audit.truncated", { fromSeq: head.seq + 1, toSeq: statement.seq });
    if (hashes.get(statement.seq) !== statement.hash) return say("audit.rewritten", { seq: statement.seq });
  }
  return undefined;
}

/** An entry that is in the trail and not in what is shown as the trail of its request. */
async function hidden({ ofRequests }: Walked, { audit }: TrailPorts): Promise<Sentence | undefined> {
  for (const [id, seqs] of ofRequests) {
    const shown = new Set((await audit.ofRequest(id)).map(({ seq }) => seq));
    const seq = seqs.find((number) => !shown.has(number));
    if (seq !== undefined) return say("audit.hidden", { id, seq });
  }
  return undefined;
}

const intact = ({ seq, hash }: TrailHead, stored: number, channel: number | undefined): Answer =>
  answerOf(
    say("audit-verify.intact", { entries: seq, hash: firstLetters(hash, 12) }),
    channel === undefined ? say("audit-verify.no-channel", {}) : say("audit-verify.witnesses", { stored, channel }),
  );
