import { readDeclaredFiles } from "../configuration/declared-files.ts";
import type { CheckPorts } from "../domain/check.ts";
import type { GitHubClient } from "../github/client.ts";
import { createRepositoryTree } from "../github/repository-tree.ts";
import type { RedisConnection } from "../redis/connection.ts";
import { createStoreHealth } from "../redis/store-health.ts";
import { createVisiblePlatform } from "../vault/declared/visible.ts";
import type { Transport, VaultClient } from "../vault/transport.ts";
import { ownDeclaration } from "./commands/bootstrap.ts";
import type { Config } from "./config.ts";

/** Ports that only checks need: for the worker, and for `profinaut doctor`. @throws ConfigError when `vault/` cannot be read */
export function checkPortsOf({
  config,
  client,
  session,
  transport,
  redis,
}: {
  readonly config: Pick<Config, "vault" | "redis" | "repository">;
  readonly client: GitHubClient;
  readonly session: VaultClient;
  readonly transport: Transport;
  readonly redis: RedisConnection;
}): Pick<CheckPorts, "repository" | "tree" | "platform" | "storeHealth"> {
  const { kvMount, kvBase, approleMount } = config.vault;
  return {
    repository: config.repository,
    tree: createRepositoryTree({ client }),
    platform: createVisiblePlatform({
      client: session,
      stranger: transport.client(),
      declaration: readDeclaredFiles(ownDeclaration),
      mounts: { kvMount, kvBase, approleMount },
    }),
    storeHealth: createStoreHealth({ redis, mode: config.redis.durability }),
  };
}
