import { afterAll, beforeAll, expect, it } from "vitest";
import { aPlatform, put } from "../cli/an-exec.ts";
import { aRunner, logOf } from "./a-runner.ts";
import { byAppRole } from "./by-app-role.ts";
import { scriptOf } from "./templates.ts";

const canary = ["canary", "of", "compose"].join("-");
const script = scriptOf("docker-compose-vault.yml", "up");
let platform: Awaited<ReturnType<typeof aPlatform>>;

beforeAll(async () => {
  platform = await aPlatform();
  await put(platform.vault, "db/credentials", { password: canary });
});
afterAll(() => platform.stop());

const values = { COMPOSE_VALUES: "DB_PASSWORD=db/credentials#password", WATCH_SECONDS: "2", COMPOSE_PROJECT_NAME: "p" };

/** A container as `docker inspect` shows it; the real ones are in test/long. */
const container = (service: string, state: object, more: object = {}) => ({
  State: { Status: "running", ExitCode: 0, ...state },
  HostConfig: { RestartPolicy: { Name: "no" } },
  RestartCount: 0,
  Config: { Labels: { "com.docker.compose.service": service } },
  ...more,
});
const ended = { Status: "exited", ExitCode: 0 };
const always = { HostConfig: { RestartPolicy: { Name: "always" } } };
const healthy = { Health: { Status: "healthy" } };

async function up(...looks: readonly (readonly object[])[]) {
  const runner = aRunner();
  for (const [at, look] of looks.entries()) runner.write(`look-${at}`, JSON.stringify(look));
  runner.program(
    "docker",
    `case "$*" in inspect*) n=$(cat n 2> /dev/null || echo 0); [ -f "look-$((n + 1))" ] && echo $((n + 1)) > n; cat "look-$n" ;; *logs*) echo "password=$DB_PASSWORD" ;; esac`,
  );
  const done = await runner.step(script, { ...(await byAppRole(platform.vault)), ...values });
  return { ...done, runner };
}

it("a service that ends well is as good as one that stays, if nothing starts it again", async () => {
  const { code, stderr, runner } = await up([
    container("api", healthy),
    container("migrate", ended),
    container("seed", ended, { HostConfig: { RestartPolicy: { Name: "on-failure" } } }),
  ]);

  expect(code, stderr).toBe(0);
  expect(runner.summary()).toMatch(/✅ api running[^\n]*\n- ✅ \(ended\) migrate exited[^\n]*\n- ✅ \(ended\) seed/);
});

it.each([
  [
    "dies a while after it was there",
    [[container("api", {})], [container("api", { Status: "exited", ExitCode: 2 })]],
    "api exited, exit code 2",
  ],
  ["ends although it is to run always", [[container("api", ended, always)]], "api exited, exit code 0"],
  [
    "turns unhealthy",
    [[container("api", { Health: { Status: "starting" } })], [container("api", { Health: { Status: "unhealthy" } })]],
    "health unhealthy",
  ],
  ["is started again and again", [[container("api", {}, { RestartCount: 6, ...always })]], "restarted 6 times"],
] as const)("a service that %s is red, and its log shows no value", async (_, looks, said) => {
  const { code, stdout } = await up(...looks);

  expect(code).toBe(1);
  expect(stdout).toContain("::error::");
  expect(stdout).toContain(said);
  expect(logOf(stdout)).toContain("password=***");
});

it("an env_file that is not in git is said before anything starts", async () => {
  const runner = aRunner();
  runner.program(
    "docker",
    'case "$*" in *config*) echo "env file /w/.env not found: stat /w/.env: no such file" >&2; exit 14 ;; *) echo started ;; esac',
  );

  const { code, stdout } = await runner.step(script, { ...(await byAppRole(platform.vault)), ...values });

  expect(code).toBe(1);
  expect(stdout).toContain("::error::a service names an env_file that is not in git");
  expect(stdout).not.toContain("started");
});
