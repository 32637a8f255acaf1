import { describe, expect, it } from "vitest";
import { ConfigError } from "../../src/configuration/config-error.ts";
import type { Environment } from "../../src/configuration/environment.ts";
import { loadBootstrapSettings, loadDiffSettings, loadExecSettings, loadExportSettings } from "../../src/wiring/config.ts";
import { aFolder, anAppKey, environment, mistakesIn, smallest } from "./a-folder.ts";
import { saidBy } from "./in-words.ts";

const app = {
  GITHUB_TOKEN: undefined,
  GITHUB_APP_ID: "7",
  GITHUB_APP_PRIVATE_KEY: anAppKey(),
  GITHUB_APP_INSTALLATION_ID: "42",
};
const http = { SLACK_APP_TOKEN: undefined, SLACK_SIGNING_SECRET: "0123456789abcdef", PORT: "3000" };
/** Every variable that the bot reads, as it is right. */
const all = {
  ...environment,
  SLACK_API_URL: "https://slack.com/api/",
  VAULT_NAMESPACE: "platform",
  GITHUB_API_URL: "https://api.github.com",
  HEALTH_PORT: "8080",
  LOG_LEVEL: "info",
};
const names = [...Object.keys(all), ...Object.keys(app).slice(1), ...Object.keys(http).slice(1)];
/** What has to be set beside a variable for it to be read. */
const beside = (name: string): Environment => (name in app ? app : name in http && name !== "SLACK_APP_TOKEN" ? http : {});
const rightValue = (name: string): string => String({ ...all, ...app, ...http, ...environment }[name]);
const about = (name: string, given: Environment): readonly string[] =>
  mistakesIn({ env: { ...all, ...beside(name), ...given } }).filter((mistake) => mistake.startsWith(`${name} `));

describe("a value that cannot be meant as it stands", () => {
  it.each(names)("%s with quotes around it is refused, and so with half of them", (name) => {
    const quoted = ['"', "'", "`"].flatMap((quote) => [`${quote}${rightValue(name)}${quote}`, `${quote}${rightValue(name)}`]);

    for (const value of [...quoted, `“${rightValue(name)}”`])
      expect(about(name, { [name]: value })[0]).toMatch(/has quotes around its value.*Write it without/);
  });

  it.each(names)("%s as it is right is taken", (name) => {
    expect(mistakesIn({ env: { ...all, ...beside(name) } })).toEqual([]);
  });

  it.each([
    ["a comment behind it", "https://vault.example:8200 # production", /comment behind its value/],
    ["a zero-width space", "https://vault.example\u200b:8200", /U\+200B.*Type it anew/],
    ["a no-break space", "https://vault\u00a0.example", /U\+00A0/],
    ["a control character", "https://vault.example\u001b[0m", /U\+001B/],
    ["a variable that nobody filled in", "https://$" + "{VAULT_HOST}:8200", /placeholder/],
    ["another variable's name", "$VAULT", /placeholder/],
    ["a template's word", "<your vault>", /placeholder/],
    ["two lines", "https://vault.example\nhttps://other.example", /more than one line/],
  ])("is said to be one: %s", (_, value, words) => {
    expect(about("VAULT_ADDR", { VAULT_ADDR: value })[0]).toMatch(words);
  });

  it("is found in a file too, and named by the variable that names the file", () => {
    const path = aFolder().write("token", '"xoxb-quoted"\n');

    const mistakes = mistakesIn({ env: { SLACK_BOT_TOKEN: undefined, SLACK_BOT_TOKEN_FILE: path } });

    expect(mistakes[0]).toMatch(/^SLACK_BOT_TOKEN_FILE has quotes/);
  });

  it("is found by every command", () => {
    const path = aFolder().write("profinaut.yml", smallest);
    const quoted = { VAULT_ADDR: "'https://vault.example:8200'", PROFINAUT_CONFIG: path, REDIS_URL: "redis://r" };
    const login = { VAULT_ROLE_ID: "r", VAULT_SECRET_ID: "s" };

    for (const load of [
      () => loadBootstrapSettings({ ...quoted, VAULT_TOKEN: "t" }),
      () => loadExecSettings("profinaut-db", { ...quoted, ...login }),
      () => loadExportSettings({ withKeys: true }, { ...quoted, ...login }),
      () => loadDiffSettings({ withRedis: true, withVault: true }, { ...quoted, ...login }),
    ])
      expect(saidBy(load)).toMatch(/VAULT_ADDR has quotes/);
  });

  it("is the path in place of what the file holds", () => {
    const path = aFolder().write("secret-id", "x");

    expect(about("VAULT_SECRET_ID", { VAULT_SECRET_ID: path })).toEqual([
      "VAULT_SECRET_ID holds the path of a file, and is to hold what is in it. Set VAULT_SECRET_ID_FILE to the path instead.",
    ]);
  });

  it.each([
    ["empty", (folder: ReturnType<typeof aFolder>) => folder.write("empty", "\n"), /names a file that is empty/],
    ["a folder, as Docker makes one", () => "/tmp", /names a folder\..*container engine/],
    ["not there", () => "/nowhere/at/all", /cannot be read: it is not there/],
    ["named in quotes", () => '"/run/secrets/x"', /^VAULT_SECRET_ID_FILE has quotes/],
  ])("is a file that is %s", (_, make, words) => {
    const env = { VAULT_SECRET_ID: undefined, VAULT_SECRET_ID_FILE: make(aFolder()) };

    const mistakes = mistakesIn({ env });

    expect(mistakes).toHaveLength(1);
    expect(mistakes[0]).toMatch(words);
  });
});

