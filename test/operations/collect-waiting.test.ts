import { describe, expect, it } from "vitest";
import { collectWaiting } from "../../src/operations/register/collect-waiting.ts";
import { noon } from "../support/builders.ts";
import { portsWith } from "../support/ports-that-fail.ts";

const minute = 60_000;
/** What else is tidied with. */
const unused = { whileLocked: async () => {}, report: async () => {} };

describe("a value whose request is not there", () => {
  it.each<[string, { readonly ageMs: number; readonly vaultAheadMs: number; readonly isRemoved: boolean }]>([
    ["stays while it is young", { ageMs: minute, vaultAheadMs: 0, isRemoved: false }],
    ["goes when it is old", { ageMs: 11 * minute, vaultAheadMs: 0, isRemoved: true }],
    ["stays while it is young and Vault's clock is behind", { ageMs: minute, vaultAheadMs: -60 * minute, isRemoved: false }],
    ["goes when it is old and Vault's clock is ahead", { ageMs: 11 * minute, vaultAheadMs: 60 * minute, isRemoved: true }],
  ])("%s", async (_, { ageMs, vaultAheadMs, isRemoved }) => {
    const removed: string[] = [];
    const ports = portsWith({
      vaultClock: { aheadMs: () => vaultAheadMs },
      waiting: {
        read: async () => undefined,
        list: async () => [{ requestId: "req_1", sinceMs: noon + vaultAheadMs - ageMs }],
        remove: async (id) => void removed.push(id),
      },
    });

    await collectWaiting({ ports, signal: new AbortController().signal, nowMs: noon, stateOf: async () => undefined, ...unused });

    expect(removed).toEqual(isRemoved ? ["req_1"] : []);
  });
});
