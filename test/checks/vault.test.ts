import { describe, expect, it } from "vitest";
import { auditDevice } from "../../src/checks/audit-device.ts";
import { mounts } from "../../src/checks/mounts.ts";
import { rights } from "../../src/checks/rights.ts";
import { rootToken } from "../../src/checks/root-token.ts";
import type { Planned } from "../../src/domain/platform-plan.ts";
import type { Compared, VisiblePlatform } from "../../src/ports/visible-platform.ts";
import { upstream } from "../app/a-bot.ts";
import { checkPorts } from "../support/check-ports.ts";
import { aboutOf, lookWith } from "./looking.ts";

const vault = (given: Partial<VisiblePlatform>) => ({ platform: { ...checkPorts().platform, ...given } });

describe("the audit device", () => {
  it("is in order while it is on, and an alarm when it is off", async () => {
    expect(await lookWith(auditDevice, vault({ isAuditDeviceOn: async () => true }))).toEqual([]);
    expect(await lookWith(auditDevice, vault({ isAuditDeviceOn: async () => false }))).toMatchObject([
      { about: "audit-device/off", severity: "alarm" },
    ]);
  });
});

describe("a root token", () => {
  it.each([false, undefined])("is in order when nobody is making one (%s), and its limits are said", async (isBeing) => {
    expect(await lookWith(rootToken, vault({ isRootTokenBeingMade: async () => isBeing }))).toEqual([]);
    expect(rootToken.limits?.key).toBe("checked.root.limits");
  });

  it("is an alarm while somebody is making one", async () => {
    expect(await lookWith(rootToken, vault({ isRootTokenBeingMade: async () => true }))).toMatchObject([
      { about: "root-token/being-made", severity: "alarm" },
    ]);
  });
});

const thing = (kind: Planned["thing"]["kind"], name: string) => ({ kind, name, settings: {} });
const comparing = (compared: Partial<Compared>) => vault({ compare: async () => ({ different: [], unseen: [], ...compared }) });

describe.each([
  ["mounts", mounts, ["kv-mount", "approle-mount"]],
  ["rights", rights, ["policy", "app-role"]],
] as const)("%s", (name, check, kinds) => {
  it("are in order when they are as declared, and ask for nothing else", async () => {
    const asked: unknown[] = [];
    const compare: VisiblePlatform["compare"] = async (wanted) => {
      asked.push(wanted);
      return { different: [], unseen: [] };
    };

    expect(await lookWith(check, vault({ compare }))).toEqual([]);
    expect(asked).toEqual([kinds]);
  });

  it("are a warning for each difference, that names it and says what mends it", async () => {
    const [kind] = kinds;
    const different: readonly Planned[] = [
      { thing: thing(kind, "x"), action: "create", differences: [] },
      { thing: thing("app-role", "y"), action: "change", differences: [{ setting: "s", from: undefined, to: ["a", "b"] }] },
      { thing: thing("approle-mount", "z"), action: "change", differences: [{ setting: "t", from: 5, to: 6 }] },
      { thing: thing("policy", "p"), action: "change", differences: [{ setting: "policy", from: "made-up", to: "text" }] },
    ];

    const findings = await lookWith(check, comparing({ different }));

    expect(aboutOf(findings)[0]).toBe(`${name}/${kind}/x`);
    expect(findings.map(({ what }) => what.key)).toEqual([
      "checked.declared.missing",
      "checked.declared.different",
      "checked.declared.different",
      "checked.declared.policy-different",
    ]);
    expect(findings[1]?.what.params["settings"]).toEqual(["s — ≠ [a b]"]);
    expect(findings[2]?.what.params["settings"]).toEqual(["t 5 ≠ 6"]);
    expect(JSON.stringify(findings)).not.toContain("made-up");
    for (const { severity, mend } of findings) expect([severity, mend.key]).toEqual(["warning", "checked.declared.mend"]);
  });

  it("say what could not be compared", async () => {
    const findings = await lookWith(check, comparing({ unseen: [thing("policy", "profinaut-db")] }));

    expect(findings).toMatchObject([{ about: `${name}/unseen`, what: { params: { things: ["profinaut-db"] } } }]);
  });

  it("are not known when Vault fails", async () => {
    await expect(lookWith(check, vault({ compare: () => Promise.reject(upstream()) }))).rejects.toMatchObject({
      service: "vault",
    });
  });
});
