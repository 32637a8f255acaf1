import { describe, expect, it } from "vitest";
import { ConfigError } from "../../src/configuration/config-error.ts";
import { type AppError, NotAllowedError, NotFoundError, UpstreamError } from "../../src/domain/errors.ts";
import { say } from "../../src/domain/sentence.ts";
import type { Directory } from "../../src/ports/directory.ts";
import { checkConfigured } from "../../src/wiring/startup-checks.ts";
import { alice } from "../support/builders.ts";
import { configured, smallest } from "./a-folder.ts";
import { inWords } from "./in-words.ts";

const file = `${smallest.replace("users: [U0AAAAAAAAA]", "users: [U0AAAAAAAAA, U0BBBBBBBBB]")}roles:
  profinaut-db:
    secretIdTtl: 90d
    overlap: 24h
    deliverTo: [{ github: repository, secret: DB }]
    approval: { approvers: { group: S0123456789 } }
  profinaut-kafka:
    secretIdTtl: 90d
    overlap: 24h
    deliverTo: [{ github: repository, secret: KAFKA }]
workflows:
  release: { file: release.yml, approval: { approvers: { users: [U0CCCCCCCCC] } } }
`;
const sealed = new UpstreamError("vault.sealed", say("vault.sealed", {}), { service: "vault", effect: "none", retryable: true });
const deactivated = new NotAllowedError("directory.deactivated", say("directory.deactivated", {}));

/** Checks the file above in a world where `fails` says what does not exist, or cannot be asked. */
async function check(fails: { readonly [what: string]: AppError | Error } = {}) {
  const asked: string[] = [];
  const warned: unknown[] = [];
  const look = (what: string): void => {
    asked.push(what);
    if (fails[what] !== undefined) throw fails[what];
  };
  const directory: Directory = {
    actor: async (userId) => {
      look(userId);
      return { ...alice, userId, name: userId, email: `${userId}@example.com` };
    },
    approvers: async ({ approvers }) => {
      if ("users" in approvers) return new Set(approvers.users);
      look(approvers.group);
      return new Set(["U0GROUP"]);
    },
  };
  const config = configured({ file });
  const outcome = await checkConfigured({
    config: { ...config, slack: { ...config.slack, people: new Map([["U0PERSON", "alice"]]) } },
    directory,
    appRoles: {
      role: async (role) => {
        look(role);
        throw sealed;
      },
    },
    log: { info: () => {}, error: () => {}, warn: (fields) => void warned.push(fields) },
  }).catch((error: unknown) => error);
  return { asked, outcome, warned: warned.filter((fields) => !JSON.stringify(fields).includes("vault.sealed")) };
}

describe("what the configuration names and the world does not have", () => {
  it("is looked for at start: every policy's approvers, people and roles", async () => {
    const { asked, outcome, warned } = await check();

    expect(asked).toEqual([
      ...["U0AAAAAAAAA", "U0BBBBBBBBB", "S0123456789", "U0GROUP", "U0CCCCCCCCC"],
      ...["U0PERSON", "profinaut-db", "profinaut-kafka"],
    ]);
    expect([outcome, warned]).toEqual([undefined, []]);
  });

  it("is said and does not keep the bot from starting: one who left, a group, a workflow's approver, a person, a role", async () => {
    const { outcome, warned } = await check({
      U0AAAAAAAAA: deactivated,
      S0123456789: new NotFoundError("directory.group-unknown", say("directory.group-unknown", { group: "S0123456789" })),
      U0CCCCCCCCC: deactivated,
      U0PERSON: new NotAllowedError("directory.unknown", say("directory.unknown", {})),
      "profinaut-db": new NotFoundError("vault.role-unknown", say("vault.role-unknown", { role: "profinaut-db" })),
    });

    expect(outcome).toBeUndefined();
    expect(warned).toEqual([
      { what: "approval: approver U0AAAAAAAAA", code: "directory.deactivated" },
      { what: "roles.profinaut-db.approval", required: 1, left: 0, code: "directory.group-unknown" },
      { what: "workflows.release.approval: approver U0CCCCCCCCC", code: "directory.deactivated" },
      { what: "workflows.release.approval", required: 1, left: 0, code: "approval.nobody-left" },
      { what: "slack.people U0PERSON", code: "directory.unknown" },
      { what: "roles.profinaut-db", code: "vault.role-unknown" },
    ]);
  });

  it("keeps it from starting where nothing could be approved any more, and is named", async () => {
    const { outcome } = await check({ U0AAAAAAAAA: deactivated, U0BBBBBBBBB: deactivated });

    expect(outcome).toBeInstanceOf(ConfigError);
    expect(outcome instanceof ConfigError && inWords(outcome)).toEqual([
      expect.stringMatching(/^approval: Nobody could approve.*0 are left.*U0AAAAAAAAA/),
    ]);
  });

  it("is no mistake while it cannot be asked", async () => {
    const { outcome } = await check({ U0AAAAAAAAA: sealed, S0123456789: sealed });

    expect(outcome).toBeUndefined();
  });

  it("does not hide a mistake of ours", async () => {
    const { outcome } = await check({ U0PERSON: new TypeError("odd") });

    expect(outcome).toMatchObject({ message: "odd" });
  });
});
