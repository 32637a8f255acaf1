import { authorityIn } from "./certificate.ts";
import type { EnvironmentReader } from "./environment.ts";

/** Which Redis, and how it is known to be the one. */
export interface RedisServer {
  readonly url: string;
  /** PEM of the authority to trust instead of the system's. */
  readonly ca: string | undefined;
}

/** Where Redis is, and who signed its certificate; what the client would misread is a mistake that says what to write. */
export function redisServer(variables: EnvironmentReader, whatFor: string): RedisServer {
  const url = variables.required("REDIS_URL", whatFor);
  const objection = url === "" ? undefined : objectionTo(url);
  if (objection !== undefined) variables.mistake(`REDIS_URL ${objection}.`);
  return { url, ca: authorityIn("REDIS_CACERT", "Redis's certificate", variables) };
}

function objectionTo(url: string): string | undefined {
  // Quotes are said of any variable.
  if (/^["']|["']$/.test(url)) return undefined;
  if (!/^rediss?:\/\//.test(url)) return "must begin with redis://, or with rediss:// for TLS: redis://user:password@host:6379";
  if (/[#?]/.test(url)) return "has a # or ? in it: write %23 or %3F where it belongs to the password";
  const database = URL.canParse(url) ? new URL(url).pathname.slice(1) : undefined;
  if (database === undefined)
    return "is no address: write redis://user:password@host:6379, and what is special in the password as %40, %2F, %3A";
  if (!/^\d*$/.test(database))
    return "must end with the port, or with the number of a database: redis://user:password@host:6379/0";
  return undefined;
}
