import { type Sentence, say } from "../domain/sentence.ts";
import { authorityIn } from "./certificate.ts";
import type { EnvironmentReader } from "./environment.ts";

declare module "../domain/sentence.ts" {
  interface Sentences {
    "config.redis.scheme": NoParams;
    "config.redis.mark": NoParams;
    "config.redis.no-address": NoParams;
    "config.redis.database": NoParams;
    "config.of.redis": NoParams;
  }
}

/** Which Redis, and how it is known to be the one. */
export interface RedisServer {
  readonly url: string;
  /** PEM of the authority to trust instead of the system's. */
  readonly ca: string | undefined;
}

/** Where Redis is, and who signed its certificate; what the client would misread is a mistake that says what to write. */
export function redisServer(variables: EnvironmentReader, whatFor: Sentence): RedisServer {
  const url = variables.required("REDIS_URL", whatFor);
  const objection = url === "" ? undefined : objectionTo(url);
  if (objection !== undefined) variables.mistake(objection);
  return { url, ca: authorityIn("REDIS_CACERT", say("config.of.redis", {}), variables) };
}

function objectionTo(url: string): Sentence | undefined {
  // Quotes are said of any variable.
  if (/^["']|["']$/.test(url)) return undefined;
  if (!/^rediss?:\/\//.test(url)) return say("config.redis.scheme", {});
  if (/[#?]/.test(url)) return say("config.redis.mark", {});
  const database = URL.canParse(url) ? new URL(url).pathname.slice(1) : undefined;
  if (database === undefined) return say("config.redis.no-address", {});
  return /^\d*$/.test(database) ? undefined : say("config.redis.database", {});
}
