import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { aPlatform, put } from "../cli/an-exec.ts";
import { envFileNames } from "../support/env-file-names.ts";
import { aRunner, logOf } from "./a-runner.ts";
import { byAppRole } from "./by-app-role.ts";
import { scriptOf } from "./templates.ts";

const canary = ["canary", "of", "check"].join("-");
let platform: Awaited<ReturnType<typeof aPlatform>>;

beforeAll(async () => {
  platform = await aPlatform();
  await put(platform.vault, "db/credentials", { password: canary });
});
afterAll(() => platform.stop());

const marked = (summary: string, mark: string): readonly string[] => summary.split("\n").filter((line) => line.includes(mark));

describe("each environment by itself", () => {
  const script = scriptOf("vault-secrets-check.yml", "check");
  const docker = { HAS_DOCKER_USERNAME: "true", HAS_DOCKER_PASSWORD: "true" };
  const values = { BUILD_VALUES: "", CHECK_VALUES: "A=db/credentials#password" };
  const none = { HAS_DOCKER_USERNAME: "false", HAS_DOCKER_PASSWORD: "false", PROFINAUT_VAULT_ADDR: "" };

  it("is green when everything is there and opens", async () => {
    const runner = aRunner();
    const env = { ...(await byAppRole(platform.vault)), ...docker, ...values, ENVIRONMENT: "release" };

    const { code, stdout, stderr } = await runner.step(script, env);

    expect(code, stdout + stderr).toBe(0);
    expect(marked(runner.summary(), "❌")).toEqual([]);
    expect(runner.summary()).toContain("✅ db/credentials#password can be read");
    expect(runner.summary()).toContain("The login to Vault works as profinaut-db");
    expect(runner.summary()).toMatch(/certificate is good until \w/);
    expect(logOf(stdout)).not.toContain(canary);
  });

  it("names everything that is wrong, not only the first, and where it belongs", async () => {
    const runner = aRunner();
    const change = { HAS_DOCKER_PASSWORD: "false", CHECK_VALUES: "A=kafka/credentials#password\nB=db/credentials#password" };
    const env = { ...(await byAppRole(platform.vault)), ...docker, ...values, ...change, ENVIRONMENT: "release" };

    const { code } = await runner.step(script, env);

    expect(code).toBe(1);
    const wrong = marked(runner.summary(), "❌");
    expect(wrong).toHaveLength(2);
    expect(wrong[0]).toContain(
      "DOCKER_PASSWORD is missing in the environment release: gh secret set DOCKER_PASSWORD --env release",
    );
    expect(wrong[1]).toContain("kafka/credentials#password cannot be read");
    expect(runner.summary()).toContain("✅ db/credentials#password can be read");
  });

  it.each([
    [
      "staging needs no registry, and its secrets belong into it",
      { ENVIRONMENT: "staging", ...values },
      1,
      "gh secret set PROFINAUT_VAULT_ADDR --env staging",
    ],
    [
      "a build with values needs Vault",
      { ENVIRONMENT: "", BUILD_VALUES: "A=db/x#y", CHECK_VALUES: "" },
      1,
      "in the repository: gh secret set PROFINAUT_VAULT_ADDR",
    ],
    [
      "where no build is given one, the repository needs nothing of its own",
      { ENVIRONMENT: "", BUILD_VALUES: "", CHECK_VALUES: "" },
      0,
      "✅ Nothing here reads from Vault",
    ],
  ])("%s", async (_, env, wanted, said) => {
    const runner = aRunner();

    const { code } = await runner.step(script, { ...none, ...env });

    expect(code).toBe(wanted);
    expect(runner.summary()).toContain(said);
    expect(runner.summary()).not.toContain("DOCKER_");
  });

  it("says that the login fails and that nobody answers", async () => {
    const runner = aRunner();
    const gone = { PROFINAUT_VAULT_ADDR: "https://127.0.0.1:9", PROFINAUT_VAULT_ROLE_ID: "r", PROFINAUT_VAULT_SECRET_ID: "s" };
    runner.program("curl", "exit 3");

    const { code } = await runner.step(script, { ...docker, ...values, ...gone, ENVIRONMENT: "release" });

    expect(code).toBe(1);
    expect(runner.summary()).toMatch(
      /❌ Vault's certificate could not be read[\s\S]*❌ The login to Vault from the environment release fails/,
    );
  });
});

describe("what is in git", () => {
  const script = scriptOf("vault-secrets-check.yml", "files");
  const added = async (...paths: readonly string[]) => {
    const runner = aRunner();
    for (const path of paths) runner.write(path, "A=1");
    await runner.step("git init --quiet && git add --force .");
    return runner;
  };

  const named = (summary: string, after: string): readonly string[] =>
    new RegExp(`${after}: (.*)\\. `).exec(summary)?.[1]?.split(", ").toSorted() ?? [];

  it("names what the bot's own check names, and nothing else", async () => {
    const { plain, encrypted, neither } = envFileNames;
    const runner = await added(...plain, ...encrypted, ...neither);

    const { code, stderr } = await runner.step(script);

    expect([code, stderr]).toEqual([1, ""]);
    expect(named(runner.summary(), "where everybody reads them")).toEqual(plain.toSorted());
    expect(named(runner.summary(), "by their names encrypted")).toEqual(encrypted.toSorted());
  });

  it("is green where the files are encrypted, and says what that is worth", async () => {
    const runner = await added(...envFileNames.encrypted, ...envFileNames.neither);

    const { code } = await runner.step(script);

    expect([code, runner.summary()]).toEqual([
      0,
      expect.stringMatching(/^- ✅ No plain .*\n- ⚠️ In git, by their names encrypted: .*/),
    ]);
  });

  it("a checkout of somebody else, as in a container, is read all the same", async () => {
    const runner = await added(".env");
    // git's own way to have its tests believe so.
    const somebodyElse = { GIT_TEST_ASSUME_DIFFERENT_OWNER: "1" };
    expect((await runner.step("git ls-files", somebodyElse)).stderr).toContain("dubious ownership");

    const { code } = await runner.step(script, somebodyElse);

    expect([code, runner.summary()]).toEqual([1, expect.stringContaining("everybody reads them: .env.")]);
  });

  it("what git cannot say is not called good", async () => {
    const runner = aRunner();

    const { code } = await runner.step(script);

    expect(code).toBe(1);
    expect(runner.summary()).toContain("❌ Whether a .env file is in git is not known: fatal: not a git repository");
  });
});
