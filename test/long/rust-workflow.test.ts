import { afterAll, beforeAll, expect, it } from "vitest";
import { findOnPath } from "../../demo/parts/find-on-path.ts";
import { run } from "../stack/command.ts";
import type { PlatformRepository } from "../support/workflow-runner/a-platform-repository.ts";
import { expectNowhere, placesOf } from "../support/workflow-runner/nowhere.ts";
import { aBuildMachine, type BuildMachine, login, source, token } from "./a-build-machine.ts";

const file = "rust-test-docker-build.yml";
let machine: BuildMachine;
let cargo: string;
beforeAll(async () => {
  machine = await aBuildMachine();
  cargo = await findCargo();
});
afterAll(() => machine?.stop());

/** The folder of the real one, behind rustup where that is. @throws Error that says what to install */
async function findCargo(): Promise<string> {
  if (findOnPath("cargo", process.env) === undefined) throw new Error("cargo is missing: install Rust with rustfmt and clippy");
  const { stdout } = await run("sh", ["-c", 'dirname "$(rustup which cargo 2> /dev/null || command -v cargo)"']);
  return stdout.trim();
}

/** A crate, and the toolchain of a runner: minimal, so that cargo has neither command before rustup adds it. */
async function aCrate(): Promise<PlatformRepository> {
  const repository = await machine.aRepository();
  repository.write("Cargo.toml", '[package]\nname = "platform"\nversion = "0.1.0"\nedition = "2021"\n');
  repository.write("Cargo.lock", 'version = 4\n\n[[package]]\nname = "platform"\nversion = "0.1.0"\n');
  repository.write("src/lib.rs", "#[test]\nfn adds() {\n    assert_eq!(1 + 1, 2);\n}\n");
  // A version alone, as most have it: rustup then adds no component by itself.
  repository.write("rust-toolchain.toml", '[toolchain]\nchannel = "stable"\n');
  repository.program("rustup", '[ "$1 $2" != "component add" ] || { shift 2; printf "%s\\n" "$@" > "$HOME/components"; }');
  repository.program("rustc", `exec ${cargo}/rustc "$@"`);
  repository.program(
    "cargo",
    `case $1 in fmt | clippy) grep -qx "\${1/#fmt/rustfmt}" "$HOME/components" || { echo "error: 'cargo-$1' is not installed" >&2; exit 1; } ;; esac
PATH=${cargo}:$PATH exec ${cargo}/cargo "$@"`,
  );
  return repository;
}

const layers = (repository: PlatformRepository) => repository.left().filter(({ path }) => path.includes("/caches/image-"));

it("with values for its build the default branch keeps no layer that a pull request could read, and nothing stays", async () => {
  const before = await machine.standing();
  const repository = await aCrate();
  const all = await machine.given();

  const pushed = await repository.run(file, "main", all);
  expect(pushed.code, pushed.stdout + pushed.stderr).toBe(0);
  expect(layers(repository).map(({ path }) => path)).toEqual([]);
  expect(await machine.standing()).toEqual(before);

  const asked = await repository.run(file, "main", { env: all.env, variables: all.variables, event: "pull_request" });
  expect(asked.code, asked.stdout + asked.stderr).toBe(0);
  expect(asked.stdout).toContain("built without");
  expect(asked.stdout).not.toContain("Logged in to Vault");
  expect(placesOf([source], layers(repository))).not.toEqual([]);

  const outputs = [pushed, asked].map(({ stdout, stderr }) => stdout + stderr).join("");
  expectNowhere(
    [token, login.password, ...Object.values(all.secrets).filter((value) => value.length > 12)],
    outputs,
    repository.left(),
  );
});

it("without values a pull request builds upon what the default branch kept", async () => {
  const repository = await aCrate();
  const all = await machine.given({ PROFINAUT_BUILD_VALUES: "" });

  const pushed = await repository.run(file, "main", all);
  expect(pushed.code, pushed.stdout + pushed.stderr).toBe(0);
  expect(placesOf([source], layers(repository))).not.toEqual([]);

  const asked = await repository.run(file, "main", { env: all.env, event: "pull_request" });
  expect(asked.code, asked.stdout + asked.stderr).toBe(0);
  expect(asked.stdout).toContain("CACHED");
});
