import { Redis } from "ioredis";
import { vi } from "vitest";
import type { World } from "../../demo/world.ts";
import { AuditEntry } from "../../src/domain/audit.ts";
import { createKeys } from "../../src/redis/keys.ts";

/** The whole trail of a world, read past the bot. */
export async function trailOf({ redis: { url } }: Pick<World, "redis">): Promise<readonly AuditEntry[]> {
  const redis = new Redis(url);
  try {
    const stored = await redis.xrange(createKeys().trail, "-", "+");
    return stored.map(([, [, text = ""]]) => AuditEntry.parse(JSON.parse(text)));
  } finally {
    redis.disconnect();
  }
}

/** The first entry that fits, behind `afterSeq`. @throws Error when none has come within ten seconds */
export async function trailEntry(
  world: Pick<World, "redis">,
  fits: (entry: AuditEntry) => boolean,
  afterSeq = 0,
): Promise<AuditEntry> {
  return vi.waitFor(
    async () => {
      const entries = (await trailOf(world)).filter(({ seq }) => seq > afterSeq);
      const found = entries.find(fits);
      if (found === undefined)
        throw new Error(`not among: ${entries.map(({ actor, action }) => `${actor} ${action}`).join(", ")}`);
      return found;
    },
    { timeout: 10_000, interval: 50 },
  );
}
