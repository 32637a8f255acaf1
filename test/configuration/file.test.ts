import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { nextOccurrence } from "../../src/domain/cron-occurrences.ts";
import { destinationName } from "../../src/domain/destination.ts";
import { createFormat } from "../../src/locale/format.ts";
import { configured, mistakesIn, smallest } from "./a-folder.ts";

const day = 24 * 3_600_000;

/** The whole example of a configuration, as people first meet it. */
const whole = `channel: C0123456789            # cards, trail and digests
locale: ja                      # ja | en
timezone: Asia/Tokyo
slack:
  teams: [T0123456789]          # workspaces whose people may use the bot
vault:
  kvMount: secret               # KV v2
  kvBase: profinaut             # everything lives under secret/profinaut/...
  approleMount: approle
github:
  repository: acme/profinaut    # default owner/name for destinations and workflows
approval:                       # default policy; operations and roles may tighten it
  approvers: { users: [U0AAAAAAAAA, U0BBBBBBBBB] }    # or { group: S0123456789 }
  required: 1
  expiresAfter: 1h
roles:
  profinaut-db:
    secretIdTtl: 90d
    overlap: 24h
    rotate: "0 9 * * 1"         # optional cron: opens the same request, still needs a second person
    deliverTo:
      - { github: repository, secret: PROFINAUT_DB_VAULT_SECRET_ID }
      - { github: environment, environment: production, secret: PROFINAUT_VAULT_SECRET_ID, repository: acme/platform }
    canary: { workflow: canary.yml }
    longestWait: 12h
    approval: { required: 2 }
workflows:
  release: { file: release.yml, refs: ["v*"], approval: { required: 2 } }
  test: { file: test.yml, repository: acme/platform }
exchanges:
  binance: { kind: binance, api: https://api.binance.com }
  bybit: { kind: bybit, api: https://api.bybit.com }
reminders:
  digest: "0 9 * * 1"
  horizon: 14d
  maxAge: { "db/*": 180d }
  owners: { trading desk: [U0AAAAAAAAA] }
limits: { person: { perMinute: 5 }, open: { all: 9 } }
`;

/** The smallest file with a role that has `changes` instead of the usual lines. */
const withRole = (...lines: readonly string[]): string =>
  `${smallest}roles:\n  profinaut-db:\n${lines.map((line) => `    ${line}\n`).join("")}`;
const usual = ["secretIdTtl: 90d", "overlap: 24h", "deliverTo:", "  - { github: repository, secret: DB }"];

