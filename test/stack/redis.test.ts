import { createHash } from "node:crypto";
import { chown, mkdir, readdir, readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { createTempFolder } from "../../demo/parts/temp-folder.ts";
import { run, runAsInit } from "./command.ts";
import { composeYaml } from "./compose-project.ts";
import { projectPath } from "./project-files.ts";
import { type StackRedis, startStackRedis } from "./stack-redis.ts";

let redis: StackRedis;
beforeAll(async () => {
  redis = await startStackRedis();
}, 60_000);
afterAll(() => redis?.stop());

/** All that a client with this address is told when it connects and pings. */
const toldTo = async (url: string, ca: string | undefined): Promise<string> => {
  const client = new Redis(url, {
    lazyConnect: true,
    enableReadyCheck: false,
    retryStrategy: () => null,
    ...(ca === undefined ? {} : { tls: { ca } }),
  });
  const told: string[] = [];
  client.on("error", (error: Error) => told.push(error.message));
  try {
    await client.connect();
    told.push(await client.ping());
  } catch (error) {
    told.push(error instanceof Error ? error.message : "failed");
  } finally {
    client.disconnect();
  }
  return told.join("; ");
};

describe("the stack's Redis, with its own redis.conf, user and certificate on a real redis-server", () => {
  it("is durable to the bot, keeps its records and runs its queue, and denies what it needs not", async () => {
    const { code, stdout, stderr } = await run(
      process.execPath,
      ["--import", "tsx", fileURLToPath(new URL("./bot-on-redis.ts", import.meta.url))],
      {
        env: { ...process.env, NODE_EXTRA_CA_CERTS: redis.caFile, REDIS_URL_FILE: redis.urlFile },
        cwd: projectPath("."),
      },
    );

    expect(stderr).toBe("");
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      weak: [],
      records: {
        saved: "saved",
        loaded: "req_1",
        open: ["req_1"],
        trail: 1,
        locked: true,
        claimed: [true, false],
        views: "object",
      },
      job: "req_later",
      said: [],
      denied: ["NOPERM", "NOPERM", "NOPERM", "NOPERM", "NOPERM"],
    });
  });

  it("lets nobody in without a name, with a wrong password, or without TLS", async () => {
    const ca = await readFile(redis.caFile, "utf8");
    const at = `localhost:${redis.port}`;

    expect(await toldTo(`rediss://${at}`, ca)).toContain("NOAUTH");
    for (const name of ["default", "profinaut", "nobody"])
      expect(await toldTo(`rediss://${name}:guess@${at}`, ca)).toContain("WRONGPASS");
    for (const url of [`redis://profinaut:guess@${at}`, `rediss://${at}`]) {
      const told = await toldTo(url, undefined);
      expect(told).not.toBe("");
      expect(told).not.toContain("PONG");
    }
  });

  it("answers its healthcheck, whose user may do nothing else", async () => {
    expect(composeYaml()).toHaveProperty("services.profinaut_redis.healthcheck.test.0", "CMD");
    const { test } = healthcheckOf(composeYaml());
    const asked = (words: readonly string[]) =>
      run(words[0] ?? "", [
        "-p",
        String(redis.port),
        ...words.slice(1).map((word) => (word === "/tls/ca.pem" ? redis.caFile : word)),
      ]);

    const healthy = await asked(test.slice(1));
    const curious = await asked([...test.slice(1, -1), "get", "{profinaut}:open"]);

    expect(healthy).toMatchObject({ code: 0, stdout: "PONG\n" });
    expect(curious.code).not.toBe(0);
    expect(`${curious.stdout}${curious.stderr}`).toContain("NOPERM");
  });
});

function healthcheckOf(file: unknown): { readonly test: readonly string[] } {
  const found = z
    .object({ services: z.object({ profinaut_redis: z.object({ healthcheck: z.object({ test: z.array(z.string()) }) }) }) })
    .parse(file);
  return found.services.profinaut_redis.healthcheck;
}

describe("the script that makes the user", () => {
  const made = async () => {
    const folder = createTempFolder("redis-user");
    const [users, login] = [join(folder.path, "users"), join(folder.path, "login")];
    await mkdir(users);
    await mkdir(login);
    const make = () => runAsInit(projectPath("stack/redis/make-user.sh"), [users, login]);
    const first = await make();
    return {
      users,
      login,
      make,
      first,
      remove: folder.remove,
      acl: () => readFile(join(users, "users.acl"), "utf8"),
      url: () => readFile(join(login, "url"), "utf8"),
    };
  };

  it("keeps the password's hash for Redis and the password for the bot, and shows neither", async () => {
    const { first, acl, url, users, login, remove } = await made();
    const [, password = ""] = /^rediss:\/\/profinaut:([0-9a-f]{64})@profinaut_redis:6379\n$/.exec(await url()) ?? [];

    expect(password).not.toBe("");
    expect(await acl()).toContain(`user profinaut on #${createHash("sha256").update(password).digest("hex")} `);
    expect(await acl()).not.toContain(password);
    expect(await acl()).toContain("user default off\n");
    expect(`${first.stdout}${first.stderr}`).not.toContain(password);
    for (const path of [join(users, "users.acl"), join(login, "url")])
      expect(((await stat(path)).mode & 0o777).toString(8)).toBe("400");
    expect([...(await readdir(users)), ...(await readdir(login))]).toEqual(["users.acl", "url"]);
    await remove();
  });

  it("leaves what is there, finishes what was interrupted, and asks when the password is gone", async () => {
    const { make, acl, url, users, login, remove } = await made();
    const before = [await acl(), await url()];

    const again = await make();
    const leftAlone = [await acl(), await url()];
    await rm(join(users, "users.acl"));
    await chown(join(login, "url"), process.getuid?.() ?? -1, process.getgid?.() ?? -1);
    const finished = await make();
    const afterwards = [await acl(), await url()];
    await rm(join(login, "url"));
    const asks = await make();

    expect(again.code).toBe(0);
    expect(leftAlone).toEqual(before);
    expect(finished.code).toBe(0);
    expect(afterwards).toEqual(before);
    expect(asks.code).toBe(1);
    expect(asks.stderr).toContain("Remove the first");
    await remove();
  });
});
