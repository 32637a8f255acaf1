import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { aRunner, type Runner } from "./a-runner.ts";
import { scriptOf } from "./templates.ts";

describe("before an image is built, it is said that", () => {
  const script = scriptOf("docker-build-push.yml", "place");
  const right = { REF: "refs/tags/v1.2.3", TAG: "v1.2.3", IMAGE: "docker.io/Acme/Platform", REGISTRY: "docker.io", CACHE: "" };

  it.each([
    ["a branch is no version", { REF: "refs/heads/main", TAG: "main" }, "Only a tag that begins with v"],
    [
      "a build's number is no tag of an image",
      { TAG: "v1.2.3+b1" },
      "v1.2.3+b1 can be no tag of an image, which is letters, digits and _ . - only: tag the commit as v1.2.3-b1",
    ],
    ["nor is a folder", { TAG: "v1/rc" }, "tag the commit as v1-rc"],
    [
      "the image has a tag already",
      { IMAGE: "ghcr.io/acme/platform:latest", REGISTRY: "ghcr.io" },
      "PROFINAUT_IMAGE is a name without a tag",
    ],
    [
      "the image is elsewhere than the login",
      { IMAGE: "ghcr.io/acme/platform" },
      "set the variable PROFINAUT_REGISTRY to ghcr.io",
    ],
    [
      "or the login is",
      { IMAGE: "acme/platform", REGISTRY: "registry.example:5000" },
      "set the variable PROFINAUT_REGISTRY to docker.io",
    ],
    ["the cache is elsewhere", { CACHE: "ghcr.io/acme/cache" }, "ghcr.io/acme/cache is at ghcr.io"],
    [
      "the cache lies beside the image",
      { CACHE: "acme/platform:build-cache" },
      "PROFINAUT_BUILD_CACHE is the repository of the image",
    ],
  ])("%s", async (_, change, said) => {
    const { code, stdout } = await aRunner().step(script, { ...right, ...change });

    expect(code).toBe(1);
    expect(stdout).toContain(`::error::`);
    expect(stdout).toContain(said);
  });

  it.each([
    right,
    { ...right, REGISTRY: "https://index.docker.io/v1/", IMAGE: "acme/platform", CACHE: "docker.io/acme/platform-cache:layers" },
    { ...right, REGISTRY: "localhost:5000", IMAGE: "localhost:5000/platform" },
    { ...right, REGISTRY: "ghcr.io", IMAGE: "ghcr.io/acme/platform/api", TAG: "v1.2.3-rc.1_2", REF: "refs/tags/v1.2.3-rc.1_2" },
  ])("$IMAGE at $REGISTRY is right", async (env) => {
    expect(await aRunner().step(script, env)).toEqual({ code: 0, stdout: "", stderr: "" });
  });
});

