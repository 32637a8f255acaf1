import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { createTempFolder, type TempFolder } from "../../demo/parts/temp-folder.ts";
import { type Ended, run } from "../stack/command.ts";
import { composeYaml } from "../stack/compose-project.ts";
import { projectPath, projectText } from "../stack/project-files.ts";
import { awkwardPassword } from "../stack/stack-postgres.ts";
import { type ContainerEngine, startEngine } from "../support/container-engine/engine.ts";
import { importStandIns } from "./stand-ins.ts";

/**
 * The stack's own compose file, scripts and configuration, run by a real engine and Compose. Images are stand-ins (see stand-ins.ts): Redis,
 * PostgreSQL and OpenSSL are Debian's.
 */

const guide = projectText("docs/stack.md");
const Images = z.object({ services: z.record(z.string(), z.looseObject({ image: z.string() })) });
const images = Images.parse(composeYaml()).services;
const imageOf = (service: string): string => images[service]?.image ?? "";
/** The commands of the guide's section, a block each. */
const blocks = (section: string): readonly string[] => {
  const text = guide.split(`\n## ${section}\n`)[1]?.split("\n## ")[0] ?? "";
  return [...text.matchAll(/^```\n([\s\S]*?)^```$/gm)].map(([, block = ""]) => block);
};
/** The guide's files that are laid over docker-compose.yml: a GitHub App, and an engine without root. */
const overrides = [...guide.matchAll(/```yaml\n(# docker-compose\.override\.yml\n[\s\S]*?)```/g)].map(([, text = ""]) => text);

let engine: ContainerEngine;
const host: TempFolder = createTempFolder("host");
let env: NodeJS.ProcessEnv;
const inHost = (...path: string[]): string => join(host.path, ...path);
const shell = (commands: string, input = "", more: NodeJS.ProcessEnv = {}): Promise<Ended> =>
  run("sh", ["-ec", commands], { cwd: projectPath("."), env: { ...env, ...more }, input });
const compose = (...args: readonly string[]): Promise<Ended> =>
  engine.docker(["compose", ...args], { cwd: projectPath("."), env });
const stateOf = async (service: string): Promise<string> =>
  (await compose("ps", "-a", "--format", "{{.State}} {{.Health}} {{.ExitCode}}", service)).stdout.trim();

beforeAll(async () => {
  engine = await startEngine();
  await importStandIns(engine, imageOf);
  await mkdir(inHost("secrets"));
  for (const name of ["vault_role_id", "vault_secret_id", "slack_bot_token", "slack_app_token", "github_token"])
    await writeFile(inHost("secrets", name), "a word");
  await copyFile(projectPath("profinaut.yml.example"), inHost("profinaut.yml"));
  // The sandbox of these tests may not lift the limit of locked memory either.
  await writeFile(inHost("without-root.yml"), overrides[1] ?? "");
  await writeFile(inHost("settings"), `PROFINAUT_SECRETS=${inHost("secrets")}\nPROFINAUT_YML=${inHost("profinaut.yml")}\n`);
  env = {
    ...engine.env,
    COMPOSE_FILE: `docker-compose.yml:${inHost("without-root.yml")}`,
    COMPOSE_ENV_FILES: inHost("settings"),
  };
});
afterAll(async () => {
  await engine?.stop();
  await host.remove();
});

describe("the first steps of docs/stack.md", () => {
  it("start Vault, its storage and Redis, with certificates and a password that were made on this host", async () => {
    const { code, stderr } = await compose("up", "-d", "profinaut_vault", "profinaut_redis", "profinaut_bot");

    expect(code, stderr).toBe(0);
    expect(await stateOf("profinaut_init")).toMatch(/^exited .*0$/);
    await expect.poll(() => stateOf("profinaut_redis")).toBe("running healthy 0");
    expect(await stateOf("profinaut_vault")).toBe("running healthy 0");
  });

  it("say what is wrong with an engine that may not lift the limit of locked memory, where the guide's file is not used", async () => {
    await compose("rm", "-sf", "profinaut_vault");
    const { code, stderr } = await shell("docker compose -f docker-compose.yml up -d --no-deps profinaut_vault");

    expect(code).not.toBe(0);
    expect(guide).toContain("error setting rlimit type 8: operation not permitted");
    expect(stderr).toContain("error setting rlimit type 8: operation not permitted");
    expect((await compose("up", "-d", "--no-deps", "profinaut_vault")).code).toBe(0);
  });
});

