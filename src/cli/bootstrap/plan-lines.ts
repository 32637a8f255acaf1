import type { Kind, Setting, Thing } from "../../domain/declared-thing.ts";
import { lineDifference } from "../../domain/line-difference.ts";
import type { Action, Difference, Plan, Planned } from "../../domain/platform-plan.ts";
import { type Sentence, say } from "../../domain/sentence.ts";

declare module "../../domain/sentence.ts" {
  interface Sentences {
    "bootstrap.what.audit-device": { name: string };
    "bootstrap.what.kv-mount": { name: string };
    "bootstrap.what.approle-mount": { name: string };
    "bootstrap.what.policy": { name: string };
    "bootstrap.what.app-role": { name: string };
    "bootstrap.what.signing-keys": { name: string };
    "bootstrap.to-create": { count: number };
    "bootstrap.to-change": { count: number };
    "bootstrap.as-declared": { count: number };
    "bootstrap.in-conflict": { count: number };
    "bootstrap.foreign": { count: number };
    "bootstrap.with": { what: Sentence; settings: readonly string[] };
    "bootstrap.setting": { setting: string; from: string; to: string };
    "bootstrap.new-setting": { setting: string; to: string };
    "bootstrap.line": { line: string };
    "bootstrap.more-lines": { count: number };
    "bootstrap.white-space": NoParams;
    "bootstrap.advice.audit-device": { name: string };
    "bootstrap.advice.kv-mount": { name: string };
    "bootstrap.advice.approle-mount": { name: string };
  }
}

type Plain = (sentence: Sentence) => string;

const marks: { readonly [action in Action]: string } = { create: "+", change: "~", leave: "=", conflict: "!" };
/** Lines of a policy's difference that fit on a screen. */
const mostLines = 40;

/** Everything a person has to see before agreeing, line by line. */
export function planLines(plan: Plan, plain: Plain): readonly string[] {
  const group = (action: Action, headline: (count: number) => Sentence): readonly string[] => {
    const members = plan.things.filter((planned) => planned.action === action);
    if (members.length === 0) return [];
    const lines = action === "leave" ? leftAlone(members, plain) : members.flatMap((planned) => linesOf(planned, plain));
    return [plain(headline(members.length)), ...lines.map((line) => `  ${line}`)];
  };
  const foreign = plan.foreign.map((named) => `  ? ${plain(what(named))}`);
  return [
    ...group("conflict", (count) => say("bootstrap.in-conflict", { count })),
    ...group("create", (count) => say("bootstrap.to-create", { count })),
    ...group("change", (count) => say("bootstrap.to-change", { count })),
    ...group("leave", (count) => say("bootstrap.as-declared", { count })),
    ...(foreign.length === 0 ? [] : [plain(say("bootstrap.foreign", { count: foreign.length })), ...foreign]),
  ];
}

const nouns = {
  "audit-device": "bootstrap.what.audit-device",
  "kv-mount": "bootstrap.what.kv-mount",
  "approle-mount": "bootstrap.what.approle-mount",
  policy: "bootstrap.what.policy",
  "app-role": "bootstrap.what.app-role",
  "signing-keys": "bootstrap.what.signing-keys",
} as const;

/** A thing by its kind and name. */
export const what = ({ kind, name }: Pick<Thing, "kind" | "name">): Sentence => say(nouns[kind], { name });

/** As many names in a line as a sentence holds whole. */
const namesInALine = 10;

/** What is left alone, by kind. */
function leftAlone(members: readonly Planned[], plain: Plain): readonly string[] {
  const names = new Map<Kind, string[]>();
  for (const { thing } of members) names.set(thing.kind, [...(names.get(thing.kind) ?? []), thing.name]);
  return [...names].flatMap(([kind, all]) =>
    Array.from({ length: Math.ceil(all.length / namesInALine) }, (_, line) => {
      const name = all.slice(line * namesInALine, (line + 1) * namesInALine).join(", ");
      return `${marks.leave} ${plain(what({ kind, name }))}`;
    }),
  );
}

