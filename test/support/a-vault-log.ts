import type { AuditAction, AuditEntry } from "../../src/domain/audit.ts";
import type { Json } from "../../src/domain/json.ts";
import { createTrailIndex, type TrailIndex } from "../../src/domain/trail-index.ts";
import type { VaultGround } from "../../src/domain/vault-act.ts";
import { createVaultDiff, type DiffReport, type VaultDiffOptions } from "../../src/domain/vault-diff.ts";
import type { VaultCaller, VaultRecord } from "../../src/domain/vault-record.ts";
import { noon } from "./builders.ts";

export const ground: VaultGround = {
  kvMount: "secret",
  kvBase: "profinaut",
  approleMount: "approle",
  botRoles: new Set(["profinaut-bot", "profinaut-bot-ingress", "profinaut-bot-worker"]),
  platformRoles: new Set(["profinaut-db", "profinaut-kafka", "profinaut-readonly"]),
  exchanges: new Set(["binance"]),
  policies: new Set(["profinaut-db", "profinaut-bot-worker"]),
  auditDevice: "file",
};

const caller = (changes: Partial<VaultCaller>): VaultCaller => ({
  ...{ displayName: "approle", roleName: undefined, entityId: "e1", policies: [], remoteAddress: "10.0.0.1" },
  ...changes,
});
export const bot = caller({ roleName: "profinaut-bot" });
export const service = (roleName: string): VaultCaller => caller({ roleName });
export const root = caller({ displayName: "root", policies: ["root"] });
export const mallory = caller({ displayName: "token-mallory", policies: ["thief"] });

let made = 0;

/** An answer that Vault gave to the bot, five seconds after noon. */
export function aRecord(operation: string, path: string, changes: Partial<VaultRecord> = {}): VaultRecord {
  made += 1;
  return {
    ...{ requestId: `r${made}`, isAnswer: true, atMs: noon + 5_000, operation, path, namespace: "", outcome: "done" },
    ...{ caller: bot, accessorHash: undefined, tokenPolicies: [], login: undefined },
    ...changes,
  };
}

/** `[action, seconds after noon, details]` of one request. */
export type Told = readonly [action: AuditAction, atS: number, details?: { readonly [name: string]: Json }];

/** What the trail says of requests that each did these things. */
export function aTrailOf(requests: { readonly [id: string]: readonly Told[] }): TrailIndex {
  const index = createTrailIndex();
  const all = Object.entries(requests).flatMap(([id, told]) => told.map((each) => [id, each] as const));
  for (const [request, [action, atS, details = {}]] of all.sort(([, a], [, b]) => a[1] - b[1])) {
    const entry: AuditEntry = {
      ...{ seq: 1, actor: "bot:worker", prevHash: "", hash: "" },
      ...{ atMs: noon + atS * 1_000, action, details, request: request === "" ? null : request },
    };
    index.add(entry);
  }
  return index;
}

/** A request that was approved and ran from one second after noon until ten. */
export const ran = (command: string, ...more: readonly Told[]): readonly Told[] => [
  ["request.submitted", 0, { command }],
  ["request.approved", 1],
  ["run.started", 1],
  ...more,
  ["run.succeeded", 10],
];

/** What a comparison of these records says. */
export function diffOf(
  records: readonly VaultRecord[],
  requests: { readonly [id: string]: readonly Told[] } = {},
  options: Partial<VaultDiffOptions> = {},
): DiffReport {
  const diff = createVaultDiff({
    ...{ ground, trail: aTrailOf(requests), skewMs: 0, namespace: "", accessorOf: undefined },
    ...{ sinceMs: Number.NEGATIVE_INFINITY, untilMs: Number.POSITIVE_INFINITY },
    ...options,
  });
  for (const record of records) diff.record(record);
  return diff.end();
}
