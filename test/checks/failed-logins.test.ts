import { describe, expect, it } from "vitest";
import { failedLogins } from "../../src/checks/failed-logins.ts";
import { NotFoundError } from "../../src/domain/errors.ts";
import type { Suspect } from "../../src/domain/refused-login.ts";
import { say } from "../../src/domain/sentence.ts";
import { aRole, roles } from "../operations/a-role.ts";
import { noon } from "../support/builders.ts";
import { checkPorts } from "../support/check-ports.ts";
import { lookWith } from "./looking.ts";

const suspect: Suspect = {
  ...{ saltSinceMs: null, which: "retired", request: "req_0123456789", generation: "4", mark: "0a1b2c3d" },
  ...{ addresses: ["10.0.0.5"], count: 7, sinceMs: noon },
};
const world = (known: ReadonlyMap<string, readonly Suspect[]> | undefined) => ({
  roles: roles(aRole()),
  platform: { ...checkPorts().platform, roles: ["profinaut-kafka"] },
  refusedLogins: {
    of: async (asked: readonly string[]) => (asked.join() === "profinaut-db,profinaut-kafka" ? known : new Map()),
  },
});

describe("failed logins", () => {
  it("are none where nobody was refused, and where no log is configured: that is said as a limit", async () => {
    expect(await lookWith(failedLogins, world(new Map([["profinaut-db", []]])))).toEqual([]);
    expect(await lookWith(failedLogins, world(undefined))).toEqual([]);
    expect(failedLogins.limits?.key).toBe("login.limits");
  });

  it("are an alarm with role, SecretID, address, count, and where the new one is", async () => {
    expect(await lookWith(failedLogins, world(new Map([["profinaut-db", [suspect]]])))).toMatchObject([
      {
        about: "failed-logins/profinaut-db/0a1b2c3d",
        severity: "alarm",
        what: {
          key: "login.refused",
          params: {
            role: "profinaut-db",
            which: { key: "login.retired", params: { request: "req_0123456789", generation: "4" } },
            addresses: ["10.0.0.5"],
            count: 7,
            sinceMs: noon,
          },
        },
        mend: {
          key: "login.mend",
          params: { addresses: ["10.0.0.5"], destinations: expect.arrayContaining([expect.any(String)]) },
        },
      },
    ]);
  });

  it("of a role that is only declared are to be mended by hand", async () => {
    expect(await lookWith(failedLogins, world(new Map([["profinaut-kafka", [suspect]]])))).toMatchObject([
      { about: "failed-logins/profinaut-kafka/0a1b2c3d", mend: { key: "login.mend-by-hand" } },
    ]);
  });

  it("are not known when the log cannot be read", async () => {
    const unreadable = new NotFoundError("login.log-unreadable", say("login.log-unreadable", { path: "/x", reason: "EACCES" }));

    await expect(
      lookWith(failedLogins, { ...world(undefined), refusedLogins: { of: () => Promise.reject(unreadable) } }),
    ).rejects.toBe(unreadable);
  });
});
