import { isBootstrap } from "./bootstrap-act.ts";
import { createExplainer } from "./explained.ts";
import { createLogSalts, isTrial, type Stretch } from "./log-salts.ts";
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
  /** What the bot did with SecretIDs where the log has another salt, so that accessors could not be compared; one for each such salt. */
  readonly otherSalts: readonly OtherSalt[];
}

export interface OtherSalt {
  readonly count: number;
  readonly fromMs: number;
  readonly toMs: number;
}

export interface VaultDiffOptions {
  readonly ground: VaultGround;
  readonly trail: Pick<TrailIndex, "asked" | "swept" | "clocks">;
  readonly skewMs: number;
  /** What is of other times is counted, and not compared. */
  readonly sinceMs: number;
  readonly untilMs: number;
  readonly namespace: string;
  /** Accessors of the trail by the hash that the log has of them; `undefined`: they are not compared. */
  readonly accessorOf: ReadonlyMap<string, string> | undefined;
}

export interface VaultDiff {
  /** Another file begins. */
  nextFile(): void;
  /** In the order of the log. */
  record(record: VaultRecord): void;
  end(): DiffReport;
}

export const mostKept = 1_000;

interface Told {
  readonly record: VaultRecord;
  readonly act: Act;
  readonly stretch: Stretch;
}

/** The bot's own looking, and what comes and goes with requests that were never recorded. */
const routine = new Set<ActKind>(["secret-id-looked-up", "waiting-put", "waiting-removed", "signing-key-read", "anchor-changed"]);

/** Joins what Vault did with what people approved. Keeps what nobody explains, and counts the rest. */
export function createVaultDiff(options: VaultDiffOptions): VaultDiff {
  const { ground, trail, skewMs, sinceMs, untilMs, namespace, accessorOf } = options;
  const explain = createExplainer({ trail, skewMs });
  const waiting = new Map<string, Told>();
  /** By Vault's id of the request: the line of each audit device that tells of it. */
  const aboutSecretIds = new Map<string, Told[]>();
  const seen = new Set<string>();
  const [findings, bootstrap]: [Finding[], Finding[]] = [[], []];
  const [explained, valueReads, denied, botLogins] = [counter(), counter(), counter(), counter()];
  let [records, outside, otherNamespace, onGround, found, bootstrapFound] = [0, 0, 0, 0, 0, 0];
  let [swept, botLooks, probes, rootLooks, known, unknown] = [0, 0, 0, 0, 0, 0];
  let [fromMs, toMs]: [number | undefined, number | undefined] = [undefined, undefined];
  const loginMount = ground.approleMount.replaceAll("/", "-");
  const loginPath = `auth/${ground.approleMount}/login`;
  const salts = createLogSalts({ login: (record) => record.path === loginPath && record.namespace === namespace });

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
      if (path === loginPath) botLogins.add(`${role} ${caller.remoteAddress}`);
    } else if (isRoot(caller)) rootLooks += 1;
  };

  const finderOf =
    (record: VaultRecord, act: Act) =>
    (because: Because): void => {
      const { caller, atMs, operation, path } = record;
      const finding = { ...act, atMs, operation, path, caller, because, isUnanswered: !record.isAnswer };
      if ((because === "past-the-bot" || because === "root") && isBootstrap(finding, ground)) {
        bootstrapFound += 1;
        if (bootstrap.length < mostKept) bootstrap.push(finding);
        return;
      }
      found += 1;
      if (findings.length < mostKept) findings.push(finding);
    };

  const judge = (told: Told): void => {
    const { record, act } = told;
    const { caller } = record;
    const role = roleOf(caller);
    const find = finderOf(record, act);
    if (role !== undefined && ground.botRoles.has(role)) {
      if (routine.has(act.kind)) botLooks += 1;
      // Only at the end of the log is it known which salt a part of it has.
      else if (accessorOf !== undefined && isAboutSecretId(act)) aboutSecretIds.set(record.requestId, [told]);
      else judgeBot(record, act, undefined);
    } else if (role !== undefined && ground.platformRoles.has(role)) {
      if (act.kind === "value-read") valueReads.add(role);
      else find("platform-role");
    } else if (isRoot(caller)) find("root");
    else if (act.kind !== "other-changed") find("past-the-bot");
  };

  const judgeBot = (record: VaultRecord, act: Act, accessor: string | null | undefined): void => {
    const find = finderOf(record, act);
    const explanation = explain({ ...act, atMs: record.atMs, accessor });
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

  /** Accessors are compared where the salt is the asked device's: one of them is known there, or it is the newest and none is known at all. */
  const judgeSecretIds = (known: ReadonlyMap<string, string>): readonly OtherSalt[] => {
    const saltOf = salts.salts();
    const acts = [...aboutSecretIds.values()].map((lines) => lines.map((told) => ({ ...told, salt: saltOf.get(told.stretch) })));
    const compared = new Set(acts.flat().flatMap(({ record, salt }) => (known.has(record.accessorHash ?? "") ? [salt] : [])));
    if (compared.size === 0) compared.add([...saltOf.values()].at(-1));
    const others = new Map<number | undefined, OtherSalt>();
    // Of several devices, the one that was asked.
    const asked = acts.flatMap((lines) => [...lines.filter(({ salt }) => compared.has(salt)), ...lines].slice(0, 1));
    for (const { record, act, salt } of asked) {
      const { accessorHash = "", atMs } = record;
      if (compared.has(salt)) judgeBot(record, act, known.get(accessorHash) ?? null);
      else {
        judgeBot(record, act, undefined);
        const { count, fromMs } = others.get(salt) ?? { count: 0, fromMs: atMs };
        others.set(salt, { count: count + 1, fromMs, toMs: atMs });
      }
    }
    return [...others.values()];
  };

  const take = (record: VaultRecord, stretch: Stretch): void => {
    if (isTrial(record)) return;
    const act = actOf(record, ground);
    if (record.outcome === "denied") {
      if (record.isAnswer) denied.add(nameOf(record.caller, roleOf(record.caller)));
      waiting.delete(record.requestId);
      return;
    }
    if (!record.isAnswer) {
      if (act !== undefined && !seen.has(record.requestId)) waiting.set(record.requestId, { record, act, stretch });
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
    if (seen.has(record.requestId)) {
      aboutSecretIds.get(record.requestId)?.push({ record, act, stretch });
      return;
    }
    seen.add(record.requestId);
    judge({ record, act, stretch });
  };

  return {
    nextFile: salts.nextFile,
    record(record) {
      records += 1;
      const stretch = salts.follow(record);
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
      take(record, stretch);
    },
    end() {
      for (const told of waiting.values()) judge(told);
      waiting.clear();
      const otherSalts = accessorOf === undefined ? [] : judgeSecretIds(accessorOf);
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
        otherSalts,
      };
    },
  };
}

const isAboutSecretId = ({ kind }: Act): boolean => kind === "secret-id-issued" || kind === "secret-id-destroyed";

/** What a caller is called, as far as the log says. */
export const nameOf = ({ displayName, policies }: VaultCaller, role: string | undefined): string =>
  role ?? (displayName || (policies.includes("root") ? "root" : "?"));

function counter() {
  const counts = new Map<string, number>();
  return { counts, add: (name: string) => void counts.set(name, (counts.get(name) ?? 0) + 1) };
}
