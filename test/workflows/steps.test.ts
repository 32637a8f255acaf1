import { existsSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { aPlatform, put } from "../cli/an-exec.ts";
import { run } from "../stack/command.ts";
import { aRunner, logOf, type Runner } from "./a-runner.ts";
import { aSigningKey } from "./a-signing-key.ts";
import { byAppRole } from "./by-app-role.ts";
import { scriptOf } from "./templates.ts";

const canary = ["canary", "of", "steps"].join("-");
let platform: Awaited<ReturnType<typeof aPlatform>>;
/** A signing key as `register release` writes it, and its public half. */
let signingKey = { armored: "", fingerprint: "", publicKey: "" };

beforeAll(async () => {
  platform = await aPlatform();
  signingKey = await aSigningKey();
  await put(platform.vault, "release", { SIGNING_KEY: signingKey.armored });
  await put(platform.vault, "db/credentials", { password: `${canary}\nsecond ${canary}` });
});
afterAll(() => platform.stop());

describe("signing a release", () => {
  const home = `/dev/shm/profinaut-gnupg-${process.pid}`;
  async function signed(runner: Runner) {
    runner.write("dist/a.tar.gz", "a release");
    await runner.step("cd dist && sha256sum -- *.tar.gz > SHA256SUMS");
    const env = { ...(await byAppRole(platform.vault, "profinaut-release")), GNUPGHOME: home, KEY_PATH: "release" };
    onTestFinished(async () => void (await runner.step(scriptOf("release-build.yml", "forget"), env)));
    return { env, ended: await runner.step(scriptOf("release-build.yml", "sign"), env) };
  }

  it("signs every file with the key from Vault, which is in memory only, masked, and gone afterwards", async () => {
    const runner = aRunner();

    const { env, ended } = await signed(runner);

    expect(ended.code, ended.stderr).toBe(0);
    expect(runner.summary()).toBe(`Signed with ${signingKey.fingerprint}\n`);
    const body = signingKey.armored.split("\n").filter((line) => line.length > 40);
    expect(body.length).toBeGreaterThan(2);
    for (const line of body) {
      expect(ended.stdout).toContain(`::add-mask::${line}`);
      expect(logOf(ended.stdout) + ended.stderr).not.toContain(line);
      for (const file of runner.files()) expect(file.text, file.path).not.toContain(line);
    }
    expect(runner.files().filter(({ path }) => path.includes("private-keys"))).toEqual([]);

    const forgotten = await runner.step(scriptOf("release-build.yml", "forget"), env);
    expect(forgotten.code).toBe(0);
    expect(existsSync(home)).toBe(false);
    runner.write("public.asc", signingKey.publicKey);
    const verified = await runner.step(`
      export GNUPGHOME=$(mktemp -d); trap 'gpgconf --kill all' EXIT
      gpg --batch --quiet --import public.asc
      for file in dist/a.tar.gz dist/SHA256SUMS; do gpg --batch --verify "$file.asc" "$file"; done`);
    expect(verified.code, verified.stderr).toBe(0);
  });

  it("signs nothing that is not what was built", async () => {
    const runner = aRunner();
    runner.program("sha256sum", 'if [ "$1" = --check ]; then echo changed since; exit 1; fi; exec /usr/bin/sha256sum "$@"');

    const { ended } = await signed(runner);

    expect(ended.code).toBe(1);
    expect(runner.files().filter(({ path }) => path.endsWith(".asc"))).toEqual([]);
  });
});

describe("what goes to Docker", () => {
  /** Notes what it was called with, and the one variable. */
  const docker = `printf '%s\\n' "docker $*" >> "$HOME/docker"; printf '%s' "\${CARGO_TOKEN-}" | sha256sum >> "$HOME/seen"
    for word in "$@"; do if [ "$previous" = --metadata-file ]; then echo '{"containerimage.digest":"sha256:1"}' > "$word"; fi; previous=$word; done
    case "$*" in *--cache-to*type=local*) mkdir -p "$LAYERS-new" ;; esac`;
  const noted = (runner: Runner): string => runner.files().find(({ path }) => path.endsWith("home/docker"))?.text ?? "";

  it.each([
    ["rust-test-docker-build.yml", "build"],
    ["docker-build-push.yml", "push"],
  ])("%s hands values to BuildKit as secrets, by name", async (file, id) => {
    const runner = aRunner();
    runner.program("docker", docker);
    const env = {
      ...(await byAppRole(platform.vault, "profinaut-db")),
      BUILD_VALUES: "CARGO_TOKEN=db/credentials#password",
      DOCKERFILE: "Dockerfile",
      LAYERS: join(runner.folder, "layers"),
      ...{ IMAGE: "docker.io/Acme/platform", TAG: "v1.2.3", REVISION: "1", SOURCE: "here", CACHE: "" },
    };

    const { code, stdout, stderr } = await runner.step(scriptOf(file, id), env);

    expect(code, stderr).toBe(0);
    expect(noted(runner)).toContain("--secret id=CARGO_TOKEN,env=CARGO_TOKEN");
    expect(noted(runner)).not.toContain("--cache-to");
    expect(noted(runner) + logOf(stdout)).not.toContain(canary);
    const { stdout: hash } = await run("sha256sum", [], { input: `${canary}\nsecond ${canary}` });
    expect(runner.files().find(({ path }) => path.endsWith("home/seen"))?.text).toBe(hash);
    if (id === "push") expect(runner.summary()).toBe("Pushed docker.io/acme/platform:v1.2.3, digest sha256:1\n");
  });

  it("without any, a build asks Vault for nothing", async () => {
    const runner = aRunner();
    runner.program("docker", docker);
    const env = { BUILD_VALUES: "", DOCKERFILE: "Dockerfile", LAYERS: join(runner.folder, "layers") };

    const { code, stdout } = await runner.step(scriptOf("rust-test-docker-build.yml", "build"), env);

    expect([code, stdout]).toEqual([0, ""]);
    expect(noted(runner)).not.toContain("--secret");
    expect(noted(runner)).toContain("--cache-to");
  });
});

describe("the weekly reminder", () => {
  const script = scriptOf("rotate-vault-secret-id.yml", "ask");
  const env = { ROLES: "profinaut-db profinaut-kafka", ROLE: "", REASON: "weekly rotation", RUN: "https://github.example/run/1" };

  async function aWebhook() {
    const heard: unknown[] = [];
    const server = createServer(
      (request, response) => void text(request).then((body) => response.end(`${heard.push(JSON.parse(body))}`)),
    );
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void server.close());
    return { heard, WEBHOOK: `http://127.0.0.1:${Object(server.address()).port}/services/${canary}` };
  }

  it("says in the channel what to type for each AppRole, and rotates nothing", async () => {
    const { heard, WEBHOOK } = await aWebhook();
    const runner = aRunner();

    const { code, stdout, stderr } = await runner.step(script, { ...env, WEBHOOK });

    expect(code, stderr).toBe(0);
    const typed = "/profinaut rotate profinaut-db weekly rotation\n/profinaut rotate profinaut-kafka weekly rotation\n";
    expect(heard).toEqual([
      {
        text: `It is time to rotate SecretIDs. Type, and somebody else approves:\n\`\`\`\n${typed}\`\`\`\n<https://github.example/run/1|this run>`,
      },
    ]);
    expect(runner.summary()).toContain(`2 SecretID(s) to rotate`);
    expect(stdout + stderr + runner.summary()).not.toContain(canary);
  });

  it("asks for one AppRole, and takes nothing from a reason but words", async () => {
    const { heard, WEBHOOK } = await aWebhook();

    await aRunner().step(script, { ...env, ROLE: "profinaut-db", REASON: "<!everyone> ```\nlook $(id)", WEBHOOK });

    expect(JSON.stringify(heard)).toContain("/profinaut rotate profinaut-db everyone look id\\n```");
  });

  it.each([
    ["an AppRole that is none", { ROLE: "$(id)" }, "no name of an AppRole"],
    ["no AppRole", { ROLES: "" }, "the bot rotates no AppRole"],
    ["nobody to tell", {}, "nobody was told"],
  ])("%s is red", async (_, change, said) => {
    const { code, stdout } = await aRunner().step(script, { ...env, WEBHOOK: "", ...change });

    expect(code).toBe(1);
    expect(stdout).toContain(`::error::${said.startsWith("no name") ? "that is " : ""}${said}`);
  });
});
