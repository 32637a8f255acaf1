import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { World } from "../../demo/world.ts";
import { type Point, startDyingBotWorld } from "../support/dying-bot.ts";
import { createObservers } from "../support/observers.ts";
import { brokenRotation, rotate } from "../support/rotation-by-people.ts";

interface Outage {
  readonly what: string;
  readonly at: Point;
  readonly outage: (world: World) => Promise<void>;
}

const redisKilled = (at: Point): Outage => ({
  what: "Redis is killed and comes back a second later",
  at,
  outage: async ({ redis }) => {
    await redis.kill();
    await sleep(1_000);
    await redis.restart();
  },
});
const redisFrozen = (at: Point): Outage => ({
  what: "Redis is frozen for five seconds",
  at,
  outage: async ({ redis }) => {
    redis.freeze();
    await sleep(5_000);
    redis.thaw();
  },
});
/** Where a rotation is most in need of its records. */
const redisOutages: readonly Outage[] = [
  redisKilled("before issue"),
  redisFrozen("after issue"),
  redisKilled("after record step.marked verify"),
  redisFrozen("after deliver to the repository"),
  redisKilled("before record step.done issue-and-deliver and step.started commit"),
  redisKilled("after destroy"),
];
const slackOutage: Outage = {
  what: "Slack does not answer for eight seconds",
  at: "before record run.started and step.started intent",
  outage: async ({ slack }) => {
    slack.freeze();
    await sleep(8_000);
    slack.thaw();
  },
};
const vaultOutage: Outage = {
  what: "Vault does not answer for twelve seconds",
  at: "before unwrap",
  outage: async ({ vault }) => {
    vault.freeze();
    await sleep(12_000);
    vault.thaw();
  },
};
const outages = [...redisOutages, slackOutage, vaultOutage].map((outage, at) => ({
  ...outage,
  role: `profinaut-outage-${String(at).padStart(2, "0")}`,
}));

// Each in a world of its own: what dies for one rotation must not die for another.
describe.concurrent("T21 while a role is rotated", () => {
  it.for(outages)(
    "$what ($at): the rotation ends well and everything holds",
    async ({ role, at, outage }, { onTestFinished }) => {
      const dying = await startDyingBotWorld({ roles: [role] });
      onTestFinished(() => dying.stop());
      const people = await createObservers(dying.world);
      onTestFinished(() => people.stop());
      const { body } = await dying.world.vault.api("POST", `auth/approle/role/${role}/secret-id`, {});
      const over: Promise<void>[] = [];
      dying.meet(role, at, () => void over.push(outage(dying.world)));

      const request = await rotate(dying.world, people, role, { withinMs: 150_000 });
      await Promise.all(over);

      expect(dying.passed(role)).toContain(at);
      expect(over).toHaveLength(1);
      expect(request.state).toBe("succeeded");
      const before = [String(body.data?.["secret_id_accessor"])];
      expect(await brokenRotation(dying.world, people, { role, before, secrets: dying.secrets })).toEqual([]);
      expect(dying.kills()).toBe(0);
    },
  );
});
