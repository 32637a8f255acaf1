import { off } from "../../domain/clocks.ts";
import { type Sentence, say } from "../../domain/sentence.ts";
import type { MeasuredClock } from "../../domain/trail-index.ts";
import type { ActKind } from "../../domain/vault-act.ts";
import { type Because, type DiffReport, type Finding, nameOf } from "../../domain/vault-diff.ts";

declare module "../../domain/sentence.ts" {
  interface Sentences {
    "audit-diff.compared": { records: number; from: string; to: string; entries: number; requests: number };
    "audit-diff.clock": { off: Sentence; from: string; to: string };
    "audit-diff.nothing": NoParams;
    "audit-diff.found": { count: number };
    "audit-diff.more": { count: number };
    "audit-diff.finding": { number: number; at: string; act: Sentence; operation: string; path: string };
    "audit-diff.unanswered": NoParams;
    "audit-diff.who": { name: string; policies: readonly string[]; entity: string; address: string };
    "audit-diff.why": { because: Sentence };
    "audit-diff.do": { advice: Sentence };
    "audit-diff.because.past-the-bot": NoParams;
    "audit-diff.because.root": NoParams;
    "audit-diff.because.no-request": NoParams;
    "audit-diff.because.surplus": NoParams;
    "audit-diff.because.platform-role": NoParams;
    "audit-diff.act.secret-id-issued": { target: string };
    "audit-diff.act.secret-id-destroyed": { target: string };
    "audit-diff.act.secret-id-looked-up": { target: string };
    "audit-diff.act.role-id-read": { target: string };
    "audit-diff.act.role-changed": { target: string };
    "audit-diff.act.value-written": { target: string };
    "audit-diff.act.value-described": { target: string };
    "audit-diff.act.value-deleted": { target: string };
    "audit-diff.act.value-read": { target: string };
    "audit-diff.act.waiting-put": { target: string };
    "audit-diff.act.waiting-read": { target: string };
    "audit-diff.act.waiting-removed": { target: string };
    "audit-diff.act.signing-key-read": NoParams;
    "audit-diff.act.signing-keys-changed": NoParams;
    "audit-diff.act.anchor-changed": { target: string };
    "audit-diff.do.anchor": NoParams;
    "audit-diff.act.policy-changed": { target: string };
    "audit-diff.act.mount-changed": { target: string };
    "audit-diff.act.auth-changed": { target: string };
    "audit-diff.act.audit-changed": { target: string };
    "audit-diff.act.token-made": { target: string };
    "audit-diff.act.identity-changed": { target: string };
    "audit-diff.act.system-changed": { target: string };
    "audit-diff.act.lockout-ended": { target: string };
    "audit-diff.act.other-changed": { target: string };
    "audit-diff.do.issued": { target: string };
    "audit-diff.do.destroyed": { target: string };
    "audit-diff.do.issued-by-hand": { target: string };
    "audit-diff.do.destroyed-by-hand": { target: string };
    "audit-diff.do.issued-own": { target: string };
    "audit-diff.do.destroyed-own": NoParams;
    "audit-diff.do.looked": NoParams;
    "audit-diff.do.rights": NoParams;
    "audit-diff.do.token": NoParams;
    "audit-diff.do.audit-device": NoParams;
    "audit-diff.do.written": { target: string };
    "audit-diff.do.deleted": { target: string };
    "audit-diff.do.read": { target: string };
    "audit-diff.do.waiting": NoParams;
    "audit-diff.do.keys": NoParams;
    "audit-diff.bootstrap": { count: number; looks: number; from: string; to: string; names: readonly string[] };
    "audit-diff.bootstrap-looks": { looks: number };
    "audit-diff.bootstrap-line": { act: Sentence };
    "audit-diff.bootstrap-open": NoParams;
    "audit-diff.bootstrap-known": NoParams;
    "audit-diff.explained": { acts: number; requests: number; swept: number };
    "audit-diff.bot-looks": { count: number; probes: number };
    "audit-diff.bot-login": { who: string; count: number };
    "audit-diff.value-reads": { role: string; count: number };
    "audit-diff.denied": { who: string; count: number };
    "audit-diff.outside": { count: number };
    "audit-diff.other-namespace": { count: number };
    "audit-diff.after-trail": { count: number };
    "audit-diff.bad-lines": { path: string; count: number; first: number };
    "audit-diff.half-line": { path: string };
    "audit-diff.exact": NoParams;
    "audit-diff.other-salt": { count: number; from: string; to: string };
    "audit-diff.not-exact": NoParams;
    "audit-diff.proves-not": NoParams;
  }
}

export interface BadLines {
  readonly path: string;
  readonly count: number;
  /** Number of the first one. */
  readonly first: number;
  /** The last line has no end and cannot be read. */
  readonly isHalf: boolean;
}

