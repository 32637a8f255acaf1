import { describe, expect, it } from "vitest";
import type { CollectOrphansContext, FoundOrphan } from "../../src/domain/operation.ts";
import { collectSecretIds } from "../../src/operations/rotate/collect-orphans.ts";
import type { SecretIdInfo } from "../../src/ports/app-roles.ts";
import { aLedger, aLedgerEntry, hour, noon, requestId } from "../support/builders.ts";
import { portsWith } from "../support/ports-that-fail.ts";
import { aRole, aSecretId, roles } from "./a-role.ts";

const day = 24 * hour;
const issued = (accessor: string, generation: number, createdAtMs: number): SecretIdInfo =>
  aSecretId(accessor, { createdAtMs, metadata: { request: requestId, generation: String(generation) } });
const [leftover, serving] = [issued("leftover", 1, noon - hour), issued("serving", 2, noon)];
const ledger = aLedger({
  current: aLedgerEntry("serving", { generation: 2, deliveredAtMs: noon }),
  delivered: { "acme/x · DB": noon + 1_000 },
});

interface Sweep {
  readonly live?: readonly SecretIdInfo[];
  readonly known?: typeof ledger;
  readonly state?: string | undefined;
  readonly updatedAtMs?: number;
  readonly nowMs?: number;
}

async function swept({ live = [leftover, serving], known = ledger, updatedAtMs = noon + 1_000, ...more }: Sweep = {}) {
  const told: (string | undefined)[] = [];
  const destroyed: string[] = [];
  const context: CollectOrphansContext = {
    ports: portsWith({
      roles: roles(aRole({ overlapMs: day })),
      ledgers: { read: async () => known },
      destinations: { changed: async () => ({ updatedAtMs }) },
      appRoles: { live: async () => live, destroy: async (_, accessor) => void destroyed.push(accessor) },
    }),
    ...{ signal: new AbortController().signal, nowMs: noon + day, ...more },
    stateOf: async () => ("state" in more ? more.state : "succeeded"),
    whileLocked: async (_, body) => body(),
    report: async ({ action, details }: FoundOrphan) => void told.push(`${action} ${String(details["accessor"])}`),
  };
  await collectSecretIds(context);
  return { told, destroyed };
}

describe("T21 a SecretID that no label names", () => {
  it("ends once the overlap of what every destination holds is over, and is on the trail before", async () => {
    expect(await swept()).toEqual({ told: ["orphan.destroyed leftover"], destroyed: ["leftover"] });
  });

  it("lives through the overlap, as what was sent may arrive late, and nobody is told", async () => {
    expect(await swept({ nowMs: noon + day - 1 })).toEqual({ told: [], destroyed: [] });
  });

  it("is left alone while its request is open, and when nobody issued it for one", async () => {
    expect(await swept({ state: "running" })).toEqual({ told: [], destroyed: [] });
    expect(await swept({ live: [aSecretId("by-hand"), serving] })).toEqual({ told: [], destroyed: [] });
  });

  it.each<[string, Sweep]>([
    ["its request is unknown", { state: undefined }],
    ["what is in use is gone", { live: [leftover] }],
    ["what is in use is older", { live: [issued("leftover", 1, noon + 1), serving] }],
    ["a destination changed since", { updatedAtMs: noon + hour }],
    ["nothing was ever delivered", { known: aLedger(), live: [leftover] }],
  ])("is said and left when %s", async (_, sweep) => {
    expect(await swept(sweep)).toEqual({ told: ["orphan.found leftover"], destroyed: [] });
  });

  it("T12 is said and left when a ledger that fits calls a leftover the one in use, and it was never delivered", async () => {
    const held = issued("held", 1, noon - 2 * day);
    const never = issued("never", 2, noon - day);
    const forged = aLedger({
      current: aLedgerEntry("never", { generation: 2, deliveredAtMs: noon }),
      delivered: { "acme/x · DB": noon - 2 * day + 1_000 },
    });

    expect(await swept({ live: [held, never], known: forged, state: "failed", updatedAtMs: noon - 2 * day + 1_000 })).toEqual({
      told: ["orphan.found held"],
      destroyed: [],
    });
  });
});