describe("a database whose agent has no value yet", () => {
  const password = `hvs.${awkwardPassword().replaceAll(/[^0-9a-f]/g, "")}`;
  const agent = "profinaut-profinaut_agent_postgres-1";
  const logIn = (sslmode: string) =>
    engine.docker([
      ...["run", "--rm", "--network", "profinaut_data", "-e", `PGPASSWORD=${password}`, imageOf("profinaut_postgres")],
      ...[
        "psql",
        "--no-psqlrc",
        "-At",
        "-c",
        "SELECT current_database()",
        `host=profinaut-postgres user=profinaut dbname=profinaut sslmode=${sslmode}`,
      ],
    ]);

  it("is waited for by `up`, however long people take to register one, and starts then", async () => {
    await compose("up", "-d", "profinaut_agent_postgres");
    const handed = await shell("vault/hand-over.sh postgres", `profinaut\n${password}\n`);
    expect(handed.code, handed.stderr).toBe(0);
    let hasEnded = false;
    const up = compose("up", "-d", "profinaut_postgres").finally(() => {
      hasEnded = true;
    });
    const looks = async () => Number((await engine.docker(["inspect", "-f", "{{len .State.Health.Log}}", agent])).stdout);
    // Five looks in a row that found nothing: the agent would be ill if it were not new.
    await expect.poll(looks, { timeout: 120_000 }).toBe(5);
    expect(await stateOf("profinaut_agent_postgres")).toBe("running starting 0");
    expect(hasEnded).toBe(false);

    expect(await compose("exec", "-T", "profinaut_agent_postgres", "touch", "/tmp/registered")).toMatchObject({ code: 0 });

    const { code, stderr } = await up;
    expect(code, stderr).toBe(0);
    await expect.poll(() => stateOf("profinaut_postgres"), { timeout: 120_000 }).toBe("running healthy 0");
  });

  it("has the password in memory alone, and not in its server's environment", async () => {
    const environment = await compose("exec", "-T", "profinaut_postgres", "cat", "/proc/1/environ");
    const inspected = await engine.docker(["inspect", "profinaut-profinaut_postgres-1"]);

    expect(environment.stdout).toContain("POSTGRES_PASSWORD_FILE=/run/profinaut/password");
    expect(environment.stdout).not.toContain(password);
    expect(inspected.stdout).not.toContain(password);
  });

  it("lets a service of the platform in by TLS alone", async () => {
    expect((await logIn("disable")).stderr).toContain("no encryption");
    expect(await logIn("require")).toMatchObject({ code: 0, stdout: "profinaut\n" });
  });
});

describe("the guide's commands", () => {
  const redis = (...words: readonly string[]) =>
    engine.docker([
      ...[
        "run",
        "--rm",
        "--network",
        "profinaut_queue",
        "-v",
        "profinaut_redis_login:/login:ro",
        "-v",
        "profinaut_tls_ca:/tls:ro",
        imageOf("profinaut_redis"),
      ],
      ...["sh", "-c", 'redis-cli --no-auth-warning --tls --cacert /tls/ca.pem -u "$(cat /login/url)" "$@"', "sh", ...words],
    ]);
  const [keepVault = "", restoreVault = "", keepRedis = "", restoreRedis = ""] = blocks("Backup").map((block) =>
    block.replaceAll(/([<>]) (vault\.snap|redis-backup\.tar)$/gm, (_, sign: string, name: string) => `${sign} ${inHost(name)}`),
  );

  it("keep what Consul holds, and put it back as the user who reads it", async () => {
    expect(await shell(keepVault)).toMatchObject({ code: 0 });
    expect(await readFile(inHost("vault.snap"), "utf8")).toBe("100 kept this\n");

    const { code, stderr } = await shell(restoreVault.replace(" && vault/first-run.sh", ""));

    expect(code, stderr).toBe(0);
    const found = await compose("exec", "-T", "profinaut_consul", "sh", "-c", "cat /consul/data/restored; ls /consul/data");
    expect(found.stdout).toBe("100 kept this\nrestored\n");
  });

  it("keep what Redis holds, and put it back as the user who reads it", async () => {
    expect((await redis("set", "{profinaut}kept", "before")).stdout).toBe("OK\n");
    const kept = await shell(keepRedis);
    expect(kept.code, kept.stderr).toBe(0);
    await expect.poll(() => stateOf("profinaut_redis")).toBe("running healthy 0");
    expect((await redis("set", "{profinaut}kept", "after")).stdout).toBe("OK\n");

    const restored = await shell(restoreRedis);

    expect(restored.code, restored.stderr).toBe(0);
    await expect.poll(() => stateOf("profinaut_redis")).toBe("running healthy 0");
    expect((await redis("get", "{profinaut}kept")).stdout).toBe("before\n");
  });

  it("hand nothing over where compose cannot read its settings", async () => {
    const { code, stderr } = await shell("vault/hand-over.sh kafka", "profinaut\nhvs.word\n", { COMPOSE_ENV_FILES: "/dev/null" });

    expect(code).toBe(1);
    expect(stderr).toContain("PROFINAUT_SECRETS");
    expect(stderr).toContain("COMPOSE_ENV_FILES");
  });
});
