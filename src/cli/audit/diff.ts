import type { DiffSettings } from "../../configuration/audit-settings.ts";
import type { Environment } from "../../configuration/environment.ts";
import { checkChain, emptyTrail } from "../../domain/audit.ts";
import { ConflictError, InputError } from "../../domain/errors.ts";
import { createExportCheck } from "../../domain/export-check.ts";
import { type Sentence, say } from "../../domain/sentence.ts";
import { createTrailIndex, type TrailIndex } from "../../domain/trail-index.ts";
import { createVaultDiff, type VaultDiff } from "../../domain/vault-diff.ts";
import { groundOf, hashesOf, openTrail, readLogLine } from "../../wiring/commands/audit.ts";
import { loadDiffSettings } from "../../wiring/config.ts";
import { eachLine } from "./byte-lines.ts";
import { type BadLines, reportLines } from "./diff-report.ts";
import { skewOf, spanOf } from "./span.ts";
import { type AuditStreams, createSpeech, type ExitStatus, orSaid } from "./speech.ts";

declare module "../../domain/sentence.ts" {
  interface Sentences {
    "audit-diff.trail-broken": { because: Sentence };
    "audit-diff.export-is-part": { since: string };
    "audit-diff.input-twice": NoParams;
    "audit-diff.not-a-log": NoParams;
    "audit-diff.not-this-vault": { kvMount: string; approleMount: string };
    "audit-diff.hashes-differ": { device: string };
  }
}

/** What was typed. */
export interface DiffTyped {
  readonly vaultLog: readonly string[];
  readonly export?: string;
  readonly since?: string;
  readonly until?: string;
  readonly clockSkew: string;
  readonly askVault?: true;
  readonly device?: string;
  readonly bootstrapRan?: true;
  /** The folder with `roles.yml` and `policies/`. */
  readonly from: string;
}

/** The trail, and until when it tells everything. */
interface ReadTrail {
  readonly index: TrailIndex;
  readonly completeUntilMs: number;
}

/**
 * `profinaut audit diff` from what was typed to its exit status. 0: a request explains everything; 1: it could not be compared;
 * 2: something is not explained.
 */
export async function runDiff(typed: DiffTyped, streams: AuditStreams, env?: Environment): Promise<ExitStatus> {
  const speech = createSpeech(streams, env);
  return orSaid(streams, speech, async () => {
    const span = spanOf(typed, Date.now());
    const skewMs = skewOf(typed.clockSkew);
    if ([...typed.vaultLog, typed.export].filter((path) => path === "-").length > 1)
      throw new InputError("audit-diff.input-twice", say("audit-diff.input-twice", {}));
    const settings = loadDiffSettings({ withRedis: typed.export === undefined, withVault: typed.askVault === true }, env);
    const declared = groundOf(settings, typed.from);
    const ground = { ...declared, auditDevice: typed.device ?? declared.auditDevice };
    const { index, completeUntilMs } = await readTrail(typed, settings, span.sinceMs);
    const accessors = accessorsIn(index, span.sinceMs);
    const accessorOf = await hashesOf(settings, ground.auditDevice, accessors);
    const { namespace } = settings;
    const diff = createVaultDiff({ ground, trail: index, skewMs, ...span, namespace, accessorOf });

    let afterTrail = 0;
    const bad = await readLogs(typed.vaultLog, {
      nextFile: diff.nextFile,
      record: (record) => {
        if (record.atMs > completeUntilMs && record.atMs <= span.untilMs) afterTrail += 1;
        else diff.record(record);
      },
    });
    const report = diff.end();
    if (report.records + afterTrail === 0) throw new InputError("audit-diff.not-a-log", say("audit-diff.not-a-log", {}));
    const { kvMount, approleMount } = ground;
    if (report.onGround === 0 && report.records > report.outside)
      throw new InputError("audit-diff.not-this-vault", say("audit-diff.not-this-vault", { kvMount, approleMount }));
    if (report.accessors.known === 0 && report.accessors.unknown > 0) {
      const device = ground.auditDevice;
      throw new InputError("audit-diff.hashes-differ", say("audit-diff.hashes-differ", { device }));
    }
    const isBootstrapKnown = typed.bootstrapRan === true;
    const rotates = new Set(settings.roles);
    const told = { report, bad, afterTrail, isBootstrapKnown, isExact: accessorOf !== undefined, rotates };
    for (const { sentence, indent } of reportLines({
      ...told,
      entries: index.entries(),
      requests: index.asked.size,
      clocks: index.clocks,
    }))
      speech.say(sentence, indent);
    const isBootstrapOpen = !isBootstrapKnown && report.bootstrapFound + report.rootLooks > 0;
    return report.found > 0 || isBootstrapOpen || bad.some(({ count }) => count > 0) ? 2 : 0;
  });
}

