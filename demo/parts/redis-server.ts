import { findOnPath } from "./find-on-path.ts";
import { onFreePort } from "./free-port.ts";
import { type RunningProcess, startProcess } from "./processes.ts";
import { createTempFolder } from "./temp-folder.ts";

export interface RunningRedis {
  /** `redis://127.0.0.1:<port>`; the same after a restart. */
  readonly url: string;
  readonly port: number;
  /** Where the append-only files lie. */
  readonly folder: string;
  /** Of the server that runs now. */
  readonly pid: () => number;
  /** Starts it again on the same port and data, after stopping it if it runs. */
  restart(): Promise<void>;
  /** SIGKILL, as in a crash. The data stay for `restart()`. */
  kill(): Promise<void>;
  /** Connections stay open and nothing answers, until `thaw()`. */
  freeze(): void;
  thaw(): void;
  /** Idempotent; removes the data. */
  stop(): Promise<void>;
}

export interface RedisOptions {
  /** redis.conf settings over the durable ones, such as `{ appendonly: "no" }` to see them refused. */
  readonly settings?: { readonly [name: string]: string };
  readonly env?: NodeJS.ProcessEnv;
}

// What the bot demands at its start: every acknowledged write survives a crash, and nothing is ever evicted.
const durable = { appendonly: "yes", appendfsync: "always", "maxmemory-policy": "noeviction", save: "" };

/** A real redis-server on a free port of 127.0.0.1. @throws Error saying what to install when there is none */
export async function startRedis(options: RedisOptions = {}): Promise<RunningRedis> {
  const env = options.env ?? process.env;
  const command = await findOnPath("redis-server", env);
  if (command === undefined) {
    throw new Error("There is no redis-server on the PATH. On Debian or Ubuntu: apt-get install redis-server");
  }
  const folder = createTempFolder("redis");
  const run = async (port: number): Promise<RunningProcess> => {
    const settings = {
      ...durable,
      ...options.settings,
      port: String(port),
      bind: "127.0.0.1",
      dir: folder.path,
      daemonize: "no",
      logfile: "",
    };
    const { process: server } = await startProcess({
      name: "redis-server",
      command,
      args: Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]),
      env,
      cwd: folder.path,
      readyLine: (line) => line.includes("Ready to accept connections") || undefined,
      deadlineMs: 20_000,
    });
    return server;
  };

  try {
    const first = await onFreePort(async (port) => ({ port, server: await run(port) }));
    const { port } = first;
    let { server } = first;
    return {
      url: `redis://127.0.0.1:${port}`,
      port,
      folder: folder.path,
      pid: () => server.pid,
      restart: async () => {
        await server.stop();
        server = await run(port);
      },
      kill: async () => {
        server.signal("SIGKILL");
        await server.exited;
      },
      freeze: () => server.signal("SIGSTOP"),
      thaw: () => server.signal("SIGCONT"),
      stop: async () => {
        await server.stop();
        await folder.remove();
      },
    };
  } catch (error) {
    await folder.remove();
    throw error;
  }
}
