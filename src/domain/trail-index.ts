import type { AuditEntry } from "./audit.ts";
import type { Json } from "./json.ts";

interface Span {
  readonly fromMs: number;
  /** Endless while nothing on the trail ends it. */
  toMs: number;
}

/** What the trail says of one request, as far as it explains what Vault did. */
export interface Asked {
  readonly id: string;
  readonly operation: string;
  /** The AppRole or the path it is about. */
  readonly target: string;
  /** From when it was asked until it had ended, later steps aside. */
  readonly open: Span;
  /** While it ran, approved. */
  readonly runs: readonly Span[];
  /** While it retired, after it had succeeded. */
  readonly retires: readonly Span[];
  /** How often its run was taken up: one attempt issues, writes and reads at most once. */
  readonly attempts: number;
  /** Every accessor that the trail names for it. */
  readonly accessors: ReadonlySet<string>;
  /** Of RoleIDs whose lockout it was to end, as `…ab12`. */
  readonly endings: ReadonlySet<string>;
}

/** Leftovers that the bot destroyed outside of any run; on the trail just before. */
export interface Swept {
  readonly atMs: number;
  readonly role: string;
  readonly accessor: string;
}

/** How far Vault's clock was ahead of the trail's, as the bot measured it. */
export interface MeasuredClock {
  readonly atMs: number;
  readonly vaultAheadMs: number;
}

export interface TrailIndex {
  add(entry: AuditEntry): void;
  readonly asked: ReadonlyMap<string, Asked>;
  readonly swept: readonly Swept[];
  readonly clocks: readonly MeasuredClock[];
  readonly entries: () => number;
  /** Time of the first entry that was given; `undefined` when there was none. */
  readonly firstAtMs: () => number | undefined;
}

interface Building extends Asked {
  readonly runs: Span[];
  readonly retires: Span[];
  readonly accessors: Set<string>;
  readonly endings: Set<string>;
  attempts: number;
  isApproved: boolean;
}

const accessorPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const endsRun = new Set(["run.succeeded", "run.failed", "run.needs-attention", "request.cancelled", "request.tampered"]);
const endsAll = new Set([...endsRun, "request.refused", "request.denied-by", "request.expired"]);

/** Gathers from the trail when which request ran, and what for. Keeps no entry. */
export function createTrailIndex(): TrailIndex {
  const asked = new Map<string, Building>();
  const swept: Swept[] = [];
  const clocks: MeasuredClock[] = [];
  let entries = 0;
  let firstAtMs: number | undefined;

  const submitted = (id: string, { atMs, details }: AuditEntry): void => {
    const [operation = "", target = ""] = textIn(details, "command").split(" ");
    asked.set(id, {
      ...{ id, operation, target: target.toLowerCase(), open: { fromMs: atMs, toMs: Number.POSITIVE_INFINITY } },
      ...{ runs: [], retires: [], accessors: new Set(), endings: new Set(), attempts: 0, isApproved: false },
    });
  };

  const happened = (request: Building, { action, atMs, details }: AuditEntry): void => {
    for (const accessor of accessorsIn(details)) request.accessors.add(accessor);
    for (const ending of textsIn(details, "endings")) request.endings.add(`…${ending.toLowerCase()}`);
    if (action === "request.approved") request.isApproved = true;
    if (action === "request.drifted" || action === "request.approval-withdrawn") request.isApproved = false;
    if ((action === "run.started" || action === "run.resumed") && request.isApproved) {
      request.attempts += 1;
      request.open.toMs = Number.POSITIVE_INFINITY;
      if (request.runs.at(-1)?.toMs !== Number.POSITIVE_INFINITY)
        request.runs.push({ fromMs: atMs, toMs: Number.POSITIVE_INFINITY });
    }
    if (endsRun.has(action)) end(request.runs, atMs);
    if (endsAll.has(action)) request.open.toMs = atMs;
    if (action === "step.started" && textIn(details, "step") === "retire")
      request.retires.push({ fromMs: atMs, toMs: Number.POSITIVE_INFINITY });
    if (action === "step.done" && textIn(details, "step") === "retire") end(request.retires, atMs);
  };

  return {
    asked,
    swept,
    clocks,
    entries: () => entries,
    firstAtMs: () => firstAtMs,
    add(entry) {
      entries += 1;
      firstAtMs ??= entry.atMs;
      const { action, request: id, details, atMs } = entry;
      if (action === "orphan.destroyed")
        swept.push({ atMs, role: textIn(details, "role"), accessor: textIn(details, "accessor") });
      const { vaultAheadMs } = details;
      if (action === "clocks.differ" && typeof vaultAheadMs === "number") clocks.push({ atMs, vaultAheadMs });
      if (id === null) return;
      if (action === "request.submitted") submitted(id, entry);
      const request = asked.get(id);
      if (request !== undefined) happened(request, entry);
    },
  };
}

function end(spans: readonly Span[], atMs: number): void {
  const last = spans.at(-1);
  if (last !== undefined) last.toMs = Math.min(last.toMs, atMs);
}

const textIn = (details: AuditEntry["details"], name: string): string => {
  const value = details[name];
  return typeof value === "string" ? value : "";
};

const textsIn = (details: AuditEntry["details"], name: string): readonly string[] => {
  const value = details[name];
  return Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];
};

function accessorsIn(value: Json): readonly string[] {
  if (typeof value === "string") return accessorPattern.test(value) ? [value] : [];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(accessorsIn) : [];
}