describe("profinaut.yml", () => {
  it("may be as short as it gets", () => {
    expect(configured()).toMatchObject({
      channel: "C0123456789",
      locale: "en",
      timezone: "Asia/Tokyo",
      vault: { kvMount: "secret", kvBase: "profinaut", approleMount: "approle" },
      redis: { durability: "strict" },
      approval: { approvers: { users: ["U0AAAAAAAAA"] }, required: 1, expiresAfterMs: 3_600_000 },
      reminders: { horizonMs: 30 * 86_400_000, maxAgeMs: new Map(), owners: new Map() },
      limits: {
        person: { atOnce: 40, perMinute: 60 },
        all: { atOnce: 200, perMinute: 600 },
        open: { person: 25, all: 200 },
      },
    });
  });

  it("is understood whole", () => {
    const config = configured({ file: whole });

    expect(config).toMatchObject({ locale: "ja" });
    expect(config.limits).toMatchObject({ person: { atOnce: 40, perMinute: 5 }, open: { person: 25, all: 9 } });
    expect(config.reminders).toEqual({
      horizonMs: 14 * 86_400_000,
      maxAgeMs: new Map([["db/*", 180 * 86_400_000]]),
      owners: new Map([["trading desk", ["U0AAAAAAAAA"]]]),
    });
    expect([...config.exchanges]).toEqual([
      ["binance", { kind: "binance", api: "https://api.binance.com" }],
      ["bybit", { kind: "bybit", api: "https://api.bybit.com" }],
    ]);
    expect(config.roles.get("profinaut-db")).toEqual({
      role: "profinaut-db",
      secretIdTtlMs: 90 * day,
      overlapMs: day,
      rotateEveryMs: 7 * day,
      deliverTo: [
        { github: "repository", repository: "acme/profinaut", secret: "PROFINAUT_DB_VAULT_SECRET_ID" },
        {
          github: "environment",
          environment: "production",
          repository: "acme/platform",
          secret: "PROFINAUT_VAULT_SECRET_ID",
        },
      ],
      canary: { repository: "acme/profinaut", file: "canary.yml", ref: null, timeoutMs: 900_000 },
      longestWaitMs: day / 2,
      approval: { required: 2 },
    });
    expect([...config.workflows.values()]).toEqual([
      { name: "release", repository: "acme/profinaut", file: "release.yml", refs: ["v*"], approval: { required: 2 } },
      { name: "test", repository: "acme/platform", file: "test.yml", refs: [], approval: {} },
    ]);
  });

  it.each(["Asia/Kolkata", "Europe/Kyiv", "Etc/UTC", "America/Argentina/Buenos_Aires", "Pacific/Kanton", "Asia/Katmandu", "GMT"])(
    "may be in %s, and any day of the other field may be ?",
    (timezone) => {
      const config = configured({ file: `${smallest}timezone: ${timezone}\nreminders: { digest: 0 9 ? * THU }\n` });
      const digest = config.schedules.find(({ name }) => name === "digest");
      if (digest === undefined) throw new Error("there is no digest");
      const slot = nextOccurrence(digest, Date.now()) ?? Number.NaN;

      expect(createFormat({ language: "en", timezone: config.timezone, medium: "plain" }).time(slot)).toMatch(/ 09:00 /);
      expect(nextOccurrence(digest, slot)).toBeGreaterThan(slot + 6 * day);
    },
  );

  it("may leave approval, schedule and owner to what is said above it", () => {
    const { roles } = configured({
      file: withRole(
        ...usual,
        "  - { github: organisation, secret: org_secret }",
        "approval: { approvers: { group: S0123456789 }, expiresAfter: 30m }",
      ),
    });

    expect(roles.get("profinaut-db")).toMatchObject({
      rotateEveryMs: null,
      deliverTo: [{ repository: "acme/profinaut" }, { organisation: "acme", secret: "ORG_SECRET" }],
      approval: { approvers: { group: "S0123456789" }, expiresAfterMs: 1_800_000 },
    });
  });

  it("delivers the Docker login to the repository's secrets, or to where it says", () => {
    const said = smallest.replace(
      "repository: acme/profinaut",
      `repository: acme/profinaut
  docker:
    - { github: environment, environment: release }
    - { github: organisation, username: hub_user, password: hub_token }`,
    );
    const namesIn = (file: string) =>
      configured({ file })
        .deliveries.get("docker")
        ?.map(({ field, destination }) => `${field}: ${destinationName(destination)}`);

    expect(namesIn(smallest)).toEqual([
      "username: acme/profinaut · DOCKER_USERNAME",
      "password: acme/profinaut · DOCKER_PASSWORD",
    ]);
    expect(namesIn(said)).toEqual([
      "username: acme/profinaut · release · DOCKER_USERNAME",
      "password: acme/profinaut · release · DOCKER_PASSWORD",
      "username: acme · HUB_USER",
      "password: acme · HUB_TOKEN",
    ]);
  });

  it("has an example beside it in which every setting is explained", () => {
    const example = readFileSync(new URL("../../profinaut.yml.example", import.meta.url), "utf8");
    const lines = example.split("\n");
    const settings = lines.flatMap((line, at) => (/^\s*[a-zA-Z-]+:/.test(line) ? [{ line, above: lines[at - 1] ?? "" }] : []));

    expect(mistakesIn({ file: example })).toEqual([]);
    expect(settings.length).toBeGreaterThan(20);
    for (const { line, above } of settings) expect(line.includes("#") || /^\s*#/.test(above), line).toBe(true);
  });

  it.each<[string, string, readonly (string | RegExp)[]]>([
    [
      "a key nobody knows",
      smallest.replace("locale", "locale").concat("chanel: C1\n"),
      ["profinaut.yml:10: chanel is not a setting; remove it or correct its name."],
    ],
    [
      "a key nobody knows, deep",
      withRole(...usual, "overlapp: 1h"),
      [/^profinaut\.yml:16: roles\.profinaut-db\.overlapp is not a setting/],
    ],
    [
      "a Docker login of one name",
      smallest.replace(
        "repository: acme/profinaut",
        "repository: acme/profinaut\n  docker: [{ github: repository, username: A, password: a }]",
      ),
      [/github\.docker\.0.*give username and password names of their own/],
    ],
    [
      "a Docker login that goes nowhere",
      smallest.replace("repository: acme/profinaut", "repository: acme/profinaut\n  docker: []"),
      [/github\.docker: .*the repository's secrets get it/],
    ],
    ["a duration without a unit", smallest.replace("1h", "60"), [/^profinaut\.yml:9: approval\.expiresAfter: /]],
    [
      "a duration in words",
      smallest.replace("1h", "an hour"),
      [/^profinaut\.yml:9: approval\.expiresAfter: write a whole number and a unit/],
    ],
    ["a name for a channel", smallest.replace("C0123456789", "general"), [/^profinaut\.yml:1: channel: write the channel's id/]],
    [
      "a name for a person",
      smallest.replace("U0AAAAAAAAA", "alice"),
      [/^profinaut\.yml:7: approval\.approvers\.users\.0: write a Slack user id/],
    ],
    [
      "nobody who approves",
      smallest.replace("[U0AAAAAAAAA]", "[]"),
      [/^profinaut\.yml:7: approval\.approvers\.users: name at least one approver/],
    ],
    [
      "a group by its name",
      smallest.replace("users: [U0AAAAAAAAA]", "group: ops"),
      [/^profinaut\.yml:7: approval\.approvers\.group: write a user group's id/],
    ],
    [
      "both users and a group",
      smallest.replace("users: [U0AAAAAAAAA]", "users: [U0AAAAAAAAA], group: S0123"),
      [/^profinaut\.yml:7: approval\.approvers: /],
    ],
    [
      "a role in upper case",
      withRole(...usual).replace("profinaut-db", "Profinaut-DB"),
      [/^profinaut\.yml:1[01]: roles\.Profinaut-DB: write the AppRole's name in lower case/],
    ],
    [
      "a role with a path",
      withRole(...usual).replace("profinaut-db", "../sys"),
      [/^profinaut\.yml:1[01]: roles\.\.\.\/sys: write the AppRole's name/],
    ],
    [
      "no destination",
      withRole("secretIdTtl: 90d", "overlap: 24h", "deliverTo: []"),
      [/^profinaut\.yml:14: roles\.profinaut-db\.deliverTo: name at least one place/],
    ],
    [
      "a reserved secret",
      withRole(...usual).replace("secret: DB", "secret: github_x"),
      [/^profinaut\.yml:15: roles\.profinaut-db\.deliverTo\.0\.secret: GitHub keeps names/],
    ],
    [
      "an impossible schedule",
      withRole(...usual, 'rotate: "every monday"'),
      [/^profinaut\.yml:16: roles\.profinaut-db\.rotate: it has too few fields; write a cron pattern/],
    ],
    [
      "a schedule that never comes",
      withRole(...usual, 'rotate: "0 0 31 2 *"'),
      [/^profinaut\.yml:16: roles\.profinaut-db\.rotate: its day never comes; write a cron pattern/],
    ],
    ["nobody may be heard", `${smallest}limits: { person: { atOnce: 0 } }\n`, [/^profinaut\.yml:10: limits\.person\.atOnce: /]],
    [
      "a digest with seconds",
      `${smallest}reminders: { digest: "0 30 8 * * FRI" }\n`,
      [/^profinaut\.yml:10: reminders\.digest: it has 6 fields/],
    ],
    ["a zone by its city alone", `${smallest}timezone: Kyiv\n`, [/^profinaut\.yml:10: timezone: write an IANA time zone/]],
    ["a zone that is none", `${smallest}timezone: Tokyo\n`, [/^profinaut\.yml:10: timezone: write an IANA time zone/]],
    ["what is no YAML", `${smallest.replace("C0123456789", "[C0123456789")}`, [/^profinaut\.yml:[12]: this is not YAML/]],
    ["nothing at all", "", [/^profinaut\.yml:1: the file holds no settings; see profinaut\.yml\.example/]],
    ["a number for a text", smallest.replace("C0123456789", "5"), [/channel: write a text, in quotes/]],
    ["a text for a number", smallest.replace("required: 1", "required: one"), [/required: write a number/]],
    ["half a number", smallest.replace("required: 1", "required: 1.5"), [/required: write a whole number/]],
    ["too small a number", smallest.replace("required: 1", "required: 0"), [/required: write at least 1/]],
    ["too large a number", smallest.replace("required: 1", "required: 21"), [/required: write at most 20/]],
    ["a list for settings", `${smallest}redis: [strict]\n`, [/redis: write settings below it/]],
    ["a text for a list", smallest.replace("[T0123456789]", "T0123456789"), [/teams: write a list/]],
    ["a word that is none", `${smallest}redis: { durability: loose }\n`, [/durability: write one of strict, relaxed/]],
    ["no text", smallest.replace("teams:", 'people: { U0AAAAAAAAA: "" }\n  teams:'), [/people\.U0AAAAAAAAA: write something/]],
    [
      "a place that nobody knows",
      `${smallest}roles:\n  profinaut-db: { secretIdTtl: 90d, overlap: 1d, deliverTo: [{ github: gitlab, secret: X }] }\n`,
      [/deliverTo\.0\.github: this cannot stand here; see profinaut\.yml\.example/],
    ],
    [
      "several mistakes at once",
      smallest.replace("1h", "soon").replace("required: 1", "required: 0"),
      [/required/, /expiresAfter/],
    ],
    [
      "more approvals than approvers",
      smallest.replace("required: 1", "required: 2"),
      ["approval: 2 approvals are required and only 1 approvers are named."],
    ],
    [
      "more approvals than approvers of a role",
      withRole(...usual, "approval: { required: 3 }"),
      ["roles.profinaut-db.approval: 3 approvals are required and only 1 approvers are named."],
    ],
    [
      "one approver named twice",
      smallest.replace("[U0AAAAAAAAA]", "[U0AAAAAAAAA, U0AAAAAAAAA]").replace("required: 1", "required: 2"),
      ["approval: 2 approvals are required and only 1 approvers are named."],
    ],
  ])("names line and remedy of %s", (_, file, expected) => {
    const mistakes = mistakesIn({ file });

    expect(mistakes).toHaveLength(expected.length);
    for (const [at, one] of expected.entries())
      if (typeof one === "string") expect(mistakes[at]).toBe(one);
      else expect(mistakes[at]).toMatch(one);
  });

  it("that is not there says what to copy", () => {
    const [mistake] = mistakesIn({ env: { PROFINAUT_CONFIG: "nowhere/at-all.yml" } });

    expect(mistake).toBe(
      "nowhere/at-all.yml: cannot be read. Copy profinaut.yml.example there, or point PROFINAUT_CONFIG at your file.",
    );
  });
});
