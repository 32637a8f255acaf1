import { describe, expect, it } from "vitest";
import { aFolder, anAppKey, configured, environment, mistakesIn } from "./a-folder.ts";

const appKey = anAppKey();

describe("the environment", () => {
  it("gives what the configuration keeps secret, unprintable", () => {
    const config = configured();

    expect(config.slack.botToken.reveal()).toBe("xoxb-a-bot-token");
    expect(config).toMatchObject({
      slack: { transport: { mode: "socket" }, apiUrl: "https://slack.com/api/" },
      vault: { address: "https://vault.example:8200", roleId: "a-role-id" },
      github: { apiUrl: "https://api.github.com" },
      healthHost: "127.0.0.1",
      healthPort: 8080,
      logLevel: "info",
    });
    expect(JSON.stringify(config)).not.toMatch(/a-(bot|github)-token|an-app-token|a-secret-id/);
  });

  it("may name a file that holds the value", () => {
    const path = aFolder().write("token", "xoxb-from-a-file\n");

    const config = configured({ env: { SLACK_BOT_TOKEN: undefined, SLACK_BOT_TOKEN_FILE: path } });

    expect(config.slack.botToken.reveal()).toBe("xoxb-from-a-file");
  });

  it("chooses HTTP by the signing secret, and a port", () => {
    const { slack } = configured({ env: { SLACK_APP_TOKEN: undefined, SLACK_SIGNING_SECRET: "s", PORT: "0" } });

    expect(slack.transport).toMatchObject({ mode: "http", port: 0 });
  });

  it("chooses a GitHub App by its id", () => {
    const env = {
      GITHUB_TOKEN: undefined,
      GITHUB_APP_ID: "7",
      GITHUB_APP_PRIVATE_KEY: anAppKey(),
      GITHUB_APP_INSTALLATION_ID: "42",
    };

    expect(configured({ env }).github?.credential).toMatchObject({ appId: "7", installationId: 42 });
  });

  it("asks of each half only what it may have", () => {
    const { SLACK_APP_TOKEN: _app, ...worker } = environment;
    const { GITHUB_TOKEN: _github, ...ingress } = environment;
    const none = { SLACK_APP_TOKEN: undefined, GITHUB_TOKEN: undefined };

    expect(configured({ part: "worker", env: { ...none, ...worker } }).slack.transport).toBeNull();
    expect(configured({ part: "ingress", env: { ...none, ...ingress } }).github).toBeNull();
  });

  it.each<[string, { readonly [name: string]: string | undefined }, RegExp]>([
    ["no bot token", { SLACK_BOT_TOKEN: undefined }, /^SLACK_BOT_TOKEN \(or SLACK_BOT_TOKEN_FILE\) is not set: the bot token/],
    ["an empty bot token", { SLACK_BOT_TOKEN: " " }, /^SLACK_BOT_TOKEN \(or/],
    ["neither way to hear Slack", { SLACK_APP_TOKEN: undefined }, /^SLACK_APP_TOKEN is not set: .* SLACK_SIGNING_SECRET/],
    ["both ways to hear Slack", { SLACK_SIGNING_SECRET: "s" }, /^SLACK_APP_TOKEN and SLACK_SIGNING_SECRET are both set/],
    ["no credential for GitHub", { GITHUB_TOKEN: undefined }, /^GITHUB_TOKEN .* is not set: .*GITHUB_APP_ID/],
    [
      "two credentials for GitHub",
      { GITHUB_APP_ID: "7", GITHUB_APP_PRIVATE_KEY: appKey, GITHUB_APP_INSTALLATION_ID: "1" },
      /^GITHUB_TOKEN and GITHUB_APP_ID are both set/,
    ],
    [
      "an installation that is no number",
      { GITHUB_TOKEN: undefined, GITHUB_APP_ID: "7", GITHUB_APP_PRIVATE_KEY: appKey, GITHUB_APP_INSTALLATION_ID: "x" },
      /^GITHUB_APP_INSTALLATION_ID must be a number/,
    ],
    ["value and file of one variable", { REDIS_URL_FILE: "x" }, /^REDIS_URL and REDIS_URL_FILE are both set/],
    [
      "a file that is not there",
      { REDIS_URL: undefined, REDIS_URL_FILE: "nowhere" },
      /^REDIS_URL_FILE names a file that cannot be read/,
    ],
    ["a CA that is not there", { VAULT_CACERT: "nowhere" }, /^VAULT_CACERT names a file that cannot be read/],
    ["a log level that there is not", { LOG_LEVEL: "trace" }, /^LOG_LEVEL must be one of .*debug/],
    ["quotes around the address of Redis", { REDIS_URL: "'redis://127.0.0.1:6379'" }, /^REDIS_URL.*quot/],
    ["another scheme for Redis", { REDIS_URL: "https://127.0.0.1:6379" }, /^REDIS_URL must begin with redis:/],
    ["a # in the password of Redis", { REDIS_URL: "redis://:a#b@127.0.0.1:6379" }, /^REDIS_URL .*%23/],
    ["a database of Redis that is no number", { REDIS_URL: "redis://127.0.0.1:6379/main" }, /^REDIS_URL must end with/],
    ["an authority of Redis that is not there", { REDIS_CACERT: "/nowhere/ca.pem" }, /^REDIS_CACERT names/],
    ["a port that is none", { HEALTH_PORT: "80a" }, /^HEALTH_PORT must be a port number/],
    ["a name in the place of an address", { HEALTH_HOST: "localhost" }, /^HEALTH_HOST must be an IP address/],
    ["a port out of range", { HEALTH_PORT: "70000" }, /^HEALTH_PORT must be a port number/],
  ])("is refused with what to set: %s", (_, env, expected) => {
    const mistakes = mistakesIn({ env });

    expect(mistakes).toHaveLength(1);
    expect(mistakes[0]).toMatch(expected);
  });

  it("says everything that is missing at once", () => {
    const nothing = Object.fromEntries(Object.keys(environment).map((name) => [name, undefined]));

    expect(mistakesIn({ env: nothing }).map((mistake) => mistake.split(" ")[0])).toEqual([
      "SLACK_BOT_TOKEN",
      "SLACK_APP_TOKEN",
      "VAULT_ADDR",
      "VAULT_ROLE_ID",
      "VAULT_SECRET_ID",
      "GITHUB_TOKEN",
      "REDIS_URL",
    ]);
  });
});
