import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RunningVault } from "../../demo/parts/vault-server.ts";
import { aPlatform, put, tokens } from "../cli/an-exec.ts";
import { aGitHubOidc, type Claims } from "./a-git-hub-oidc.ts";
import { aRunner, logOf } from "./a-runner.ts";
import { documented, enableOidc } from "./documented-roles.ts";

const canary = ["canary", "of", "oidc"].join("-");
const id = "123456789";
const gitHub = aGitHubOidc();
let platform: Awaited<ReturnType<typeof aPlatform>>;
let vault: RunningVault;

beforeAll(async () => {
  platform = await aPlatform();
  vault = platform.vault;
  await put(vault, "release", { SIGNING_KEY: canary });
  await enableOidc(vault, gitHub, vault.address);
});
afterAll(() => platform.stop());

/** Of a job at the default branch; `sub` in the form that repositories have had since they were made. */
const aJob = (environment: string | undefined, more: Claims = {}): Claims => ({
  aud: vault.address,
  sub: environment === undefined ? "repo:acme/profinaut:ref:refs/heads/main" : `repo:acme/profinaut:environment:${environment}`,
  repository: "acme/profinaut",
  ...{ repository_id: id, repository_owner_id: "42", ref: "refs/heads/main", sha: "c0ffee", actor: "alice", run_id: "7" },
  workflow_ref: "acme/profinaut/.github/workflows/release-build.yml@refs/tags/v1.2.3",
  ...(environment === undefined ? {} : { environment }),
  ...more,
});
const immutable = (separator: string, rest: string): Claims => ({
  sub: `repo:acme${separator}42/profinaut${separator}${id}:${rest}`,
});
const login = (role: string, claims: Claims) => vault.api("POST", "auth/jwt/login", { role, jwt: gitHub.sign(claims) }, "");

it("a role is documented for each environment and for the default branch, none is bound to a subject", () => {
  expect(documented.map(({ name }) => name)).toEqual(["profinaut-release", "profinaut-staging", "profinaut-build"]);
  for (const { role } of documented) {
    expect(role).not.toHaveProperty("bound_subject");
    expect(role.bound_claims.repository_id).toBe(id);
  }
});

describe("the roles as they are documented", () => {
  it.each([
    ["release, at a tag", "profinaut-release", () => aJob("release", { ref: "refs/tags/v1.2.3" })],
    ["release, with ids in the subject", "profinaut-release", () => aJob("release", immutable("-", "environment:release"))],
    [
      "release, with ids in the other form that GitHub shows",
      "profinaut-release",
      () => aJob("release", immutable("@", "environment:release")),
    ],
    [
      "release, after the repository was renamed",
      "profinaut-release",
      () => aJob("release", { repository: "acme/platform", sub: "repo:acme/platform:environment:release" }),
    ],
    ["compose, in staging", "profinaut-staging", () => aJob("staging")],
    ["compose, with ids in the subject", "profinaut-staging", () => aJob("staging", immutable("-", "environment:staging"))],
    ["an image of the default branch", "profinaut-build", () => aJob(undefined)],
    ["an image, with ids in the subject", "profinaut-build", () => aJob(undefined, immutable("@", "ref:refs/heads/main"))],
  ])("let in %s", async (_, role, claims) => {
    const { status, body } = await login(role, claims());

    expect([status, body]).toEqual([200, expect.anything()]);
    expect(Object(body)["auth"].metadata).toMatchObject({ role, commit: "c0ffee", person: "alice", run: "7" });
  });

  it.each([
    ["staging where release is meant", "profinaut-release", () => aJob("staging"), /environment/],
    ["release where staging is meant", "profinaut-staging", () => aJob("release"), /environment/],
    ["a job without an environment", "profinaut-release", () => aJob(undefined), /environment/],
    [
      "who took over the repository's name",
      "profinaut-release",
      () => aJob("release", { repository_id: "987654321" }),
      /repository_id/,
    ],
    [
      "a pull request",
      "profinaut-build",
      () => aJob(undefined, { ref: "refs/pull/7/merge", sub: "repo:acme/profinaut:pull_request" }),
      /ref/,
    ],
    ["another branch", "profinaut-build", () => aJob(undefined, { ref: "refs/heads/main2" }), /ref/],
    ["a token for another Vault", "profinaut-release", () => aJob("release", { aud: "https://github.com/acme" }), /aud/],
  ])("refuse %s", async (_, role, claims, said) => {
    const { status, body } = await login(role, claims());

    expect([400, 403]).toContain(status);
    expect(JSON.stringify(body)).toMatch(said);
  });
});

describe("a step", () => {
  const env = async (claims: Claims) => ({
    PROFINAUT_VAULT_ADDR: `${vault.address}/`,
    PROFINAUT_VAULT_CACERT: readFileSync(vault.caFile, "utf8"),
    PROFINAUT_VAULT_AUTH: "oidc",
    PROFINAUT_VAULT_JWT_ROLE: "profinaut-release",
    ...(await gitHub.offer(claims)),
  });
  const script =
    "source .github/profinaut/vault.sh\nvault_pauses=(0.1)\nvault_login; vault_read key release SIGNING_KEY; vault_logout";

  it("exchanges GitHub's token, of which it gets one at the second attempt, for one of Vault's, reads, and ends it", async () => {
    const before = (await tokens(vault)).length;

    const { code, stdout, stderr } = await aRunner().step(
      script,
      await env(aJob("release", immutable("-", "environment:release"))),
    );

    expect(code, stdout + stderr).toBe(0);
    expect(logOf(stdout)).toContain("Logged in to Vault as profinaut-release, for at most 600 seconds");
    expect(stdout).toMatch(/^::add-mask::eyJ[\w.-]+$/m);
    expect(stdout).toContain(`::add-mask::${canary}\n`);
    expect(await tokens(vault)).toHaveLength(before);
  });

  it("that Vault's role does not mean is told by Vault which claim is the matter, and nothing of the token", async () => {
    const { code, stdout } = await aRunner().step(script, await env(aJob("staging")));

    expect(code).toBe(1);
    expect(stdout).toMatch(
      /::error title=Vault::Vault refused the login by OIDC: Vault answered 40[03] \(.*environment.*\)\. The role in/,
    );
    expect(logOf(stdout)).not.toContain("eyJ");
  });
});
