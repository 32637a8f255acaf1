import type { Asked, TrailIndex } from "./trail-index.ts";
import type { Act, ActKind } from "./vault-act.ts";

/** What each operation may do in Vault while an approved request for it runs. One that is not here explains nothing. */
export const explains: { readonly [operation: string]: readonly ActKind[] } = {
  rotate: ["secret-id-issued", "secret-id-destroyed"],
  "clean-up": ["secret-id-destroyed"],
  register: ["value-written", "value-described", "value-deleted", "value-read"],
  get: ["value-read"],
  failover: ["value-written", "value-described", "value-deleted", "value-read"],
  unlock: ["lockout-ended"],
};

/** A read may be sent a second time by itself when its answer was lost; nothing else is. */
const mostPerAttempt: { readonly [kind in ActKind]?: number } = {
  "secret-id-issued": 1,
  "value-written": 1,
  "value-read": 2,
};

/** After the entry about a leftover the bot destroys it at once. */
const sweepWithinMs = 60_000;

export interface BotAct extends Act {
  readonly atMs: number;
  /** The SecretID's accessor; `null`: none that the trail names; `undefined`: accessors are not compared. */
  readonly accessor: string | null | undefined;
}

/** `by`: the request that explains it. `surplus`: one ran, and did this already, or with another SecretID. */
export type Explanation = { readonly by: Asked } | "swept" | "waiting" | "surplus" | "none";

export interface ExplainerOptions {
  readonly trail: Pick<TrailIndex, "asked" | "swept" | "clocks">;
  /** How far Vault's clock and the bot's may differ beyond what the trail says. */
  readonly skewMs: number;
}

/** The bot notes every half hour by how much they differ. */
const measuredForMs = 45 * 60_000;

/** Finds the request for which the bot did something. Acts must be given in the order of time: each may explain only so many. */
export function createExplainer({ trail, skewMs }: ExplainerOptions): (act: BotAct) => Explanation {
  const done = new Map<string, number>();
  const byTarget = new Map<string, Asked[]>();
  for (const asked of trail.asked.values()) byTarget.set(asked.target, [...(byTarget.get(asked.target) ?? []), asked]);
  /** What the trail's clock may have said when Vault's said that. */
  const timesOf = (atMs: number): readonly number[] => [
    atMs,
    ...trail.clocks.flatMap((measured) => {
      const oursMs = atMs - measured.vaultAheadMs;
      return Math.abs(oursMs - measured.atMs) <= measuredForMs ? [oursMs] : [];
    }),
  ];
  const isIn = (vaultAtMs: number, { fromMs, toMs }: Asked["open"]): boolean =>
    timesOf(vaultAtMs).some((atMs) => atMs >= fromMs - skewMs && atMs <= toMs + skewMs);

  /** Failing over looks at every key of the exchange before it asks, and again before it writes. An unlock is about a RoleID. */
  const isAbout = ({ operation, target, endings }: Asked, act: BotAct): boolean =>
    target === act.target ||
    endings.has(act.target) ||
    (operation === "failover" && act.kind === "value-read" && act.target.startsWith(`${target}/`));

  const isRunning = (asked: Asked, { kind, atMs }: BotAct): boolean => {
    const looks = asked.operation === "failover" && kind === "value-read" ? [asked.open] : [];
    const retires = kind === "secret-id-destroyed" ? asked.retires : [];
    return [...asked.runs, ...retires, ...looks].some((span) => isIn(atMs, span));
  };

  const accepts = (asked: Asked, { kind, accessor }: BotAct): boolean => {
    if (accessor !== undefined) return accessor !== null && asked.accessors.has(accessor);
    const most = asked.operation === "failover" && kind === "value-read" ? undefined : mostPerAttempt[kind];
    const key = `${asked.id} ${kind}`;
    const before = done.get(key) ?? 0;
    if (most !== undefined && before >= most * asked.attempts) return false;
    done.set(key, before + 1);
    return true;
  };

  const isSwept = ({ kind, target, atMs, accessor }: BotAct): boolean =>
    kind === "secret-id-destroyed" &&
    trail.swept.some(
      (swept) =>
        swept.role === target &&
        isIn(atMs, { fromMs: swept.atMs, toMs: swept.atMs + sweepWithinMs }) &&
        (accessor === undefined || accessor === swept.accessor),
    );

  return (act) => {
    if (act.kind === "waiting-read") {
      const asked = trail.asked.get(act.target);
      return asked !== undefined && isIn(act.atMs, asked.open) ? "waiting" : "none";
    }
    const named =
      act.kind === "lockout-ended" ? [...trail.asked.values()] : [...(byTarget.get(act.target) ?? []), ...above(act.target)];
    const candidates = named.filter(
      (asked) => (explains[asked.operation] ?? []).includes(act.kind) && isAbout(asked, act) && isRunning(asked, act),
    );
    const by = candidates.find((asked) => accepts(asked, act));
    if (by !== undefined) return { by };
    if (isSwept(act)) return "swept";
    return candidates.length > 0 ? "surplus" : "none";
  };

  /** Requests about a folder above a path: an exchange's keys lie below it. */
  function above(path: string): readonly Asked[] {
    const segments = path.split("/");
    return segments.slice(1).flatMap((_, at) => byTarget.get(segments.slice(0, at + 1).join("/")) ?? []);
  }
}
