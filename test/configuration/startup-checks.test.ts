import { describe, expect, it } from "vitest";
import { ConfigError } from "../../src/configuration/config-error.ts";
import { type AppError, NotAllowedError, NotFoundError, UpstreamError } from "../../src/domain/errors.ts";
import { say } from "../../src/domain/sentence.ts";
import type { Directory } from "../../src/ports/directory.ts";
import { createSpeakers } from "../../src/slack/locale/speaker.ts";
import { checkConfigured } from "../../src/startup-checks.ts";
import { alice } from "../support/builders.ts";
import { configured, smallest } from "./a-folder.ts";

const file = `${smallest}roles:
  profinaut-db:
    secretIdTtl: 90d
    overlap: 24h
    deliverTo: [{ github: repository, secret: DB }]
    approval: { approvers: { group: S0123456789 } }
  profinaut-kafka:
    secretIdTtl: 90d
    overlap: 24h
    deliverTo: [{ github: repository, secret: KAFKA }]
`;
const sealed = new UpstreamError("vault.sealed", say("vault.sealed", {}), { service: "vault", effect: "none", retryable: true });

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
      return alice;
    },
    approvers: async ({ approvers }) => {
      look("group" in approvers ? approvers.group : "users");
      return new Set();
    },
  };
  const outcome = await checkConfigured({
    config: configured({ file }),
    directory,
    appRoles: {
      role: async (role) => {
        look(role);
        throw new Error("whatever it says, it is there");
      },
    },
    inWords: createSpeakers("UTC").en.plain,
    log: { info: () => {}, error: () => {}, warn: (fields) => void warned.push(fields) },
  }).catch((error: unknown) => error);
  return { asked, warned, outcome };
}

describe("what the configuration names and the world does not have", () => {
  it("is looked for at start: approvers, groups and roles", async () => {
    const { asked } = await check({ "profinaut-db": sealed, "profinaut-kafka": sealed });

    expect(asked).toEqual(["U0AAAAAAAAA", "S0123456789", "profinaut-db", "profinaut-kafka"]);
  });

  it("is said all at once, with what to mend", async () => {
    const { outcome } = await check({
      U0AAAAAAAAA: new NotAllowedError("directory.unknown", say("directory.unknown", {})),
      S0123456789: new NotFoundError("directory.group-unknown", say("directory.group-unknown", { group: "S0123456789" })),
      "profinaut-db": new NotFoundError("vault.role-unknown", say("vault.role-unknown", { role: "profinaut-db" })),
      "profinaut-kafka": sealed,
    });

    expect(outcome).toBeInstanceOf(ConfigError);
    expect(outcome).toMatchObject({
      mistakes: [
        expect.stringMatching(/^approver U0AAAAAAAAA: Slack does not know this account/),
        expect.stringMatching(/^approvers' group S0123456789: .*approval\.approvers/),
        expect.stringMatching(/^roles\.profinaut-db: Vault has no AppRole profinaut-db/),
      ],
    });
  });

  it("is no mistake while it cannot be asked: Vault sealed, Slack slow", async () => {
    const { outcome, warned } = await check({ U0AAAAAAAAA: sealed, "profinaut-db": sealed, "profinaut-kafka": sealed });

    expect(outcome).toBeUndefined();
    expect(warned).toEqual([
      { what: "approver U0AAAAAAAAA", code: "vault.sealed" },
      { what: "roles.profinaut-db", code: "vault.sealed" },
      { what: "roles.profinaut-kafka", code: "vault.sealed" },
    ]);
  });

  it("is a mistake when time does not help: Vault refuses us", async () => {
    const about = { service: "vault", effect: "none", retryable: false } as const;
    const denied = new UpstreamError("vault.denied", say("vault.denied", { path: "read" }), about);

    const { outcome } = await check({ "profinaut-db": denied, "profinaut-kafka": sealed });

    expect(outcome).toMatchObject({ mistakes: [expect.stringMatching(/^roles\.profinaut-db: Vault does not allow/)] });
  });

  it("does not hide a mistake of ours", async () => {
    const { outcome } = await check();

    expect(outcome).toMatchObject({ message: "whatever it says, it is there" });
  });
});
