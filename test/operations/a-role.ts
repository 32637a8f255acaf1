import type { AppRole, SecretIdInfo } from "../../src/ports/app-roles.ts";
import type { RoleSettings } from "../../src/ports/role-settings.ts";
import { hour, noon, requestId } from "../support/builders.ts";

const day = 24 * hour;

/** A role as the configuration knows it. */
export const aRole = (changes: Partial<RoleSettings> = {}): RoleSettings => ({
  role: "profinaut-db",
  secretIdTtlMs: 90 * day,
  overlapMs: day,
  rotateEveryMs: 7 * day,
  deliverTo: [{ github: "repository", repository: "acme/x", secret: "DB" }],
  approval: {},
  ...changes,
});

export const roles = (...all: readonly RoleSettings[]): ReadonlyMap<string, RoleSettings> =>
  new Map(all.map((settings) => [settings.role, settings]));

/** A role as Vault knows it. */
export const anAppRole = (changes: Partial<AppRole> = {}): AppRole => ({
  role: "profinaut-db",
  policies: ["profinaut-db"],
  secretIdTtlS: (365 * day) / 1000,
  secretIdNumUses: 0,
  bindSecretId: true,
  secretIdBoundCidrs: [],
  tokenBoundCidrs: [],
  tokenTtlS: 1200,
  tokenMaxTtlS: 14400,
  mountMaxTtlS: (366 * day) / 1000,
  ...changes,
});

/** The tag of what `requestId` issued, as `aLedgerEntry` remembers it. */
export const tagged = (generation = 1): Pick<SecretIdInfo, "metadata"> => ({
  metadata: { request: requestId, generation: String(generation) },
});

export const aSecretId = (accessor: string, changes: Partial<SecretIdInfo> = {}): SecretIdInfo => ({
  accessor,
  createdAtMs: noon - day,
  expiresAtMs: noon + 30 * day,
  usesLeft: null,
  metadata: {},
  ...changes,
});
