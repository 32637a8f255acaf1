import { describe, expect, it } from "vitest";
import { checks } from "../../src/checks/index.ts";
import { seal } from "../../src/checks/seal.ts";
import type { Json } from "../../src/domain/json.ts";
import type { VaultCondition } from "../../src/ports/vault-health.ts";
import { noon } from "../support/builders.ts";
import { checkPorts } from "../support/check-ports.ts";

const look = (state: VaultCondition["state"], remembered?: Json) =>
  seal.run({
    ports: checkPorts({ vault: { health: async () => ({ state }) } }),
    nowMs: noon,
    signal: new AbortController().signal,
    remembered,
  });

describe("the seal", () => {
  it.each(["ready", "standby"] as const)("is in order when Vault is %s", async (state) => {
    expect(await look(state)).toEqual({ findings: [], remember: state });
  });

  it("is an alarm when a standby knows of no active node for longer than an unclean stop explains, until it does", async () => {
    const found: number[] = [];
    let remembered: Json | undefined = "ready";
    for (const state of [...Array(6).fill("no-active-node"), "standby", "no-active-node"] as const) {
      const { findings, remember }: Awaited<ReturnType<typeof look>> = await look(state, remembered);
      found.push(findings.length);
      remembered = remember;
    }

    expect(found).toEqual([0, 0, 0, 1, 1, 1, 0, 0]);
    expect(3 * seal.everyMs).toBeGreaterThan(35_000);
    expect((await look("no-active-node", "no-active-node 3")).findings).toMatchObject([
      { about: "seal/no-active-node", severity: "alarm", what: { key: "seal.no-active-node" }, mend: { key: "seal.activate" } },
    ]);
  });

  it.each(["sealed", "uninitialised"] as const)("is an alarm at once when Vault is %s", async (state) => {
    const { findings } = await look(state);

    expect(findings).toMatchObject([{ about: `seal/${state}`, severity: "alarm", what: { key: `seal.${state}` } }]);
  });

  it("is an alarm when Vault does not answer twice in a row, within a minute", async () => {
    const first = await look("unreachable", "ready");
    const second = await look("unreachable", first.remember);

    expect([first.findings.length, second.findings.map(({ about }) => about)]).toEqual([0, ["seal/unreachable"]]);
    expect((await look("unreachable", "unreachable")).findings).toHaveLength(1);
    expect(2 * seal.everyMs).toBeLessThan(60_000);
  });
});

describe("the checks", () => {
  it("have names of their own", () => {
    const names = checks.map(({ name }) => name);

    expect(new Set(names).size).toBe(names.length);
    expect(names).toContain("seal");
  });
});
