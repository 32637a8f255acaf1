import { afterAll, beforeAll, expect, it } from "vitest";
import { put } from "../cli/an-exec.ts";
import { registries } from "../support/container-engine/registry.ts";
import { expectNowhere, filesBelow, placesOf } from "../support/workflow-runner/nowhere.ts";
import { aGitHubOidc } from "../workflows/a-git-hub-oidc.ts";
import { anUnevenVault } from "../workflows/an-uneven-vault.ts";
import { enableOidc } from "../workflows/documented-roles.ts";
import { aBuildMachine, type BuildMachine, login, source, token } from "./a-build-machine.ts";

const gitHub = aGitHubOidc();
let machine: BuildMachine;
beforeAll(async () => {
  machine = await aBuildMachine();
});
afterAll(() => machine?.stop());

it("Docker Build and Push publishes the last stage alone: by OIDC, past a 503 for each question, and nothing stays", async () => {
  const down = { status: 503, body: '{"errors":["nobody is at home"]}' };
  const paths = ["auth/jwt/login", "secret/data/profinaut/release", "auth/token/revoke-self"];
  const uneven = await anUnevenVault(
    machine.vault,
    paths.map((path) => ({ ...down, path })),
  );
  await put(machine.vault, "release", { TOKEN: token });
  await enableOidc(machine.vault, gitHub, uneven.env.PROFINAUT_VAULT_ADDR);
  const { PROFINAUT_VAULT_ADDR, PROFINAUT_VAULT_CACERT } = uneven.env;
  const oidc = {
    PROFINAUT_VAULT_AUTH: "oidc",
    PROFINAUT_VAULT_JWT_ROLE: "profinaut-release",
    PROFINAUT_BUILD_VALUES: "TOKEN=release#TOKEN",
  };
  const { secrets, variables, env } = await machine.given({ ...oidc, PROFINAUT_VAULT_CACERT });
  const offered = await gitHub.offer({
    repository_id: "123456789",
    environment: "release",
    ref: "refs/tags/v1.2.3",
    sub: "repo:acme@42/profinaut@123456789:environment:release",
  });
  const before = await machine.standing();
  const repository = await machine.aRepository();

  const { code, stdout, stderr } = await repository.run("docker-build-push.yml", "v1.2.3", {
    secrets: { ...secrets, PROFINAUT_VAULT_ADDR, PROFINAUT_VAULT_SECRET_ID: "" },
    variables,
    env: { ...env, ...offered },
  });

  expect(code, stdout + stderr).toBe(0);
  expect(stdout).toContain("Logged in to Vault as profinaut-release");
  for (const path of paths) expect(uneven.asked.filter(({ question }) => question.endsWith(path))).toHaveLength(2);
  expect(JSON.parse(await machine.registry.ask("acme/platform/tags/list"))).toEqual({ name: "acme/platform", tags: ["v1.2.3"] });
  expect(await machine.registry.ask("acme/platform/tags/list", "nobody")).toContain("UNAUTHORIZED");
  const pushed = filesBelow(machine.registry.folder);
  expect(placesOf(["program of"], pushed)).not.toEqual([]);
  expect(placesOf(['"fileName":"./program"'], pushed)).not.toEqual([]);
  expectNowhere([source, "strategy.rs"], "", pushed);
  expectNowhere([token, login.password], stdout + stderr, [...pushed, ...repository.left()]);
  expect(await machine.standing()).toEqual(before);
});

it("layers are kept where they are asked for, in a repository that the image's readers cannot read", async () => {
  const before = await machine.standing();
  const repository = await machine.aRepository();
  const all = await machine.given({ PROFINAUT_BUILD_CACHE: `${registries.own}/acme/layers` });

  const first = await repository.run("docker-build-push.yml", "v1.3.0", all);
  const second = await repository.run("docker-build-push.yml", "v1.3.1", all);

  expect(first.code, first.stdout + first.stderr).toBe(0);
  expect(second.code, second.stdout + second.stderr).toBe(0);
  expect(second.stdout).toContain("CACHED");
  // What docs/workflows.md warns of, and what shows that the search would see it.
  for (const secret of [source, token]) expect(placesOf([secret], machine.blobsOf("acme/layers"))).not.toEqual([]);
  expectNowhere([source, token], "", machine.blobsOf("acme/platform"));
  expectNowhere(
    [token, login.password],
    [first, second].map(({ stdout, stderr }) => stdout + stderr).join(""),
    repository.left(),
  );
  expect(await machine.standing()).toEqual(before);
});

it("a registry that refuses the login is said before anything is built", async () => {
  const { secrets, ...rest } = await machine.given();
  const repository = await machine.aRepository();

  const wrong = { ...secrets, DOCKER_PASSWORD: `${login.password}-of-last-year` };
  const { code, stdout, stderr } = await repository.run("docker-build-push.yml", "v1.4.0", { ...rest, secrets: wrong });

  expect(code).toBe(1);
  expect(stdout).toMatch(/unauthorized/i);
  expect(stdout).not.toContain("Build and push");
  expectNowhere([wrong.DOCKER_PASSWORD], stdout + stderr, repository.left());
});

it("a build that prints what it was given, and fails, shows stars, publishes nothing and leaves nothing", async () => {
  const all = await machine.given({ PROFINAUT_IMAGE: `${registries.own}/acme/broken` });
  const before = await machine.standing();
  const repository = await machine.aRepository();
  repository.write("Dockerfile", "FROM busybox:1\nRUN --mount=type=secret,id=TOKEN cat /run/secrets/TOKEN && exit 7\n");

  const { code, stdout, stderr } = await repository.run("docker-build-push.yml", "v1.5.0", all);

  expect(code).toBe(1);
  expect(stdout).toMatch(/#\d+ [\d.]+ \*\*\*/);
  expect(await machine.registry.ask("acme/broken/tags/list")).toContain("NAME_UNKNOWN");
  expectNowhere([token, login.password], stdout + stderr, repository.left());
  expect(await machine.standing()).toEqual(before);
});
