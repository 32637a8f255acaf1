import { once } from "node:events";
import type { Exported, ExportTrailDeps } from "../../app/export-trail.ts";
import { exportTrail } from "../../app/export-trail.ts";
import type { Environment } from "../../configuration/environment.ts";
import { InputError } from "../../domain/errors.ts";
import { type Sentence, say } from "../../domain/sentence.ts";
import { openTrail, publicKeysOf } from "../../wiring/commands/audit.ts";
import { loadExportSettings } from "../../wiring/config.ts";
import { listenForSignals, Stopped } from "../exec/signals.ts";
import { createExportFile } from "./export-file.ts";
import { type AuditStreams, createSpeech, type ExitStatus, orSaid } from "./speech.ts";

declare module "../../domain/sentence.ts" {
  interface Sentences {
    "audit-export.bad-from": { from: string };
    "audit-export.done": { entries: number; checkpoints: number; keys: number; path: string };
    "audit-export.done-output": { entries: number; checkpoints: number; keys: number };
    "audit-export.broken": { because: Sentence };
  }
}

/** What was typed. */
export interface ExportTyped {
  readonly to?: string;
  readonly from: string;
  readonly force?: true;
  readonly withoutKeys?: true;
}

/** Whoever reads our output has gone; shells say 128 and the number of the signal that tells it. */
const brokenPipe = 141;

/**
 * `profinaut audit export` from what was typed to its exit status. 0: written; 1: not written; 2: written, and the trail in the
 * store is not intact; 141: whoever read the output went away; 128+n: signal n ended it, and nothing was written.
 */
export async function runExport(typed: ExportTyped, streams: AuditStreams, env?: Environment): Promise<number> {
  const signals = listenForSignals();
  try {
    return await write(typed, streams, signals.throwIfStopped, env);
  } catch (error) {
    if (error instanceof Stopped) return error.status;
    throw error;
  } finally {
    signals.stop();
  }
}

async function write(
  typed: ExportTyped,
  streams: AuditStreams,
  throwIfStopped: () => void,
  env: Environment | undefined,
): Promise<ExitStatus | typeof brokenPipe> {
  const speech = createSpeech(streams, env);
  let isGone = false;
  streams.output.on("error", () => {
    isGone = true;
  });
  const status = await orSaid(streams, speech, async () => {
    const fromSeq = numberOf(typed.from);
    const file = typed.to === undefined ? undefined : await createExportFile(typed.to, { isForced: typed.force === true });
    try {
      const settings = loadExportSettings({ withKeys: typed.withoutKeys !== true }, env);
      const publicKeys = await publicKeysOf(settings);
      const { audit, close } = await openTrail(settings.redis);
      try {
        const lines = exportTrail({ audit, publicKeys, fromSeq, now: Date.now } satisfies ExportTrailDeps);
        const take = file?.write ?? ((text: string) => writeOut(streams.output, text, () => isGone));
        const exported = await pass(lines, async (text) => {
          throwIfStopped();
          return take(text);
        });
        if (exported === undefined) return 1;
        await file?.finish();
        speech.warn(doneSentence(exported, publicKeys.size, typed.to));
        if (exported.broken === undefined) return 0;
        speech.warn(say("audit-export.broken", { because: exported.broken }));
        return 2;
      } finally {
        close();
      }
    } finally {
      await file?.abandon();
    }
  });
  return isGone ? brokenPipe : status;
}

const doneSentence = ({ entries, checkpoints }: Exported, keys: number, path: string | undefined): Sentence =>
  path === undefined
    ? say("audit-export.done-output", { entries, checkpoints, keys })
    : say("audit-export.done", { entries, checkpoints, keys, path });

function numberOf(from: string): number {
  if (!/^[1-9]\d{0,14}$/.test(from)) throw new InputError("audit-export.bad-from", say("audit-export.bad-from", { from }));
  return Number(from);
}

const gathered = 64 * 1024;

/** Hands the lines on in larger pieces. @returns `undefined` when nobody takes them any more */
async function pass(
  lines: AsyncGenerator<string, Exported>,
  write: (text: string) => Promise<boolean>,
): Promise<Exported | undefined> {
  let text = "";
  for (;;) {
    const { value, done } = await lines.next();
    if (done === true) return (await write(text)) ? value : undefined;
    text += value;
    if (text.length < gathered) continue;
    if (!(await write(text))) return undefined;
    text = "";
  }
}

/** Waits until there is room. @returns `false` when the reader has gone */
async function writeOut(output: NodeJS.WritableStream, text: string, isGone: () => boolean): Promise<boolean> {
  if (isGone()) return false;
  if (!output.write(text)) await once(output, "drain").catch(() => undefined);
  return !isGone();
}