describe("what is released", () => {
  const script = scriptOf("release-build.yml", "build");
  const built = (executable: string | null, name: string, kind = "bin") =>
    JSON.stringify({ reason: "compiler-artifact", target: { kind: [kind], name }, executable });

  /** A cargo that says where its binaries are, as the real one does; what it compiles is a line of text. */
  function aWorkspace(...lines: readonly string[]): Runner {
    const runner = aRunner();
    runner.write("Cargo.lock", "");
    runner.program("rustup", "");
    runner.program("cargo", 'echo "Compiling" >&2; cat messages');
    runner.write("messages", [...lines, JSON.stringify({ reason: "build-finished", success: true }), ""].join("\n"));
    for (const line of lines) {
      const { executable } = JSON.parse(line);
      if (executable !== null) runner.write(String(executable).replace(`${runner.folder}/`, ""), `${executable}`);
    }
    return runner;
  }
  const env = { BINARIES: "", TAG: "v1.2.3" };

  it("is taken from where cargo put it, whatever it was compiled for, and is the same archive each time", async () => {
    const lines = [
      built("target/release/api", "api"),
      built("out/aarch64-unknown-linux-musl/release/bot", "bot"),
      built(null, "lib", "lib"),
      built("target/release/build/gen", "gen", "custom-build"),
    ];
    const [one, other] = [aWorkspace(...lines), aWorkspace(...lines)];

    const { code, stdout, stderr } = await one.step(script, env);
    await other.step("touch --date 2001-01-01 target/release/api; chmod 600 target/release/api");
    const again = await other.step(script, env);

    expect(code, stderr).toBe(0);
    expect(stdout.replaceAll(/^[0-9a-f]{64} {2}/gm, "")).toBe(
      "api-v1.2.3-x86_64-linux.tar.gz\nbot-v1.2.3-aarch64-unknown-linux-musl.tar.gz\n",
    );
    expect(again.stdout).toBe(stdout);
    const listed = execFileSync("tar", ["-tvf", join(one.folder, "dist/api-v1.2.3-x86_64-linux.tar.gz")], { encoding: "utf8" });
    expect(listed).toMatch(/^-rwxr-xr-x 0\/0 .* 1970-01-01 .* api\n$/);
  });

  it.each([
    ["no Cargo.lock", (runner: Runner) => runner.step("rm Cargo.lock"), {}, "there is no Cargo.lock in git"],
    ["no binary", (runner: Runner) => runner.step(": > messages"), {}, "there is no binary to release"],
    [
      "another binary",
      () => undefined,
      { BINARIES: "api cli" },
      "PROFINAUT_BINARIES names cli, which this workspace does not build",
    ],
  ])("%s is said", async (_, change, more, said) => {
    const runner = aWorkspace(built("target/release/api", "api"));
    await change(runner);

    const { code, stdout } = await runner.step(script, { ...env, ...more });

    expect([code, stdout]).toEqual([1, expect.stringContaining(`::error::${said}`)]);
  });
});

describe("a version that is published", () => {
  const script = scriptOf("release-build.yml", "publish");
  /** gh with one release, of which it knows what state it is in; it notes what it changes. */
  const gh = `case "$1 $2" in
    "release view") case $STATE in none) echo 'release not found' >&2; exit 1 ;; down) echo 'HTTP 502' >&2; exit 1 ;; *) echo "$STATE" ;; esac ;;
    "release download") mkdir -p "$RUNNER_TEMP/published"; cp SUMS "$RUNNER_TEMP/published/SHA256SUMS" ;;
    *) [ "$STATE" != false ] || { echo 'HTTP 422: immutable' >&2; exit 1; }; echo "$1 $2" >> "$HOME/done" ;; esac`;

  async function publish(state: string, published: string) {
    const runner = aRunner();
    runner.program("gh", gh);
    runner.write("dist/SHA256SUMS", "1  a.tar.gz\n");
    writeFileSync(join(runner.folder, "SUMS"), published);
    const ended = await runner.step(script, { TAG: "v1.2.3", STATE: state });
    const done = runner.files().find(({ path }) => path.endsWith("home/done"))?.text ?? "";
    return { ...ended, done: done.split("\n").filter((line) => line !== "") };
  }

  it.each([
    ["with the same archives is left alone", "false", "1  a.tar.gz\n", 0, [], "is published already, with the same archives"],
    ["with others is not replaced", "false", "2  a.tar.gz\n", 1, [], "tag the commit anew, with the next version"],
    ["not yet is published", "none", "", 0, ["release create", "release upload", "release edit"], ""],
    ["half, as a draft, is gone on with", "true", "", 0, ["release upload", "release edit"], ""],
    ["or not, nobody knows while GitHub does not answer", "down", "", 1, [], "HTTP 502"],
  ] as const)("%s", async (_, state, published, code, done, said) => {
    const ended = await publish(state, published);

    expect(ended.code, ended.stderr).toBe(code);
    expect(ended.done).toEqual(done);
    expect(ended.stdout).toContain(said);
  });
});
