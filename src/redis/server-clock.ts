import { AppError } from "../domain/errors.ts";
import type { RedisConnection } from "./connection.ts";

/**
 * What Redis says that it is now, in milliseconds since 1970; `undefined` when it does not say. INFO tells it to users whom an older
 * ACL does not let ask TIME: https://redis.io/docs/latest/commands/info/
 */
export const createRedisClock =
  ({ redis }: { readonly redis: RedisConnection }): (() => Promise<number | undefined>) =>
  async () => {
    try {
      const server = await redis.read((client) => client.info("server"));
      const [, micros] = /^server_time_usec:(\d+)/m.exec(server) ?? [];
      return micros === undefined ? undefined : Number(micros) / 1_000;
    } catch (error) {
      if (error instanceof AppError) return undefined;
      throw error;
    }
  };