export interface Told {
  readonly report: DiffReport;
  readonly bad: readonly BadLines[];
  readonly afterTrail: number;
  readonly isBootstrapKnown: boolean;
  /** Accessors were compared. */
  readonly isExact: boolean;
  /** Roles that `profinaut.yml` says how to rotate. */
  readonly rotates: ReadonlySet<string>;
  readonly entries: number;
  readonly requests: number;
  /** What the trail says of Vault's clock. */
  readonly clocks: readonly MeasuredClock[];
}

export interface ReportLine {
  readonly sentence: Sentence;
  readonly indent: number;
}

const line = (sentence: Sentence, indent = 0): ReportLine => ({ sentence, indent });
/** As Vault's log writes it. */
const at = (ms: number | undefined): string => (ms === undefined ? "—" : new Date(ms).toISOString());

/** Everything a person reads of a comparison. */
export function reportLines(told: Told): readonly ReportLine[] {
  const { report, bad, afterTrail, entries, requests } = told;
  const { records, outside, otherNamespace, fromMs, toMs, found, findings } = report;
  const counted = records - outside;
  return [
    line(say("audit-diff.compared", { records: counted, from: at(fromMs), to: at(toMs), entries, requests })),
    ...bad.flatMap(({ path, count, first, isHalf }) => [
      ...(count > 0 ? [line(say("audit-diff.bad-lines", { path, count, first }))] : []),
      ...(isHalf ? [line(say("audit-diff.half-line", { path }))] : []),
    ]),
    ...counts("audit-diff.outside", outside),
    ...counts("audit-diff.other-namespace", otherNamespace),
    ...counts("audit-diff.after-trail", afterTrail),
    ...clockLine(told.clocks),
    line(found === 0 ? say("audit-diff.nothing", {}) : say("audit-diff.found", { count: found })),
    ...findings.flatMap((finding, index) => findingLines(finding, index, told.rotates)),
    ...(found > findings.length ? [line(say("audit-diff.more", { count: found - findings.length }))] : []),
    ...bootstrapLines(told),
    ...restLines(told),
  ];
}

const counts = (
  key: "audit-diff.outside" | "audit-diff.other-namespace" | "audit-diff.after-trail",
  count: number,
): readonly ReportLine[] => (count > 0 ? [line(say(key, { count }))] : []);

/** The furthest that it was. */
function clockLine(clocks: readonly MeasuredClock[]): readonly ReportLine[] {
  const [first, last] = [clocks.at(0), clocks.at(-1)];
  if (first === undefined || last === undefined) return [];
  const furthest = clocks.reduce((a, b) => (Math.abs(b.vaultAheadMs) > Math.abs(a.vaultAheadMs) ? b : a));
  return [line(say("audit-diff.clock", { off: off(furthest.vaultAheadMs), from: at(first.atMs), to: at(last.atMs) }))];
}

function findingLines(finding: Finding, index: number, rotates: Told["rotates"]): readonly ReportLine[] {
  const { atMs, operation, path, caller, because, isUnanswered, kind, target } = finding;
  const { policies, entityId, remoteAddress: address, roleName } = caller;
  const isOwn = because === "no-request" || because === "surplus" || because === "platform-role";
  const name = nameOf(caller, isOwn ? roleName : undefined);
  return [
    line(say("audit-diff.finding", { number: index + 1, at: at(atMs), act: actSentence(kind, target), operation, path })),
    line(say("audit-diff.who", { name, policies, entity: entityId, address }), 3),
    line(say("audit-diff.why", { because: say(reasons[because], {}) }), 3),
    ...(isUnanswered ? [line(say("audit-diff.unanswered", {}), 3)] : []),
    line(say("audit-diff.do", { advice: adviceOn(kind, target, rotates) }), 3),
  ];
}

const reasons = {
  "past-the-bot": "audit-diff.because.past-the-bot",
  root: "audit-diff.because.root",
  "no-request": "audit-diff.because.no-request",
  surplus: "audit-diff.because.surplus",
  "platform-role": "audit-diff.because.platform-role",
} as const satisfies { readonly [because in Because]: string };

const acts = {
  "secret-id-issued": "audit-diff.act.secret-id-issued",
  "secret-id-destroyed": "audit-diff.act.secret-id-destroyed",
  "secret-id-looked-up": "audit-diff.act.secret-id-looked-up",
  "role-id-read": "audit-diff.act.role-id-read",
  "role-changed": "audit-diff.act.role-changed",
  "value-written": "audit-diff.act.value-written",
  "value-described": "audit-diff.act.value-described",
  "value-deleted": "audit-diff.act.value-deleted",
  "value-read": "audit-diff.act.value-read",
  "waiting-put": "audit-diff.act.waiting-put",
  "waiting-read": "audit-diff.act.waiting-read",
  "waiting-removed": "audit-diff.act.waiting-removed",
  "anchor-changed": "audit-diff.act.anchor-changed",
  "policy-changed": "audit-diff.act.policy-changed",
  "mount-changed": "audit-diff.act.mount-changed",
  "auth-changed": "audit-diff.act.auth-changed",
  "audit-changed": "audit-diff.act.audit-changed",
  "token-made": "audit-diff.act.token-made",
  "identity-changed": "audit-diff.act.identity-changed",
  "system-changed": "audit-diff.act.system-changed",
  "lockout-ended": "audit-diff.act.lockout-ended",
  "other-changed": "audit-diff.act.other-changed",
} as const;

