import { readdirSync } from "node:fs";
import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import type { RunningVault } from "../../demo/parts/vault-server.ts";
import { aPlatform, put, tokens } from "../cli/an-exec.ts";
import { type ContainerEngine, startEngine } from "../support/container-engine/engine.ts";
import { importImage } from "../support/container-engine/images.ts";
import { aPlatformRepository } from "../support/workflow-runner/a-platform-repository.ts";
import { expectNowhere } from "../support/workflow-runner/nowhere.ts";
import { aSigningKey } from "../workflows/a-signing-key.ts";
import { byAppRole } from "../workflows/by-app-role.ts";

const canary = ["canary", "of", "act"].join("-");
const event = "workflow_dispatch" as const;
const password = `${canary}-first line\n"${canary}" second line\n`;
let platform: Awaited<ReturnType<typeof aPlatform>>;
let vault: RunningVault;
let signingKey: Awaited<ReturnType<typeof aSigningKey>>;

beforeAll(async () => {
  platform = await aPlatform();
  vault = platform.vault;
  signingKey = await aSigningKey();
  await put(vault, "db/credentials", { password });
  await put(vault, "release", { SIGNING_KEY: signingKey.armored });
});
afterAll(() => platform.stop());

/** What a job gets by AppRole, parted as GitHub does. */
async function loginOf(role: string) {
  const { PROFINAUT_VAULT_CACERT = "", ...secrets } = await byAppRole(vault, role);
  return { secrets, variables: { PROFINAUT_VAULT_CACERT } };
}

it("Rotate Vault SecretID posts what to type, and its address is in no log", async () => {
  const heard: string[] = [];
  const server = createServer((request, response) => void text(request).then((body) => response.end(`${heard.push(body)}`)));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const path = `/services/${canary}`;
  const secrets = { PROFINAUT_SLACK_WEBHOOK_URL: `http://127.0.0.1:${Object(server.address()).port}${path}` };
  const repository = await aPlatformRepository();

  const { code, stdout, stderr } = await repository.run("rotate-vault-secret-id.yml", "v1.0.0", { secrets, event });

  expect(code, stdout + stderr).toBe(0);
  expect(heard).toEqual([expect.stringContaining("/profinaut rotate profinaut-kafka weekly rotation")]);
  expectNowhere([path], stdout + stderr, repository.left());
});

it("Vault Secrets Check looks into each environment with a login of its own, and ends each token", async () => {
  const before = (await tokens(vault)).length;
  const { secrets, variables } = await loginOf("profinaut-db");
  const repository = await aPlatformRepository();
  const given = {
    event,
    secrets: { ...secrets, DOCKER_USERNAME: "acme", DOCKER_PASSWORD: `${canary}-registry` },
    variables: { ...variables, PROFINAUT_CHECK_VALUES: "A=db/credentials#password" },
  };

  const { code, stdout, stderr } = await repository.run("vault-secrets-check.yml", "v1.0.0", given);

  expect(code, stdout + stderr).toBe(0);
  for (const job of ["check the repository", "check release", "check staging"])
    expect(stdout).toMatch(new RegExp(`${job}[^\\n]*The login to Vault works as profinaut-db`));
  expect(stdout).toContain("No plain .env file is in git");
  expectNowhere(
    [password, given.secrets.DOCKER_PASSWORD, secrets["PROFINAUT_VAULT_SECRET_ID"] ?? ""],
    stdout + stderr,
    repository.left(),
  );
  expect(await tokens(vault)).toHaveLength(before);
});

it("Release Build compiles, signs and publishes what it built; the key is nowhere afterwards", async () => {
  const before = (await tokens(vault)).length;
  const repository = await aPlatformRepository();
  repository.write("Cargo.lock", "");
  repository.program("rustup", "");
  const artifact = { reason: "compiler-artifact", target: { kind: ["bin"], name: "api" }, executable: "target/release/api" };
  repository.program("cargo", `mkdir -p target/release; echo a program > target/release/api; echo '${JSON.stringify(artifact)}'`);
  repository.program("gh", `[ "$1 $2" != "release view" ] || { echo 'release not found' >&2; exit 1; }; echo "gh $*"`);
  const login = await loginOf("profinaut-release");
  const secrets = { ...login.secrets, GITHUB_TOKEN: `${canary}-of-the-job` };

  const { code, stdout, stderr } = await repository.run("release-build.yml", "v1.2.3", { ...login, secrets });

  expect(code, stdout + stderr).toBe(0);
  expect(stdout).toContain(`Signed with ${signingKey.fingerprint}`);
  expect(stdout).toMatch(
    /gh release upload v1\.2\.3 dist\/SHA256SUMS dist\/SHA256SUMS\.asc dist\/api-v1\.2\.3-x86_64-linux\.tar\.gz dist\/api.*\.asc/,
  );
  expectNowhere([signingKey.armored, secrets.GITHUB_TOKEN], stdout + stderr, repository.left());
  expect(readdirSync("/dev/shm").filter((name) => name.startsWith("profinaut-gnupg"))).toEqual([]);
  expect(await tokens(vault)).toHaveLength(before);
});

describe("Docker Compose with Vault, on a real engine", () => {
  let engine: ContainerEngine;
  beforeAll(async () => {
    engine = await startEngine();
    await importImage(engine, "shell:1");
  });
  afterAll(() => engine?.stop());

  async function up(services: string) {
    const { secrets, variables } = await loginOf("profinaut-db");
    const repository = await aPlatformRepository();
    repository.write("compose.yml", services);
    const values = { PROFINAUT_COMPOSE_VALUES: "DB_PASSWORD=db/credentials#password", PROFINAUT_COMPOSE_WATCH_SECONDS: "5" };
    const given = { secrets, variables: { ...variables, ...values }, env: engine.env };
    const ended = await repository.run("docker-compose-vault.yml", "v1.0.0", given);
    return { ...ended, repository };
  }
  const api = `services:
  api:
    image: shell:1
    command: [sh, -c, 'test -n "$$DB_PASSWORD" && echo "got $$DB_PASSWORD" && exec sleep 1000']
    environment: [DB_PASSWORD]
    volumes: ["data:/data"]
`;

  it.each([
    [
      "a one-shot that ends well is green",
      '  migrate: { image: "shell:1", command: ["true"], network_mode: none }\n',
      0,
      "✅ (ended) migrate exited",
    ],
    [
      "a service that dies after two seconds is red",
      '  bot: { image: "shell:1", command: ["sh", "-c", "sleep 2; exit 3"] }\n',
      1,
      "bot exited, exit code 3",
    ],
    [
      "one that is started again and again is red",
      '  bot: { image: "shell:1", command: ["false"], restart: always }\n',
      1,
      "bot ",
    ],
    [
      "an env_file that is not in git is said",
      '  bot: { image: "shell:1", command: ["true"], env_file: .env }\n',
      1,
      "a service names an env_file that is not in git",
    ],
  ])("%s, and nothing stays", async (_, more, wanted, said) => {
    const before = (await tokens(vault)).length;

    const { code, stdout, stderr, repository } = await up(`${api}${more}volumes: { data: {} }\n`);

    expect(code, stdout + stderr).toBe(wanted);
    expect(stdout).toContain(said);
    expectNowhere([password], stdout + stderr, repository.left());
    for (const kind of [
      ["ps", "-aq"],
      ["volume", "ls", "-q"],
      ["network", "ls", "-q", "--filter", "label=com.docker.compose.project"],
    ])
      expect((await engine.docker(kind)).stdout).toBe("");
    expect(await tokens(vault)).toHaveLength(before);
  });
});