describe("what is wrong with the file and with the environment", () => {
  it("is said together", () => {
    const mistakes = mistakesIn({ file: "chanel: C0\n", env: { VAULT_ADDR: undefined, REDIS_URL: undefined } });

    expect(mistakes.join("\n")).toMatch(/chanel is not a setting[\s\S]*VAULT_ADDR[\s\S]*REDIS_URL/);
  });

  it("is said together by the commands too", () => {
    const path = aFolder().write("profinaut.yml", "chanel: C0\n");

    expect(() => loadBootstrapSettings({ PROFINAUT_CONFIG: path })).toThrow(ConfigError);
    expect(saidBy(() => loadBootstrapSettings({ PROFINAUT_CONFIG: path }))).toMatch(
      /VAULT_ADDR[\s\S]*chanel|chanel[\s\S]*VAULT_ADDR/,
    );
  });
});

describe("an address that a credential would be sent to", () => {
  it.each([
    ["VAULT_ADDR", "http://vault.internal:8200", /over plain http.*this machine alone/],
    ["VAULT_ADDR", "vault.example:8200", /must be an https address without a path, such as https:/],
    ["VAULT_ADDR", "https://vault.example:8200/v1", /take off what follows the port/],
    ["VAULT_ADDR", "tcp://vault.example:8200", /must be an https address/],
    ["GITHUB_API_URL", "http://github.example/api/v3", /over plain http/],
    ["GITHUB_API_URL", "github.example", /must be an https address, such as https:\/\/api\.github\.com/],
    ["SLACK_API_URL", "http://slack.example/api/", /over plain http/],
    ["SLACK_API_URL", "https://user:word@slack.example/api/", /must be an https address/],
  ])("%s is refused as %s", (name, value, words) => {
    expect(about(name, { [name]: value })[0]).toMatch(words);
  });

  it.each([
    ["VAULT_ADDR", "http://127.0.0.1:8200"],
    ["VAULT_ADDR", "http://[::1]:8200"],
    ["GITHUB_API_URL", "https://github.example/api/v3"],
    ["SLACK_API_URL", "http://localhost:3000/api/"],
  ])("%s is taken as %s", (name, value) => {
    expect(about(name, { [name]: value })).toEqual([]);
  });

  it.each(["1", "true", "T", "yes"])("is not sent to while VAULT_SKIP_VERIFY is %s", (value) => {
    expect(about("VAULT_SKIP_VERIFY", { VAULT_SKIP_VERIFY: value })[0]).toMatch(/VAULT_CACERT/);
  });

  it.each(["", "0", "false", "F"])("is sent to while VAULT_SKIP_VERIFY is %j", (value) => {
    expect(about("VAULT_SKIP_VERIFY", { VAULT_SKIP_VERIFY: value })).toEqual([]);
  });
});

describe("a credential of another kind", () => {
  it.each([
    ["SLACK_BOT_TOKEN", "xapp-1-A0-1-x", /is an app-level token\. Set it to the Bot User OAuth Token/],
    ["SLACK_BOT_TOKEN", "xoxp-1-x", /is a user token/],
    ["SLACK_BOT_TOKEN", "xoxe.xoxb-1-x", /twelve hours \(turn token rotation off/],
    ["SLACK_BOT_TOKEN", "0123456789abcdef", /is no token of Slack/],
    ["SLACK_APP_TOKEN", "xoxb-1-x", /is a bot token\. Set it to an App-Level Token.*connections:write/],
    ["SLACK_APP_TOKEN", "xoxp-1-x", /is a user token/],
    ["SLACK_SIGNING_SECRET", "xapp-1-x", /is an app-level token\. Set it to the Signing Secret/],
    ["VAULT_SECRET_ID", "hvs.CAESI-wrapping", /is a token of Vault\..*vault unwrap -field=secret_id/],
    ["VAULT_SECRET_ID", "s.oldKindOfToken", /is a token of Vault/],
  ])("%s is refused as %s", (name, value, words) => {
    expect(about(name, { ...beside(name), [name]: value })[0]).toMatch(words);
  });
});
