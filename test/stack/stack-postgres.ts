import { randomBytes } from "node:crypto";
import { chmod, chown, copyFile, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { findOnPath } from "../../demo/parts/find-on-path.ts";
import { onFreePort } from "../../demo/parts/free-port.ts";
import { type RunningProcess, startProcess } from "../../demo/parts/processes.ts";
import { createTempFolder } from "../../demo/parts/temp-folder.ts";
import { type Ended, run } from "./command.ts";
import { commandOf } from "./compose-project.ts";
import { projectPath } from "./project-files.ts";

/** Debian's `nobody`: PostgreSQL refuses to run as root, and wants a user that has a name. */
const nobody = { uid: 65534, gid: 65534 };

export interface StackPostgres {
  readonly folder: string;
  readonly caFile: string;
  readonly username: string;
  readonly password: string;
  /** `PGDATA`, made by the first start. */
  readonly data: string;
  readonly env: NodeJS.ProcessEnv;
  /** Runs a command as the server's user. */
  run(command: string, args: readonly string[], env?: NodeJS.ProcessEnv): Promise<Ended>;
  /**
   * The stack's start script with the stack's options, until it accepts logins. With an environment of one's own it is tried once, on no
   * port that works: for starts that fail. @throws Error when it does not
   */
  start(env?: NodeJS.ProcessEnv): Promise<{ readonly server: RunningProcess; readonly port: number }>;
  /** `SELECT current_database(), ssl` over TCP. */
  logIn(port: number, connection: Readonly<Record<string, string>>, password?: string): Promise<Ended>;
  remove(): Promise<void>;
}

/** Debian's PostgreSQL with the stack's own certificate, start script and options; only paths and port are of this machine. */
export async function aStackPostgres(username: string, password: string): Promise<StackPostgres> {
  const env = { ...process.env, PATH: [await postgresFolder(), process.env["PATH"]].join(delimiter) };
  const folder = createTempFolder("stack-postgres");
  const inFolder = (...path: string[]): string => join(folder.path, ...path);
  for (const name of ["login", "data", "etc", "socket"]) await mkdir(inFolder(name));
  const made = await run("sh", [projectPath("vault/tls/make-certificates.sh"), inFolder("tls")]);
  if (made.code !== 0) throw new Error(made.stderr);
  await writeFile(inFolder("login", "username"), username, { mode: 0o400 });
  await writeFile(inFolder("login", "password"), password, { mode: 0o400 });
  for (const name of ["start.sh", "pg_hba.conf"]) await copyFile(projectPath(`stack/postgres/${name}`), inFolder("etc", name));
  const isRoot = process.getuid?.() === 0;
  if (isRoot) await giveTo(nobody, folder.path);

  const asUser = (command: string, args: readonly string[]): readonly [string, ...string[]] =>
    isRoot
      ? ["setpriv", `--reuid=${nobody.uid}`, `--regid=${nobody.gid}`, "--clear-groups", command, ...args]
      : [command, ...args];
  const runAsUser: StackPostgres["run"] = (command, args, more = {}) => {
    const [first, ...rest] = asUser(command, args);
    return run(first, rest, { env: { ...env, ...more }, cwd: folder.path });
  };
  const settings = {
    PGDATA: inFolder("data"),
    POSTGRES_DB: "profinaut",
    POSTGRES_USER_FILE: inFolder("login", "username"),
    POSTGRES_PASSWORD_FILE: inFolder("login", "password"),
  };
  const options = commandOf("profinaut_postgres").map((word) => word.replace("/tls/", `${inFolder("tls", "postgres")}/`));
  const startOn = (port: number, more: NodeJS.ProcessEnv): Promise<{ server: RunningProcess; port: number }> => {
    const local = [
      "-c",
      `port=${port}`,
      "-c",
      "listen_addresses=127.0.0.1",
      "-c",
      `unix_socket_directories=${inFolder("socket")}`,
    ];
    const [command, ...args] = asUser("sh", [inFolder("etc", "start.sh"), ...options, ...local]);
    return startProcess({
      name: "postgres",
      command,
      args,
      env: { PATH: env.PATH, ...settings, ...more },
      cwd: folder.path,
      readyLine: (line) => line.includes("ready to accept connections") || undefined,
      deadlineMs: 60_000,
    }).then(({ process: server }) => ({ server, port }));
  };
  return {
    folder: folder.path,
    caFile: inFolder("tls", "ca", "ca.pem"),
    username,
    password,
    data: settings.PGDATA,
    env: { ...env, ...settings },
    run: runAsUser,
    start: (more) => (more === undefined ? onFreePort((port) => startOn(port, {})) : startOn(1, more)),
    logIn: (port, connection, typed = password) => {
      const words = Object.entries({ host: "127.0.0.1", port: String(port), user: username, dbname: "profinaut", ...connection });
      const conninfo = words.map(([name, value]) => `${name}='${value.replace(/[\\']/g, "\\$&")}'`).join(" ");
      const question = "SELECT current_database() || ' ' || ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
      return run("psql", ["--no-psqlrc", "--no-password", "-At", "-c", question, conninfo], {
        env: { ...env, PGPASSWORD: typed },
      });
    },
    remove: folder.remove,
  };
}

/** @throws Error that says what to install */
async function postgresFolder(): Promise<string> {
  const debian = "/usr/lib/postgresql";
  const versions = await readdir(debian).catch((): string[] => []);
  const folders = [
    ...versions
      .sort()
      .reverse()
      .map((version) => join(debian, version, "bin")),
  ];
  for (const folder of folders) if ((await findOnPath("initdb", { PATH: folder })) !== undefined) return folder;
  const onPath = await findOnPath("initdb", process.env);
  if (onPath === undefined) throw new Error("PostgreSQL is missing: apt-get install postgresql");
  return join(onPath, "..");
}

async function giveTo({ uid, gid }: typeof nobody, folder: string): Promise<void> {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }))
    await chown(join(entry.parentPath, entry.name), uid, gid);
  await chown(folder, uid, gid);
  await chmod(folder, 0o755);
}

/** What a process was started with and what its environment holds, as another process of the same user or of root reads them. */
export async function readByOthers(pid: string): Promise<string> {
  return `${await readFile(`/proc/${pid}/environ`, "latin1")}\n${await readFile(`/proc/${pid}/cmdline`, "latin1")}`;
}

/** Never twice the same: with what a shell, a connection string and SQL would trip over. */
export const awkwardPassword = (): string => ` $(id) '"\\ ;-- ${randomBytes(12).toString("hex")} `;
