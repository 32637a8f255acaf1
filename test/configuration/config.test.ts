import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { ConfigError } from "../../src/configuration/config-error.ts";
import { rotationSchedule } from "../../src/domain/schedule.ts";
import { loadConfig, type Part } from "../../src/wiring/config.ts";
import { anAppKey } from "./a-folder.ts";
import { inWords } from "./in-words.ts";

const folder = mkdtempSync(join(tmpdir(), "profinaut-config-"));
afterAll(() => rmSync(folder, { recursive: true }));

const example = readFileSync(new URL("../../profinaut.yml.example", import.meta.url), "utf8");

const write = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

const complete: NodeJS.ProcessEnv = {
  SLACK_BOT_TOKEN: "xoxb-test",
  SLACK_APP_TOKEN: "xapp-test",
  VAULT_ADDR: "https://vault.example:8200",
  VAULT_ROLE_ID: "role",
  VAULT_SECRET_ID: "secret",
  GITHUB_TOKEN: "token",
  REDIS_URL: "redis://127.0.0.1:6379",
};

const load = ({
  file = example,
  env = {},
  part,
}: {
  readonly file?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly part?: Part;
}) =>
  loadConfig({
    env: { ...complete, PROFINAUT_CONFIG: write("profinaut.yml", file), ...env },
    ...(part === undefined ? {} : { part }),
  });

/** What is said about a configuration that cannot be used. */
function mistakesOf(given: Parameters<typeof load>[0]): readonly string[] {
  try {
    load(given);
  } catch (error) {
    if (error instanceof ConfigError) return inWords(error);
    throw error;
  }
  return [];
}

describe("the example", () => {
  it("loads, with durations in milliseconds and destinations whole", () => {
    const config = load({});

    expect(config.channel).toBe("C0123456789");
    expect(config.approval).toEqual({
      approvers: { users: ["U0AAAAAAAAA", "U0BBBBBBBBB"] },
      required: 1,
      expiresAfterMs: 3_600_000,
    });
    expect(config.roles.get("profinaut-db")).toMatchObject({
      secretIdTtlMs: 90 * 86_400_000,
      overlapMs: 86_400_000,
      rotateEveryMs: 7 * 86_400_000,
      approval: { required: 2 },
      deliverTo: [
        { github: "repository", repository: "acme/profinaut", secret: "PROFINAUT_DB_VAULT_SECRET_ID" },
        { github: "environment", repository: "acme/platform", environment: "production", secret: "PROFINAUT_VAULT_SECRET_ID" },
      ],
    });
    expect(config.roles.get("profinaut-kafka")?.deliverTo).toEqual([
      { github: "organisation", organisation: "acme", secret: "PROFINAUT_KAFKA_VAULT_SECRET_ID" },
    ]);
    expect(Object.fromEntries(config.exchanges)).toEqual({
      binance: { kind: "binance", api: "https://api.binance.com", staging: "https://testnet.binance.vision" },
      bybit: { kind: "bybit", api: "https://api.bybit.com" },
    });
  });
});

describe("what happens every week", () => {
  it("is on Monday at nine in the zone of the file, unless told otherwise", () => {
    const file = example.replace('digest: "0 9 * * 1"', 'digest: "0 8 * * 2"');
    const named = (config: ReturnType<typeof load>) =>
      config.schedules.filter(({ asks }) => asks === null).map(({ name, pattern, timezone }) => [name, pattern, timezone]);

    expect(named(load({ file }))).toEqual([
      ["digest", "0 8 * * 2", "Asia/Tokyo"],
      ["weekly-check", "0 9 * * 1", "Asia/Tokyo"],
    ]);
  });
});

describe("a role that is rotated by the clock", () => {
  it("has a schedule in the zone of the file, which counts in how long a SecretID has to live", () => {
    const { schedules, roles } = load({ file: example });

    expect(schedules.filter(({ asks }) => asks !== null)).toEqual([
      rotationSchedule("profinaut-db", { pattern: "0 9 * * 1", timezone: "Asia/Tokyo" }),
    ]);
    expect(roles.get("profinaut-db")?.rotateEveryMs).toBe(7 * 86_400_000);
  });
});