/** Of what is new, the settings that are worth reading; of what changes, every difference. */
function linesOf({ thing, action, differences }: Planned, plain: Plain): readonly string[] {
  const settings = action === "create" ? worthTelling(thing) : [];
  const head = settings.length === 0 ? what(thing) : say("bootstrap.with", { what: what(thing), settings });
  const lines = differences.flatMap((difference) => linesOfOne(thing, difference, plain));
  const advice = action === "conflict" ? adviceOn(thing) : [];
  return [`${marks[action]} ${plain(head)}`, ...[...lines, ...advice.map(plain)].map((line) => `    ${line}`)];
}

const told: { readonly [kind in Kind]: readonly string[] } = {
  "audit-device": ["file_path"],
  "kv-mount": ["cas_required", "max_versions", "delete_version_after"],
  "approle-mount": ["max_lease_ttl", "user_lockout_disable", "user_lockout_threshold", "user_lockout_duration"],
  policy: [],
  "app-role": ["token_policies", "secret_id_ttl", "token_ttl", "token_max_ttl", "token_bound_cidrs"],
  "signing-keys": [],
};

const worthTelling = ({ kind, settings }: Thing): readonly string[] =>
  told[kind].flatMap((name) => {
    const value = settings[name];
    const isTelling = value !== undefined && value !== 0 && value !== false && String(value) !== "";
    return isTelling ? [`${name} ${shown(name, value)}`] : [];
  });

function linesOfOne({ kind }: Thing, { setting, from, to }: Difference, plain: Plain): readonly string[] {
  if (kind !== "policy") {
    const change = { setting, to: shown(setting, to) };
    if (from === undefined) return [plain(say("bootstrap.new-setting", change))];
    return [plain(say("bootstrap.setting", { ...change, from: shown(setting, from) }))];
  }
  if (from !== undefined && seenIn(String(from)) === seenIn(String(to))) return [plain(say("bootstrap.white-space", {}))];
  const lines = lineDifference(String(from ?? ""), String(to));
  const rest = lines.length - mostLines;
  return [
    ...lines.slice(0, mostLines).map(({ sign, line }) => `${sign} ${indent(line)}${plain(say("bootstrap.line", { line }))}`),
    ...(rest > 0 ? [plain(say("bootstrap.more-lines", { count: rest }))] : []),
  ];
}

/** What of a policy can be seen: without empty lines, and without spaces at either end of a line. */
const seenIn = (text: string): string =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .join("\n");

/** A sentence has no room in front; what a line of a policy says may be anybody's, so the rest of it is said. */
const indent = (line: string): string => " ".repeat(Math.min(line.length - line.trimStart().length, 8));

/** What to do by hand about something that cannot be changed without losing what it holds. */
function adviceOn({ kind, name }: Thing): readonly Sentence[] {
  switch (kind) {
    case "audit-device":
      return [say("bootstrap.advice.audit-device", { name })];
    case "kv-mount":
      return [say("bootstrap.advice.kv-mount", { name })];
    case "approle-mount":
      return [say("bootstrap.advice.approle-mount", { name })];
    case "policy":
    case "app-role":
    case "signing-keys":
      return [];
  }
}

const units = [
  ["d", 86_400],
  ["h", 3_600],
  ["m", 60],
] as const;

/** Spans as people write them: `366d`, `26h`, `90s`. */
function shown(setting: string, value: Setting): string {
  if (typeof value === "object") return value.length === 0 ? "—" : value.join(", ");
  if (typeof value !== "number" || !/_(ttl|after|duration|period)$/.test(setting) || value === 0) return String(value);
  const [unit, seconds] = units.find(([, size]) => value % size === 0) ?? ["s", 1];
  return `${value / seconds}${unit}`;
}
