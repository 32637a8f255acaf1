import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { findOnPath } from "../../demo/parts/find-on-path.ts";
import { onFreePort } from "../../demo/parts/free-port.ts";
import { startProcess } from "../../demo/parts/processes.ts";
import { createTempFolder } from "../../demo/parts/temp-folder.ts";
import { type Ended, runAsInit } from "./command.ts";
import { projectPath, projectText } from "./project-files.ts";

export interface StackRedis {
  readonly port: number;
  /** What the bot's REDIS_URL_FILE holds, with the port and name of this machine. */
  readonly urlFile: string;
  readonly caFile: string;
  readonly folder: string;
  stop(): Promise<void>;
}

/** The stack's own certificates, user and redis.conf on a real redis-server; only paths and port are of this machine. */
export async function startStackRedis(): Promise<StackRedis> {
  const command = await findOnPath("redis-server", process.env);
  if (command === undefined) throw new Error("redis-server is missing: apt-get install redis-server");
  const folder = createTempFolder("stack-redis");
  const inFolder = (...path: string[]): string => join(folder.path, ...path);
  const must = async (ended: Promise<Ended>): Promise<void> => {
    const { code, stderr } = await ended;
    if (code !== 0) throw new Error(stderr);
  };
  for (const name of ["users", "login", "data"]) await mkdir(inFolder(name));
  await must(runAsInit(projectPath("vault/tls/make-certificates.sh"), [inFolder("tls")]));
  await must(runAsInit(projectPath("stack/redis/make-user.sh"), [inFolder("users"), inFolder("login")]));

  const start = async (port: number) => {
    const conf = projectText("stack/redis/redis.conf")
      .replaceAll(/ \/tls\//g, ` ${inFolder("tls", "redis")}/`)
      .replace("/etc/redis/users/", `${inFolder("users")}/`)
      .replace(/^dir \/data$/m, `dir ${inFolder("data")}`)
      .replace(/^tls-port 6379$/m, `tls-port ${port}`)
      .replace(/^bind .*$/m, "bind 127.0.0.1");
    await writeFile(inFolder("redis.conf"), conf);
    const { process: server } = await startProcess({
      name: "redis-server",
      command,
      args: [inFolder("redis.conf")],
      env: process.env,
      cwd: folder.path,
      readyLine: (line) => line.includes("Ready to accept connections") || undefined,
      deadlineMs: 20_000,
    });
    return { port, server };
  };
  const { port, server } = await onFreePort(start);
  const url = (await readFile(inFolder("login", "url"), "utf8")).replace("profinaut_redis:6379", `localhost:${port}`);
  await writeFile(inFolder("url"), url, { mode: 0o600 });
  return {
    port,
    urlFile: inFolder("url"),
    caFile: inFolder("tls", "ca", "ca.pem"),
    folder: folder.path,
    stop: async () => {
      await server.stop();
      await folder.remove();
    },
  };
}
