import { describe, expect, it } from "vitest";
import { lockedOut } from "../../src/checks/locked-out.ts";
import { NotFoundError } from "../../src/domain/errors.ts";
import type { Suspect } from "../../src/domain/refused-login.ts";
import { say } from "../../src/domain/sentence.ts";
import type { Lockout } from "../../src/ports/lockouts.ts";
import type { RefusedLogins } from "../../src/ports/refused-logins.ts";
import { upstream } from "../app/a-bot.ts";
import { aRole, roles } from "../operations/a-role.ts";
import { portsWith } from "../support/ports-that-fail.ts";
import { lookWith } from "./looking.ts";

const vault = (list: () => Promise<readonly Lockout[]>, of: RefusedLogins["of"] = async () => undefined) => ({
  refusedLogins: { of },
  roles: roles(aRole()),
  lockouts: { ...portsWith().lockouts, list },
});

const locked = async (): Promise<readonly Lockout[]> => [{ role: "profinaut-db", ending: "ab12" }];

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
        mend: { key: "lockout.mend", params: { cause: { key: "lockout.cause-unknown" } } },
        action: { command: "unlock profinaut-db", reason: { key: "lockout.reason" } },
      },
    ]);
  });

  it("is told with whoever probably caused it, where Vault's log tells", async () => {
    const suspect: Suspect = {
      ...{ saltSinceMs: null, which: "retired", request: "req_0123456789", generation: "4", mark: "0a1b2c3d" },
      ...{ addresses: ["10.0.0.5"], count: 7, sinceMs: 0 },
    };
    const known = async () => new Map([["profinaut-db", [suspect]]]);

    expect(await lookWith(lockedOut, vault(locked, known))).toMatchObject([
      { mend: { params: { cause: { key: "lockout.cause", params: { addresses: ["10.0.0.5"] } } } } },
    ]);
  });

  it("is told without that where the log cannot be read; what else fails is no answer", async () => {
    const unreadable = new NotFoundError("login.log-unreadable", say("login.log-unreadable", { path: "/x", reason: "EACCES" }));

    expect(
      await lookWith(
        lockedOut,
        vault(locked, () => Promise.reject(unreadable)),
      ),
    ).toMatchObject([{ mend: { params: { cause: { key: "lockout.cause-unknown" } } } }]);
    await expect(
      lookWith(
        lockedOut,
        vault(locked, () => Promise.reject(upstream())),
      ),
    ).rejects.toThrow();
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
