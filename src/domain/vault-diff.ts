import { createExplainer } from "./explained.ts";
import type { TrailIndex } from "./trail-index.ts";
import { type Act, type ActKind, actOf, isOnGround, type VaultGround } from "./vault-act.ts";
import type { VaultCaller, VaultRecord } from "./vault-record.ts";

/** Why nobody's request explains it. */
export type Because = "past-the-bot" | "root" | "no-request" | "surplus" | "platform-role";

export interface Finding extends Act {
  readonly atMs: number;
  readonly operation: string;
  readonly path: string;
  readonly caller: VaultCaller;
  readonly because: Because;
  /** The log has no answer to it, so it may have been done or not. */
  readonly isUnanswered: boolean;
}

export interface DiffReport {
  readonly records: number;
  readonly fromMs: number | undefined;
  readonly toMs: number | undefined;
  readonly outside: number;
  readonly otherNamespace: number;
  /** Lines about our mounts: none at all means that this is the log of something else. */
  readonly onGround: number;
  /** At most `mostKept`, the oldest first; `found` counts them all. */
  readonly findings: readonly Finding[];
  readonly found: number;
  /** What looks like `profinaut bootstrap`. */
  readonly bootstrap: readonly Finding[];
  readonly bootstrapFound: number;
  /** Request id → how many acts it explains. */
  readonly explained: ReadonlyMap<string, number>;
  readonly swept: number;
  readonly botLooks: number;
  /** Keys of exchanges that the bot read to ask the exchanges about them. */
  readonly probes: number;
  readonly rootLooks: number;
  /** By AppRole. */
  readonly valueReads: ReadonlyMap<string, number>;
  /** By who was denied. */
  readonly denied: ReadonlyMap<string, number>;
  /** By AppRole of the bot and address. */
  readonly botLogins: ReadonlyMap<string, number>;
  /** SecretIDs that the bot issued while a request ran, by whether the trail names their accessors. */
  readonly accessors: { readonly known: number; readonly unknown: number };
}

export interface VaultDiffOptions {
  readonly ground: VaultGround;
  readonly trail: Pick<TrailIndex, "asked" | "swept">;
  readonly skewMs: number;
  /** What is of other times is counted, and not compared. */
  readonly sinceMs: number;
  readonly untilMs: number;
  readonly namespace: string;
  /** Accessors of the trail by the hash that the log has of them; `undefined`: they are not compared. */
  readonly accessorOf: ReadonlyMap<string, string> | undefined;
}

export interface VaultDiff {
  record(record: VaultRecord): void;
  end(): DiffReport;
}

export const mostKept = 1_000;

/** The bot's own looking, and what comes and goes with requests that were never recorded. */
const routine = new Set<ActKind>(["secret-id-looked-up", "waiting-put", "waiting-removed", "signing-key-read"]);