function readTrail(typed: DiffTyped, settings: DiffSettings, sinceMs: number): Promise<ReadTrail> {
  return settings.redis === undefined ? readExport(typed.export ?? "", sinceMs) : readLive(settings.redis);
}

const page = 1_000;

async function readLive(redis: NonNullable<DiffSettings["redis"]>): Promise<ReadTrail> {
  const index = createTrailIndex();
  const { audit, close } = await openTrail(redis);
  try {
    const end = await audit.head();
    for (let head = emptyTrail; head.seq < end.seq; ) {
      const entries = await audit.entries(head.seq + 1, page);
      const check = checkChain(head, entries);
      if (!check.intact) throw brokenTrail(check.because);
      if (entries.length === 0) throw brokenTrail(say("audit.truncated", { fromSeq: head.seq + 1, toSeq: end.seq }));
      for (const entry of entries) index.add(entry);
      head = check.head;
    }
  } finally {
    close();
  }
  return { index, completeUntilMs: Number.POSITIVE_INFINITY };
}

async function readExport(path: string, sinceMs: number): Promise<ReadTrail> {
  const index = createTrailIndex();
  const check = createExportCheck({ witnesses: [] });
  const endsWithLineFeed = await eachLine(path, (bytes) => {
    const isGood = check.line(bytes);
    const entry = check.newest();
    if (entry !== undefined) index.add(entry);
    return isGood;
  });
  const verdict = check.end(endsWithLineFeed);
  if (!verdict.intact) throw brokenTrail(verdict.because);
  const firstAtMs = index.firstAtMs() ?? verdict.madeAtMs;
  if (verdict.fromSeq > 1 && sinceMs < firstAtMs) {
    const since = new Date(firstAtMs).toISOString();
    throw new InputError("audit-diff.export-is-part", say("audit-diff.export-is-part", { since }));
  }
  return { index, completeUntilMs: verdict.madeAtMs };
}

const brokenTrail = (because: Sentence): ConflictError =>
  new ConflictError("audit-diff.trail-broken", say("audit-diff.trail-broken", { because }));

/** Of requests that were not over before the log's part begins. */
function accessorsIn({ asked, swept }: TrailIndex, sinceMs: number): readonly string[] {
  const late = [...asked.values()].filter(({ open, retires }) => [open, ...retires].some(({ toMs }) => toMs >= sinceMs));
  return [...new Set([...late.flatMap(({ accessors }) => [...accessors]), ...swept.map(({ accessor }) => accessor)])];
}

async function readLogs(paths: readonly string[], take: Pick<VaultDiff, "nextFile" | "record">): Promise<readonly BadLines[]> {
  const all: BadLines[] = [];
  for (const path of paths) {
    take.nextFile();
    let [line, count, first, isLastBad] = [0, 0, 0, false];
    const isWhole = await eachLine(path, (bytes) => {
      line += 1;
      if (bytes.length === 0) return true;
      const record = readLogLine(bytes.toString("utf8"));
      isLastBad = record === undefined;
      if (record !== undefined) take.record(record);
      else {
        count += 1;
        first ||= line;
      }
      return true;
    });
    // Vault may be writing it just now.
    const isHalf = isLastBad && !isWhole;
    all.push({ path, count: isHalf ? count - 1 : count, first, isHalf });
  }
  return all;
}
