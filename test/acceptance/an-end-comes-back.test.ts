import { Redis } from "ioredis";
import { expect, it, onTestFinished, vi } from "vitest";
import type { RunningBotProcess } from "../../demo/world.ts";
import { createKeys } from "../../src/redis/keys.ts";
import { startWorld } from "../support/a-world.ts";
import { letItGoOn } from "../support/goes-on.ts";
import { cardThat, peopleOf } from "../support/person.ts";
import { backUpRedis } from "../support/redis-backup.ts";
import { secretIdsOf } from "../support/secret-ids.ts";

const role = "profinaut-kafka";
const patiently = { timeout: 60_000, interval: 100 };

it("T24 a request that was denied a moment ago cannot be approved in a Redis from before", { timeout: 240_000 }, async () => {
  const world = await startWorld();
  onTestFinished(() => world.stop());
  const { requester, approver } = peopleOf(world.slack);
  const { ingress, worker } = world.platform.bot;
  const half = ({ roleId, secretId }: typeof ingress) => ({ VAULT_ROLE_ID: roleId, VAULT_SECRET_ID: secretId.reveal() });
  const startHalves = async (): Promise<readonly RunningBotProcess[]> => [
    await world.startBot({ ...half(ingress), GITHUB_TOKEN: undefined }, ["--only", "ingress"]),
    await world.startBot({ ...half(worker), SLACK_APP_TOKEN: undefined }, ["--only", "worker"]),
  ];
  const stopHalves = (halves: readonly RunningBotProcess[]) => Promise.all(halves.map(({ process }) => process.stop()));
  const endOfLog = async (): Promise<number> => {
    const redis = new Redis(world.redis.url);
    const [[, fields = []] = []] = await redis.xrevrange(createKeys().trail, "+", "-", "COUNT", 1);
    redis.disconnect();
    return JSON.parse(String(fields[1])).seq;
  };
  const anchored = async (): Promise<number> => {
    const { body } = await world.vault.api("GET", "secret/data/profinaut-anchor/head");
    return Number(/"seq\\":(\d+)/.exec(JSON.stringify(body))?.[1] ?? 0);
  };
  let halves = await startHalves();
  const { id } = await requester.request(`rotate ${role} weekly`);
  const card = await cardThat(world.slack, id, (words) => words.includes("Approve"), patiently.timeout);
  await stopHalves(halves);
  const backup = await backUpRedis(world);
  onTestFinished(() => backup.remove());
  const { accessors } = secretIdsOf(world, role);
  const before = await accessors();

  halves = await startHalves();
  await approver.press(card, "deny", id);
  await cardThat(world.slack, id, (words) => words.includes("Denied"), patiently.timeout);
  const end = await endOfLog();
  await vi.waitFor(async () => expect(await anchored()).toBeGreaterThanOrEqual(end), { timeout: 10_000, interval: 100 });
  await stopHalves(halves);
  await backup.putBack();
  await startHalves();
  await approver.press(card, "approve", id);
  await letItGoOn(world);

  await vi.waitFor(async () => expect(await requester.ask("requests")).toContain("Nothing is open"), patiently);
  expect(await accessors()).toEqual(before);
});