/** Joins what Vault did with what people approved. Keeps what nobody explains, and counts the rest. */
export function createVaultDiff(options: VaultDiffOptions): VaultDiff {
  const { ground, trail, skewMs, sinceMs, untilMs, namespace, accessorOf } = options;
  const explain = createExplainer({ trail, skewMs });
  const waiting = new Map<string, { readonly record: VaultRecord; readonly act: Act }>();
  const seen = new Set<string>();
  const [findings, bootstrap]: [Finding[], Finding[]] = [[], []];
  const [explained, valueReads, denied, botLogins] = [counter(), counter(), counter(), counter()];
  let [records, outside, otherNamespace, onGround, found, bootstrapFound] = [0, 0, 0, 0, 0, 0];
  let [swept, botLooks, probes, rootLooks, known, unknown] = [0, 0, 0, 0, 0, 0];
  let [fromMs, toMs]: [number | undefined, number | undefined] = [undefined, undefined];
  const loginMount = ground.approleMount.replaceAll("/", "-");

  /** A token that was made from another one may claim any role in its metadata, and not the name of the login. */
  const roleOf = ({ displayName, roleName }: VaultCaller): string | undefined =>
    displayName === loginMount ? roleName?.toLowerCase() : undefined;
  const isProbed = (path: string): boolean => {
    const bare = path.replace(/^staging\//, "");
    return [...ground.exchanges].some((exchange) => bare === exchange || bare.startsWith(`${exchange}/`));
  };
  const isRoot = ({ policies }: VaultCaller): boolean => policies.includes("root");

  const looked = ({ caller, path }: VaultRecord): void => {
    const role = roleOf(caller);
    if (role !== undefined && ground.botRoles.has(role)) {
      botLooks += 1;
      if (path === `auth/${ground.approleMount}/login`) botLogins.add(`${role} ${caller.remoteAddress}`);
    } else if (isRoot(caller)) rootLooks += 1;
  };

  const judge = (record: VaultRecord, act: Act): void => {
    const { caller, atMs, operation, path } = record;
    const role = roleOf(caller);
    const find = (because: Because): void => {
      const finding = { ...act, atMs, operation, path, caller, because, isUnanswered: !record.isAnswer };
      if (because !== "no-request" && because !== "surplus" && isBootstrap(finding, ground)) {
        bootstrapFound += 1;
        if (bootstrap.length < mostKept) bootstrap.push(finding);
        return;
      }
      found += 1;
      if (findings.length < mostKept) findings.push(finding);
    };
    if (role !== undefined && ground.botRoles.has(role)) judgeBot(record, act, find);
    else if (role !== undefined && ground.platformRoles.has(role)) {
      if (act.kind === "value-read") valueReads.add(role);
      else find("platform-role");
    } else if (isRoot(caller)) find("root");
    else if (act.kind !== "other-changed") find("past-the-bot");
  };

  const judgeBot = ({ accessorHash, atMs }: VaultRecord, act: Act, find: (because: Because) => void): void => {
    if (routine.has(act.kind)) {
      botLooks += 1;
      return;
    }
    const accessor = accessorOf === undefined ? undefined : (accessorOf.get(accessorHash ?? "") ?? null);
    const isAboutSecretId = act.kind === "secret-id-issued" || act.kind === "secret-id-destroyed";
    const explanation = explain({ ...act, atMs, accessor: isAboutSecretId ? accessor : undefined });
    if (act.kind === "secret-id-issued" && accessor === null && explanation === "surplus") unknown += 1;
    if (explanation === "none" || explanation === "surplus") {
      if (act.kind === "value-read" && isProbed(act.target)) probes += 1;
      else find(explanation === "none" ? "no-request" : "surplus");
    } else if (explanation === "swept") swept += 1;
    else if (explanation === "waiting") botLooks += 1;
    else {
      explained.add(explanation.by.id);
      if (accessor !== undefined && accessor !== null) known += 1;
    }
  };

  const take = (record: VaultRecord): void => {
    if (isTrial(record)) return;
    const act = actOf(record, ground);
    if (record.outcome === "denied") {
      if (record.isAnswer) denied.add(nameOf(record.caller, roleOf(record.caller)));
      waiting.delete(record.requestId);
      return;
    }
    if (!record.isAnswer) {
      if (act !== undefined && !seen.has(record.requestId)) waiting.set(record.requestId, { record, act });
      return;
    }
    waiting.delete(record.requestId);
    const isNothing = record.outcome === "nothing-there" && record.operation === "read";
    if (record.outcome === "failed" || isNothing) return;
    if (act === undefined) {
      looked(record);
      return;
    }
    // Two devices, or a file given twice, tell of the same request.
    if (seen.has(record.requestId)) return;
    seen.add(record.requestId);
    judge(record, act);
  };

  return {
    record(record) {
      records += 1;
      const { atMs } = record;
      if (atMs < sinceMs || atMs > untilMs) {
        outside += 1;
        return;
      }
      [fromMs, toMs] = [Math.min(fromMs ?? atMs, atMs), Math.max(toMs ?? atMs, atMs)];
      if (record.namespace !== namespace) {
        otherNamespace += 1;
        return;
      }
      if (isOnGround(record, ground)) onGround += 1;
      take(record);
    },
    end() {
      for (const { record, act } of waiting.values()) judge(record, act);
      waiting.clear();
      const byTime = (a: Finding, b: Finding): number => a.atMs - b.atMs;
      return {
        ...{
          records,
          fromMs,
          toMs,
          outside,
          otherNamespace,
          onGround,
          found,
          bootstrapFound,
          swept,
          botLooks,
          probes,
          rootLooks,
        },
        ...{ findings: findings.sort(byTime), bootstrap: bootstrap.sort(byTime) },
        ...{ explained: explained.counts, valueReads: valueReads.counts, denied: denied.counts, botLogins: botLogins.counts },
        accessors: { known, unknown },
      };
    },
  };
}

/** The line by which Vault tries a device that is being made: nobody asked for it. */
const isTrial = ({ path, caller }: VaultRecord): boolean =>
  path === "sys/audit/test" && caller.displayName === "" && caller.remoteAddress === "";

/** What a caller is called, as far as the log says. */
export const nameOf = ({ displayName, policies }: VaultCaller, role: string | undefined): string =>
  role ?? (displayName || (policies.includes("root") ? "root" : "?"));

/** What `profinaut bootstrap` does with rights of its own: makes what is declared, and hands the bot its login. Nothing is deleted. */
function isBootstrap({ kind, target, operation, path, because }: Finding, ground: VaultGround): boolean {
  if (because === "platform-role" || operation === "delete") return false;
  switch (kind) {
    case "policy-changed":
      return ground.policies.has(target);
    case "role-changed":
      if (!path.endsWith(`/${target}`)) return false;
      return ground.botRoles.has(target) || ground.platformRoles.has(target);
    case "role-id-read":
      return ground.botRoles.has(target) || ground.platformRoles.has(target);
    case "secret-id-issued":
      return ground.botRoles.has(target);
    case "mount-changed":
      return [ground.kvMount, `${ground.kvBase}-pending`, "pending"].includes(target);
    case "auth-changed":
      return [ground.approleMount, `${ground.approleMount}/tune`].includes(target);
    case "audit-changed":
      return target === ground.auditDevice;
    case "signing-keys-changed":
      return true;
    default:
      return false;
  }
}

function counter() {
  const counts = new Map<string, number>();
  return { counts, add: (name: string) => void counts.set(name, (counts.get(name) ?? 0) + 1) };
}
