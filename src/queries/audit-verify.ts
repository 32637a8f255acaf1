import { answerOf } from "../domain/answer.ts";
import { NoWords } from "../domain/arguments.ts";
import { checkpointStatement, parseCheckpoint, type TrailCheckpoint, type TrailHead, trailDamage } from "../domain/audit.ts";
import {
  type ChainBreak,
  type Continuation,
  continuationStatement,
  createChainWalk,
  namesChanged,
  namesWitnessed,
} from "../domain/continuation.ts";
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
    "audit-verify.continued": { by: string; seq: number; lostSeq: number; atMs: number; reason: string };
    "audit-verify.what-now": NoParams;
  }
}

const batch = 1_000;

/**
 * Whether the trail is whole: every hash, every number, and every signed checkpoint in the store and in the channel; but for what somebody
 * has signed that it goes on without.
 */
export const auditVerify: Query<null> = {
  name: "audit verify",
  usage: "",
  summary: say("audit-verify.summary", {}),
  examples: ["audit verify"],
  input: NoWords,
  answer: async (_, { ports }) => {
    const { broken, head, continuations, stored, channel } = await verifyTrail(ports);
    const continued = continuations.map(named);
    if (broken !== undefined)
      return answerOf(say("audit-verify.broken", { because: broken }), ...continued, say("audit-verify.what-now", {}));
    return answerOf(
      say("audit-verify.intact", { entries: head.seq, hash: firstLetters(head.hash, 12) }),
      channel === undefined ? say("audit-verify.no-channel", {}) : say("audit-verify.witnesses", { stored, channel }),
      ...continued,
    );
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
  const continuations = await trueOf(walked.continuations, ports);
  const isSuperseded = (witness: TrailCheckpoint): boolean =>
    walked.hashes.get(witness.seq) !== witness.hash && continuations.some((each) => namesWitnessed(each, witness));
  const isMeant = (witness: TrailCheckpoint): boolean => !isSuperseded(witness);
  const broken =
    walked.breaks.find(({ seq }) => !continuations.some((each) => namesChanged(each, seq)))?.because ??
    walked.wrongEnd ??
    (await contradiction(witnesses, isMeant, walked, ports)) ??
    (await hidden(walked, ports));
  return {
    broken,
    head: walked.head,
    continuations,
    stored: stored.filter(isMeant).length,
    channel: channel?.filter(isMeant).length,
  };
}

/** Those of them that the named person has signed. */
async function trueOf(said: readonly Continuation[], { verifier }: TrailPorts): Promise<readonly Continuation[]> {
  const checked = await Promise.all(
    said.map(async (each) => ((await verifier.verify(continuationStatement(each), each)) ? [each] : [])),
  );
  return checked.flat();
}

interface Walked {
  readonly head: TrailHead;
  /** Hashes at the numbers somebody witnessed. */
  readonly hashes: ReadonlyMap<number, string>;
  /** Numbers of each request's entries. */
  readonly ofRequests: ReadonlyMap<string, readonly number[]>;
  readonly breaks: readonly ChainBreak[];
  /** Those that stand in the trail; not yet those whose signature is true. */
  readonly continuations: readonly Continuation[];
  readonly wrongEnd: Sentence | undefined;
}

async function walk({ audit }: TrailPorts, wanted: ReadonlySet<number>): Promise<Walked> {
  const hashes = new Map<number, string>();
  const ofRequests = new Map<string, number[]>();
  const claimed = await audit.head().catch((error: unknown) => {
    if (error instanceof AppError && error.code === trailDamage) return undefined;
    throw error;
  });
  const chain = createChainWalk();
  for (let before = -1; chain.head().seq > before; ) {
    before = chain.head().seq;
    const entries = await audit.entries(before + 1, batch);
    chain.add(entries);
    for (const { seq, hash, request } of entries) {
      if (wanted.has(seq)) hashes.set(seq, hash);
      if (request !== null) ofRequests.set(request, [...(ofRequests.get(request) ?? []), seq]);
    }
  }
  const head = chain.head();
  const wrongEnd = wrongEndOf(claimed, head);
  return { head, hashes, ofRequests, breaks: chain.breaks(), continuations: chain.continuations(), wrongEnd };
}

function wrongEndOf(claimed: TrailHead | undefined, { seq }: TrailHead): Sentence | undefined {
  if (claimed === undefined) return say("audit.end-damaged", { seq });
  return claimed.seq > seq ? say("audit.truncated", { fromSeq: seq + 1, toSeq: claimed.seq }) : undefined;
}

/** The first witness that saw something else than what is there now. */
async function contradiction(
  witnesses: readonly TrailCheckpoint[],
  isMeant: (witness: TrailCheckpoint) => boolean,
  { head, hashes }: Walked,
  { verifier }: TrailPorts,
): Promise<Sentence | undefined> {
  for (const witness of witnesses.toSorted((a, b) => a.seq - b.seq)) {
    const { kid, signature, ...statement } = witness;
    if (!(await verifier.verify(canonicalJson(checkpointStatement(statement)), { kid, signature })))
      return say("audit.unsigned", { seq: statement.seq });
    if (!isMeant(witness)) continue;
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

const named = ({ by, atMs, reason, lost, from }: Continuation): Sentence =>
  say("audit-verify.continued", { by, atMs, reason, seq: from.seq, lostSeq: lost.seq });
