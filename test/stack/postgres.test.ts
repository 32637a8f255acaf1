import { chmod, mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import type { RunningProcess } from "../../demo/parts/processes.ts";
import { run } from "./command.ts";
import { aStackPostgres, awkwardPassword, readByOthers, type StackPostgres } from "./stack-postgres.ts";

let postgres: StackPostgres;
let running: { readonly server: RunningProcess; readonly port: number } | undefined;
const stop = async (): Promise<void> => {
  await running?.server.stop(20_000);
  running = undefined;
};
const start = async (): Promise<number> => {
  running = await postgres.start();
  return running.port;
};

describe("a database that is made by the start script", () => {
  let port: number;
  beforeAll(async () => {
    postgres = await aStackPostgres("Profinaut-1", awkwardPassword());
    port = await start();
  });
  afterAll(async () => {
    await stop();
    await postgres?.remove();
  });

  it("lets its user in by TLS with the password that the agent gave it", async () => {
    const { code, stdout, stderr } = await postgres.logIn(port, { sslmode: "verify-full", sslrootcert: postgres.caFile });

    expect(stderr).toBe("");
    expect(stdout).toBe("profinaut true\n");
    expect(code).toBe(0);
  });

  it.each([
    ["without TLS", { sslmode: "disable" }, undefined, "no encryption"],
    [
      "without TLS for the database that every server has",
      { sslmode: "disable", dbname: "postgres" },
      undefined,
      "no encryption",
    ],
    ["with a wrong password", { sslmode: "require" }, "wrong", "password authentication failed"],
    ["as a user that is not there", { sslmode: "require", user: "postgres" }, undefined, "password authentication failed"],
    [
      "of a certificate that another authority made",
      { sslmode: "verify-full", sslrootcert: "/dev/null" },
      undefined,
      "root certificate",
    ],
  ])("lets nobody in %s", async (_, connection, password, says) => {
    const { code, stdout, stderr } = await postgres.logIn(port, connection, password);

    expect(stderr).toContain(says);
    expect(stdout).toBe("");
    expect(code).toBe(2);
  });

  it("lets nobody in by its socket without the password", async () => {
    const { stderr } = await postgres.logIn(port, { host: join(postgres.folder, "socket") }, "wrong");

    expect(stderr).toContain("password authentication failed");
  });

  it("has the password in no environment and in no argument, nor do the processes it starts", async () => {
    // Some of them are yet to start, and workers that vacuum come and go.
    await vi.waitFor(async () => {
      const { stdout } = await run("ps", ["-o", "pid=", "--ppid", String(running?.server.pid)]);
      const pids = [String(running?.server.pid), ...stdout.trim().split(/\s+/)];

      expect(pids.length).toBeGreaterThan(4);
      for (const pid of pids) expect(await readByOthers(pid)).not.toContain(postgres.password.trim());
    }, 15_000);
  });

  it("is healthy by the healthcheck of docker-compose.yml", async () => {
    const { code } = await postgres.run("pg_isready", ["--quiet", "--host=127.0.0.1", "--dbname=profinaut", `--port=${port}`]);

    expect(code).toBe(0);
  });
});

describe("a first start that was interrupted", () => {
  afterEach(async () => {
    await stop();
    await postgres?.remove();
  });

  it.each(["making", "base", "global", "PG_VERSION"])("before %s was moved goes on there", async (name) => {
    postgres = await aStackPostgres("profinaut", awkwardPassword());
    const bin = join(postgres.folder, "bin");
    await mkdir(bin);
    // Stops like a machine without power: nothing after it is done.
    await writeFile(join(bin, "mv"), `#!/bin/sh\ncase $1 in */${name}) kill -9 $PPID; exit 1 ;; esac\nexec /bin/mv "$@"\n`);
    await chmod(join(bin, "mv"), 0o755);

    await expect(postgres.start({ PATH: `${bin}:${postgres.env["PATH"]}` })).rejects.toThrow("ended before it was ready");
    const port = await start();

    expect((await postgres.logIn(port, { sslmode: "require" })).stdout).toBe("profinaut true\n");
    expect((await readdir(postgres.data)).filter((entry) => entry.startsWith("ma"))).toEqual([]);
  });
});

describe("a database that an older version of the stack made", () => {
  afterEach(async () => {
    await stop();
    await postgres?.remove();
  });

  it("is kept, and lets nobody in without TLS any more", async () => {
    postgres = await aStackPostgres("older", awkwardPassword());
    const pwfile = join(postgres.folder, "login", "password");
    const made = await postgres.run("initdb", [
      `--pgdata=${postgres.data}`,
      "--username=older",
      `--pwfile=${pwfile}`,
      "--auth=scram-sha-256",
    ]);
    expect(made.code).toBe(0);
    // As the image's entrypoint does.
    await postgres.run("sh", ["-c", 'echo "host all all all scram-sha-256" >> "$1/pg_hba.conf"', "sh", postgres.data]);
    const port = await start();

    const plain = await postgres.logIn(port, { dbname: "postgres", sslmode: "disable" });
    const secured = await postgres.logIn(port, { dbname: "postgres", sslmode: "require" });

    expect(plain.stderr).toContain("no encryption");
    expect(secured.stdout).toBe("postgres true\n");
  });
});
