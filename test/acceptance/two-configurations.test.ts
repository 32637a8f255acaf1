import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Redis } from "ioredis";
import { expect, it, onTestFinished, vi } from "vitest";
import { parse, stringify } from "yaml";
import { createTempFolder } from "../../demo/parts/temp-folder.ts";
import type { World } from "../../demo/world.ts";
import { createKeys } from "../../src/redis/keys.ts";
import { startWorld } from "../support/a-world.ts";
import { peopleOf } from "../support/person.ts";

/** The world's profinaut.yml with other settings, as a file of its own. */
async function anotherFile(world: World): Promise<string> {
  const folder = createTempFolder("other-configuration");
  onTestFinished(() => folder.remove());
  const configured = parse(await readFile(world.configFile, "utf8"));
  configured.approval.expiresAfter = "3h";
  configured.roles["profinaut-kafka"].overlap = "2s";
  configured.vault.auditLog = "/elsewhere/audit.log";
  const path = join(folder.path, "profinaut.yml");
  await writeFile(path, stringify(configured));
  return path;
}

const alarms = async ({ slack }: World): Promise<readonly string[]> =>
  (await slack.messages()).map(({ text = "" }) => text).filter((text) => /^(🚨|✅).*different configurations/su.test(text));

it("T28 two bots with different configurations on one Redis are an alarm that names what differs, and alike ones and halves are none", {
  timeout: 240_000,
}, async () => {
  const world = await startWorld();
  onTestFinished(() => world.stop());
  const { requester } = peopleOf(world.slack);
  const { ingress, worker } = world.platform.bot;
  const half = ({ roleId, secretId }: typeof ingress) => ({ VAULT_ROLE_ID: roleId, VAULT_SECRET_ID: secretId.reveal() });
  const bots = [
    await world.startBot(),
    await world.startBot(),
    await world.startBot({ ...half(ingress), GITHUB_TOKEN: undefined }, ["--only", "ingress"]),
    await world.startBot({ ...half(worker), SLACK_APP_TOKEN: undefined }, ["--only", "worker"]),
  ];

  for (let look = 0; look < 5; look++) expect(await requester.ask("check")).not.toMatch(/different configurations/);
  expect(await requester.ask("status")).toMatch(/Processes: .*all .* @ .*all .* @ .*ingress .* @ .*worker .* @ /);

  bots.push(await world.startBot({ PROFINAUT_CONFIG: await anotherFile(world) }));
  await vi.waitFor(async () => expect(await requester.ask("check")).toMatch(/different configurations/), { timeout: 60_000 });
  const [said, ...more] = await alarms(world);
  expect(more).toEqual([]);
  expect(said).toMatch(/different configurations: `approval\.expiresAfter` and `roles\.profinaut-kafka`\. They are .*all .* @ /);
  expect(await requester.ask("status")).toMatch(
    /different configurations: `approval\.expiresAfter` and `roles\.profinaut-kafka`/,
  );

  await bots.pop()?.process.stop();
  await vi.waitFor(async () => expect((await requester.ask("check")).includes("different configurations")).toBe(false), {
    timeout: 30_000,
  });
  await vi.waitFor(async () => expect(await alarms(world)).toEqual([said, expect.stringMatching(/^✅ Over/)]), {
    timeout: 30_000,
  });

  const redis = new Redis(world.redis.url);
  onTestFinished(() => redis.disconnect());
  const keys = createKeys();
  const texts = await redis.mget((await redis.smembers(keys.processes)).map(keys.process));
  expect(texts).toHaveLength(bots.length);
  const { SLACK_BOT_TOKEN = "", VAULT_SECRET_ID = "", GITHUB_TOKEN = "" } = world.botEnvironment();
  for (const secret of [SLACK_BOT_TOKEN, VAULT_SECRET_ID, GITHUB_TOKEN]) expect(texts.join()).not.toContain(secret);
});
