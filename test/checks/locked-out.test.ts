import { describe, expect, it } from "vitest";
import { lockedOut } from "../../src/checks/locked-out.ts";
import type { Lockout } from "../../src/ports/lockouts.ts";
import { upstream } from "../app/a-bot.ts";
import { aRole, roles } from "../operations/a-role.ts";
import { portsWith } from "../support/ports-that-fail.ts";
import { lookWith } from "./looking.ts";

const vault = (list: () => Promise<readonly Lockout[]>) => ({
  roles: roles(aRole()),
  lockouts: { ...portsWith().lockouts, list },
});

describe("a role that is locked out", () => {
  it("is none while Vault lists nobody", async () => {
    expect(
      await lookWith(
        lockedOut,
        vault(async () => []),
      ),
    ).toEqual([]);
  });

  it("is an alarm with a button that asks for the unlock", async () => {
    const findings = await lookWith(
      lockedOut,
      vault(async () => [{ role: "profinaut-db", ending: "ab12" }]),
    );

    expect(findings).toMatchObject([
      {
        about: "locked-out/profinaut-db/ab12",
        severity: "alarm",
        what: { key: "lockout.locked", params: { role: "profinaut-db", ending: "ab12" } },
        mend: { key: "lockout.mend" },
        action: { command: "unlock profinaut-db", reason: { key: "lockout.reason" } },
      },
    ]);
  });

  it.each<readonly [what: string, lockout: Lockout, key: string, about: string]>([
    ["that is not configured", { role: "somebody-elses", ending: "ab12" }, "lockout.locked", "locked-out/somebody-elses/ab12"],
    ["without a known name", { role: undefined, ending: "ab12" }, "lockout.locked-unnamed", "locked-out/?/ab12"],
  ])("%s is an alarm too, to be mended by hand", async (_, lockout, key, about) => {
    const findings = await lookWith(
      lockedOut,
      vault(async () => [lockout]),
    );

    expect(findings).toMatchObject([{ about, severity: "alarm", what: { key }, mend: { key: "lockout.mend-by-hand" } }]);
    expect(findings[0]).not.toHaveProperty("action");
  });

  it("is not known when Vault fails", async () => {
    await expect(
      lookWith(
        lockedOut,
        vault(() => Promise.reject(upstream())),
      ),
    ).rejects.toMatchObject({ service: "vault" });
  });
});
