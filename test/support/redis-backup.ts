import { randomUUID } from "node:crypto";
import { cpSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { World } from "../../demo/world.ts";

/** A copy of what Redis keeps on disk. */
export interface RedisBackup {
  /** Puts it in the place of what Redis holds now, as an operator does: Redis is stopped meanwhile. */
  putBack(): Promise<void>;
  remove(): void;
}

/** Copies the folder of append-only files while Redis does not run. Whoever uses Redis must have been stopped. */
export async function backUpRedis({ redis }: Pick<World, "redis">): Promise<RedisBackup> {
  const copy = join(tmpdir(), `redis-backup-${randomUUID()}`);
  await redis.kill();
  cpSync(redis.folder, copy, { recursive: true });
  await redis.restart();
  return {
    putBack: async () => {
      await redis.kill();
      for (const name of readdirSync(redis.folder)) rmSync(join(redis.folder, name), { recursive: true });
      cpSync(copy, redis.folder, { recursive: true });
      await redis.restart();
    },
    remove: () => rmSync(copy, { recursive: true, force: true }),
  };
}