describe("a mistake in the file", () => {
  const line = (text: string): number => example.slice(0, example.indexOf(text)).split("\n").length;

  it.each([
    ["an unknown key", "overlap: 24h", "overlapp: 24h", /overlapp is not a setting/, "overlap: 24h"],
    ["a duration without a unit", "secretIdTtl: 90d", "secretIdTtl: 90", /roles\.profinaut-db\.secretIdTtl/, "secretIdTtl: 90d"],
    ["a role in capitals", "profinaut-db:", "Profinaut-DB:", /lower case/, "profinaut-db:"],
    [
      "a channel by name",
      "channel: C0123456789",
      "channel: vault-ops",
      /channel's id such as C0123456789/,
      "channel: C0123456789",
    ],
    ["a name GitHub keeps", "PROFINAUT_DB_VAULT", "GITHUB_DB_VAULT", /GITHUB_/, "PROFINAUT_DB_VAULT"],
    ["an unknown time zone", "Asia/Tokyo", "Asia/Edo", /IANA time zone/, "Asia/Tokyo"],
  ])("(%s) is named with its line and what to write", (_, before, after, said, at) => {
    const mistake = mistakesOf({ file: example.replace(before, after) }).find((sentence) => said.test(sentence));

    expect(mistake).toContain(`profinaut.yml:${line(at)}:`);
  });

  it("that something is missing is said where it should stand", () => {
    const mistakes = mistakesOf({ file: example.replace("    overlap: 24h\n", "") });

    expect(mistakes).toEqual([expect.stringContaining(`:${line("profinaut-db:")}: roles.profinaut-db.overlap is missing`)]);
  });

  it.each([
    ["{ users: [rie] }", /approval\.approvers\.users\.0: write a Slack user id such as U0123456789/],
    ["{ people: [U0AAAAAAAAA] }", /approval\.approvers/],
  ])("about approvers (%s) says how to name them", (approvers, said) => {
    const mistakes = mistakesOf({ file: example.replace("{ users: [U0AAAAAAAAA, U0BBBBBBBBB] }", approvers) });

    expect(mistakes.join("\n")).toMatch(said);
  });

  it("that makes approval impossible is found before the first request", () => {
    const mistakes = mistakesOf({ file: example.replace("approval: { required: 2 }", "approval: { required: 3 }") });

    expect(mistakes).toEqual(["roles.profinaut-db.approval: 3 approvals are required and only 2 approvers are named."]);
  });

  it("of YAML itself has its line too", () => {
    expect(mistakesOf({ file: "channel: [C0" })[0]).toMatch(/profinaut\.yml:1: this is not YAML/);
  });

  it("is also that there is no file", () => {
    const mistakes = mistakesOf({ env: { PROFINAUT_CONFIG: join(folder, "absent.yml") } });

    expect(mistakes[0]).toContain("Copy profinaut.yml.example");
  });
});

describe("the environment", () => {
  it("is told all that is missing at once", () => {
    const mistakes = mistakesOf({ env: { SLACK_BOT_TOKEN: "", VAULT_ADDR: undefined, REDIS_URL: undefined } });

    expect(mistakes.map((mistake) => mistake.split(" ")[0])).toEqual(["SLACK_BOT_TOKEN", "VAULT_ADDR", "REDIS_URL"]);
  });

  it("may name files instead of holding values", () => {
    const config = load({ env: { VAULT_SECRET_ID: undefined, VAULT_SECRET_ID_FILE: write("secret-id", "from a file\n") } });

    expect(config.vault.secretId.reveal()).toBe("from a file");
  });

  it.each([
    ["a value and a file", { VAULT_SECRET_ID_FILE: "somewhere" }, /VAULT_SECRET_ID and VAULT_SECRET_ID_FILE are both set/],
    [
      "a file that is not there",
      { REDIS_URL: undefined, REDIS_URL_FILE: join(folder, "none") },
      /REDIS_URL_FILE names a file that cannot be read/,
    ],
    ["both ways to hear Slack", { SLACK_SIGNING_SECRET: "s" }, /SLACK_APP_TOKEN and SLACK_SIGNING_SECRET are both set/],
    ["no way to hear Slack", { SLACK_APP_TOKEN: undefined }, /SLACK_APP_TOKEN is not set/],
    ["both GitHub credentials", { GITHUB_APP_ID: "1" }, /GITHUB_TOKEN and GITHUB_APP_ID are both set/],
    [
      "a GitHub App without its key",
      { GITHUB_TOKEN: undefined, GITHUB_APP_ID: "1", GITHUB_APP_INSTALLATION_ID: "x" },
      /GITHUB_APP_INSTALLATION_ID must be a number/,
    ],
    ["a port that is none", { HEALTH_PORT: "many" }, /HEALTH_PORT must be a port number/],
    ["a log level that there is not", { LOG_LEVEL: "verbose" }, /LOG_LEVEL must be one of/],
    ["a CA file that is not there", { VAULT_CACERT: join(folder, "none.pem") }, /VAULT_CACERT names a file that cannot be read/],
  ])("with %s is refused", (_, env, said) => {
    expect(mistakesOf({ env }).join("\n")).toMatch(said);
  });

  it("needs no GitHub credential to hear people, and no Slack token to act", () => {
    const ingress = load({ part: "ingress", env: { GITHUB_TOKEN: undefined } });
    const worker = load({ part: "worker", env: { SLACK_APP_TOKEN: undefined } });

    expect([ingress.github, worker.slack.transport]).toEqual([null, null]);
  });

  it("chooses HTTP by the signing secret, and takes a GitHub App", () => {
    const { slack, github } = load({
      env: {
        SLACK_APP_TOKEN: undefined,
        SLACK_SIGNING_SECRET: "signing",
        PORT: "3001",
        GITHUB_TOKEN: undefined,
        GITHUB_APP_ID: "12",
        GITHUB_APP_PRIVATE_KEY: anAppKey(),
        GITHUB_APP_INSTALLATION_ID: "34",
      },
    });

    expect(slack.transport).toMatchObject({ mode: "http", port: 3001 });
    expect(github?.credential).toMatchObject({ appId: "12", installationId: 34 });
  });
});
