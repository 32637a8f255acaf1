import type { Environment } from "../../configuration/environment.ts";
import { firstLetters } from "../../domain/cut.ts";
import { createExportCheck, type ExportVerdict } from "../../domain/export-check.ts";
import { type Sentence, say } from "../../domain/sentence.ts";
import { eachLine } from "./byte-lines.ts";
import { readKeysFile, readWitnessFile } from "./keys-file.ts";
import { type AuditStreams, createSpeech, type ExitStatus, orSaid } from "./speech.ts";

declare module "../../domain/sentence.ts" {
  interface Sentences {
    "audit-verify-file.intact": { fromSeq: number; toSeq: number; hash: string; madeAtMs: number };
    "audit-verify-file.intact-empty": { madeAtMs: number };
    "audit-verify-file.part": { fromSeq: number };
    "audit-verify-file.signed": { checkpoints: number; toSeq: number };
    "audit-verify-file.signed-rest": { fromSeq: number; toSeq: number };
    "audit-verify-file.unsigned": NoParams;
    "audit-verify-file.keys-given": NoParams;
    "audit-verify-file.keys-own": NoParams;
    "audit-verify-file.continued": { by: string; seq: number; lostSeq: number; atMs: number; reason: string };
    "audit-verify-file.witnesses": { compared: number; before: number };
    "audit-verify-file.no-witness": NoParams;
    "audit-verify-file.proves": NoParams;
    "audit-verify-file.proves-not": NoParams;
    "audit-verify-file.broken": { because: Sentence };
    "audit-verify-file.what-now": NoParams;
  }
}

/** What was typed. */
export interface VerifyTyped {
  readonly keys?: string;
  readonly witness?: readonly string[];
}

/** `profinaut audit verify` from what was typed to its exit status. Needs nothing but the files. */
export async function runVerify(path: string, typed: VerifyTyped, streams: AuditStreams, env?: Environment): Promise<ExitStatus> {
  const speech = createSpeech(streams, env);
  return orSaid(streams, speech, async () => {
    const check = createExportCheck({
      keys: typed.keys === undefined ? undefined : readKeysFile(typed.keys),
      witnesses: (typed.witness ?? []).flatMap(readWitnessFile),
    });
    const verdict = check.end(await eachLine(path, check.line));
    for (const sentence of linesOf(verdict)) speech.say(sentence);
    return verdict.intact ? 0 : 2;
  });
}

function linesOf(verdict: ExportVerdict): readonly Sentence[] {
  if (!verdict.intact)
    return [say("audit-verify-file.broken", { because: verdict.because }), say("audit-verify-file.what-now", {})];
  const { madeAtMs, fromSeq, head, entries, checkpoints, signedUpTo, keys, continuations, witnesses, witnessesBefore } = verdict;
  const isSigned = signedUpTo >= fromSeq && entries > 0;
  return [
    entries === 0
      ? say("audit-verify-file.intact-empty", { madeAtMs })
      : say("audit-verify-file.intact", { fromSeq, toSeq: head.seq, hash: firstLetters(head.hash, 12), madeAtMs }),
    ...(fromSeq > 1 ? [say("audit-verify-file.part", { fromSeq })] : []),
    isSigned ? say("audit-verify-file.signed", { checkpoints, toSeq: signedUpTo }) : say("audit-verify-file.unsigned", {}),
    ...(isSigned && signedUpTo < head.seq
      ? [say("audit-verify-file.signed-rest", { fromSeq: signedUpTo + 1, toSeq: head.seq })]
      : []),
    ...(checkpoints === 0
      ? []
      : [keys === "given" ? say("audit-verify-file.keys-given", {}) : say("audit-verify-file.keys-own", {})]),
    ...continuations.map(({ by, atMs, reason, lost, from }) =>
      say("audit-verify-file.continued", { by, atMs, reason, seq: from.seq, lostSeq: lost.seq }),
    ),
    witnesses === 0
      ? say("audit-verify-file.no-witness", {})
      : say("audit-verify-file.witnesses", { compared: witnesses - witnessesBefore, before: witnessesBefore }),
    say("audit-verify-file.proves", {}),
    say("audit-verify-file.proves-not", {}),
  ];
}
