import { describe, expect, it } from "vitest";
import { checks } from "../../src/checks/index.ts";
import { seal } from "../../src/checks/seal.ts";
import type { VaultCondition } from "../../src/ports/vault-health.ts";
import { noon } from "../support/builders.ts";
import { watchPorts } from "../support/watch-ports.ts";

const look = (state: VaultCondition["state"], remembered?: string) =>
  seal.look({
    ports: watchPorts({ vault: { health: async () => ({ state }) } }),
    nowMs: noon,
    signal: new AbortController().signal,
    remembered,
  });

describe("the seal", () => {
  it.each(["ready", "standby"] as const)("is in order when Vault is %s", async (state) => {
    expect(await look(state)).toEqual({ findings: [], remember: state });
  });

  it.each(["sealed", "uninitialised"] as const)("is an alarm at once when Vault is %s", async (state) => {
    const { findings } = await look(state);

    expect(findings).toMatchObject([{ about: `seal/${state}`, severity: "alarm", what: { key: `seal.${state}` } }]);
  });

  it("is an alarm when Vault does not answer twice in a row, within a minute", async () => {
    const [first, second] = [await look("unreachable", "ready"), await look("unreachable", "unreachable")];

    expect([first.findings.length, second.findings.map(({ about }) => about)]).toEqual([0, ["seal/unreachable"]]);
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
