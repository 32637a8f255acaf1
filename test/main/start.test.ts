import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { spawnProcess } from "../../demo/parts/processes.ts";
import { startWorld, type World } from "../../demo/world.ts";

/** Starts the bot and waits until it has ended by itself. */
async function ended(
  world: World,
  more: NodeJS.ProcessEnv,
  args: readonly string[] = [],
): Promise<{ readonly code: number | null; readonly said: string }> {
  const bot = await spawnProcess({
    name: "bot",
    command: process.execPath,
    args: ["tools/profinaut.mjs", "start", ...args],
    env: world.botEnvironment(more),
  });
  const { code } = await bot.exited;
  return { code, said: bot.lines().join("\n") };
}

describe("npm start", () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world.stop());

  const changed = (name: string, from: string, to: string): NodeJS.ProcessEnv => {
    const path = world.configFile.replace(/[^/]+$/, name);
    writeFileSync(path, readFileSync(world.configFile, "utf8").replace(from, to));
    return { PROFINAUT_CONFIG: path };
  };

  it("says which variable is missing, and ends with 2", async () => {
    const { code, said } = await ended(world, { REDIS_URL: "" });

    expect({ code, said }).toMatchObject({ code: 2, said: expect.stringContaining("REDIS_URL") });
  });

  it("speaks Japanese to whoever's terminal does, in its own sentences and in the parser's", async () => {
    const { said } = await ended(world, {
      ...changed("other.yml", "required: 1", "required: one"),
      ...{ REDIS_URL: "", LANG: "ja_JP.UTF-8" },
    });

    expect(said).toContain("設定に修正が必要です");
    expect(said).toContain("REDIS_URL（または REDIS_URL_FILE）が設定されていません");
    expect(said).toMatch(/other\.yml:\d+: approval\.required: 数値/);
  });

  it.each([
    ["a role that Vault does not have", "profinaut-kafka:", "profinaut-kafkaesque:", "roles.profinaut-kafkaesque"],
    ["an approver whom Slack does not know", "U0APPROVER2", "U0NOBODY", "approver U0NOBODY"],
  ])("starts with %s, and warns of it by name", async (_, from, to, named) => {
    const bot = await world.startBot(changed("other.yml", from, to));

    await bot.process.stop();
    expect(bot.process.lines().find((line) => line.includes(named))).toMatch(/"level":"warn".*not there/);
  });

  it("does not start with a channel it cannot post in, and says so", async () => {
    const { code, said } = await ended(world, changed("other.yml", "C0VAULTOPS", "C0NOWHERE"));

    expect(code).toBe(1);
    expect(said).toContain("C0NOWHERE");
  });

  it("refuses a Vault whose certificate is not checked", async () => {
    const { code, said } = await ended(world, { VAULT_SKIP_VERIFY: "true" });

    expect(code).toBe(2);
    expect(said).toContain("VAULT_SKIP_VERIFY");
  });

  it.each<[string, (world: World) => NodeJS.ProcessEnv, RegExp]>([
    ["quotes around an address", ({ vault }) => ({ VAULT_ADDR: `"${vault.address}"` }), /VAULT_ADDR has quotes/],
    [
      "Vault and GitHub wrong at once",
      ({ vault, github }) => ({ VAULT_ADDR: vault.address.replace("https", "http"), GITHUB_API_URL: `${github.url}/v3` }),
      /VAULT_ADDR` says http[\s\S]*GITHUB_API_URL|GITHUB_API_URL[\s\S]*VAULT_ADDR` says http/,
    ],
    [
      "what answers at GitHub's address no API",
      ({ github }) => ({ GITHUB_API_URL: `${github.url}/api/v3` }),
      /GITHUB_API_URL.*not GitHub's API/,
    ],
  ])("does not start with %s, and says what to set", async (_, more, words) => {
    const { code, said } = await ended(world, more(world));

    expect({ code, said }).toMatchObject({ code: 2, said: expect.stringMatching(words) });
  });

  it("does not start as the half whose login it has not", async () => {
    const { roleId, secretId } = world.platform.bot.ingress;

    const { code, said } = await ended(world, { VAULT_ROLE_ID: roleId, VAULT_SECRET_ID: secretId.reveal() }, [
      "--only",
      "worker",
    ]);

    expect({ code, said }).toMatchObject({ code: 2, said: expect.stringMatching(/AppRole profinaut-bot-ingress.*bot\.worker/) });
  });

  it("does not start where another listens, and names the variable", async () => {
    const other = createServer().listen(0);
    await once(other, "listening");
    const port = String(Object(other.address()).port);

    const { code, said } = await ended(world, { HEALTH_PORT: port });

    other.close();
    expect({ code, said }).toMatchObject({ code: 1, said: expect.stringMatching(new RegExp(`HEALTH_PORT: .*port ${port}`)) });
  });

  it("starts with a GitHub that refuses its credential, and says so", async () => {
    const bot = await world.startBot({ GITHUB_TOKEN: "ended" });

    await bot.process.stop();
    expect(bot.process.lines().join("\n")).toMatch(/"level":"error".*"what":"GitHub".*GITHUB_TOKEN.*mistyped, has ended/);
  });

  it("starts while Vault is sealed: that is no mistake of the configuration", async () => {
    await world.vault.seal();

    const starting = world.startBot();
    await expect.poll(async () => (await world.slack.messages()).map(({ text }) => text).join("\n")).toContain("read-only");
    await world.vault.unseal();
    const bot = await starting;

    await expect.poll(async () => (await fetch(bot.health)).status, { timeout: 40_000 }).toBe(200);
    await bot.process.stop();
  });
});
