import { describe, expect, it } from "vitest";
import { secretIds } from "../../src/checks/secret-ids.ts";
import { NotFoundError } from "../../src/domain/errors.ts";
import { say } from "../../src/domain/sentence.ts";
import type { SecretIdInfo } from "../../src/ports/app-roles.ts";
import { upstream } from "../app/a-bot.ts";
import { aRole, aSecretId, roles } from "../operations/a-role.ts";
import { hour, noon } from "../support/builders.ts";
import { checkPorts } from "../support/check-ports.ts";
import { portsWith } from "../support/ports-that-fail.ts";
import { aboutOf, lookWith } from "./looking.ts";

const year = 365 * 24 * hour;
const young = aSecretId("young", { createdAtMs: noon - year });
const old = aSecretId("old", { createdAtMs: noon - year - 1 });
const endless = aSecretId("endless", { expiresAtMs: null });

/** `profinaut-db` is configured; what else there is, is only declared. */
const vault = (live: { readonly [role: string]: readonly SecretIdInfo[] | Error }) => ({
  roles: roles(aRole()),
  platform: { ...checkPorts().platform, roles: Object.keys(live) },
  appRoles: portsWith({
    appRoles: {
      live: async (role) => {
        const found = live[role] ?? [];
        if (found instanceof Error) throw found;
        return found;
      },
    },
  }).appRoles,
});

describe("SecretIDs", () => {
  it("are in order up to a year of age", async () => {
    expect(await lookWith(secretIds, vault({ "profinaut-db": [young], "profinaut-kafka": [] }))).toEqual([]);
  });

  it("are found when old or without an end, with a button that rotates", async () => {
    const findings = await lookWith(secretIds, vault({ "profinaut-db": [young, old, endless] }));

    expect(aboutOf(findings)).toEqual(["secret-ids/profinaut-db/never", "secret-ids/profinaut-db/old"]);
    expect(findings[1]?.what).toEqual(say("checked.secret-ids.old", { role: "profinaut-db", count: 1, ageMs: year + 1 }));
    for (const { action } of findings) expect(action?.command).toBe("rotate profinaut-db weekly check");
  });

  it("of an AppRole that nobody configured are found too, with what to do by hand", async () => {
    const [finding] = await lookWith(secretIds, vault({ "profinaut-staging-db": [endless] }));

    expect(finding?.mend.key).toBe("checked.secret-ids.by-hand");
    expect(finding?.action).toBeUndefined();
  });

  it("that cannot be looked at are said, and hide no other; what is only declared and missing is not theirs to say", async () => {
    const missing = new NotFoundError("vault.role-unknown", say("vault.role-unknown", { role: "x" }));
    const denied = upstream({ retryable: false, status: 403 });

    const findings = await lookWith(
      secretIds,
      vault({ "profinaut-db": missing, "profinaut-kafka": denied, "profinaut-old": missing, "profinaut-x": [old] }),
    );

    expect(aboutOf(findings)).toEqual([
      "secret-ids/profinaut-db/unseen",
      "secret-ids/profinaut-kafka/unseen",
      "secret-ids/profinaut-x/old",
    ]);
  });

  it.each([
    ["Vault is sealed", upstream()],
    ["a mistake of ours", new TypeError("odd")],
  ])("are not known when %s", async (_, error) => {
    await expect(lookWith(secretIds, vault({ "profinaut-db": error }))).rejects.toBe(error);
  });
});