function actSentence(kind: ActKind, target: string): Sentence {
  if (kind === "signing-key-read") return say("audit-diff.act.signing-key-read", {});
  if (kind === "signing-keys-changed") return say("audit-diff.act.signing-keys-changed", {});
  return say(acts[kind], { target });
}

/** The bot's own AppRoles, for which it can do nothing itself. */
const isOwn = (role: string): boolean => /^profinaut-bot(?:-ingress|-worker)?$/.test(role);

/** What to do about it, before anything else. */
function adviceOn(kind: ActKind, target: string, rotates: Told["rotates"]): Sentence {
  switch (kind) {
    case "secret-id-issued":
      if (isOwn(target)) return say("audit-diff.do.issued-own", { target });
      return rotates.has(target) ? say("audit-diff.do.issued", { target }) : say("audit-diff.do.issued-by-hand", { target });
    case "secret-id-destroyed":
      if (isOwn(target)) return say("audit-diff.do.destroyed-own", {});
      return rotates.has(target)
        ? say("audit-diff.do.destroyed", { target })
        : say("audit-diff.do.destroyed-by-hand", { target });
    case "secret-id-looked-up":
    case "role-id-read":
      return say("audit-diff.do.looked", {});
    case "value-written":
    case "value-described":
      return say("audit-diff.do.written", { target });
    case "value-deleted":
      return say("audit-diff.do.deleted", { target });
    case "value-read":
      return say("audit-diff.do.read", { target });
    case "waiting-put":
    case "waiting-read":
    case "waiting-removed":
      return say("audit-diff.do.waiting", {});
    case "signing-key-read":
    case "signing-keys-changed":
      return say("audit-diff.do.keys", {});
    case "anchor-changed":
      return say("audit-diff.do.anchor", {});
    case "token-made":
      return say("audit-diff.do.token", {});
    case "audit-changed":
      return say("audit-diff.do.audit-device", {});
    default:
      return say("audit-diff.do.rights", {});
  }
}

const namesInALine = 6;

function bootstrapLines({ report, isBootstrapKnown }: Told): readonly ReportLine[] {
  const { bootstrap, bootstrapFound: count, rootLooks: looks } = report;
  if (count + looks === 0) return [];
  const answer = isBootstrapKnown ? say("audit-diff.bootstrap-known", {}) : say("audit-diff.bootstrap-open", {});
  if (count === 0) return [line(say("audit-diff.bootstrap-looks", { looks })), line(answer, 2)];
  const names = [...new Set(bootstrap.map(({ caller }) => nameOf(caller, undefined)))];
  const targets = new Map<ActKind, string[]>();
  for (const { kind, target } of bootstrap) targets.set(kind, [...(targets.get(kind) ?? []), target]);
  return [
    line(say("audit-diff.bootstrap", { count, looks, from: at(bootstrap[0]?.atMs), to: at(bootstrap.at(-1)?.atMs), names })),
    ...[...targets].map(([kind, all]) => {
      const rest = all.length - namesInALine;
      const named = `${all.slice(0, namesInALine).join(", ")}${rest > 0 ? ` … (+${rest})` : ""}`;
      return line(say("audit-diff.bootstrap-line", { act: actSentence(kind, named) }), 2);
    }),
    line(answer, 2),
  ];
}

function restLines({ report, isExact }: Told): readonly ReportLine[] {
  const { explained, swept, botLooks, probes, botLogins, valueReads, denied, otherSalts } = report;
  const acts = [...explained.values()].reduce((sum, count) => sum + count, 0);
  return [
    line(say("audit-diff.explained", { acts, requests: explained.size, swept })),
    line(say("audit-diff.bot-looks", { count: botLooks, probes })),
    ...[...botLogins].map(([who, count]) => line(say("audit-diff.bot-login", { who, count }), 2)),
    ...[...valueReads].map(([role, count]) => line(say("audit-diff.value-reads", { role, count }))),
    ...[...denied].map(([who, count]) => line(say("audit-diff.denied", { who, count }))),
    line(isExact ? say("audit-diff.exact", {}) : say("audit-diff.not-exact", {})),
    ...otherSalts.map(({ count, fromMs, toMs }) =>
      line(say("audit-diff.other-salt", { count, from: at(fromMs), to: at(toMs) }), 2),
    ),
    line(say("audit-diff.proves-not", {})),
  ];
}
